package io.sabot.sql.plan;

import io.sabot.sql.pattern.PatternQuery;
import java.util.List;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.SingleRel;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.parser.SqlParserPos;

/** MATCH_RECOGNIZE: partition columns, then measures. */
public final class PatternRel extends SingleRel {
    private final PatternQuery query;
    private final SqlParserPos pos;

    public PatternRel(RelOptCluster cluster, RelTraitSet traits, RelNode input, PatternQuery query, SqlParserPos pos) {
        super(cluster, traits, input);
        this.query = query;
        this.pos = pos;
    }

    /** Of the clause's order, or of the clause, in the text. */
    public SqlParserPos pos() {
        return pos;
    }

    public PatternQuery query() {
        return query;
    }

    @Override
    protected RelDataType deriveRowType() {
        return query.output().type();
    }

    @Override
    public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
        return new PatternRel(getCluster(), traits, inputs.get(0), query, pos);
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        List<String> names = getInput().getRowType().getFieldNames();
        return super.explainTerms(writer)
                .item("pattern", query.patternText())
                .item(
                        "partition",
                        query.partitionColumns().stream().map(names::get).toList())
                .item("skip", query.skip().mode())
                .itemIf("within", query.withinNs() + " ns", query.withinNs() != 0);
    }
}
