package io.sabot.sql.plan;

import io.sabot.core.type.SqlType;
import io.sabot.windows.WindowSpec;
import java.util.List;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.SingleRel;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

/** A window table function: its input's columns, then window_start, window_end, window_time. */
public final class WindowRel extends SingleRel {
    public static final int ADDED_COLUMNS = 3;

    private final WindowSpec window;
    private final int timeColumn;
    private final List<Integer> partitionColumns;
    private final SqlParserPos pos;

    public WindowRel(
            RelOptCluster cluster,
            RelTraitSet traits,
            RelNode input,
            WindowSpec window,
            int timeColumn,
            List<Integer> partitionColumns,
            SqlParserPos pos) {
        super(cluster, traits, input);
        this.window = window;
        this.timeColumn = timeColumn;
        this.partitionColumns = List.copyOf(partitionColumns);
        this.pos = pos;
    }

    public WindowSpec window() {
        return window;
    }

    public int timeColumn() {
        return timeColumn;
    }

    public List<Integer> partitionColumns() {
        return partitionColumns;
    }

    /** Of the function in the text. */
    public SqlParserPos pos() {
        return pos;
    }

    /** First of the added columns. */
    public int windowStartColumn() {
        return getInput().getRowType().getFieldCount();
    }

    @Override
    protected RelDataType deriveRowType() {
        var types = getCluster().getTypeFactory();
        RelDataType time =
                getInput().getRowType().getFieldList().get(timeColumn).getType();
        RelDataType bound = SqlTypeUtil.isExactNumeric(time)
                ? types.createSqlType(SqlTypeName.BIGINT)
                : types.createSqlType(SqlTypeName.TIMESTAMP, SqlType.MAX_TIMESTAMP_PRECISION);
        return types.builder()
                .addAll(getInput().getRowType().getFieldList())
                .add("window_start", bound)
                .add("window_end", bound)
                .add("window_time", bound)
                .build();
    }

    @Override
    public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
        return new WindowRel(getCluster(), traits, inputs.get(0), window, timeColumn, partitionColumns, pos);
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        return super.explainTerms(writer)
                .item("window", window)
                .item("time", getInput().getRowType().getFieldNames().get(timeColumn));
    }
}
