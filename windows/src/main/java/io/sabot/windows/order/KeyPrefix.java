package io.sabot.windows.order;

import io.sabot.core.batch.Column;
import org.agrona.UnsafeApi;

/**
 * Turns a value into a long that sorts as the values do, as far as 64 bits reach: different values may have the same
 * prefix, but never ones in the wrong order. Saves most looks at the rows themselves.
 */
final class KeyPrefix {
    private static final int BYTES = 8;

    private KeyPrefix() {}

    static long of(OrderKey key, Column column, int row) {
        if (column.isNull(row)) {
            return key.areNullsFirst() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        long ascending = ascending(column, row);
        return key.isDescending() ? ~ascending : ascending;
    }

    private static long ascending(Column column, int row) {
        return switch (column.storage()) {
            case BIT -> column.getBoolean(row) ? 1 : 0;
            case INT32 -> column.getInt(row);
            case INT64 -> column.getLong(row);
            case FLOAT64 -> ofDouble(column.getDouble(row));
            case DECIMAL128 -> ofDecimal(column.getDecimalLow(row), column.getDecimalHigh(row));
            case SYMBOL32 -> ofBytes(column.getBytes(row));
            case VIEW128 -> ofBytes(column.bytesAddress(row), column.bytesLength(row));
        };
    }

    /** Adding 0.0 turns -0.0 into 0.0; negative numbers' bits grow with their distance from zero. */
    private static long ofDouble(double value) {
        long bits = Double.doubleToLongBits(value + 0.0);
        return bits ^ bits >> 63 & Long.MAX_VALUE;
    }

    /** A value beyond 64 bits becomes the end of their range. */
    private static long ofDecimal(long low, long high) {
        if (high == low >> 63) {
            return low;
        }
        return high < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    private static long ofBytes(byte[] bytes) {
        long prefix = 0;
        for (int i = 0; i < BYTES; i++) {
            prefix = prefix << 8 | (i < bytes.length ? bytes[i] & 0xFF : 0);
        }
        return prefix ^ Long.MIN_VALUE;
    }

    private static long ofBytes(long address, int length) {
        long prefix = 0;
        for (int i = 0; i < BYTES; i++) {
            prefix = prefix << 8 | (i < length ? UnsafeApi.getByte(address + i) & 0xFF : 0);
        }
        return prefix ^ Long.MIN_VALUE;
    }
}
