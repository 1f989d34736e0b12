package io.sabot.sql.operator;

import io.sabot.core.schema.EventSchema;
import io.sabot.sql.operator.NecessaryValues.ColumnValue;
import io.sabot.sql.physical.Plan;
import java.util.List;

/**
 * Which rows of what it reads a query can be kept from.
 *
 * @param values a row that concerns the query has at least one of these
 * @param isFilter no other row ever does; else others do while a match is in progress
 * @param timeColumn whose order the query checks at rows that it is given; {@link EventSchema#NO_COLUMN} if it does not
 */
record Route(List<ColumnValue> values, boolean isFilter, int timeColumn) {
    /** Null if the query must see every row. */
    static Route of(Plan plan) {
        Plan below = plan;
        Plan.Calc last = null;
        while (below instanceof Plan.Calc calc) {
            last = calc;
            below = calc.input();
        }
        if (!(below instanceof Plan.Match match)) {
            return last != null && below instanceof Plan.Scan ? filter(last) : null;
        }
        if (match.flow().schema().hasEventTime()) {
            return null;
        }
        Plan input = match.input();
        boolean isSorted = input instanceof Plan.TimeSort;
        Plan unsorted = isSorted ? input.inputs().get(0) : input;
        if (unsorted instanceof Plan.Calc calc) {
            return calc.input() instanceof Plan.Scan ? filter(calc) : null;
        }
        List<ColumnValue> starts = PatternStarts.of(match.query());
        return starts == null || !(unsorted instanceof Plan.Scan)
                ? null
                : new Route(starts, false, isSorted ? EventSchema.NO_COLUMN : match.timeColumn());
    }

    private static Route filter(Plan.Calc calc) {
        if (calc.condition() == null || !NecessaryValues.cannotFail(calc.condition())) {
            return null;
        }
        List<ColumnValue> values = NecessaryValues.of(
                calc.condition(), calc.input().flow().schema().columnCount());
        return values == null ? null : new Route(values, true, EventSchema.NO_COLUMN);
    }
}
