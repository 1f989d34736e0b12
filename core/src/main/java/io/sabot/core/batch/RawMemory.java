package io.sabot.core.batch;

import org.agrona.UnsafeApi;

/** Moves bytes between arrays and raw addresses; the caller answers for the bounds. */
public final class RawMemory {
    private static final long ARRAY_BASE = UnsafeApi.arrayBaseOffset(byte[].class);

    private RawMemory() {}

    public static void copyToArray(long address, byte[] target, int offset, int length) {
        assert offset >= 0 && length >= 0 && offset + length <= target.length;
        UnsafeApi.copyMemory(null, address, target, ARRAY_BASE + offset, length);
    }

    public static void copyFromArray(byte[] source, int offset, long address, int length) {
        assert offset >= 0 && length >= 0 && offset + length <= source.length;
        UnsafeApi.copyMemory(source, ARRAY_BASE + offset, null, address, length);
    }

    /** Copies a few multiples of 8 bytes, from front to back; for more, {@link UnsafeApi#copyMemory} is faster. */
    public static void copyLongs(long from, long to, int length) {
        assert (length & 7) == 0;
        for (int i = 0; i < length; i += 8) {
            UnsafeApi.putLong(to + i, UnsafeApi.getLong(from + i));
        }
    }

    /** Clears a few multiples of 8 bytes; {@link UnsafeApi#setMemory} leaves Java for it. */
    public static void clearLongs(long address, int length) {
        assert (length & 7) == 0;
        for (int i = 0; i < length; i += 8) {
            UnsafeApi.putLong(address + i, 0L);
        }
    }

    /** Eight bytes of an array at any offset, in the machine's order. */
    public static long getLong(byte[] array, int offset) {
        assert offset >= 0 && offset + 8 <= array.length;
        return UnsafeApi.getLong(array, ARRAY_BASE + offset);
    }

    public static boolean equal(byte[] a, int offset, byte[] b, int length) {
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            if (getLong(a, offset + i) != getLong(b, i)) {
                return false;
            }
        }
        for (; i < length; i++) {
            if (a[offset + i] != b[i]) {
                return false;
            }
        }
        return true;
    }

    public static boolean equal(long address, byte[] b, int length) {
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            if (UnsafeApi.getLong(address + i) != getLong(b, i)) {
                return false;
            }
        }
        for (; i < length; i++) {
            if (UnsafeApi.getByte(address + i) != b[i]) {
                return false;
            }
        }
        return true;
    }

    public static boolean equal(long a, long b, int length) {
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            if (UnsafeApi.getLong(a + i) != UnsafeApi.getLong(b + i)) {
                return false;
            }
        }
        for (; i < length; i++) {
            if (UnsafeApi.getByte(a + i) != UnsafeApi.getByte(b + i)) {
                return false;
            }
        }
        return true;
    }

    /** Compares as unsigned bytes; the shorter of two equal prefixes is less. */
    public static int compare(long a, int aLength, long b, int bLength) {
        int common = Math.min(aLength, bLength);
        for (int i = 0; i < common; i++) {
            int difference = (UnsafeApi.getByte(a + i) & 0xFF) - (UnsafeApi.getByte(b + i) & 0xFF);
            if (difference != 0) {
                return difference;
            }
        }
        return aLength - bLength;
    }

    public static int hash(byte[] array, int offset, int length) {
        long hash = length;
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            hash = mix(hash ^ getLong(array, offset + i));
        }
        long tail = 0;
        for (; i < length; i++) {
            tail = tail << 8 | array[offset + i] & 0xFF;
        }
        return fold(mix(hash ^ tail));
    }

    /** Equal to {@link #hash(byte[], int, int)} of the same bytes. */
    public static int hash(long address, int length) {
        long hash = length;
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            hash = mix(hash ^ UnsafeApi.getLong(address + i));
        }
        long tail = 0;
        for (; i < length; i++) {
            tail = tail << 8 | UnsafeApi.getByte(address + i) & 0xFF;
        }
        return fold(mix(hash ^ tail));
    }

    private static long mix(long value) {
        long h = value * 0x9E3779B97F4A7C15L;
        return h ^ h >>> 32;
    }

    /** Mixes once more: what {@link #mix} folds down, folding again would take out. */
    private static int fold(long hash) {
        return (int) mix(hash);
    }
}
