package io.sabot.core.text;

import java.nio.charset.StandardCharsets;

/**
 * Writes a double with as few digits as tell it apart from its neighbours; of several such, the closest to it. The same
 * on every JDK, which {@link Double#toString(double)} is not: before 19 it is not the shortest.
 *
 * <p>Plain with a fraction from 1e-7 up to below 1e21 ({@code 0.001}, {@code 100.0}), else with an exponent
 * ({@code 1.5E-8}, {@code 1.0E21}). {@code NaN}, {@code Infinity} and {@code -0.0} as in Java.
 */
public final class DoubleText {
    /** Bytes that a value takes at most. */
    public static final int MAX_LENGTH = 26;

    private static final int MIN_PLAIN_EXPONENT = -7;
    private static final int MAX_PLAIN_EXPONENT = 20;

    private DoubleText() {}

    public static String of(double value) {
        byte[] text = new byte[MAX_LENGTH];
        return new String(text, 0, write(value, text, 0), StandardCharsets.ISO_8859_1);
    }

    /** Allocates a small array; where that matters, see {@link #write}. */
    public static void append(double value, StringBuilder out) {
        byte[] text = new byte[MAX_LENGTH];
        int end = write(value, text, 0);
        for (int i = 0; i < end; i++) {
            out.append((char) text[i]);
        }
    }

    /**
     * Writes ASCII, without allocation.
     *
     * @param out with room for {@link #MAX_LENGTH} bytes from the offset on
     * @return the offset behind the last byte
     */
    public static int write(double value, byte[] out, int offset) {
        if (Double.isNaN(value)) {
            return word("NaN", out, offset);
        }
        int at = offset;
        if (Double.doubleToRawLongBits(value) < 0) {
            out[at++] = '-';
        }
        double magnitude = Math.abs(value);
        if (magnitude == Double.POSITIVE_INFINITY) {
            return word("Infinity", out, at);
        }
        if (magnitude == 0) {
            return word("0.0", out, at);
        }
        return ShortestDecimal.write(magnitude, out, at);
    }

    private static int word(String word, byte[] out, int offset) {
        for (int i = 0; i < word.length(); i++) {
            out[offset + i] = (byte) word.charAt(i);
        }
        return offset + word.length();
    }

    /**
     * Lays out a number.
     *
     * @param digits positive
     * @param exponent the number is digits times ten to the power of this
     */
    static int layOut(long digits, int exponent, byte[] out, int offset) {
        long significant = digits;
        int scale = exponent;
        while (significant % 10 == 0) {
            significant /= 10;
            scale++;
        }
        int count = digitCount(significant);
        int leading = scale + count - 1; // exponent of the first digit
        if (leading < MIN_PLAIN_EXPONENT || leading > MAX_PLAIN_EXPONENT) {
            return scientific(significant, count, leading, out, offset);
        }
        if (leading < 0) {
            return small(significant, count, leading, out, offset);
        }
        return plain(significant, count, leading + 1, out, offset);
    }

    /** {@code 0.00ddd}. */
    private static int small(long digits, int count, int leading, byte[] out, int offset) {
        int at = offset;
        out[at++] = '0';
        out[at++] = '.';
        for (int i = leading + 1; i < 0; i++) {
            out[at++] = '0';
        }
        return digits(digits, count, out, at);
    }

    /** {@code ddd.ddd} or {@code ddd00.0}. */
    private static int plain(long digits, int count, int wholeCount, byte[] out, int offset) {
        if (count > wholeCount) {
            digits(digits, count, out, offset + 1);
            System.arraycopy(out, offset + 1, out, offset, wholeCount);
            out[offset + wholeCount] = '.';
            return offset + count + 1;
        }
        int at = digits(digits, count, out, offset);
        for (int i = count; i < wholeCount; i++) {
            out[at++] = '0';
        }
        return word(".0", out, at);
    }

    /** {@code d.dddE-dd}. */
    private static int scientific(long digits, int count, int leading, byte[] out, int offset) {
        int at;
        if (count == 1) {
            at = word(".0E", out, digits(digits, 1, out, offset));
        } else {
            at = digits(digits, count, out, offset + 1);
            out[offset] = out[offset + 1];
            out[offset + 1] = '.';
            out[at++] = 'E';
        }
        if (leading < 0) {
            out[at++] = '-';
        }
        int power = Math.abs(leading);
        return digits(power, digitCount(power), out, at);
    }

    private static int digits(long value, int count, byte[] out, int offset) {
        long rest = value;
        for (int i = offset + count - 1; i >= offset; i--) {
            out[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return offset + count;
    }

    private static int digitCount(long value) {
        int count = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            count++;
        }
        return count;
    }
}
