package io.sabot.state.view;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import java.util.List;

/**
 * A key as it lies in the map: equal bytes for equal values, in no order.
 *
 * <pre>
 *  per column: 0 = NULL, or 1 and
 *   BOOLEAN, integers, times, DOUBLE  8 bytes; -0.0 as 0.0, every NaN alike
 *   DECIMAL                           16 bytes, low half first
 *   VARCHAR, BINARY                   length (4), bytes
 *  a key without columns is the one byte 0
 * </pre>
 */
final class KeyLayout {
    private final int[] columns;

    KeyLayout(List<Integer> keyColumns) {
        columns = keyColumns.stream().mapToInt(Integer::intValue).toArray();
    }

    void write(EventBatch batch, int row, ViewBytes key) {
        key.length(0);
        for (int index : columns) {
            Column column = batch.column(index);
            if (column.isNull(row)) {
                addNull(key);
            } else {
                key.addByte(1);
                add(column, row, key);
            }
        }
        close(key);
    }

    private static void add(Column column, int row, ViewBytes key) {
        switch (column.storage()) {
            case BIT -> key.addLong(column.getBoolean(row) ? 1 : 0);
            case INT32 -> key.addLong(column.getInt(row));
            case INT64 -> key.addLong(column.getLong(row));
            case FLOAT64 -> key.addLong(bits(column.getDouble(row)));
            case DECIMAL128 -> {
                key.addLong(column.getDecimalLow(row));
                key.addLong(column.getDecimalHigh(row));
            }
            case SYMBOL32, VIEW128 -> {
                int length = column.bytesLength(row);
                key.addInt(length);
                RowLayout.addText(column, row, length, key);
            }
        }
    }

    static long bits(double value) {
        return Double.doubleToLongBits(value + 0.0);
    }

    static void addNull(ViewBytes key) {
        key.addByte(0);
    }

    static void addLong(long value, ViewBytes key) {
        key.addByte(1);
        key.addLong(value);
    }

    static void addText(byte[] bytes, ViewBytes key) {
        key.addByte(1);
        key.addInt(bytes.length);
        int at = key.extend(bytes.length);
        System.arraycopy(bytes, 0, key.array(), at, bytes.length);
    }

    static void close(ViewBytes key) {
        if (key.length() == 0) {
            key.addByte(0);
        }
    }
}
