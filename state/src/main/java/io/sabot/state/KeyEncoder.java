package io.sabot.state;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.RawMemory;
import io.sabot.core.memory.MemoryBlock;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.type.Storage;
import java.util.Arrays;
import org.agrona.UnsafeApi;

/**
 * Turns the key columns of a row into a key id of a {@link KeyIndex}. Bytes are encoded so that their unsigned order is
 * the order of the values, NULL first and all NULLs equal. A single symbol column costs one array load.
 *
 * <pre>
 *  per column: 0 = NULL, or 1 and
 *   integers and times  big-endian, sign bit flipped
 *   DOUBLE              big-endian, sign flipped, negatives inverted; -0.0 as 0.0, every NaN alike
 *   DECIMAL             16 bytes big-endian, sign bit flipped
 *   VARCHAR, BINARY     bytes with 0 written as 0 255, closed by 0 0 (the last column's are not escaped or closed)
 * </pre>
 *
 * <p>Owned by the application's operator thread.
 */
public final class KeyEncoder implements AutoCloseable {
    private final KeyIndex index; // not owned
    private final int[] keyColumns;
    private final MemoryPool pool; // not owned
    private final int[] hashes = new int[KeyIndex.READ_AHEAD];
    private MemoryBlock scratch;
    private int[] idBySymbol = new int[0];
    private int nullId = KeyIndex.NO_KEY;
    private int emptyKeyId = KeyIndex.NO_KEY;

    public KeyEncoder(KeyIndex index, int[] keyColumns, MemoryPool pool) {
        this.index = index;
        this.keyColumns = keyColumns.clone();
        this.pool = pool;
        this.scratch = pool.allocate(256);
    }

    /** Key id of a row; created if the key is new. */
    public int keyId(EventBatch batch, int row) {
        if (keyColumns.length == 1) {
            Column column = batch.column(keyColumns[0]);
            if (column.storage() == Storage.SYMBOL32 && !column.isNull(row)) {
                int symbol = column.getSymbol(row);
                if (symbol < idBySymbol.length && idBySymbol[symbol] != KeyIndex.NO_KEY) {
                    return idBySymbol[symbol];
                }
                return symbolSlow(batch, row, symbol);
            }
            return column.isNull(row) ? nullKey(batch, row) : encodeAndFind(batch, row);
        }
        return keyColumns.length == 0 ? emptyKey(batch, row) : encodeAndFind(batch, row);
    }

    /** Key ids of the selected rows, in their order. */
    public void keyIds(EventBatch batch, int[] selection, int count, int[] ids) {
        Column column = keyColumns.length == 1 ? batch.column(keyColumns[0]) : null;
        if (column == null || column.storage() != Storage.SYMBOL32 || column.hasNulls()) {
            for (int from = 0; from < count; from += KeyIndex.READ_AHEAD) {
                int to = Math.min(count, from + KeyIndex.READ_AHEAD);
                if (index.hasMany() && keyColumns.length > 0) {
                    readAhead(batch, selection, from, to);
                }
                for (int i = from; i < to; i++) {
                    ids[i] = keyId(batch, selection[i]);
                }
            }
            return;
        }
        int[] known = idBySymbol;
        for (int i = 0; i < count; i++) {
            int symbol = column.getSymbol(selection[i]);
            int id = symbol < known.length ? known[symbol] : KeyIndex.NO_KEY;
            if (id == KeyIndex.NO_KEY) {
                id = symbolSlow(batch, selection[i], symbol);
                known = idBySymbol;
            }
            ids[i] = id;
        }
    }

    /** Encodes twice, which costs less than to wait for memory key after key. */
    private void readAhead(EventBatch batch, int[] selection, int from, int to) {
        for (int i = from; i < to; i++) {
            int length = encode(batch, selection[i]);
            hashes[i - from] = RawMemory.hash(scratch.address(), length);
        }
        index.readAhead(hashes, to - from);
    }

    private int symbolSlow(EventBatch batch, int row, int symbol) {
        if (symbol >= idBySymbol.length) {
            int oldLength = idBySymbol.length;
            idBySymbol = Arrays.copyOf(idBySymbol, Math.max(64, Math.max(symbol + 1, oldLength * 2)));
            Arrays.fill(idBySymbol, oldLength, idBySymbol.length, KeyIndex.NO_KEY);
        }
        int id = encodeAndFind(batch, row);
        idBySymbol[symbol] = id;
        return id;
    }

