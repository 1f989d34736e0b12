package io.sabot.ingest.sink;

import io.sabot.core.array.ArrayBuilder;
import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.Storage;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** A batch made of Java values; text is laid out as symbols or plain. */
public final class Rows implements AutoCloseable {
    public final EventSchema schema;
    public final EventBatch batch;
    private final MemoryPool pool = MemoryPool.unbounded();
    private final SymbolDictionary symbols = new SymbolDictionary();
    private final boolean[] isPlain;

    public Rows(EventSchema schema, boolean arePlain) {
        this.schema = schema;
        this.batch = EventBatch.growable(pool);
        this.isPlain = new boolean[schema.columnCount()];
        Arrays.fill(isPlain, arePlain);
        clear();
    }

    public Rows clear() {
        batch.layout(schema, symbols, isPlain, EventBatch.DEFAULT_ROWS);
        return this;
    }

    public Rows add(Object... values) {
        int row = batch.nextRow();
        for (int i = 0; i < values.length; i++) {
            put(batch.column(i), row, values[i]);
        }
        batch.commitRow();
        return this;
    }

    private static void put(Column column, int row, Object value) {
        if (value == null) {
            column.setNull(row);
            return;
        }
        switch (column.type().kind()) {
            case BOOLEAN -> column.putBoolean(row, (Boolean) value);
            case INT, DATE -> column.putInt(row, ((Number) value).intValue());
            case BIGINT, TIME, TIMESTAMP, INTERVAL -> column.putLong(row, ((Number) value).longValue());
            case DOUBLE -> column.putDouble(row, (Double) value);
            case DECIMAL -> column.putDecimal(row, (BigDecimal) value);
            case VARCHAR -> {
                byte[] bytes = ((String) value).getBytes(StandardCharsets.UTF_8);
                if (column.storage() == Storage.VIEW128) {
                    column.putBytes(row, bytes, 0, bytes.length);
                } else {
                    column.putString(row, (String) value);
                }
            }
            case BINARY -> column.putBytes(row, (byte[]) value, 0, ((byte[]) value).length);
            case ARRAY -> {
                byte[] array = new ArrayBuilder(column.type().element()).of((List<?>) value);
                column.putBytes(row, array, 0, array.length);
            }
        }
    }

    /** All rows in one go. */
    String encoded(OutputFormat format) {
        RowEncoder encoder = RowEncoder.of(format, schema);
        TextBuffer out = new TextBuffer();
        encoder.begin(out);
        encoder.rows(batch, out);
        encoder.end(out);
        return out.text();
    }

    @Override
    public void close() {
        batch.close();
        pool.close();
    }
}
