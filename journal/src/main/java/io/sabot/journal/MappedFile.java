package io.sabot.journal;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.BufferUtil;

/**
 * A file for reading, mapped a window at a time, because a map is limited to 2 GiB. What was looked at through a window is
 * invalid when another one is needed. One thread.
 */
final class MappedFile implements AutoCloseable {
    private static final long WINDOW_BYTES = 64L << 20;
    private static final long PAGE_BYTES = 4096;

    private final Path file;
    private final FileChannel channel;
    private long bytes;
    private MappedByteBuffer window;
    private long windowStart;
    private long windowAddress;

    MappedFile(Path file) {
        this.file = file;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
        } catch (IOException e) {
            throw JournalErrors.cannotRead(file, e);
        }
        look();
    }

    /** Its length when it was opened or looked at. */
    long bytes() {
        return bytes;
    }

    /** Looks again how long the file is. @return that */
    long look() {
        try {
            bytes = channel.size();
            return bytes;
        } catch (IOException e) {
            throw JournalErrors.cannotRead(file, e);
        }
    }

    /** Little-endian; must be within {@link #bytes()}. */
    int intAt(long offset) {
        move(offset, Integer.BYTES);
        return window.getInt((int) (offset - windowStart));
    }

    /** Address of so many bytes at an offset. */
    long address(long offset, long length) {
        move(offset, length);
        return windowAddress + (offset - windowStart);
    }

    private void move(long offset, long length) {
        if (window != null && offset >= windowStart && offset + length <= windowStart + window.capacity()) {
            return;
        }
        unmap();
        windowStart = offset & -PAGE_BYTES;
        long size = Math.min(bytes - windowStart, Math.max(WINDOW_BYTES, offset + length - windowStart));
        try {
            window = channel.map(FileChannel.MapMode.READ_ONLY, windowStart, size);
        } catch (IOException e) {
            throw JournalErrors.cannotRead(file, e);
        }
        window.order(ByteOrder.LITTLE_ENDIAN);
        windowAddress = BufferUtil.address(window);
    }

    private void unmap() {
        if (window != null) {
            BufferUtil.free(window);
            window = null;
        }
    }

    @Override
    public void close() {
        unmap();
        try {
            channel.close();
        } catch (IOException e) {
            throw JournalErrors.cannotRead(file, e);
        }
    }
}
