package io.sabot.state;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.Storage;
import org.agrona.UnsafeApi;

/**
 * Writes key columns back into a batch from the bytes that {@link KeyEncoder} made of them.
 *
 * <p>Owned by the application's operator thread.
 */
public final class KeyDecoder {
    private final KeyIndex index; // not owned
    private final SqlType[] types;
    private byte[] unescaped = new byte[64];

    public KeyDecoder(KeyIndex index, SqlType[] types) {
        this.index = index;
        this.types = types.clone();
    }

    /** Writes the key's columns into {@code firstColumn} and the following. */
    public void write(int keyId, EventBatch out, int row, int firstColumn) {
        long address = index.keyAddress(keyId);
        long end = address + index.keyLength(keyId);
        for (int i = 0; i < types.length; i++) {
            address = decode(address, end, out.column(firstColumn + i), row, i == types.length - 1, types[i]);
        }
    }

    private long decode(long address, long end, Column column, int row, boolean isLast, SqlType type) {
        if (UnsafeApi.getByte(address) == 0) {
            column.setNull(row);
            return address + 1;
        }
        long value = address + 1;
        switch (type.defaultStorage()) {
            case BIT -> {
                column.putBoolean(row, UnsafeApi.getByte(value) != 0);
                return value + 1;
            }
            case INT32 -> {
                column.putInt(row, Integer.reverseBytes(UnsafeApi.getInt(value)) ^ Integer.MIN_VALUE);
                return value + 4;
            }
            case INT64 -> {
                column.putLong(row, Long.reverseBytes(UnsafeApi.getLong(value)) ^ Long.MIN_VALUE);
                return value + 8;
            }
            case FLOAT64 -> {
                long ordered = Long.reverseBytes(UnsafeApi.getLong(value));
                long bits = ordered < 0 ? ordered ^ Long.MIN_VALUE : ~ordered;
                column.putDouble(row, Double.longBitsToDouble(bits));
                return value + 8;
            }
            case DECIMAL128 -> {
                long high = Long.reverseBytes(UnsafeApi.getLong(value)) ^ Long.MIN_VALUE;
                column.putDecimal(row, Long.reverseBytes(UnsafeApi.getLong(value + 8)), high);
                return value + 16;
            }
            default -> {
                return decodeBytes(value, end, column, row, isLast);
            }
        }
    }

    private long decodeBytes(long start, long end, Column column, int row, boolean isLast) {
        int length = 0;
        long address = start;
        while (address < end) {
            byte next = UnsafeApi.getByte(address++);
            if (next == 0 && !isLast && UnsafeApi.getByte(address++) == 0) {
                break;
            }
            if (length == unescaped.length) {
                unescaped = java.util.Arrays.copyOf(unescaped, length * 2);
            }
            unescaped[length++] = next;
        }
        if (column.storage() == Storage.SYMBOL32) {
            column.putSymbol(row, column.dictionary().idOf(unescaped, 0, length));
        } else {
            column.putBytes(row, unescaped, 0, length);
        }
        return address;
    }
}
