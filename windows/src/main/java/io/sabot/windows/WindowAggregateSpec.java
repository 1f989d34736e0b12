package io.sabot.windows;

import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.Storage;
import java.util.Objects;

/**
 * A grouped aggregate over windows as a query declared it.
 *
 * @param eventTimeColumn in {@code input}, stored as INT64 or INT32; {@link EventSchema#NO_COLUMN} for a global window
 * @param keyColumns in {@code input}; may be empty
 * @param output key columns; then, unless the window is global, window_start, window_end and window_time as INT64; then
 *     the kernel's results
 * @param emitsEmptyGlobal whether a global window without keys gives a row for an input without rows
 */
public record WindowAggregateSpec(
        String queryName,
        EventSchema input,
        int eventTimeColumn,
        int[] keyColumns,
        WindowSpec window,
        EventSchema output,
        boolean emitsEmptyGlobal) {
    /** window_start, window_end, window_time. */
    static final int WINDOW_COLUMNS = 3;

    public WindowAggregateSpec {
        Objects.requireNonNull(queryName);
        keyColumns = keyColumns.clone();
        boolean isGlobal = window instanceof WindowSpec.Global;
        if (isGlobal != (eventTimeColumn == EventSchema.NO_COLUMN)) {
            throw new IllegalArgumentException(
                    queryName + ": " + window + " with event-time column " + eventTimeColumn);
        }
        if (emitsEmptyGlobal && (!isGlobal || keyColumns.length > 0)) {
            throw new IllegalArgumentException(queryName + ": only a global window without keys has an empty result");
        }
        int needed = keyColumns.length + (isGlobal ? 0 : WINDOW_COLUMNS);
        if (output.columnCount() < needed) {
            throw new IllegalArgumentException(
                    queryName + ": output has " + output.columnCount() + " columns and needs " + needed);
        }
        for (int i = 0; i < keyColumns.length; i++) {
            if (input.column(keyColumns[i]).type().kind()
                    != output.column(i).type().kind()) {
                throw new IllegalArgumentException(queryName + ": key column " + i + " changes its type");
            }
        }
        for (int i = keyColumns.length; i < needed; i++) {
            if (output.column(i).type().defaultStorage() != Storage.INT64) {
                throw new IllegalArgumentException(queryName + ": window bounds are 64-bit, column " + i + " is not");
            }
        }
    }

    @Override
    public int[] keyColumns() {
        return keyColumns.clone();
    }

    /** First column of the kernel's results. */
    public int firstResultColumn() {
        return keyColumns.length + (window instanceof WindowSpec.Global ? 0 : WINDOW_COLUMNS);
    }
}
