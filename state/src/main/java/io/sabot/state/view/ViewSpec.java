package io.sabot.state.view;

import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.type.TypeKind;
import java.util.HashSet;
import java.util.List;

/**
 * What a view holds.
 *
 * @param keyColumns indexes in {@code columns}; empty for a view of one row
 * @param maxKeys rows of further keys are refused
 */
public record ViewSpec(String name, List<ColumnSpec> columns, List<Integer> keyColumns, long maxKeys) {
    public static final long DEFAULT_MAX_KEYS = 1_000_000;

    /** What keeps one segment of the map below 2 GiB, whatever the rows. */
    public static final long LARGEST_MAX_KEYS = 1_000_000_000;

    /** How long a text or binary value is taken to be when the file is sized. */
    private static final int ESTIMATED_TEXT_BYTES = 24;

    public ViewSpec {
        columns = List.copyOf(columns);
        keyColumns = List.copyOf(keyColumns);
        if (maxKeys < 1 || maxKeys > LARGEST_MAX_KEYS) {
            throw new IllegalArgumentException("max keys " + maxKeys + " of view " + name);
        }
        if (new HashSet<>(keyColumns).size() != keyColumns.size()) {
            throw new IllegalArgumentException("key columns " + keyColumns + " of view " + name);
        }
        keyColumns.forEach(columns::get);
    }

    public ColumnSpec keyColumn(int index) {
        return columns.get(keyColumns.get(index));
    }

    int estimatedKeyBytes() {
        int bytes = 1;
        for (int column : keyColumns) {
            bytes += 1 + estimatedBytes(columns.get(column).type().kind());
        }
        return bytes;
    }

    int estimatedRowBytes() {
        RowLayout layout = new RowLayout(columns);
        int bytes = layout.fixedBytes();
        for (ColumnSpec column : columns) {
            bytes += isText(column.type().kind()) ? ESTIMATED_TEXT_BYTES : 0;
        }
        return bytes;
    }

    /** Whether values differ in length. */
    static boolean isText(TypeKind kind) {
        return kind == TypeKind.VARCHAR || kind == TypeKind.BINARY || kind == TypeKind.ARRAY;
    }

    private static int estimatedBytes(TypeKind kind) {
        return isText(kind) ? 4 + ESTIMATED_TEXT_BYTES : kind == TypeKind.DECIMAL ? 16 : 8;
    }
}
