package io.sabot.core.batch;

import io.sabot.core.type.SqlType;
import io.sabot.core.type.Storage;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.agrona.UnsafeApi;

/**
 * View of one column of an {@link EventBatch}: a validity bitmap and a data buffer in Arrow's layout, at raw addresses.
 *
 * <p>One final class for all types, so that every call site is monomorphic; the accessor must fit the column's
 * {@link Storage}, which is checked by {@code assert} only, as are row bounds. A column is written by the one thread
 * that fills the batch and read by any number of threads after the batch was published. It is valid only as long as its
 * batch is.
 */
public final class Column {
    private static final int INLINE_BYTES = 12;

    private final EventBatch batch; // not owned
    private final SqlType type;
    private Storage storage;
    private long validity;
    private long data;
    private int capacity;
    private boolean hasNulls;
    private SymbolDictionary dictionary; // not owned

    Column(EventBatch batch, SqlType type) {
        this.batch = batch;
        this.type = type;
        this.storage = type.defaultStorage();
    }

    void wrap(Storage newStorage, long validityAddress, long dataAddress, int rowCapacity, boolean nulls) {
        this.storage = newStorage;
        this.validity = validityAddress;
        this.data = dataAddress;
        this.capacity = rowCapacity;
        this.hasNulls = nulls;
    }

    void dictionary(SymbolDictionary symbols) {
        this.dictionary = symbols;
    }

    public SqlType type() {
        return type;
    }

    public Storage storage() {
        return storage;
    }

    /** Dictionary of the ids, for {@link Storage#SYMBOL32} only. */
    public SymbolDictionary dictionary() {
        return dictionary;
    }

    /** Address of the data buffer; its layout is {@link #storage()}'s. */
    public long dataAddress() {
        return data;
    }

    long validityAddress() {
        return validity;
    }

    /** False means that no row is null and the bitmap must not be read. */
    public boolean hasNulls() {
        return hasNulls;
    }

    // ---- reading ----

    public boolean isNull(int row) {
        return hasNulls && isNullSlow(row);
    }

    private boolean isNullSlow(int row) {
        assert inBounds(row);
        return (UnsafeApi.getByte(validity + (row >>> 3)) >>> (row & 7) & 1) == 0;
    }

    public boolean getBoolean(int row) {
        assert inBounds(row) && storage == Storage.BIT;
        return (UnsafeApi.getByte(data + (row >>> 3)) >>> (row & 7) & 1) != 0;
    }

    public int getInt(int row) {
        assert inBounds(row) && storage == Storage.INT32 : storage;
        return UnsafeApi.getInt(data + ((long) row << 2));
    }

    public long getLong(int row) {
        assert inBounds(row) && storage == Storage.INT64 : storage;
        return UnsafeApi.getLong(data + ((long) row << 3));
    }

    public double getDouble(int row) {
        assert inBounds(row) && storage == Storage.FLOAT64 : storage;
        return UnsafeApi.getDouble(data + ((long) row << 3));
    }

    public int getSymbol(int row) {
        assert inBounds(row) && storage == Storage.SYMBOL32 : storage;
        return UnsafeApi.getInt(data + ((long) row << 2));
    }

    /** Low 64 bits of a DECIMAL's unscaled value: the whole value where precision ≤ 18. */
    public long getDecimalLow(int row) {
        assert inBounds(row) && storage == Storage.DECIMAL128 : storage;
        return UnsafeApi.getLong(data + ((long) row << 4));
    }

    public long getDecimalHigh(int row) {
        assert inBounds(row) && storage == Storage.DECIMAL128 : storage;
        return UnsafeApi.getLong(data + ((long) row << 4) + 8);
    }

    /** Allocates. */
    public BigDecimal getDecimal(int row) {
        return Decimals.toBigDecimal(getDecimalLow(row), getDecimalHigh(row), type.scale());
    }

    /** Length of a {@link Storage#VIEW128} or {@link Storage#SYMBOL32} value. */
    public int bytesLength(int row) {
        return storage == Storage.SYMBOL32
                ? dictionary.bytes(getSymbol(row)).length
                : UnsafeApi.getInt(data + ((long) row << 4));
    }

