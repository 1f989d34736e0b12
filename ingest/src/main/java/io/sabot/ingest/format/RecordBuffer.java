package io.sabot.ingest.format;

import java.util.Arrays;

/**
 * Bytes of the input that have come and are not yet decoded: {@code [start, limit)} of one array.
 *
 * <p>The array grows from {@code chunkBytes} to what one record may have plus a chunk, never further, and has
 * {@link #SLACK} bytes behind its end so that eight bytes can be looked at from any place. One thread.
 */
final class RecordBuffer {
    static final int SLACK = 8;

    private final int chunkBytes;
    private final int maxBytes;

    byte[] bytes;
    int start;
    int limit;

    /** Offset in the source of {@link #start}. */
    long offset;

    RecordBuffer(int chunkBytes, int recordBytes) {
        this.chunkBytes = chunkBytes;
        this.maxBytes = (int) Math.min(Integer.MAX_VALUE - 64L, (long) recordBytes + 2 + chunkBytes);
        this.bytes = new byte[chunkBytes + SLACK];
    }

    int size() {
        return limit - start;
    }

    int room() {
        return bytes.length - SLACK - limit;
    }

    /** Moves what is left to the front, and makes room if a long record fills more than half of the array. */
    void prepare() {
        int size = size();
        if (size == 0 && bytes.length > 4L * chunkBytes + SLACK) {
            bytes = new byte[chunkBytes + SLACK];
            start = 0;
        }
        int capacity = bytes.length - SLACK;
        if (size > capacity / 2 && capacity < maxBytes) {
            byte[] larger = new byte[(int) Math.min(maxBytes, capacity * 2L) + SLACK];
            System.arraycopy(bytes, start, larger, 0, size);
            bytes = larger;
        } else if (start > 0) {
            System.arraycopy(bytes, start, bytes, 0, size);
        }
        start = 0;
        limit = size;
    }

    /** Drops {@code count} bytes from the front. */
    void consume(int count) {
        start += count;
        offset += count;
    }

    byte[] copy(int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    /** Index of the first line feed in {@code [from, to)}, or -1. */
    int indexOfLineFeed(int from, int to) {
        byte[] array = bytes;
        int found = Swar.indexOf(array, from, to, Swar.LINE_FEEDS);
        return found < to ? found : -1;
    }

    void clear(long newOffset) {
        start = 0;
        limit = 0;
        offset = newOffset;
    }
}
