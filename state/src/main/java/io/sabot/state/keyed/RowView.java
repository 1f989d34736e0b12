package io.sabot.state.keyed;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.type.Storage;
import java.math.BigDecimal;

/**
 * A row of a batch; valid inside the call it is given to only. A method that does not fit the column's type throws {@link
 * IllegalArgumentException}. DATE is read as an int, TIME, TIMESTAMP and INTERVAL as a long.
 */
public final class RowView {
    private EventBatch batch;
    private int row;

    public void wrap(EventBatch newBatch, int newRow) {
        this.batch = newBatch;
        this.row = newRow;
    }

    /** The column that the row's values are in, for what is not here. */
    public Column column(int column) {
        return batch.column(column);
    }

    /** The row's index in {@link #column}. */
    public int index() {
        return row;
    }

    public boolean isNull(int column) {
        return batch.column(column).isNull(row);
    }

    public boolean getBoolean(int column) {
        return typed(column, Storage.BIT).getBoolean(row);
    }

    public int getInt(int column) {
        return typed(column, Storage.INT32).getInt(row);
    }

    public long getLong(int column) {
        return typed(column, Storage.INT64).getLong(row);
    }

    public double getDouble(int column) {
        return typed(column, Storage.FLOAT64).getDouble(row);
    }

    public BigDecimal getDecimal(int column) {
        return typed(column, Storage.DECIMAL128).getDecimal(row);
    }

    private Column typed(int column, Storage storage) {
        Column typed = batch.column(column);
        if (typed.storage() != storage) {
            throw new IllegalArgumentException("column " + column + " of the input is " + typed.type());
        }
        return typed;
    }

    /** Allocates. */
    public String getString(int column) {
        return batch.column(column).getString(row);
    }
}
