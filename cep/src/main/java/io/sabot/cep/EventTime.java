package io.sabot.cep;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.time.Timestamps;
import io.sabot.core.type.Storage;
import io.sabot.core.type.TypeKind;

/** Reads event time from whatever column carries it. Owned by the application's operator thread. */
final class EventTime {
    private static final long MAX_DAY = Long.MAX_VALUE / Timestamps.NS_PER_DAY;

    private final int columnIndex;
    private Column column;
    private boolean isWide;
    private boolean isDate;

    EventTime(int columnIndex) {
        this.columnIndex = columnIndex;
    }

    void bind(EventBatch batch) {
        column = batch.column(columnIndex);
        isWide = column.storage() == Storage.INT64;
        isDate = column.type().kind() == TypeKind.DATE;
    }

    boolean hasNulls() {
        return column.hasNulls();
    }

    boolean isNull(int row) {
        return column.isNull(row);
    }

    /** Days too far away for nanoseconds become an end of the 64-bit range. */
    long ns(int row) {
        return isWide ? column.getLong(row) : narrowNs(column.getInt(row));
    }

    private long narrowNs(int value) {
        if (!isDate) {
            return value;
        }
        if (value > MAX_DAY || value < -MAX_DAY) {
            return value > 0 ? Long.MAX_VALUE : Long.MIN_VALUE;
        }
        return value * Timestamps.NS_PER_DAY;
    }
}
