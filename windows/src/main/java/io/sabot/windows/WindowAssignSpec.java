package io.sabot.windows;

import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.Storage;
import java.util.Objects;

/**
 * A window table function on its own, as a query declared it.
 *
 * @param eventTimeColumn in {@code input}, stored as INT64 or INT32
 * @param window TUMBLE, HOP or CUMULATE: where a session ends is not known when a row comes
 * @param output all columns of {@code input}; then window_start, window_end and window_time as INT64
 */
public record WindowAssignSpec(
        String queryName, EventSchema input, int eventTimeColumn, WindowSpec window, EventSchema output) {
    public WindowAssignSpec {
        Objects.requireNonNull(queryName);
        if (window instanceof WindowSpec.Session || window instanceof WindowSpec.Global) {
            throw new IllegalArgumentException(queryName + ": " + window + " needs an aggregate");
        }
        int inputCount = input.columnCount();
        if (output.columnCount() != inputCount + WindowAggregateSpec.WINDOW_COLUMNS) {
            throw new IllegalArgumentException(queryName + ": output has " + output.columnCount() + " columns, input "
                    + inputCount + " and a window " + WindowAggregateSpec.WINDOW_COLUMNS);
        }
        for (int i = 0; i < inputCount; i++) {
            if (input.column(i).type().kind() != output.column(i).type().kind()) {
                throw new IllegalArgumentException(queryName + ": column " + i + " changes its type");
            }
        }
        for (int i = inputCount; i < output.columnCount(); i++) {
            if (output.column(i).type().defaultStorage() != Storage.INT64) {
                throw new IllegalArgumentException(queryName + ": window bounds are 64-bit, column " + i + " is not");
            }
        }
    }
}
