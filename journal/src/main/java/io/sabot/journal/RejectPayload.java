package io.sabot.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A rejected record as bytes: layout in {@link FrameDescriptor}. */
final class RejectPayload {
    private static final int INTRO_BYTES = 28;

    private RejectPayload() {}

    static byte[] encode(RejectedRecord record, byte[] cause, int kept) {
        ByteBuffer out = ByteBuffer.allocate(INTRO_BYTES + cause.length + kept).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(record.offset()).putLong(record.line()).putInt(record.lengthBytes());
        out.putInt(cause.length).putInt(kept);
        return out.put(cause).put(record.bytes(), 0, kept).array();
    }

    /** Null if the bytes are none. */
    static RejectedRecord decode(byte[] payload) {
        if (payload.length < INTRO_BYTES) {
            return null;
        }
        ByteBuffer in = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
        long offset = in.getLong();
        long line = in.getLong();
        int length = in.getInt();
        int causeBytes = in.getInt();
        int kept = in.getInt();
        if (causeBytes < 0 || kept < 0 || (long) INTRO_BYTES + causeBytes + kept != payload.length) {
            return null;
        }
        byte[] cause = new byte[causeBytes];
        byte[] bytes = new byte[kept];
        in.get(cause).get(bytes);
        return new RejectedRecord(offset, line, length, new String(cause, StandardCharsets.UTF_8), bytes);
    }
}
