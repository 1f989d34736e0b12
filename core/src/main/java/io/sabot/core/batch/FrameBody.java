package io.sabot.core.batch;

import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.Storage;
import org.agrona.UnsafeApi;

/**
 * A batch as bytes: the table of buffer lengths, and the buffers in schema order. The journal puts a header before and
 * a dictionary delta between the two.
 *
 * <pre>
 *  table: per column 16 bytes
 *    0  int  storage ({@link Storage} ordinal)
 *    4  int  validity bytes, 0 if no row is null
 *    8  int  data bytes
 *   12  int  reserved, 0
 *  then 16 bytes: int heap bytes, 12 reserved
 *
 *  buffers: each padded with zeros to 64 bytes: validity and data of column 0, of column 1, …, heap
 * </pre>
 *
 * Little-endian. The same rows give the same bytes, whatever buffer they were written in.
 */
public final class FrameBody {
    private static final int ENTRY_BYTES = 16;

    private FrameBody() {}

    public static int tableBytes(int columnCount) {
        return (columnCount + 1) * ENTRY_BYTES;
    }

    /** Bytes of all buffers with their padding. */
    public static int buffersBytes(EventBatch batch) {
        int rows = batch.rows();
        int bytes = 0;
        for (int i = 0; i < batch.columnCount(); i++) {
            Column column = batch.column(i);
            bytes += EventBatch.align(validityBytes(column, rows))
                    + EventBatch.align(column.storage().dataBytes(rows));
        }
        return bytes + EventBatch.align(batch.heapBytes());
    }

    private static int validityBytes(Column column, int rows) {
        return column.hasNulls() ? (rows + 7) >>> 3 : 0;
    }

    /** Writes {@link #tableBytes} bytes. */
    public static void encodeTable(EventBatch batch, long address) {
        int rows = batch.rows();
        long entry = address;
        for (int i = 0; i < batch.columnCount(); i++) {
            Column column = batch.column(i);
            UnsafeApi.putInt(entry, column.storage().ordinal());
            UnsafeApi.putInt(entry + 4, validityBytes(column, rows));
            UnsafeApi.putInt(entry + 8, column.storage().dataBytes(rows));
            UnsafeApi.putInt(entry + 12, 0);
            entry += ENTRY_BYTES;
        }
        UnsafeApi.putInt(entry, batch.heapBytes());
        UnsafeApi.putInt(entry + 4, 0);
        UnsafeApi.putLong(entry + 8, 0L);
    }

    /** Writes {@link #buffersBytes} bytes. */
    public static void encodeBuffers(EventBatch batch, long address) {
        int rows = batch.rows();
        long target = address;
        for (int i = 0; i < batch.columnCount(); i++) {
            Column column = batch.column(i);
            int validity = validityBytes(column, rows);
            if (validity > 0) {
                clearSpareBits(column.validityAddress(), rows);
                target = copyPadded(column.validityAddress(), target, validity);
            }
            if (column.storage() == Storage.BIT) {
                clearSpareBits(column.dataAddress(), rows);
            }
            target = copyPadded(column.dataAddress(), target, column.storage().dataBytes(rows));
        }
        copyPadded(batch.heapAddress(), target, batch.heapBytes());
    }

    private static void clearSpareBits(long address, int rows) {
        if ((rows & 7) != 0) {
            long last = address + (rows >>> 3);
            UnsafeApi.putByte(last, (byte) (UnsafeApi.getByte(last) & (1 << (rows & 7)) - 1));
        }
    }

    private static long copyPadded(long from, long to, int bytes) {
        if (bytes > 0) {
            UnsafeApi.copyMemory(from, to, bytes);
        }
        int padded = EventBatch.align(bytes);
        for (int i = bytes; i < padded; i++) {
            UnsafeApi.putByte(to + i, (byte) 0);
        }
        return to + padded;
    }

    /**
     * Lays a view over encoded bytes. Nothing is copied: the view is valid while the bytes are.
     *
     * @throws IllegalArgumentException if the table does not fit the schema or the bytes
     */
    public static void wrap(
            EventBatch view,
            EventSchema schema,
            SymbolDictionary symbols,
            int rows,
            long tableAddress,
            long buffersAddress,
            long buffersBytes) {
        if (rows < 0 || rows > EventBatch.MAX_ROWS) {
            throw new IllegalArgumentException("rows " + rows);
        }
        Column[] columns = view.columnsOf(schema);
        long entry = tableAddress;
        long address = buffersAddress;
        long end = buffersAddress + buffersBytes;
        for (Column column : columns) {
            Storage storage = storageAt(column, UnsafeApi.getInt(entry));
            int validityBytes = UnsafeApi.getInt(entry + 4);
            int dataBytes = UnsafeApi.getInt(entry + 8);
            if (dataBytes != storage.dataBytes(rows) || validityBytes != 0 && validityBytes != (rows + 7) >>> 3) {
                throw new IllegalArgumentException("buffer lengths do not fit " + rows + " rows of " + storage);
            }
            long validity = address;
            long data = validity + EventBatch.align(validityBytes);
            address = data + EventBatch.align(dataBytes);
            column.wrap(storage, validity, data, rows, validityBytes > 0);
            column.dictionary(symbols);
            entry += ENTRY_BYTES;
        }
        int heapBytes = UnsafeApi.getInt(entry);
        if (heapBytes < 0 || address + EventBatch.align(heapBytes) > end) {
            throw new IllegalArgumentException("buffers exceed the frame");
        }
        view.wrapped(schema, columns, rows, address);
    }

    private static final Storage[] STORAGES = Storage.values();

    private static Storage storageAt(Column column, int ordinal) {
        if (ordinal < 0 || ordinal >= STORAGES.length) {
            throw new IllegalArgumentException("storage " + ordinal);
        }
        Storage storage = STORAGES[ordinal];
        Storage expected = column.type().defaultStorage();
        if (storage != expected && !(expected == Storage.SYMBOL32 && storage == Storage.VIEW128)) {
            throw new IllegalArgumentException("storage " + storage + " for " + column.type());
        }
        return storage;
    }
}
