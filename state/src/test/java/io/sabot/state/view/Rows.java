package io.sabot.state.view;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.schema.EventSchema;
import java.math.BigDecimal;
import java.util.List;

/** Rows for a writer, one at a time. */
final class Rows implements AutoCloseable {
    private final MemoryPool pool = MemoryPool.unbounded();
    private final SymbolDictionary symbols = new SymbolDictionary();
    private final EventSchema schema;
    private final EventBatch batch;
    private long outputs;

    Rows(ViewSpec spec) {
        schema = EventSchema.derived(spec.name(), spec.columns(), EventSchema.NO_COLUMN);
        batch = EventBatch.growable(pool);
    }

    /** Number of the last row put or removed. */
    long outputs() {
        return outputs;
    }

    boolean put(ViewWriter writer, Object... values) {
        fill(values);
        return writer.put(batch, 0, ++outputs);
    }

    boolean remove(ViewWriter writer, Object... values) {
        fill(values);
        return writer.remove(batch, 0, ++outputs);
    }

    private void fill(Object... values) {
        batch.layout(schema, symbols, null, 1);
        batch.nextRow();
        for (int i = 0; i < values.length; i++) {
            set(batch.column(i), values[i]);
        }
        batch.commitRow();
    }

    private static void set(Column column, Object value) {
        if (value == null) {
            column.setNull(0);
        } else if (value instanceof String text) {
            column.putString(0, text);
        } else if (value instanceof Long number) {
            column.putLong(0, number);
        } else if (value instanceof Integer number) {
            column.putInt(0, number);
        } else if (value instanceof Double number) {
            column.putDouble(0, number);
        } else if (value instanceof Boolean bool) {
            column.putBoolean(0, bool);
        } else if (value instanceof BigDecimal decimal) {
            column.putDecimal(0, decimal);
        } else {
            byte[] bytes = (byte[]) value;
            column.putBytes(0, bytes, 0, bytes.length);
        }
    }

    static List<Object> list(Object... values) {
        return java.util.Arrays.asList(values);
    }

    @Override
    public void close() {
        batch.close();
        pool.close();
    }
}
