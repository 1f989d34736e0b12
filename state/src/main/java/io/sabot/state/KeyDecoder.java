package io.sabot.state;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.Storage;
import java.util.Arrays;
import java.util.List;
import org.agrona.UnsafeApi;

/**
 * Writes the columns of an encoded key into a row: the inverse of {@link KeyEncoder}. DOUBLE comes back as it was
 * grouped: -0.0 as 0.0, every NaN alike.
 *
 * <p>Owned by the application's operator thread.
 */
public final class KeyDecoder {
    private final Storage[] encoded;
    private byte[] unescaped = new byte[64];

    /** @param keyTypes types of the key columns, in the order they were encoded */
    public KeyDecoder(List<SqlType> keyTypes) {
        this.encoded = keyTypes.stream().map(SqlType::defaultStorage).toArray(Storage[]::new);
    }

    /**
     * @param firstColumn the key's first column in {@code out}; the others follow
     * @return false if a value found no room: a slot's heap or a dictionary is full
     */
    public boolean decode(long address, int length, EventBatch out, int row, int firstColumn) {
        long at = address;
        long end = address + length;
        for (int i = 0; i < encoded.length; i++) {
            Column target = out.column(firstColumn + i);
            if (UnsafeApi.getByte(at++) == 0) {
                target.setNull(row);
                continue;
            }
            if (encoded[i] == Storage.SYMBOL32 || encoded[i] == Storage.VIEW128) {
                boolean isLast = i == encoded.length - 1;
                at = isLast ? lastBytes(target, row, at, end) : bytes(target, row, at);
                if (at == 0) {
                    return false;
                }
            } else {
                at = fixed(encoded[i], target, row, at);
            }
        }
        assert at == end;
        return true;
    }

    private static long fixed(Storage storage, Column target, int row, long at) {
        switch (storage) {
            case BIT -> {
                target.putBoolean(row, UnsafeApi.getByte(at) != 0);
                return at + 1;
            }
            case INT32 -> {
                putInteger(target, row, Integer.reverseBytes(UnsafeApi.getInt(at)) ^ Integer.MIN_VALUE);
                return at + 4;
            }
            case INT64 -> {
                putInteger(target, row, Long.reverseBytes(UnsafeApi.getLong(at)) ^ Long.MIN_VALUE);
                return at + 8;
            }
            case FLOAT64 -> {
                long ordered = Long.reverseBytes(UnsafeApi.getLong(at));
                target.putDouble(row, Double.longBitsToDouble(ordered < 0 ? ordered ^ Long.MIN_VALUE : ~ordered));
                return at + 8;
            }
            case DECIMAL128 -> {
                long high = Long.reverseBytes(UnsafeApi.getLong(at)) ^ Long.MIN_VALUE;
                target.putDecimal(row, Long.reverseBytes(UnsafeApi.getLong(at + 8)), high);
                return at + 16;
            }
            default -> throw new IllegalStateException(storage + " has no fixed width");
        }
    }

    private static void putInteger(Column target, int row, long value) {
        if (target.storage() == Storage.INT32) {
            target.putInt(row, Math.toIntExact(value));
        } else {
            target.putLong(row, value);
        }
    }

    /** @return where the value ends, or 0 if there was no room */
    private static long lastBytes(Column target, int row, long at, long end) {
        return put(target, row, at, (int) (end - at)) ? end : 0;
    }

    /** @return what follows the value's closing zeros, or 0 if there was no room */
    private long bytes(Column target, int row, long start) {
        long at = start;
        while (UnsafeApi.getByte(at) != 0) {
            at++;
        }
        if (UnsafeApi.getByte(at + 1) == 0) {
            return put(target, row, start, (int) (at - start)) ? at + 2 : 0;
        }
        return escapedBytes(target, row, start);
    }

    private long escapedBytes(Column target, int row, long start) {
        int length = 0;
        long at = start;
        while (true) {
            byte value = UnsafeApi.getByte(at++);
            if (value == 0 && UnsafeApi.getByte(at++) == 0) {
                return put(target, row, length) ? at : 0;
            }
            if (length == unescaped.length) {
                unescaped = Arrays.copyOf(unescaped, length * 2);
            }
            unescaped[length++] = value;
        }
    }

    private static boolean put(Column target, int row, long address, int length) {
        if (target.storage() == Storage.VIEW128) {
            return target.putBytes(row, address, length);
        }
        return putSymbol(target, row, target.dictionary().idOf(address, length));
    }

    private boolean put(Column target, int row, int length) {
        if (target.storage() == Storage.VIEW128) {
            return target.putBytes(row, unescaped, 0, length);
        }
        return putSymbol(target, row, target.dictionary().idOf(unescaped, 0, length));
    }

    private static boolean putSymbol(Column target, int row, int id) {
        if (id == SymbolDictionary.NO_SYMBOL) {
            return false;
        }
        target.putSymbol(row, id);
        return true;
    }
}
