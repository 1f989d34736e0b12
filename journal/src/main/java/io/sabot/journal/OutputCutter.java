package io.sabot.journal;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.FrameBody;
import io.sabot.core.memory.MemoryBlock;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.Storage;
import io.sabot.core.type.TypeKind;
import java.util.Arrays;
import org.agrona.UnsafeApi;
import org.agrona.checksum.Crc32c;

/**
 * Cuts rows into the frames of an outbox: strings spelled out, positions added, at most {@link #MAX_ROWS} rows and a
 * frame's cap of bytes each. Where a frame is cut depends on the rows alone. Outbox's thread.
 */
final class OutputCutter implements AutoCloseable {
    static final int MAX_ROWS = 1024;

    private static final int INLINE_BYTES = 12;

    private final EventSchema schema;
    private final int sinkColumns;
    private final boolean[] isPlain;
    private final MemoryPool pool = MemoryPool.unbounded();
    private final EventBatch frame = EventBatch.growable(pool);
    private final MemoryBlock scratch = pool.allocate(FrameDescriptor.MAX_BODY_BYTES + FrameDescriptor.HEADER_BYTES);
    private final long overheadBytes;
    private final long rowBits;
    private long frameBits;

    OutputCutter(EventSchema schema) {
        this.schema = schema;
        this.sinkColumns = OutboxSchema.sinkColumns(schema);
        this.isPlain = new boolean[schema.columnCount()];
        Arrays.fill(isPlain, true);
        int columns = schema.columnCount();
        overheadBytes = FrameBody.tableBytes(columns) + (2L * columns + 1) * FrameDescriptor.ALIGNMENT;
        long bits = 0;
        for (int i = 0; i < columns; i++) {
            TypeKind kind = schema.column(i).type().kind();
            Storage storage = kind == TypeKind.VARCHAR ? Storage.VIEW128 : kind.defaultStorage();
            bits += 1 + (storage == Storage.BIT ? 1 : storage.widthBytes() * 8L);
        }
        rowBits = bits;
        clear();
    }

    EventBatch frame() {
        return frame;
    }

    void clear() {
        frame.layout(schema, null, isPlain, MAX_ROWS);
        frameBits = overheadBytes * 8;
    }

    /** Bytes that the row alone would need in a frame, of which {@link FrameDescriptor#MAX_BODY_BYTES} are allowed. */
    long bytesOf(EventBatch rows, int row) {
        return overheadBytes + (rowBitsOf(rows, row) + 7) / 8;
    }

    /** False if the frame is full: write it, clear it, and add the row again. */
    boolean add(EventBatch rows, int row) {
        long bits = rowBitsOf(rows, row);
        if (frame.isFull() || frameBits + bits > FrameDescriptor.MAX_BODY_BYTES * 8L) {
            return false;
        }
        frameBits += bits;
        int target = frame.nextRow();
        for (int i = 0; i < sinkColumns; i++) {
            frame.column(i).copyFrom(rows.column(i), row, target);
        }
        frame.column(sinkColumns).putLong(target, rows.firstPosition(row));
        frame.column(sinkColumns + 1).putLong(target, rows.position(row));
        frame.commitRow();
        return true;
    }

    private long rowBitsOf(EventBatch rows, int row) {
        long heapBytes = 0;
        for (int i = 0; i < sinkColumns; i++) {
            Column column = rows.column(i);
            if (column.storage() == Storage.SYMBOL32 || column.storage() == Storage.VIEW128) {
                int length = column.isNull(row) ? 0 : column.bytesLength(row);
                heapBytes += length > INLINE_BYTES ? length : 0;
            }
        }
        return rowBits + heapBytes * 8;
    }

    /** Checksum that the frame's body has in the outbox. */
    int bodyCrc() {
        long address = scratch.address();
        int columns = schema.columnCount();
        int table = FrameBody.tableBytes(columns);
        int buffers = FrameBody.buffersBytes(frame);
        int content = FrameDescriptor.contentOffset(columns, 0);
        FrameBody.encodeTable(frame, address + FrameDescriptor.HEADER_BYTES);
        int tableEnd = FrameDescriptor.HEADER_BYTES + table;
        UnsafeApi.setMemory(address + tableEnd, content - tableEnd, (byte) 0);
        FrameBody.encodeBuffers(frame, address + content);
        int bodyBytes = content + buffers - FrameDescriptor.HEADER_BYTES;
        return Crc32c.INSTANCE.compute(address, FrameDescriptor.HEADER_BYTES, bodyBytes);
    }

    @Override
    public void close() {
        frame.close();
        scratch.close();
        pool.close();
    }
}
