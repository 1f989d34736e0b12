package io.sabot.state;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.RawMemory;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.error.SabotException;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.Storage;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.agrona.UnsafeApi;

/**
 * Whole rows in pages, named by dense ids that are reused: what operators keep that hand rows on later.
 *
 * <p>Owned by the application's operator thread.
 *
 * <pre>
 *  record: 0 long first position | 8 long position | 16 long arrival
 *          | 24 null bits, 8 bytes per 64 columns | a value per column, 8 or 16 bytes
 *
 *  text (16): 0 int length | 4 up to 12 bytes, or at 8 the handle of the bytes in a {@link BlobStore}
 *         or: 0 int ~(number of the dictionary) | 4 int symbol
 * </pre>
 */
public final class RowStore implements StatePart {
    private static final int FIRST_POSITION = 0;
    private static final int POSITION = 8;
    private static final int ARRIVAL = 16;
    private static final int NULLS = 24;
    private static final int INLINE_BYTES = 12;

    private final Storage[] storages;
    private final int[] offsets;
    private final int[] textColumns;
    private final StateRegion rows;
    private final BlobStore blobs;
    private long arrivals;

    /** Dictionaries of the symbols kept, in the order they were seen; one unless tables are mixed. */
    private SymbolDictionary[] dictionaries = {};

    /**
     * @param types of the columns of every batch given to {@link #add}
     * @throws SabotException if a record of these columns exceeds {@link StateSpace#PAGE_BYTES}
     */
    public RowStore(StateSpace space, String name, List<SqlType> types) {
        int count = types.size();
        this.storages = types.stream().map(RowStore::storageOf).toArray(Storage[]::new);
        this.offsets = new int[count];
        this.textColumns = IntStream.range(0, count)
                .filter(i -> storages[i] == Storage.VIEW128)
                .toArray();
        int bytes = NULLS + (count + 63 >>> 6) * 8;
        for (int i = 0; i < count; i++) {
            offsets[i] = bytes;
            bytes += storages[i].widthBytes() == 16 ? 16 : 8;
        }
        if (bytes > StateSpace.PAGE_BYTES) {
            throw SabotException.configuration(
                    "STA-0003",
                    "'" + name + "' keeps rows of " + count + " columns: " + bytes + " bytes a row, more than the "
                            + StateSpace.PAGE_BYTES + " bytes of a state page",
                    "select fewer columns before rows are kept");
        }
        this.rows = new StateRegion(space, name + ".rows", bytes);
        this.blobs = new BlobStore(space, name + ".text");
        space.register(this);
    }

    /** A symbol is kept where bytes are: the same column may come either way. */
    private static Storage storageOf(SqlType type) {
        Storage storage = type.defaultStorage();
        return storage == Storage.SYMBOL32 ? Storage.VIEW128 : storage;
    }

    /** Rows kept. */
    public int size() {
        return rows.liveCount();
    }

    // ---- writing ----

    /**
     * Keeps a copy of the row with its positions.
     *
     * @return the row's id, or {@link StateRegion#NO_RECORD} if a value is longer than {@link BlobStore#MAX_BYTES}
     */
    public int add(EventBatch batch, int row) {
        if (!fits(batch, row)) {
            return StateRegion.NO_RECORD;
        }
        int id = rows.allocate();
        long record = rows.addressForWrite(id);
        UnsafeApi.putLong(record + FIRST_POSITION, batch.firstPosition(row));
        UnsafeApi.putLong(record + POSITION, batch.position(row));
        UnsafeApi.putLong(record + ARRIVAL, arrivals++);
        for (int i = 0; i < offsets.length; i++) {
            Column column = batch.column(i);
            if (column.isNull(row)) {
                long nulls = record + NULLS + (i >>> 6) * 8L;
                UnsafeApi.putLong(nulls, UnsafeApi.getLong(nulls) | 1L << i);
            } else {
                write(column, row, record + offsets[i]);
            }
        }
        return id;
    }

    private boolean fits(EventBatch batch, int row) {
        for (int i : textColumns) {
            Column column = batch.column(i);
            if (column.storage() == Storage.VIEW128
                    && !column.isNull(row)
                    && column.bytesLength(row) > BlobStore.MAX_BYTES) {
                return false;
            }
        }
        return true;
    }

