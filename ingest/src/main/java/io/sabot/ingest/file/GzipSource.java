package io.sabot.ingest.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A gzip file (RFC 1952) of one or more members, uncompressed. Stricter than the JDK's stream: a cut or garbage behind a
 * member is an error, only zero bytes are padding.
 */
final class GzipSource implements ByteSource {
    private static final int MAGIC_1 = 0x1F;
    private static final int MAGIC_2 = 0x8B;
    private static final int FLAG_HEADER_CRC = 2;
    private static final int FLAG_EXTRA = 4;
    private static final int FLAG_NAME = 8;
    private static final int FLAG_COMMENT = 16;

    private final Path path;
    private final InputStream file;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] compressed = new byte[64 * 1024];
    private int next;
    private int limit;
    private long bytesBefore; // of the file, before compressed[0]
    private boolean isInMember;
    private boolean isFirstMember = true;

    GzipSource(Path path) {
        this.path = path;
        try {
            this.file = Files.newInputStream(path);
        } catch (IOException e) {
            throw FileErrors.unreadable(path.toString(), e);
        }
    }

    static boolean isGzip(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            return in.read() == MAGIC_1 && in.read() == MAGIC_2;
        } catch (IOException e) {
            throw FileErrors.unreadable(path.toString(), e);
        }
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        try {
            while (isInMember || startMember()) {
                int count = inflater.inflate(target, offset, length);
                if (count > 0) {
                    crc.update(target, offset, count);
                    return count;
                }
                if (inflater.finished()) {
                    endMember();
                } else if (inflater.needsInput()) {
                    feed();
                } else {
                    throw corrupt("corrupt (it needs a preset dictionary)", null);
                }
            }
            return END;
        } catch (DataFormatException e) {
            throw corrupt("corrupt", e);
        } catch (IOException e) {
            throw FileErrors.unreadable(path.toString(), e);
        }
    }

    private void feed() throws IOException {
        if (next == limit && !fill()) {
            throw truncated();
        }
        inflater.setInput(compressed, next, limit - next);
        next = limit;
    }

    private boolean startMember() throws IOException {
        int first = readByte();
        while (first == 0 && !isFirstMember) {
            first = readByte();
        }
        if (first < 0 && !isFirstMember) {
            return false;
        }
        if (first != MAGIC_1 || required() != MAGIC_2 || required() != 8) {
            throw corrupt("corrupt (no member starts)", null);
        }
        int flags = required();
        skip(6);
        if ((flags & FLAG_EXTRA) != 0) {
            skip(required() | required() << 8);
        }
        if ((flags & FLAG_NAME) != 0) {
            skipText();
        }
        if ((flags & FLAG_COMMENT) != 0) {
            skipText();
        }
        if ((flags & FLAG_HEADER_CRC) != 0) {
            skip(2);
        }
        inflater.reset();
        crc.reset();
        isInMember = true;
        isFirstMember = false;
        return true;
    }

    private void endMember() throws IOException {
        next = limit - inflater.getRemaining();
        long size = inflater.getBytesWritten() & 0xFFFF_FFFFL;
        if (required32() != crc.getValue() || required32() != size) {
            throw corrupt("corrupt (checksum)", null);
        }
        isInMember = false;
    }

    private long required32() throws IOException {
        long low = required() | required() << 8;
        long high = required() | required() << 8;
        return low | high << 16;
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            required();
        }
    }

    private void skipText() throws IOException {
        while (required() != 0) {
            continue;
        }
    }

    private int required() throws IOException {
        int b = readByte();
        if (b < 0) {
            throw truncated();
        }
        return b;
    }

    private int readByte() throws IOException {
        return next < limit || fill() ? compressed[next++] & 0xFF : -1;
    }

    private boolean fill() throws IOException {
        bytesBefore += limit;
        next = 0;
        limit = 0;
        int count = file.read(compressed);
        limit = Math.max(count, 0);
        return count > 0;
    }

    private RuntimeException truncated() {
        return FileErrors.corrupt(path.toString(), bytesBefore + limit, "truncated", null);
    }

    private RuntimeException corrupt(String detail, Throwable cause) {
        int unread = isInMember ? inflater.getRemaining() : 0;
        return FileErrors.corrupt(path.toString(), bytesBefore + next - unread, detail, cause);
    }

    @Override
    public String name() {
        return path.toString();
    }

    @Override
    public void close() {
        inflater.end();
        try {
            file.close();
        } catch (IOException e) {
            throw FileErrors.unreadable(path.toString(), e);
        }
    }
}
