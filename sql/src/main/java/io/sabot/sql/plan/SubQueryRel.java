package io.sabot.sql.plan;

import java.util.List;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.AbstractRelNode;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.sql.parser.SqlParserPos;

/** Leaf: stands for a sub-query that was converted by itself, while the expression around it is. */
public final class SubQueryRel extends AbstractRelNode {
    private final RelNode rel;
    private final SqlParserPos pos;

    SubQueryRel(RelOptCluster cluster, RelTraitSet traits, RelNode rel, SqlParserPos pos) {
        super(cluster, traits);
        this.rel = rel;
        this.pos = pos;
        this.rowType = rel.getRowType();
    }

    /** The tree with the sub-query in its place. */
    public static RelNode expanded(RelNode tree) {
        if (tree instanceof SubQueryRel standIn) {
            return standIn.rel;
        }
        List<RelNode> inputs =
                tree.getInputs().stream().map(SubQueryRel::expanded).toList();
        return inputs.isEmpty() ? tree : tree.copy(tree.getTraitSet(), inputs);
    }

    /** Where the sub-query below stands in the text. */
    public static SqlParserPos posIn(RelNode tree) {
        if (tree instanceof SubQueryRel standIn) {
            return standIn.pos;
        }
        return tree.getInputs().isEmpty() ? SqlParserPos.ZERO : posIn(tree.getInput(0));
    }
}