    private int nullKey(EventBatch batch, int row) {
        if (nullId == KeyIndex.NO_KEY) {
            nullId = encodeAndFind(batch, row);
        }
        return nullId;
    }

    private int emptyKey(EventBatch batch, int row) {
        if (emptyKeyId == KeyIndex.NO_KEY) {
            emptyKeyId = encodeAndFind(batch, row);
        }
        return emptyKeyId;
    }

    /** Must be called when a key id was removed from the index. */
    public void forget(int keyId) {
        for (int i = 0; i < idBySymbol.length; i++) {
            if (idBySymbol[i] == keyId) {
                idBySymbol[i] = KeyIndex.NO_KEY;
            }
        }
        nullId = nullId == keyId ? KeyIndex.NO_KEY : nullId;
        emptyKeyId = emptyKeyId == keyId ? KeyIndex.NO_KEY : emptyKeyId;
    }

    private int encodeAndFind(EventBatch batch, int row) {
        int length = encode(batch, row);
        return index.idOf(scratch.address(), length);
    }

    private int encode(EventBatch batch, int row) {
        int length = 0;
        for (int i = 0; i < keyColumns.length; i++) {
            length = encode(batch.column(keyColumns[i]), row, length, i == keyColumns.length - 1);
        }
        return length;
    }

    private int encode(Column column, int row, int offset, boolean isLast) {
        ensure(offset + 32);
        long target = scratch.address() + offset;
        if (column.isNull(row)) {
            UnsafeApi.putByte(target, (byte) 0);
            return offset + 1;
        }
        UnsafeApi.putByte(target, (byte) 1);
        switch (column.storage()) {
            case BIT -> {
                UnsafeApi.putByte(target + 1, (byte) (column.getBoolean(row) ? 1 : 0));
                return offset + 2;
            }
            case INT32 -> {
                UnsafeApi.putInt(target + 1, Integer.reverseBytes(column.getInt(row) ^ Integer.MIN_VALUE));
                return offset + 5;
            }
            case INT64 -> {
                UnsafeApi.putLong(target + 1, Long.reverseBytes(column.getLong(row) ^ Long.MIN_VALUE));
                return offset + 9;
            }
            case FLOAT64 -> {
                double value = column.getDouble(row) + 0.0;
                long bits = Double.doubleToLongBits(value);
                long ordered = bits < 0 ? ~bits : bits ^ Long.MIN_VALUE;
                UnsafeApi.putLong(target + 1, Long.reverseBytes(ordered));
                return offset + 9;
            }
            case DECIMAL128 -> {
                UnsafeApi.putLong(target + 1, Long.reverseBytes(column.getDecimalHigh(row) ^ Long.MIN_VALUE));
                UnsafeApi.putLong(target + 9, Long.reverseBytes(column.getDecimalLow(row)));
                return offset + 17;
            }
            default -> {
                return encodeBytes(column, row, offset + 1, isLast);
            }
        }
    }

    private int encodeBytes(Column column, int row, int offset, boolean isLast) {
        int length = column.bytesLength(row);
        ensure(offset + 2 * length + 2);
        long target = scratch.address() + offset;
        if (column.storage() == Storage.SYMBOL32) {
            RawMemory.copyFromArray(column.getBytes(row), 0, target, length);
        } else {
            UnsafeApi.copyMemory(column.bytesAddress(row), target, length);
        }
        return isLast ? offset + length : offset + escape(target, length);
    }

    /** Works from the back, so that it can stay in place. */
    private static int escape(long address, int length) {
        int zeros = 0;
        for (int i = 0; i < length; i++) {
            zeros += UnsafeApi.getByte(address + i) == 0 ? 1 : 0;
        }
        int out = length + zeros;
        UnsafeApi.putByte(address + out, (byte) 0);
        UnsafeApi.putByte(address + out + 1, (byte) 0);
        int closed = out + 2;
        for (int i = length - 1; i >= 0 && out > i + 1; i--) {
            byte value = UnsafeApi.getByte(address + i);
            if (value == 0) {
                UnsafeApi.putByte(address + --out, (byte) 0xFF);
            }
            UnsafeApi.putByte(address + --out, value);
        }
        return closed;
    }

    private void ensure(int bytes) {
        if (scratch.sizeBytes() < bytes) {
            MemoryBlock larger = pool.allocate(Math.max(bytes, scratch.sizeBytes() * 2));
            UnsafeApi.copyMemory(scratch.address(), larger.address(), scratch.sizeBytes());
            scratch.close();
            scratch = larger;
        }
    }

    @Override
    public void close() {
        scratch.close();
    }
}