    private void write(Column column, int row, long value) {
        switch (column.storage()) {
            case BIT -> UnsafeApi.putLong(value, column.getBoolean(row) ? 1 : 0);
            case INT32 -> UnsafeApi.putLong(value, column.getInt(row));
            case INT64 -> UnsafeApi.putLong(value, column.getLong(row));
            case FLOAT64 -> UnsafeApi.putLong(value, Double.doubleToRawLongBits(column.getDouble(row)));
            case DECIMAL128 -> {
                UnsafeApi.putLong(value, column.getDecimalLow(row));
                UnsafeApi.putLong(value + 8, column.getDecimalHigh(row));
            }
            case SYMBOL32 -> {
                UnsafeApi.putInt(value, ~numberOf(column.dictionary()));
                UnsafeApi.putInt(value + 4, column.getSymbol(row));
            }
            case VIEW128 -> writeBytes(column.bytesAddress(row), column.bytesLength(row), value);
        }
    }

    private void writeBytes(long address, int length, long value) {
        UnsafeApi.putInt(value, length);
        if (length <= INLINE_BYTES) {
            UnsafeApi.copyMemory(address, value + 4, length);
        } else {
            UnsafeApi.putLong(value + 8, blobs.put(address, length));
        }
    }

    private int numberOf(SymbolDictionary dictionary) {
        for (int i = 0; i < dictionaries.length; i++) {
            if (dictionaries[i] == dictionary) {
                return i;
            }
        }
        dictionaries = Arrays.copyOf(dictionaries, dictionaries.length + 1);
        dictionaries[dictionaries.length - 1] = dictionary;
        return dictionaries.length - 1;
    }

    @Override
    public void save(StateOutput out) {
        out.putLong(arrivals);
        out.putInt(dictionaries.length);
    }

    /** All streams of a log share one dictionary: if rows hold symbols, they are of that. */
    @Override
    public void load(StateInput in) {
        arrivals = in.getLong();
        int count = in.getInt();
        if (count > 1) {
            throw StateSpace.otherLayout("rows with symbols of " + count + " dictionaries");
        }
        dictionaries = count == 0 ? new SymbolDictionary[0] : new SymbolDictionary[] {in.symbols()};
    }

    public void remove(int id) {
        long record = rows.address(id);
        for (int i : textColumns) {
            long value = record + offsets[i];
            if (UnsafeApi.getInt(value) > INLINE_BYTES) {
                blobs.free(UnsafeApi.getLong(value + 8));
            }
        }
        rows.free(id);
    }

    // ---- reading ----

    public long firstPosition(int id) {
        return UnsafeApi.getLong(rows.address(id) + FIRST_POSITION);
    }

    public long position(int id) {
        return UnsafeApi.getLong(rows.address(id) + POSITION);
    }

    /** How many rows had been added before this one: orders rows that are equal otherwise. */
    public long arrival(int id) {
        return UnsafeApi.getLong(rows.address(id) + ARRIVAL);
    }

    public boolean isNull(int id, int column) {
        return isNull(rows.address(id), column);
    }

    private static boolean isNull(long record, int column) {
        return (UnsafeApi.getLong(record + NULLS + (column >>> 6) * 8L) >>> column & 1) != 0;
    }

    /** Value of an integer, time or BOOLEAN (0 or 1) column, a DOUBLE's bits, a DECIMAL's low half; 0 for NULL. */
    public long getLong(int id, int column) {
        return UnsafeApi.getLong(rows.address(id) + offsets[column]);
    }

    /**
     * Writes all columns into a row not yet committed. Positions are the caller's to set.
     *
     * @return false if a value found no room: a slot's heap or a dictionary is full
     */
    public boolean read(int id, EventBatch out, int outRow) {
        long record = rows.address(id);
        for (int i = 0; i < offsets.length; i++) {
            Column target = out.column(i);
            if (isNull(record, i)) {
                target.setNull(outRow);
            } else if (storages[i] == Storage.VIEW128) {
                if (!readText(record + offsets[i], target, outRow)) {
                    return false;
                }
            } else {
                readFixed(record + offsets[i], target, outRow);
            }
        }
        return true;
    }

    private static void readFixed(long value, Column target, int outRow) {
        switch (target.storage()) {
            case BIT -> target.putBoolean(outRow, UnsafeApi.getLong(value) != 0);
            case INT32 -> target.putInt(outRow, UnsafeApi.getInt(value));
            case INT64 -> target.putLong(outRow, UnsafeApi.getLong(value));
            case FLOAT64 -> target.putDouble(outRow, Double.longBitsToDouble(UnsafeApi.getLong(value)));
            case DECIMAL128 -> target.putDecimal(outRow, UnsafeApi.getLong(value), UnsafeApi.getLong(value + 8));
            default -> throw new IllegalStateException(target.storage() + " has no fixed width");
        }
    }

