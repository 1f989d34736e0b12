package io.sabot.core.batch;

import io.sabot.core.schema.EventSchema;
import io.sabot.core.time.Timestamps;
import io.sabot.core.type.Storage;
import io.sabot.core.type.TypeKind;

/** Reads event time, in nanoseconds, from whatever column carries it. Owned by the operator thread. */
public final class EventTime {
    public static final String NULL_DETAIL = "event time is NULL";

    private static final long MAX_DAY = Long.MAX_VALUE / Timestamps.NS_PER_DAY;

    private final int columnIndex;
    private Column column;
    private TypeKind kind;
    private boolean isWide;

    /** @throws IllegalArgumentException if the column's type cannot carry event time */
    public EventTime(EventSchema schema, int columnIndex) {
        this(columnIndex);
        kind = schema.column(columnIndex).type().kind();
        Storage storage = kind.defaultStorage();
        if (storage != Storage.INT64 && storage != Storage.INT32) {
            throw new IllegalArgumentException("event time cannot be " + kind);
        }
    }

    /** Of a column whose type is known when a batch is bound. */
    public EventTime(int columnIndex) {
        this.columnIndex = columnIndex;
    }

    /** Before the rows of a batch are read. */
    public void bind(EventBatch batch) {
        column = batch.column(columnIndex);
        kind = column.type().kind();
        isWide = column.storage() == Storage.INT64;
    }

    public boolean hasNulls() {
        return column.hasNulls();
    }

    public boolean isNull(int row) {
        return column.isNull(row);
    }

    /** The row must not be NULL. Days too far away for nanoseconds become an end of the 64-bit range. */
    public long ns(int row) {
        return isWide ? column.getLong(row) : narrowNs(column.getInt(row));
    }

    private long narrowNs(int value) {
        if (kind != TypeKind.DATE) {
            return value;
        }
        if (value > MAX_DAY || value < -MAX_DAY) {
            return value > 0 ? Long.MAX_VALUE : Long.MIN_VALUE;
        }
        return value * Timestamps.NS_PER_DAY;
    }

    /** For dead letters. */
    public static String outOfRangeDetail(long timeNs) {
        return "event time " + timeNs + " is too far away for windows";
    }

    /** For people; allocates. */
    public String format(long timeNs) {
        return kind == TypeKind.TIMESTAMP || kind == TypeKind.DATE
                ? Timestamps.appendTimestamp(new StringBuilder(), timeNs).toString()
                : Long.toString(timeNs);
    }
}
