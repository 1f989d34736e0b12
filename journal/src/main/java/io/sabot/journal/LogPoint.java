package io.sabot.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A place in a log or an outbox from which it can be opened without reading what is before: its frame number {@code
 * ordinal}, and all that the next frame continues. Kept in checkpoints.
 *
 * @param ordinal number of the frame; in a log its seq; 0: before the first
 * @param seq of the frame; in an outbox that of the input
 * @param oseq of the last row so far, 0 in a log
 * @param timeNs logical time of the frame
 * @param hash of the frame, which stands for all before
 * @param symbols dictionary entries written so far: the dictionary that goes with the point has just these
 * @param file below the log's directory
 * @param offset of the frame in it
 */
public record LogPoint(
        long ordinal, long seq, long oseq, long timeNs, long hash, int symbols, String file, long offset) {
    private static final int VERSION = 1;
    private static final int FIXED_BYTES = 2 * Integer.BYTES + 6 * Long.BYTES + Integer.BYTES;

    static LogPoint of(ChainEnd end, FilePlace place) {
        return new LogPoint(
                end.frames(),
                end.seq(),
                end.oseq(),
                end.timeNs(),
                end.hash(),
                end.symbols(),
                place.file(),
                place.offset());
    }

    ChainEnd chainEnd() {
        return new ChainEnd(ordinal, seq, oseq, timeNs, hash, symbols);
    }

    /** Little-endian: int version, ordinal, seq, oseq, time, hash, offset, int symbols, int length and UTF-8 of the file. */
    public byte[] encode() {
        byte[] name = file.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(FIXED_BYTES + name.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(VERSION).putLong(ordinal).putLong(seq).putLong(oseq).putLong(timeNs);
        bytes.putLong(hash).putLong(offset).putInt(symbols).putInt(name.length).put(name);
        return bytes.array();
    }

    /** @throws IllegalArgumentException if the bytes are not from {@link #encode()} */
    public static LogPoint decode(byte[] encoded) {
        ByteBuffer bytes = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
        if (encoded.length < FIXED_BYTES || bytes.getInt() != VERSION) {
            throw new IllegalArgumentException("no point of a log in " + encoded.length + " bytes");
        }
        long ordinal = bytes.getLong();
        long seq = bytes.getLong();
        long oseq = bytes.getLong();
        long timeNs = bytes.getLong();
        long hash = bytes.getLong();
        long offset = bytes.getLong();
        int symbols = bytes.getInt();
        if (bytes.getInt() != bytes.remaining()) {
            throw new IllegalArgumentException("no point of a log in " + encoded.length + " bytes");
        }
        String file = new String(encoded, bytes.position(), bytes.remaining(), StandardCharsets.UTF_8);
        return new LogPoint(ordinal, seq, oseq, timeNs, hash, symbols, file, offset);
    }
}
