package io.sabot.sql.plan;

import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.sql.function.JavaKeyedFunction;
import java.util.List;

/**
 * A call of a user's table function, checked.
 *
 * @param input columns under the names that the query gives them; their order is the input's
 * @param keyColumns of PARTITION BY; empty for one key
 * @param columns the function's own
 * @param timeColumn which of these is event time, or {@link EventSchema#NO_COLUMN}
 */
public record KeyedCall(
        JavaKeyedFunction function,
        EventSchema input,
        List<Integer> keyColumns,
        List<OrderColumn> orderColumns,
        List<ColumnSpec> columns,
        int timeColumn) {
    public KeyedCall {
        keyColumns = List.copyOf(keyColumns);
        orderColumns = List.copyOf(orderColumns);
        columns = List.copyOf(columns);
    }

    /** One key of ORDER BY. */
    public record OrderColumn(int column, boolean isDescending) {}

    /** The input as the function sees it when it runs. @param inputTimeColumn the watermarked one, if any */
    public EventSchema inputWith(int inputTimeColumn) {
        return EventSchema.derived(input.name(), input.columns(), inputTimeColumn);
    }

    /** Names of the key columns. */
    public List<String> keyNames() {
        return keyColumns.stream().map(column -> input.column(column).name()).toList();
    }
}
