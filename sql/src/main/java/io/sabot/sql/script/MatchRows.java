package io.sabot.sql.script;

import io.sabot.core.schema.EventSchema;
import io.sabot.sql.pattern.PatternQuery;
import io.sabot.sql.physical.Flow;
import io.sabot.sql.physical.Plan;

/** From a query whose results are matches to one that gives the rows of the same matches, each with its classifier. */
public final class MatchRows {
    /** Name of the column in front of the input's. */
    public static final String CLASSIFIER = "$classifier";

    private MatchRows() {}

    /**
     * A query without a target. Its rows come from the same positions of the log, in the same order, as the matches of the
     * given one. Null if that one's results are not matches, one each.
     */
    public static QueryPlan of(QueryPlan query) {
        Plan plan = query.plan();
        while (plan instanceof Plan.Calc calc) {
            plan = calc.input();
        }
        if (!(plan instanceof Plan.Match match)) {
            return null;
        }
        PatternQuery shown =
                match.query().showingRows(CLASSIFIER, match.input().flow().schema());
        EventSchema schema = Flow.schema(query.name(), shown.output().type(), EventSchema.NO_COLUMN);
        Plan rows = new Plan.Match(
                match.input(),
                shown,
                match.timeColumn(),
                match.subQueries(),
                new Flow(schema, match.flow().isBounded(), false));
        return new QueryPlan(
                query.name(), query.text(), null, null, schema, rows, query.logicalPlan(), query.optimizedPlan());
    }
}
