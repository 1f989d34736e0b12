package io.sabot.ingest.format;

import io.sabot.core.type.SqlType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/**
 * Numbers from ASCII bytes, without objects on the usual path. Each method returns whether the text is a number that
 * fits and leaves it in a field. One thread.
 */
final class NumberParser {
    private static final long EXACT_DOUBLE = 1L << 53;
    private static final double[] POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };
    private static final int MAX_LONG_DIGITS = 18;
    private static final byte[] NAN = "NaN".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] INFINITY = "Infinity".getBytes(StandardCharsets.US_ASCII);

    /** Result of {@link #parseLong}. */
    long longValue;
    /** Result of {@link #parseDouble}. */
    double doubleValue;
    /** Result of {@link #parseDecimal}: the unscaled value. */
    long decimalLow;

    long decimalHigh;

    // what scan() found
    private boolean isNegative;
    private long mantissa;
    private int mantissaDigits;
    private int fractionDigits;
    private int exponent;
    private boolean hasExponent;

    boolean parseLong(byte[] text, int offset, int length) {
        int i = offset;
        int end = offset + length;
        boolean negative = length > 0 && text[i] == '-';
        if (negative || length > 0 && text[i] == '+') {
            i++;
        }
        if (i == end) {
            return false;
        }
        long value = 0; // negative, because its range is larger by one
        for (; i < end; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9 || value < Long.MIN_VALUE / 10) {
                return false;
            }
            value = value * 10;
            if (value < Long.MIN_VALUE + digit) {
                return false;
            }
            value -= digit;
        }
        longValue = negative ? value : -value;
        return negative || value != Long.MIN_VALUE;
    }

    /** Correctly rounded. {@code NaN}, {@code Infinity} and {@code -Infinity} are numbers here. */
    boolean parseDouble(byte[] text, int offset, int length) {
        if (!scan(text, offset, length)) {
            return isSpecial(text, offset, length);
        }
        int power = exponent - fractionDigits;
        if (mantissaDigits <= MAX_LONG_DIGITS && mantissa <= EXACT_DOUBLE && power >= -22 && power <= 22) {
            // Clinger's fast path: both factors are exact, so the one operation rounds correctly.
            double magnitude = power < 0 ? mantissa / POWERS[-power] : mantissa * POWERS[power];
            doubleValue = isNegative ? -magnitude : magnitude;
            return true;
        }
        doubleValue = Double.parseDouble(new String(text, offset, length, StandardCharsets.US_ASCII));
        return true;
    }

    private boolean isSpecial(byte[] text, int offset, int length) {
        if (equals(text, offset, length, NAN)) {
            doubleValue = Double.NaN;
            return true;
        }
        boolean negative = length > 0 && text[offset] == '-';
        int skipped = negative ? 1 : 0;
        if (equals(text, offset + skipped, length - skipped, INFINITY)) {
            doubleValue = negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
            return true;
        }
        return false;
    }

    private static boolean equals(byte[] text, int offset, int length, byte[] word) {
        return length == word.length && java.util.Arrays.equals(text, offset, offset + length, word, 0, length);
    }

    /** Digits beyond the scale are rounded half up, as a CAST does. */
    boolean parseDecimal(byte[] text, int offset, int length, SqlType type) {
        if (!scan(text, offset, length)) {
            return false;
        }
        int missing = type.scale() - fractionDigits;
        if (hasExponent || missing < 0 || mantissaDigits + missing > MAX_LONG_DIGITS) {
            return parseDecimalSlow(new String(text, offset, length, StandardCharsets.US_ASCII), type);
        }
        long unscaled = mantissa;
        for (int i = 0; i < missing; i++) {
            unscaled *= 10;
        }
        if (type.precision() < MAX_LONG_DIGITS && unscaled >= powerOfTen(type.precision())) {
            return false;
        }
        decimalLow = isNegative ? -unscaled : unscaled;
        decimalHigh = decimalLow >> 63;
        return true;
    }

    private static long powerOfTen(int n) {
        return (long) POWERS[n]; // exact up to 10^18
    }

    private boolean parseDecimalSlow(String text, SqlType type) {
        BigDecimal value;
        try {
            value = new BigDecimal(text);
        } catch (NumberFormatException e) {
            return false; // an exponent out of range
        }
        long integerDigits = (long) value.precision() - value.scale();
        if (value.signum() == 0 || integerDigits < -type.scale() - 1L) {
            decimalLow = 0;
            decimalHigh = 0;
            return true;
        }
        if (integerDigits > type.precision() - type.scale()) {
            return false; // also keeps setScale from building a number of millions of digits
        }
        BigInteger unscaled = value.setScale(type.scale(), RoundingMode.HALF_UP).unscaledValue();
        if (new BigDecimal(unscaled).precision() > type.precision()) {
            return false;
        }
        decimalLow = unscaled.longValue();
        decimalHigh = unscaled.shiftRight(64).longValue();
        return true;
    }

    /** {@code [+-] digits [. digits] [e [+-] digits]} with at least one digit before the exponent, and nothing else. */
    private boolean scan(byte[] text, int offset, int length) {
        int i = offset;
        int end = offset + length;
        isNegative = length > 0 && text[i] == '-';
        if (isNegative || length > 0 && text[i] == '+') {
            i++;
        }
        long value = 0;
        int start = i;
        int digit;
        while (i < end && (digit = text[i] - '0') >= 0 && digit <= 9) {
            value = value * 10 + digit;
            i++;
        }
        int digits = i - start;
        int fraction = 0;
        if (i < end && text[i] == '.') {
            start = ++i;
            while (i < end && (digit = text[i] - '0') >= 0 && digit <= 9) {
                value = value * 10 + digit;
                i++;
            }
            fraction = i - start;
            digits += fraction;
        }
        mantissa = value; // meaningful up to 18 digits
        mantissaDigits = digits;
        fractionDigits = fraction;
        exponent = 0;
        hasExponent = false;
        return digits > 0 && (i == end || scanExponent(text, i, end));
    }

    private boolean scanExponent(byte[] text, int at, int end) {
        if (text[at] != 'e' && text[at] != 'E') {
            return false;
        }
        int i = at + 1;
        boolean negative = i < end && text[i] == '-';
        if (negative || i < end && text[i] == '+') {
            i++;
        }
        if (i == end) {
            return false;
        }
        int value = 0;
        for (; i < end; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            value = Math.min(value * 10 + digit, 1_000_000);
        }
        hasExponent = true;
        exponent = negative ? -value : value;
        return true;
    }
}
