package io.sabot.state.view;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.RawMemory;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.type.Storage;
import io.sabot.core.type.TypeKind;
import java.util.List;

/**
 * A row as it lies in the map, little-endian:
 *
 * <pre>
 *   0  check: XXH64 of all that follows, seeded with the hash of the key
 *   8  output number of the row
 *  16  1 = removed: nothing follows but 0
 *  24  a bit per column, set for NULL, in whole 8 bytes
 *   …  8 bytes per column, 16 for DECIMAL: the value, or offset (4) and length (4) of a text
 *   …  the texts
 * </pre>
 *
 * A row that was read while it was written fails the check; so does another key's.
 */
final class RowLayout {
    static final int CHECK = 0;
    static final int OUTPUT = 8;
    static final int REMOVED = 16;
    static final int NULLS = 24;

    private final TypeKind[] kinds;
    private final int[] offsets;
    private final int fixedBytes;

    RowLayout(List<ColumnSpec> columns) {
        kinds = columns.stream().map(column -> column.type().kind()).toArray(TypeKind[]::new);
        offsets = new int[kinds.length];
        int next = NULLS + (kinds.length + 63) / 64 * 8;
        for (int i = 0; i < kinds.length; i++) {
            offsets[i] = next;
            next += kinds[i] == TypeKind.DECIMAL ? 16 : 8;
        }
        fixedBytes = next;
    }

    int fixedBytes() {
        return fixedBytes;
    }

    int offset(int column) {
        return offsets[column];
    }

    static boolean isNull(ViewBytes row, int column) {
        return (row.getLong(NULLS + (column >>> 6 << 3)) >>> column & 1) != 0;
    }

    void write(EventBatch batch, int from, long output, ViewBytes row) {
        row.reset(fixedBytes, 0);
        row.setLong(OUTPUT, output);
        for (int i = 0; i < kinds.length; i++) {
            Column column = batch.column(i);
            if (column.isNull(from)) {
                int word = NULLS + (i >>> 6 << 3);
                row.setLong(word, row.getLong(word) | 1L << i);
            } else {
                write(column, from, row, offsets[i]);
            }
        }
    }

    private static void write(Column column, int from, ViewBytes row, int at) {
        switch (column.storage()) {
            case BIT -> row.setLong(at, column.getBoolean(from) ? 1 : 0);
            case INT32 -> row.setLong(at, column.getInt(from));
            case INT64 -> row.setLong(at, column.getLong(from));
            case FLOAT64 -> row.setLong(at, Double.doubleToRawLongBits(column.getDouble(from)));
            case DECIMAL128 -> {
                row.setLong(at, column.getDecimalLow(from));
                row.setLong(at + 8, column.getDecimalHigh(from));
            }
            case SYMBOL32, VIEW128 -> {
                int length = column.bytesLength(from);
                row.setInt(at, row.length());
                row.setInt(at + 4, length);
                addText(column, from, length, row);
            }
        }
    }

    static void addText(Column column, int from, int length, ViewBytes bytes) {
        int at = bytes.extend(length);
        if (column.storage() == Storage.SYMBOL32) {
            System.arraycopy(column.getBytes(from), 0, bytes.array(), at, length);
        } else {
            RawMemory.copyToArray(column.bytesAddress(from), bytes.array(), at, length);
        }
    }

    static void writeRemoved(long output, ViewBytes row) {
        row.reset(NULLS, 0);
        row.setLong(OUTPUT, output);
        row.setLong(REMOVED, 1);
    }

    static boolean isRemoved(ViewBytes row) {
        return row.getLong(REMOVED) != 0;
    }

    static void seal(ViewBytes row, long keyHash) {
        row.setLong(CHECK, check(row, keyHash));
    }

    static boolean isWhole(ViewBytes row, long keyHash) {
        return row.getLong(CHECK) == check(row, keyHash);
    }

    private static long check(ViewBytes row, long keyHash) {
        return XxHash64.hash(row.array(), OUTPUT, row.length() - OUTPUT, keyHash);
    }
}