    /** Address of a {@link Storage#VIEW128} value's first byte. */
    public long bytesAddress(int row) {
        assert inBounds(row) && storage == Storage.VIEW128 : storage;
        long view = data + ((long) row << 4);
        return UnsafeApi.getInt(view) <= INLINE_BYTES ? view + 4 : batch.heapAddress() + UnsafeApi.getInt(view + 12);
    }

    /** Allocates for {@link Storage#VIEW128}; a symbol's string is shared. */
    public String getString(int row) {
        return storage == Storage.SYMBOL32
                ? dictionary.string(getSymbol(row))
                : new String(getBytes(row), StandardCharsets.UTF_8);
    }

    /** The value's bytes: a symbol's own array, which must not be changed, or a fresh copy. */
    public byte[] getBytes(int row) {
        if (storage == Storage.SYMBOL32) {
            return dictionary.bytes(getSymbol(row));
        }
        byte[] bytes = new byte[bytesLength(row)];
        RawMemory.copyToArray(bytesAddress(row), bytes, 0, bytes.length);
        return bytes;
    }

    // ---- writing ----

    public void setNull(int row) {
        assert inBounds(row);
        if (!hasNulls) {
            hasNulls = true;
            UnsafeApi.setMemory(validity, (capacity + 7) >>> 3, (byte) 0xFF);
        }
        long address = validity + (row >>> 3);
        UnsafeApi.putByte(address, (byte) (UnsafeApi.getByte(address) & ~(1 << (row & 7))));
        clearValue(row);
    }

    /** A null's value bytes are zero, so that equal batches are equal byte for byte in the log. */
    private void clearValue(int row) {
        switch (storage) {
            case BIT -> setBit(row, false);
            case INT32, SYMBOL32 -> UnsafeApi.putInt(data + ((long) row << 2), 0);
            case INT64, FLOAT64 -> UnsafeApi.putLong(data + ((long) row << 3), 0L);
            case DECIMAL128, VIEW128 -> {
                UnsafeApi.putLong(data + ((long) row << 4), 0L);
                UnsafeApi.putLong(data + ((long) row << 4) + 8, 0L);
            }
        }
    }

    /** Marks a row as present again after {@link #setNull(int)}: a row may be written twice before it is committed. */
    private void setPresent(int row) {
        if (hasNulls) {
            long address = validity + (row >>> 3);
            UnsafeApi.putByte(address, (byte) (UnsafeApi.getByte(address) | 1 << (row & 7)));
        }
    }

    public void putBoolean(int row, boolean value) {
        assert inBounds(row) && storage == Storage.BIT : storage;
        setPresent(row);
        setBit(row, value);
    }

    private void setBit(int row, boolean value) {
        long address = data + (row >>> 3);
        int bit = 1 << (row & 7);
        int old = UnsafeApi.getByte(address);
        UnsafeApi.putByte(address, (byte) (value ? old | bit : old & ~bit));
    }

    public void putInt(int row, int value) {
        assert inBounds(row) && storage == Storage.INT32 : storage;
        setPresent(row);
        UnsafeApi.putInt(data + ((long) row << 2), value);
    }

    public void putLong(int row, long value) {
        assert inBounds(row) && storage == Storage.INT64 : storage;
        setPresent(row);
        UnsafeApi.putLong(data + ((long) row << 3), value);
    }

    public void putDouble(int row, double value) {
        assert inBounds(row) && storage == Storage.FLOAT64 : storage;
        setPresent(row);
        UnsafeApi.putDouble(data + ((long) row << 3), value);
    }

    public void putSymbol(int row, int id) {
        assert inBounds(row) && storage == Storage.SYMBOL32 : storage;
        setPresent(row);
        UnsafeApi.putInt(data + ((long) row << 2), id);
    }

