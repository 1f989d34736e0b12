package io.sabot.state.keyed;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;

/** A row of a batch; valid inside the call it is given to only. */
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
        return batch.column(column).getBoolean(row);
    }

    public int getInt(int column) {
        return batch.column(column).getInt(row);
    }

    public long getLong(int column) {
        return batch.column(column).getLong(row);
    }

    public double getDouble(int column) {
        return batch.column(column).getDouble(row);
    }

    /** Allocates. */
    public String getString(int column) {
        return batch.column(column).getString(row);
    }
}
