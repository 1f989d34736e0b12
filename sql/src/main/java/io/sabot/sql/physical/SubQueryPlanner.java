package io.sabot.sql.physical;

import io.sabot.sql.catalog.SqlFault;
import io.sabot.sql.plan.PatternRel;
import java.util.ArrayList;
import java.util.List;

/** Sub-queries of a pattern: each has an end, and the pattern's rows wait for it. */
final class SubQueryPlanner {
    private final PhysicalPlanner planner;

    SubQueryPlanner(PhysicalPlanner planner) {
        this.planner = planner;
    }

    /**
     * @param input of the pattern
     * @throws SqlFault SQL-0411 if something has no end
     */
    List<Plan> plan(PatternRel rel, Flow input) {
        List<Plan> plans = new ArrayList<>();
        for (int i = 1; i < rel.getInputs().size(); i++) {
            Plan plan = planner.plan(rel.getInput(i));
            boolean hasEnd = plan.flow().isBounded();
            if (!hasEnd || !input.isBounded() && !isConstant(plan)) {
                throw new SqlFault(
                        "SQL-0411",
                        hasEnd
                                ? "the pattern's input has no end: its rows cannot wait for the sub-query"
                                : "the sub-query has no end, and its value is known at its end only",
                        rel.query().subQueries().get(i - 1).pos(),
                        hasEnd
                                ? "on a stream a sub-query may read constants only: (VALUES …)"
                                : "read a table that ends, such as a file that is not followed");
            }
            plans.add(plan);
        }
        return plans;
    }

    /** Whether results are there before the first row of the input. */
    static boolean areKnownAtStart(List<Plan> subQueries, Plan input) {
        return subQueries.isEmpty() || !input.flow().isBounded();
    }

    /** Constant rows come before everything in the log. */
    private static boolean isConstant(Plan plan) {
        return plan instanceof Plan.Values
                || !plan.inputs().isEmpty() && plan.inputs().stream().allMatch(SubQueryPlanner::isConstant);
    }
}
