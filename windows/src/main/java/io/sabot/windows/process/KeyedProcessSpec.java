package io.sabot.windows.process;

import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a user's function is applied to.
 *
 * @param keyColumns of the input, by which rows are partitioned; empty for one key
 * @param output the key columns, then the function's own
 */
public record KeyedProcessSpec(String queryName, EventSchema input, int[] keyColumns, EventSchema output) {
    /** @param functionColumns the function's own */
    public static KeyedProcessSpec of(
            String queryName, EventSchema input, int[] keyColumns, List<ColumnSpec> functionColumns) {
        Stream<ColumnSpec> keys = Arrays.stream(keyColumns).mapToObj(input::column);
        List<ColumnSpec> columns = Stream.concat(keys, functionColumns.stream()).toList();
        return new KeyedProcessSpec(
                queryName, input, keyColumns, EventSchema.derived(queryName, columns, EventSchema.NO_COLUMN));
    }
}
