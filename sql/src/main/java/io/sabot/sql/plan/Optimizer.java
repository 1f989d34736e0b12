package io.sabot.sql.plan;

import java.util.List;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.plan.hep.HepProgramBuilder;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.rules.CoreRules;

/** Moves filters to where rows are fewest to touch, and folds projections. The same query gives the same plan, always. */
public final class Optimizer {
    private static final List<RelOptRule> RULES = List.of(
            CoreRules.FILTER_PROJECT_TRANSPOSE,
            CoreRules.FILTER_MERGE,
            CoreRules.FILTER_SET_OP_TRANSPOSE,
            FilterPushRules.BELOW_WINDOW,
            FilterPushRules.BELOW_PATTERN,
            FilterPushRules.BELOW_KEYED,
            FilterPushRules.BELOW_AGGREGATE,
            CoreRules.PROJECT_MERGE,
            CoreRules.PROJECT_REMOVE,
            CoreRules.UNION_MERGE,
            CoreRules.UNION_REMOVE,
            CoreRules.FILTER_REDUCE_EXPRESSIONS,
            CoreRules.PROJECT_REDUCE_EXPRESSIONS);

    private Optimizer() {}

    public static RelNode optimize(RelNode rel) {
        HepProgram program = new HepProgramBuilder().addRuleCollection(RULES).build();
        HepPlanner planner = new HepPlanner(program);
        planner.setRoot(rel);
        return planner.findBestExp();
    }
}
