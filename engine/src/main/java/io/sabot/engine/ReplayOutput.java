package io.sabot.engine;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.schema.EventSchema;

/** Rows that one log entry caused in one table. A view, valid during the callback only. */
public final class ReplayOutput {
    private final String table;
    private OutboxCursor cursor;
    private Row row;

    ReplayOutput(String table) {
        this.table = table;
    }

    ReplayOutput wrap(OutboxCursor newCursor) {
        cursor = newCursor;
        if (row == null) {
            row = new Row(newCursor.schema());
        }
        return this;
    }

    /** Sink that the rows are for, or the query's name if it has none. */
    public String table() {
        return table;
    }

    /** Of the sink's columns. */
    public EventSchema schema() {
        return cursor.sinkSchema();
    }

    /** The sink's columns, and behind them two of positions. All rows are meant. */
    public EventBatch batch() {
        return cursor.batch();
    }

    public int rows() {
        return cursor.rows();
    }

    /** A row, valid until the next call. */
    public Row row(int index) {
        row.wrap(cursor.batch(), index, cursor.oseq() + index);
        return row;
    }

    /** Number of the first row among all that this replay has for the table, from 1; those of the warm-up count. */
    public long oseq() {
        return cursor.oseq();
    }

    /** Log entry that caused the rows; 0 if they need no input. */
    public long seq() {
        return cursor.seq();
    }

    /** Log time of that entry, nanoseconds since the epoch. */
    public long timeNs() {
        return cursor.timeNs();
    }

    /** {@link io.sabot.core.batch.Position} of the input row that caused the row. */
    public long position(int index) {
        return cursor.position(index);
    }

    /** Position of the first input row that the row was made from. */
    public long firstPosition(int index) {
        return cursor.firstPosition(index);
    }
}
