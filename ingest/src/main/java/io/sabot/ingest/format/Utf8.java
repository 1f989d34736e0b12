package io.sabot.ingest.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Checks and writes UTF-8 without objects. */
final class Utf8 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    static boolean isValid(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int i = offset;
        while (i + 8 <= end && ((long) LONGS.get(bytes, i) & HIGH_BITS) == 0) {
            i += 8;
        }
        while (i < end) {
            int size = bytes[i] >= 0 ? 1 : sequenceLength(bytes, i, end);
            if (size == 0) {
                return false;
            }
            i += size;
        }
        return true;
    }

    /** Bytes of the sequence that starts at {@code i} (no ASCII), 0 if it is none: Unicode 15, table 3-7. */
    private static int sequenceLength(byte[] bytes, int i, int end) {
        int first = bytes[i] & 0xFF;
        int size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
        if (first < 0xC2 || first > 0xF4 || i + size > end) {
            return 0;
        }
        int second = bytes[i + 1] & 0xFF;
        int low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
        int high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
        if (second < low || second > high) {
            return 0;
        }
        for (int k = 2; k < size; k++) {
            if ((bytes[i + k] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return size;
    }

    /** Encodes; {@code target} must hold {@code 3 * length} bytes. Returns the length, -1 for a lone surrogate. */
    static int encode(char[] chars, int offset, int length, byte[] target) {
        int size = 0;
        for (int i = offset; i < offset + length; i++) {
            char c = chars[i];
            if (c < 0x80) {
                target[size++] = (byte) c;
            } else if (!Character.isSurrogate(c)) {
                size = encodeWide(c, target, size);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < offset + length
                    && Character.isLowSurrogate(chars[i + 1])) {
                size = encodeWide(Character.toCodePoint(c, chars[++i]), target, size);
            } else {
                return -1;
            }
        }
        return size;
    }

    private static int encodeWide(int codePoint, byte[] target, int at) {
        int size = at;
        if (codePoint < 0x800) {
            target[size++] = (byte) (0xC0 | codePoint >> 6);
        } else if (codePoint < 0x10000) {
            target[size++] = (byte) (0xE0 | codePoint >> 12);
            target[size++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
        } else {
            target[size++] = (byte) (0xF0 | codePoint >> 18);
            target[size++] = (byte) (0x80 | codePoint >> 12 & 0x3F);
            target[size++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
        }
        target[size++] = (byte) (0x80 | codePoint & 0x3F);
        return size;
    }
}
