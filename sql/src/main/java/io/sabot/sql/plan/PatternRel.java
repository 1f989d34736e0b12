package io.sabot.sql.plan;

import io.sabot.core.time.Durations;
import io.sabot.sql.pattern.PatternQuery;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.AbstractRelNode;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.parser.SqlParserPos;

/** MATCH_RECOGNIZE: partition columns, then measures. Its inputs are the pattern's, then its sub-queries. */
public final class PatternRel extends AbstractRelNode {
    private final List<RelNode> inputs;
    private final PatternQuery query;
    private final SqlParserPos pos;

    public PatternRel(
            RelOptCluster cluster, RelTraitSet traits, List<RelNode> inputs, PatternQuery query, SqlParserPos pos) {
        super(cluster, traits);
        this.inputs = new ArrayList<>(inputs);
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
    public List<RelNode> getInputs() {
        return Collections.unmodifiableList(inputs);
    }

    @Override
    public void replaceInput(int ordinal, RelNode input) {
        inputs.set(ordinal, input);
        recomputeDigest();
    }

    /** The rows that are searched. */
    public RelNode getInput() {
        return inputs.get(0);
    }

    @Override
    protected RelDataType deriveRowType() {
        return query.output().type();
    }

    @Override
    public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
        return new PatternRel(getCluster(), traits, inputs, query, pos);
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        List<String> names = getInput().getRowType().getFieldNames();
        RelWriter terms = super.explainTerms(writer);
        for (int i = 0; i < inputs.size(); i++) {
            terms.input(i == 0 ? "input" : "subQuery" + i, inputs.get(i));
        }
        return terms.item("pattern", query.patternText())
                .item(
                        "partition",
                        query.partitionColumns().stream().map(names::get).toList())
                .item("skip", query.skipText())
                .itemIf("within", Durations.text(query.withinNs()), query.withinNs() != 0);
    }
}
