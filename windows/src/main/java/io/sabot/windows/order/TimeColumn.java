package io.sabot.windows.order;

import io.sabot.core.batch.Column;
import io.sabot.core.time.Timestamps;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.Storage;
import io.sabot.core.type.TypeKind;

/** Reads nanoseconds of event time from whatever type carries it. */
final class TimeColumn {
    private static final long MAX_DAY = Long.MAX_VALUE / Timestamps.NS_PER_DAY;

    private final TypeKind kind;
    private final boolean isWide;

    TimeColumn(SqlType type) {
        this.kind = type.kind();
        this.isWide = type.defaultStorage() == Storage.INT64;
        if (!isWide && type.defaultStorage() != Storage.INT32) {
            throw new IllegalArgumentException("event time cannot be " + type);
        }
    }

    /** The row must not be NULL. Days too far away for nanoseconds become an end of the 64-bit range. */
    long ns(Column column, int row) {
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

    /** For people; allocates. */
    String format(long timeNs) {
        return kind == TypeKind.TIMESTAMP || kind == TypeKind.DATE
                ? Timestamps.appendTimestamp(new StringBuilder(), timeNs).toString()
                : Long.toString(timeNs);
    }
}
