package io.sabot.windows;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.time.Timestamps;
import io.sabot.core.type.Storage;
import io.sabot.core.type.TypeKind;

/** Reads event time from whatever column carries it. Owned by the application's operator thread. */
final class EventTime {
    static final String NULL_DETAIL = "event time is NULL";

    private static final long MAX_DAY = Long.MAX_VALUE / Timestamps.NS_PER_DAY;

    private final int columnIndex;
    private final TypeKind kind;
    private final boolean isWide;
    private Column column;

    EventTime(EventSchema schema, int columnIndex) {
        this.columnIndex = columnIndex;
        this.kind = schema.column(columnIndex).type().kind();
        Storage storage = kind.defaultStorage();
        if (storage != Storage.INT64 && storage != Storage.INT32) {
            throw new IllegalArgumentException("event time cannot be " + kind);
        }
        this.isWide = storage == Storage.INT64;
    }

    void bind(EventBatch batch) {
        column = batch.column(columnIndex);
    }

    boolean isNull(int row) {
        return column.isNull(row);
    }

    /** Days too far away for nanoseconds become an end of the 64-bit range, which no window accepts. */
    long ns(int row) {
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

    static String outOfRangeDetail(long timeNs) {
        return "event time " + timeNs + " is too far away for windows";
    }

    /** For people; allocates. */
    String format(long timeNs) {
        return kind == TypeKind.TIMESTAMP || kind == TypeKind.DATE
                ? Timestamps.appendTimestamp(new StringBuilder(), timeNs).toString()
                : Long.toString(timeNs);
    }
}
