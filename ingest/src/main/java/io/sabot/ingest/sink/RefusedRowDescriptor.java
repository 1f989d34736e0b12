package io.sabot.ingest.sink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * One entry of a {@link RefusedLog}, little-endian:
 *
 * <pre>
 *   0  length       4  bytes of the entry, with this
 *   4  crc          4  CRC32C of bytes 8 to length
 *   8  oseq         8  number of the row in its outbox
 *  16  position     8  what caused the row: frame of the log and row in it
 *  24  sinkBytes    4
 *  28  reasonBytes  4
 *  32  sink         sinkBytes    UTF-8
 *      reason       reasonBytes  UTF-8
 *      row          the rest, UTF-8
 * </pre>
 */
final class RefusedRowDescriptor {
    static final int HEADER_BYTES = 32;

    private static final int CRC_OFFSET = 4;
    private static final int OSEQ_OFFSET = 8;
    private static final int POSITION_OFFSET = 16;
    private static final int SINK_BYTES_OFFSET = 24;
    private static final int REASON_BYTES_OFFSET = 28;

    private RefusedRowDescriptor() {}

    /** Ready to be written. */
    static ByteBuffer encode(RefusedRow refused) {
        byte[] sink = refused.sink().getBytes(StandardCharsets.UTF_8);
        byte[] reason = refused.reason().getBytes(StandardCharsets.UTF_8);
        byte[] row = refused.row().getBytes(StandardCharsets.UTF_8);
        ByteBuffer entry = ByteBuffer.allocate(HEADER_BYTES + sink.length + reason.length + row.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        entry.putInt(0, entry.capacity())
                .putLong(OSEQ_OFFSET, refused.oseq())
                .putLong(POSITION_OFFSET, refused.position())
                .putInt(SINK_BYTES_OFFSET, sink.length)
                .putInt(REASON_BYTES_OFFSET, reason.length);
        entry.position(HEADER_BYTES).put(sink).put(reason).put(row).flip();
        return entry.putInt(CRC_OFFSET, crc(entry, 0, entry.capacity()));
    }

    /** Length of the entry at an offset, or 0 if there is no whole one. */
    static int length(ByteBuffer entries, int offset) {
        entries.order(ByteOrder.LITTLE_ENDIAN);
        int left = entries.limit() - offset;
        if (left < HEADER_BYTES) {
            return 0;
        }
        int length = entries.getInt(offset);
        boolean isWhole = length >= HEADER_BYTES
                && length <= left
                && entries.getInt(offset + CRC_OFFSET) == crc(entries, offset, length);
        return isWhole ? length : 0;
    }

    /** Of an entry that is whole. */
    static long oseq(ByteBuffer entries, int offset) {
        return entries.getLong(offset + OSEQ_OFFSET);
    }

    /** Of an entry that is whole. */
    static RefusedRow decode(ByteBuffer entries, int offset) {
        int sinkBytes = entries.getInt(offset + SINK_BYTES_OFFSET);
        int reasonBytes = entries.getInt(offset + REASON_BYTES_OFFSET);
        int length = entries.getInt(offset);
        int sinkOffset = offset + HEADER_BYTES;
        int rowOffset = sinkOffset + sinkBytes + reasonBytes;
        return new RefusedRow(
                text(entries, sinkOffset, sinkBytes),
                oseq(entries, offset),
                entries.getLong(offset + POSITION_OFFSET),
                text(entries, sinkOffset + sinkBytes, reasonBytes),
                text(entries, rowOffset, offset + length - rowOffset));
    }

    private static String text(ByteBuffer entries, int offset, int length) {
        byte[] bytes = new byte[length];
        entries.get(offset, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static int crc(ByteBuffer entries, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(entries.duplicate().limit(offset + length).position(offset + OSEQ_OFFSET));
        return (int) crc.getValue();
    }
}