    public void putDecimal(int row, long low, long high) {
        assert inBounds(row) && storage == Storage.DECIMAL128 : storage;
        setPresent(row);
        UnsafeApi.putLong(data + ((long) row << 4), low);
        UnsafeApi.putLong(data + ((long) row << 4) + 8, high);
    }

    /** @param value must have the column's scale and fit its precision */
    public void putDecimal(int row, BigDecimal value) {
        assert value.scale() == type.scale() : value + " in " + type;
        BigInteger unscaled = value.unscaledValue();
        putDecimal(row, unscaled.longValue(), unscaled.shiftRight(64).longValue());
    }

    /**
     * Writes bytes into a {@link Storage#VIEW128} column.
     *
     * @return false if the batch's heap has no room left: the row must be abandoned
     */
    public boolean putBytes(int row, byte[] bytes, int offset, int length) {
        long target = reserve(row, length);
        if (target == 0) {
            return false;
        }
        RawMemory.copyFromArray(bytes, offset, target, length);
        finishView(row, target, length);
        return true;
    }

    /** As {@link #putBytes(int, byte[], int, int)}, from memory. */
    public boolean putBytes(int row, long address, int length) {
        long target = reserve(row, length);
        if (target == 0) {
            return false;
        }
        UnsafeApi.copyMemory(address, target, length);
        finishView(row, target, length);
        return true;
    }

    /** Encodes as the column's storage asks: a symbol is looked up or created. */
    public boolean putString(int row, String value) {
        if (storage == Storage.SYMBOL32) {
            int id = dictionary.idOf(value);
            if (id == SymbolDictionary.NO_SYMBOL) {
                return false;
            }
            putSymbol(row, id);
            return true;
        }
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return putBytes(row, bytes, 0, bytes.length);
    }

    private long reserve(int row, int length) {
        assert inBounds(row) && storage == Storage.VIEW128 : storage;
        setPresent(row);
        long view = data + ((long) row << 4);
        UnsafeApi.putLong(view, 0L);
        UnsafeApi.putLong(view + 8, 0L);
        return length <= INLINE_BYTES ? view + 4 : batch.reserveHeap(length);
    }

    private void finishView(int row, long target, int length) {
        long view = data + ((long) row << 4);
        UnsafeApi.putInt(view, length);
        if (length > INLINE_BYTES) {
            UnsafeApi.putInt(view + 4, UnsafeApi.getInt(target));
            UnsafeApi.putInt(view + 8, 0);
            UnsafeApi.putInt(view + 12, (int) (target - batch.heapAddress()));
        }
    }

    /** Copies one value, nulls included, from a column of the same type; encodings may differ. */
    public boolean copyFrom(Column from, int fromRow, int row) {
        if (from.isNull(fromRow)) {
            setNull(row);
            return true;
        }
        switch (storage) {
            case BIT -> putBoolean(row, from.getBoolean(fromRow));
            case INT32 -> putInt(row, from.getInt(fromRow));
            case INT64 -> putLong(row, from.getLong(fromRow));
            case FLOAT64 -> putDouble(row, from.getDouble(fromRow));
            case DECIMAL128 -> putDecimal(row, from.getDecimalLow(fromRow), from.getDecimalHigh(fromRow));
            case SYMBOL32 -> {
                if (from.storage == Storage.SYMBOL32 && from.dictionary == dictionary) {
                    putSymbol(row, from.getSymbol(fromRow));
                } else {
                    byte[] bytes = from.getBytes(fromRow);
                    int id = dictionary.idOf(bytes, 0, bytes.length);
                    if (id == SymbolDictionary.NO_SYMBOL) {
                        return false;
                    }
                    putSymbol(row, id);
                }
            }
            case VIEW128 -> {
                if (from.storage == Storage.SYMBOL32) {
                    byte[] bytes = from.dictionary.bytes(from.getSymbol(fromRow));
                    return putBytes(row, bytes, 0, bytes.length);
                }
                return putBytes(row, from.bytesAddress(fromRow), from.bytesLength(fromRow));
            }
        }
        return true;
    }

    private boolean inBounds(int row) {
        return row >= 0 && row < capacity;
    }
}
