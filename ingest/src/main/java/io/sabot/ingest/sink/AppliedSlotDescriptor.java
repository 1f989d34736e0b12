package io.sabot.ingest.sink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * One slot of an {@link AppliedFile}, little-endian:
 *
 * <pre>
 *   0  magic        8  "SABOTSNK"
 *   8  version      4  1
 *  12  unused       4  0
 *  16  generation   8  odd in slot 0, even in slot 1
 *  24  output       8  number of the last row applied
 *  32  fileBytes    8  length of the output file with that row
 *  40  unused      20  0
 *  60  crc          4  CRC32C of bytes 0 to 59
 * </pre>
 */
final class AppliedSlotDescriptor {
    static final int SLOT_BYTES = 64;

    private static final long MAGIC = 0x4B4E53544F424153L;
    private static final int VERSION = 1;
    private static final int VERSION_OFFSET = 8;
    private static final int GENERATION_OFFSET = 16;
    private static final int OUTPUT_OFFSET = 24;
    private static final int FILE_BYTES_OFFSET = 32;
    private static final int CRC_OFFSET = 60;

    private AppliedSlotDescriptor() {}

    /** From position 0 on. */
    static void encode(Applied applied, ByteBuffer slot) {
        slot.clear().order(ByteOrder.LITTLE_ENDIAN);
        slot.putLong(0, MAGIC)
                .putInt(VERSION_OFFSET, VERSION)
                .putLong(GENERATION_OFFSET, applied.generation())
                .putLong(OUTPUT_OFFSET, applied.output())
                .putLong(FILE_BYTES_OFFSET, applied.fileBytes())
                .putInt(CRC_OFFSET, crc(slot, 0));
    }

    /** Null if the bytes at an offset are no whole slot. */
    static Applied decode(ByteBuffer slots, int offset) {
        slots.order(ByteOrder.LITTLE_ENDIAN);
        if (slots.getLong(offset) != MAGIC
                || slots.getInt(offset + VERSION_OFFSET) != VERSION
                || slots.getInt(offset + CRC_OFFSET) != crc(slots, offset)) {
            return null;
        }
        return new Applied(
                slots.getLong(offset + GENERATION_OFFSET),
                slots.getLong(offset + OUTPUT_OFFSET),
                slots.getLong(offset + FILE_BYTES_OFFSET));
    }

    private static int crc(ByteBuffer slots, int offset) {
        CRC32C crc = new CRC32C();
        crc.update(slots.duplicate().clear().position(offset).limit(offset + CRC_OFFSET));
        return (int) crc.getValue();
    }
}
