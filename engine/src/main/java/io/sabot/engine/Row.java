package io.sabot.engine;

import io.sabot.core.array.ArrayValues;
import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.schema.EventSchema;
import java.math.BigDecimal;
import java.util.List;

/** One result row, as a view that is valid during the callback only. Columns go by number, or by {@link #column}. */
public final class Row {
    private final EventSchema schema;
    private EventBatch batch;
    private int row;
    private long output;

    Row(EventSchema schema) {
        this.schema = schema;
    }

    void wrap(EventBatch newBatch, int newRow, long newOutput) {
        batch = newBatch;
        row = newRow;
        output = newOutput;
    }

    /** Number of the row among the results, from 1, without gaps. */
    public long output() {
        return output;
    }

    public EventSchema schema() {
        return schema;
    }

    /** Number of a column; to be looked up once. */
    public int column(String name) {
        int index = schema.indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException("no column '" + name + "' in " + schema.name());
        }
        return index;
    }

    private Column at(int column) {
        return batch.column(column);
    }

    public boolean isNull(int column) {
        return at(column).isNull(row);
    }

    public boolean bool(int column) {
        return at(column).getBoolean(row);
    }

    /** INT; DATE as days since the epoch. */
    public int i32(int column) {
        return at(column).getInt(row);
    }

    /** BIGINT; TIME, TIMESTAMP and INTERVAL as nanoseconds. */
    public long i64(int column) {
        return at(column).getLong(row);
    }

    public double f64(int column) {
        return at(column).getDouble(row);
    }

    public BigDecimal decimal(int column) {
        return at(column).getDecimal(row);
    }

    /** Allocates. */
    public String string(int column) {
        return at(column).getString(row);
    }

    /** An ARRAY, see {@link ArrayValues#toList}. Allocates. */
    public List<Object> list(int column) {
        return ArrayValues.toList(
                at(column).getBytes(row), schema.column(column).type().element());
    }

    public List<Object> list(String column) {
        return list(column(column));
    }

    public String string(String column) {
        return string(column(column));
    }

    public double f64(String column) {
        return f64(column(column));
    }

    public long i64(String column) {
        return i64(column(column));
    }

    public int i32(String column) {
        return i32(column(column));
    }
}
