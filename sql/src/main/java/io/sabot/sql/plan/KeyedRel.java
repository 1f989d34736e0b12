package io.sabot.sql.plan;

import io.sabot.core.schema.ColumnSpec;
import io.sabot.sql.type.Types;
import java.util.List;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.SingleRel;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.parser.SqlParserPos;

/** A user's table function: key columns, then the function's. */
public final class KeyedRel extends SingleRel {
    private final KeyedCall call;
    private final SqlParserPos pos;

    public KeyedRel(RelOptCluster cluster, RelTraitSet traits, RelNode input, KeyedCall call, SqlParserPos pos) {
        super(cluster, traits, input);
        this.call = call;
        this.pos = pos;
    }

    public KeyedCall call() {
        return call;
    }

    /** Of the order, or of the call, in the text. */
    public SqlParserPos pos() {
        return pos;
    }

    @Override
    protected RelDataType deriveRowType() {
        RelDataTypeFactory types = getCluster().getTypeFactory();
        RelDataTypeFactory.Builder row = types.builder();
        for (int key : call.keyColumns()) {
            row.add(
                    call.input().column(key).name(),
                    getInput().getRowType().getFieldList().get(key).getType());
        }
        for (ColumnSpec column : call.columns()) {
            row.add(column.name(), Types.toRel(column.type(), types));
        }
        return row.build();
    }

    @Override
    public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
        return new KeyedRel(getCluster(), traits, inputs.get(0), call, pos);
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        return super.explainTerms(writer)
                .item("function", call.function().name())
                .item("class", call.function().owner().getName())
                .item("partition", call.keyNames());
    }
}
