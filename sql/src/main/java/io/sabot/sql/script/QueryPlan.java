package io.sabot.sql.script;

import io.sabot.core.schema.EventSchema;
import io.sabot.sql.catalog.TableSpec;
import io.sabot.sql.physical.Plan;
import io.sabot.state.view.ViewSpec;

/**
 * One INSERT, SELECT or materialized view, planned.
 *
 * @param name unique in the application
 * @param text of the statement, normalised
 * @param target null for standard output
 * @param view what the target is if it is a served view, else null
 * @param output columns as the target takes them
 */
public record QueryPlan(
        String name,
        String text,
        TableSpec target,
        ViewSpec view,
        EventSchema output,
        Plan plan,
        String logicalPlan,
        String optimizedPlan) {
    public boolean writesTo(TableSpec table) {
        return target != null && target.name().equals(table.name());
    }
}
