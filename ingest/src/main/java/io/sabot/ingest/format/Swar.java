package io.sabot.ingest.format;

import io.sabot.core.batch.RawMemory;
import java.nio.ByteOrder;

/**
 * Looks at eight bytes at a time. Arrays need {@link RecordBuffer#SLACK} bytes behind {@code to}; what lies there is
 * looked at and ignored.
 */
final class Swar {
    static final long LINE_FEEDS = repeat('\n');

    private static final long LOW_7 = 0x7F7F7F7F7F7F7F7FL;

    static {
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            throw new ExceptionInInitializerError("the machine must be little-endian");
        }
    }

    private Swar() {}

    static long repeat(int value) {
        return (value & 0xFF) * 0x0101010101010101L;
    }

    /** 0x80 in each byte that is zero, and nothing elsewhere. */
    private static long zeros(long x) {
        return ~((x & LOW_7) + LOW_7 | x | LOW_7);
    }

    /** Index of the first byte equal to the repeated one, or {@code to} or more if there is none. */
    static int indexOf(byte[] array, int from, int to, long repeated) {
        for (int i = from; i < to; i += 8) {
            long hits = zeros(RawMemory.getLong(array, i) ^ repeated);
            if (hits != 0) {
                return i + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        return to;
    }

    /** As {@link #indexOf}, of either byte. */
    static int indexOfEither(byte[] array, int from, int to, long repeatedA, long repeatedB) {
        for (int i = from; i < to; i += 8) {
            long word = RawMemory.getLong(array, i);
            long hits = zeros(word ^ repeatedA) | zeros(word ^ repeatedB);
            if (hits != 0) {
                return i + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        return to;
    }
}
