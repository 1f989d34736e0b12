package io.sabot.ingest.sink;

import io.sabot.core.batch.RawMemory;
import io.sabot.core.text.DoubleText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes of text that were written and wait to be output. Grows to what it had to hold, and is used again. One thread. */
final class TextBuffer {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_LONG_DIGITS = 19;

    private byte[] bytes = new byte[4096];
    private int length;

    /** Valid up to {@link #length()}, until the next call that writes. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    boolean isEmpty() {
        return length == 0;
    }

    void clear() {
        length = 0;
    }

    private void reserve(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(
                    bytes, Math.max(Math.addExact(length, count), (int) Math.min(bytes.length * 2L, 1 << 30)));
        }
    }

    void put(char ascii) {
        reserve(1);
        bytes[length++] = (byte) ascii;
    }

    void pad(int count) {
        for (int i = 0; i < count; i++) {
            put(' ');
        }
    }

    void ascii(CharSequence text) {
        int count = text.length();
        reserve(count);
        for (int i = 0; i < count; i++) {
            bytes[length + i] = (byte) text.charAt(i);
        }
        length += count;
    }

    void bytes(byte[] source) {
        reserve(source.length);
        System.arraycopy(source, 0, bytes, length, source.length);
        length += source.length;
    }

    void memory(long address, int count) {
        reserve(count);
        RawMemory.copyToArray(address, bytes, length, count);
        length += count;
    }

    void number(long value) {
        scaled(value, 0);
    }

    void number(double value) {
        reserve(DoubleText.MAX_LENGTH);
        length = DoubleText.write(value, bytes, length);
    }

    /** Writes {@code unscaled} with its last {@code scale} digits behind the point. */
    void scaled(long unscaled, int scale) {
        int digits = Math.max(digitCount(unscaled), scale + 1);
        reserve(digits + 2);
        if (unscaled < 0) {
            bytes[length++] = '-';
        }
        int at = length + digits + (scale > 0 ? 1 : 0);
        length = at;
        long rest = unscaled;
        for (int i = 0; i < digits; i++) {
            if (i == scale && i > 0) {
                bytes[--at] = '.';
            }
            bytes[--at] = (byte) ('0' + Math.abs(rest % 10));
            rest /= 10;
        }
    }

    private static int digitCount(long value) {
        int count = 1;
        for (long rest = value / 10; rest != 0; rest /= 10) {
            count++;
        }
        assert count <= MAX_LONG_DIGITS;
        return count;
    }

    /** Turns the bytes from an offset on into two digits each. */
    void toHex(int from) {
        int count = length - from;
        reserve(count);
        for (int i = count - 1; i >= 0; i--) {
            int value = bytes[from + i] & 0xFF;
            bytes[from + 2 * i] = HEX[value >>> 4];
            bytes[from + 2 * i + 1] = HEX[value & 0xF];
        }
        length += count;
    }

    /** Doubles every byte of this kind from an offset on. */
    void doubleEvery(char ascii, int from) {
        int added = 0;
        for (int i = from; i < length; i++) {
            added += bytes[i] == ascii ? 1 : 0;
        }
        reserve(added);
        int source = length;
        length += added;
        int target = length;
        while (source < target) {
            byte b = bytes[--source];
            bytes[--target] = b;
            if (b == ascii) {
                bytes[--target] = b;
            }
        }
    }

    /** Puts a byte before what begins at an offset, and behind it. */
    void surround(char ascii, int from) {
        reserve(2);
        System.arraycopy(bytes, from, bytes, from + 1, length - from);
        bytes[from] = (byte) ascii;
        length++;
        put(ascii);
    }

    /** Escapes as JSON wants it, from an offset on. */
    void escapeJson(int from) {
        int added = 0;
        for (int i = from; i < length; i++) {
            added += escapedLength(bytes[i]) - 1;
        }
        if (added == 0) {
            return;
        }
        reserve(added);
        int source = length;
        length += added;
        int target = length;
        while (source < target) {
            byte b = bytes[--source];
            target -= escapedLength(b);
            escape(b, target);
        }
    }

    private static int escapedLength(byte b) {
        if (b >= ' ' || b < 0) { // negative: part of a longer UTF-8 sequence
            return b == '"' || b == '\\' ? 2 : 1;
        }
        return b == '\n' || b == '\r' || b == '\t' ? 2 : 6;
    }

    private void escape(byte b, int target) {
        int size = escapedLength(b);
        if (size == 1) {
            bytes[target] = b;
            return;
        }
        bytes[target] = '\\';
        if (size == 6) {
            bytes[target + 1] = 'u';
            bytes[target + 2] = '0';
            bytes[target + 3] = '0';
            bytes[target + 4] = HEX[b >>> 4];
            bytes[target + 5] = HEX[b & 0xF];
            return;
        }
        bytes[target + 1] = switch (b) {
            case '\n' -> 'n';
            case '\r' -> 'r';
            case '\t' -> 't';
            default -> b;
        };
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    /** Allocates. */
    String text() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