    private boolean readText(long value, Column target, int outRow) {
        int length = UnsafeApi.getInt(value);
        if (length >= 0) {
            long address = bytesAddress(value, length);
            if (target.storage() == Storage.VIEW128) {
                return target.putBytes(outRow, address, length);
            }
            return putSymbol(target, outRow, target.dictionary().idOf(address, length));
        }
        SymbolDictionary dictionary = dictionaries[~length];
        int symbol = UnsafeApi.getInt(value + 4);
        if (target.storage() == Storage.SYMBOL32 && target.dictionary() == dictionary) {
            target.putSymbol(outRow, symbol);
            return true;
        }
        byte[] bytes = dictionary.bytes(symbol);
        if (target.storage() == Storage.VIEW128) {
            return target.putBytes(outRow, bytes, 0, bytes.length);
        }
        return putSymbol(target, outRow, target.dictionary().idOf(bytes, 0, bytes.length));
    }

    private static boolean putSymbol(Column target, int outRow, int symbol) {
        if (symbol == SymbolDictionary.NO_SYMBOL) {
            return false;
        }
        target.putSymbol(outRow, symbol);
        return true;
    }

    private long bytesAddress(long value, int length) {
        return length <= INLINE_BYTES ? value + 4 : blobs.address(UnsafeApi.getLong(value + 8));
    }

    // ---- comparing ----

    /**
     * Compares one column of two rows, neither NULL: numbers and times by value, -0.0 as 0.0 and NaN above all, text and
     * BINARY by unsigned bytes.
     */
    public int compare(int a, int b, int column) {
        long left = rows.address(a) + offsets[column];
        long right = rows.address(b) + offsets[column];
        return switch (storages[column]) {
            case FLOAT64 ->
                compareDoubles(
                        Double.longBitsToDouble(UnsafeApi.getLong(left)),
                        Double.longBitsToDouble(UnsafeApi.getLong(right)));
            case DECIMAL128 -> compareDecimals(left, right);
            case VIEW128 -> compareText(left, right);
            default -> Long.compare(UnsafeApi.getLong(left), UnsafeApi.getLong(right));
        };
    }

    /** Adding 0.0 turns -0.0 into 0.0. */
    private static int compareDoubles(double a, double b) {
        return Double.compare(a + 0.0, b + 0.0);
    }

    private static int compareDecimals(long a, long b) {
        int high = Long.compare(UnsafeApi.getLong(a + 8), UnsafeApi.getLong(b + 8));
        return high != 0 ? high : Long.compareUnsigned(UnsafeApi.getLong(a), UnsafeApi.getLong(b));
    }

    private int compareText(long a, long b) {
        int aLength = UnsafeApi.getInt(a);
        int bLength = UnsafeApi.getInt(b);
        if (aLength >= 0 && bLength >= 0) {
            return RawMemory.compare(bytesAddress(a, aLength), aLength, bytesAddress(b, bLength), bLength);
        }
        if (aLength < 0 && bLength < 0) {
            return compareSymbols(a, aLength, b, bLength);
        }
        return aLength < 0
                ? compare(symbolBytes(a, aLength), bytesAddress(b, bLength), bLength)
                : -compare(symbolBytes(b, bLength), bytesAddress(a, aLength), aLength);
    }

    private int compareSymbols(long a, int aTag, long b, int bTag) {
        if (aTag == bTag && UnsafeApi.getInt(a + 4) == UnsafeApi.getInt(b + 4)) {
            return 0;
        }
        return Arrays.compareUnsigned(symbolBytes(a, aTag), symbolBytes(b, bTag));
    }

    private byte[] symbolBytes(long value, int tag) {
        return dictionaries[~tag].bytes(UnsafeApi.getInt(value + 4));
    }

    private static int compare(byte[] a, long b, int bLength) {
        int common = Math.min(a.length, bLength);
        for (int i = 0; i < common; i++) {
            int difference = (a[i] & 0xFF) - (UnsafeApi.getByte(b + i) & 0xFF);
            if (difference != 0) {
                return difference;
            }
        }
        return a.length - bLength;
    }
}
