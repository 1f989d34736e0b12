package io.sabot.sql.codegen;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.RawMemory;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.type.Storage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.UnsafeApi;

/**
 * Text compared where it lies in columns, by dictionary id or bytes. An instance is a constant that one column is
 * compared with. Owned by one thread. Rows given to it must not be null.
 */
public final class ColumnText {
    private final String text;
    private final byte[] bytes;
    private SymbolDictionary dictionary; // not owned
    private int seenSymbols;
    private int symbol;
    private boolean isSymbol;

    public ColumnText(String text) {
        this.text = text;
        this.bytes = text.getBytes(StandardCharsets.UTF_8);
    }

    /** Looks the constant up; while the dictionary does not have it, no row that it was bound with is equal to it. */
    public void bind(Column column) {
        isSymbol = column.storage() == Storage.SYMBOL32;
        if (!isSymbol) {
            return;
        }
        SymbolDictionary symbols = column.dictionary();
        int size = symbols.size();
        if (symbols != dictionary || symbol == SymbolDictionary.NO_SYMBOL && size != seenSymbols) {
            dictionary = symbols;
            seenSymbols = size;
            symbol = symbols.findId(text);
        }
    }

    public boolean equal(Column column, int row) {
        if (isSymbol) {
            return column.getSymbol(row) == symbol;
        }
        int length = column.bytesLength(row);
        return length == bytes.length && RawMemory.equal(column.bytesAddress(row), bytes, length);
    }

    /** Below 0 if the column's text is less. */
    public int compare(Column column, int row) {
        return isSymbol
                ? Arrays.compareUnsigned(column.getBytes(row), bytes)
                : compare(column.bytesAddress(row), column.bytesLength(row), bytes);
    }

    private static int compare(long address, int length, byte[] bytes) {
        int common = Math.min(length, bytes.length);
        for (int i = 0; i < common; i++) {
            int difference = (UnsafeApi.getByte(address + i) & 0xFF) - (bytes[i] & 0xFF);
            if (difference != 0) {
                return difference;
            }
        }
        return length - bytes.length;
    }

    // ---- two columns ----

    public static boolean equal(Column a, int aRow, Column b, int bRow) {
        boolean aSymbol = a.storage() == Storage.SYMBOL32;
        boolean bSymbol = b.storage() == Storage.SYMBOL32;
        if (aSymbol && bSymbol) {
            return a.dictionary() == b.dictionary()
                    ? a.getSymbol(aRow) == b.getSymbol(bRow)
                    : Arrays.equals(a.getBytes(aRow), b.getBytes(bRow));
        }
        int length = a.bytesLength(aRow);
        if (length != b.bytesLength(bRow)) {
            return false;
        }
        if (aSymbol) {
            return RawMemory.equal(b.bytesAddress(bRow), a.getBytes(aRow), length);
        }
        return bSymbol
                ? RawMemory.equal(a.bytesAddress(aRow), b.getBytes(bRow), length)
                : RawMemory.equal(a.bytesAddress(aRow), b.bytesAddress(bRow), length);
    }

    public static int compare(Column a, int aRow, Column b, int bRow) {
        boolean aSymbol = a.storage() == Storage.SYMBOL32;
        boolean bSymbol = b.storage() == Storage.SYMBOL32;
        if (aSymbol && bSymbol) {
            return Arrays.compareUnsigned(a.getBytes(aRow), b.getBytes(bRow));
        }
        if (aSymbol) {
            return -compare(b.bytesAddress(bRow), b.bytesLength(bRow), a.getBytes(aRow));
        }
        return bSymbol
                ? compare(a.bytesAddress(aRow), a.bytesLength(aRow), b.getBytes(bRow))
                : RawMemory.compare(
                        a.bytesAddress(aRow), a.bytesLength(aRow), b.bytesAddress(bRow), b.bytesLength(bRow));
    }

    // ---- passing through ----

    /** Copies rows of a column behind one another into a column of the same type. */
    public static void copy(Column from, int[] rows, int count, Column to, int first) {
        if (from.hasNulls() || !isFixed(from, to)) {
            for (int i = 0; i < count; i++) {
                if (!to.copyFrom(from, rows[i], first + i)) {
                    throw new IllegalStateException("no room for text: the dictionary or batch is full");
                }
            }
            return;
        }
        switch (from.storage()) {
            case INT32, SYMBOL32 -> copyInts(from.dataAddress(), rows, count, to, first);
            case INT64, FLOAT64 -> copyLongs(from.dataAddress(), rows, count, to, first);
            default -> copyDecimals(from, rows, count, to, first);
        }
    }

    private static boolean isFixed(Column from, Column to) {
        return from.storage() == to.storage()
                && !to.hasNulls()
                && switch (from.storage()) {
                    case INT32, INT64, FLOAT64, DECIMAL128 -> true;
                    case SYMBOL32 -> from.dictionary() == to.dictionary();
                    case BIT, VIEW128 -> false;
                };
    }

    private static void copyInts(long source, int[] rows, int count, Column to, int first) {
        long target = to.dataAddress() + ((long) first << 2);
        for (int i = 0; i < count; i++) {
            UnsafeApi.putInt(target + ((long) i << 2), UnsafeApi.getInt(source + ((long) rows[i] << 2)));
        }
    }

    private static void copyLongs(long source, int[] rows, int count, Column to, int first) {
        long target = to.dataAddress() + ((long) first << 3);
        for (int i = 0; i < count; i++) {
            UnsafeApi.putLong(target + ((long) i << 3), UnsafeApi.getLong(source + ((long) rows[i] << 3)));
        }
    }

    private static void copyDecimals(Column from, int[] rows, int count, Column to, int first) {
        for (int i = 0; i < count; i++) {
            to.putDecimal(first + i, from.getDecimalLow(rows[i]), from.getDecimalHigh(rows[i]));
        }
    }
}
