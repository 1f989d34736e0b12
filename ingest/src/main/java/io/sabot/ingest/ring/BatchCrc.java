package io.sabot.ingest.ring;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.RawMemory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * CRC32C of a batch's values, whatever the numbers of its symbols, and whether a column is laid out plain or not. Over:
 *
 * <pre>
 *  int rows; then per column, per row:
 *    byte 0 for NULL, 1 for a value;
 *    the value: BIT a byte, INT32 4 bytes, INT64 and FLOAT64 (its bits) 8, DECIMAL128 16 with the low half first,
 *    VARCHAR and BINARY int length and the bytes
 * </pre>
 *
 * All little-endian. One thread; makes no objects, except for long plain values.
 */
public final class BatchCrc {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int MAX_FIXED_BYTES = 32;

    private final CRC32C crc = new CRC32C();
    private final byte[] scratch = new byte[8 * 1024];
    private int length;

    public int compute(EventBatch batch) {
        crc.reset();
        length = 0;
        putInt(batch.rows());
        for (int i = 0; i < batch.columnCount(); i++) {
            column(batch.column(i), batch.rows());
        }
        crc.update(scratch, 0, length);
        return (int) crc.getValue();
    }

    private void column(Column column, int rows) {
        for (int row = 0; row < rows; row++) {
            if (length > scratch.length - MAX_FIXED_BYTES) {
                spill();
            }
            boolean isNull = column.isNull(row);
            scratch[length++] = (byte) (isNull ? 0 : 1);
            if (!isNull) {
                value(column, row);
            }
        }
    }

    private void value(Column column, int row) {
        switch (column.storage()) {
            case BIT -> scratch[length++] = (byte) (column.getBoolean(row) ? 1 : 0);
            case INT32 -> putInt(column.getInt(row));
            case INT64 -> putLong(column.getLong(row));
            case FLOAT64 -> putLong(Double.doubleToRawLongBits(column.getDouble(row)));
            case DECIMAL128 -> {
                putLong(column.getDecimalLow(row));
                putLong(column.getDecimalHigh(row));
            }
            case SYMBOL32 -> {
                byte[] bytes = column.getBytes(row);
                putInt(bytes.length);
                putBytes(bytes);
            }
            case VIEW128 -> {
                int bytes = column.bytesLength(row);
                putInt(bytes);
                putPlain(column, row, bytes);
            }
        }
    }

    private void putInt(int value) {
        INT.set(scratch, length, value);
        length += Integer.BYTES;
    }

    private void putLong(long value) {
        LONG.set(scratch, length, value);
        length += Long.BYTES;
    }

    private void putBytes(byte[] bytes) {
        if (bytes.length > scratch.length - length) {
            spill();
        }
        if (bytes.length > scratch.length) {
            crc.update(bytes, 0, bytes.length);
            return;
        }
        System.arraycopy(bytes, 0, scratch, length, bytes.length);
        length += bytes.length;
    }

    private void putPlain(Column column, int row, int bytes) {
        if (bytes > scratch.length) {
            putBytes(column.getBytes(row));
            return;
        }
        if (bytes > scratch.length - length) {
            spill();
        }
        RawMemory.copyToArray(column.bytesAddress(row), scratch, length, bytes);
        length += bytes;
    }

    private void spill() {
        crc.update(scratch, 0, length);
        length = 0;
    }
}
