package io.sabot.ops;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Entries of the committed log as nodes hand them to each other, and as a backup keeps them. For each, big endian:
 *
 * <pre>
 *   0  long  position
 *   8  long  time, ns
 *  16  long  term
 *  24  int   length
 *  28  …     the entry
 * </pre>
 */
final class EntryStream implements AutoCloseable {
    private static final int BUFFER = 1 << 16;
    private static final int MOST_BYTES = 16 << 20;

    private final DataInputStream in;
    private long position;
    private long timeNs;
    private long term;
    private byte[] payload;

    /** @param in owned from then on */
    EntryStream(InputStream in) {
        this.in = new DataInputStream(new BufferedInputStream(in, BUFFER));
    }

    /**
     * Steps to the next entry; false at the end.
     *
     * @throws EOFException if the end is inside of an entry
     */
    boolean next() throws IOException {
        int first = in.read();
        if (first < 0) {
            return false;
        }
        position = first;
        for (int i = 1; i < Long.BYTES; i++) {
            position = position << 8 | in.readUnsignedByte();
        }
        timeNs = in.readLong();
        term = in.readLong();
        int length = in.readInt();
        if (length < 0 || length > MOST_BYTES) {
            throw new IOException("an entry of " + length + " bytes at position " + position);
        }
        payload = new byte[length];
        in.readFully(payload);
        return true;
    }

    void writeTo(DataOutputStream out) throws IOException {
        out.writeLong(position);
        out.writeLong(timeNs);
        out.writeLong(term);
        out.writeInt(payload.length);
        out.write(payload);
    }

    long position() {
        return position;
    }

    long timeNs() {
        return timeNs;
    }

    long term() {
        return term;
    }

    /** Of this entry alone. */
    byte[] payload() {
        return payload;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
