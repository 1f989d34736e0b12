package io.sabot.core.text;

import java.math.BigInteger;

/**
 * Finds the shortest decimal in the rounding interval of a double, by the Schubfach algorithm (R. Giulietti, "The
 * Schubfach way to render doubles", 2020).
 *
 * <p>A double is c times 2^q. For the largest k with 10^k not above the width of its rounding interval, the interval
 * holds one or more multiples of 10^k and at most one of 10^(k+1); the latter is shorter, so it is looked for first. The
 * bounds of the interval and the double itself are computed in quarters of 10^k from 126 bits of a power of ten and
 * rounded to odd, which is enough for exact comparisons.
 */
final class ShortestDecimal {
    private static final int STORED_BITS = 52;
    private static final long HIDDEN_BIT = 1L << STORED_BITS;
    private static final int MIN_EXPONENT = -1074;

    /** Below this a subnormal is given a digit more, so that there are two digits to choose from, as Java says. */
    private static final long TINY = 3;

    private static final long LOW_63_BITS = Long.MAX_VALUE;
    private static final int MIN_K = -324;
    private static final int MAX_K = 292;

    /** For each k, the high and the low 63 bits of 10^-k as an integer of 126 bits, rounded up. */
    private static final long[] POWERS = powers();

    private ShortestDecimal() {}

    /** @param value positive and finite */
    static int write(double value, byte[] out, int offset) {
        long bits = Double.doubleToRawLongBits(value);
        long fraction = bits & (HIDDEN_BIT - 1);
        int biased = (int) (bits >>> STORED_BITS);
        if (biased == 0) {
            return fraction < TINY
                    ? find(10 * fraction, MIN_EXPONENT, -1, out, offset)
                    : find(fraction, MIN_EXPONENT, 0, out, offset);
        }
        long c = HIDDEN_BIT | fraction;
        int q = biased + MIN_EXPONENT - 1;
        if (q < 0 && q >= -STORED_BITS && (c & ((1L << -q) - 1)) == 0) {
            return DoubleText.layOut(c >> -q, 0, out, offset);
        }
        return find(c, q, 0, out, offset);
    }

    /** @param shift added to the decimal exponent of the result */
    private static int find(long c, int q, int shift, byte[] out, int offset) {
        boolean isRegular = c != HIDDEN_BIT || q == MIN_EXPONENT;
        int k = isRegular ? floorLog10OfPower2(q) : floorLog10OfThreeQuartersPower2(q);
        int h = q + floorLog2OfPower10(-k) + 2;
        int index = (k - MIN_K) << 1;
        long high = POWERS[index];
        long low = POWERS[index + 1];
        long quarters = c << 2;
        long value = roundToOdd(high, low, quarters << h);
        long excluded = c & 1; // the bounds belong to the interval of an even double only
        long lower = roundToOdd(high, low, (isRegular ? quarters - 2 : quarters - 1) << h) + excluded;
        long upper = roundToOdd(high, low, (quarters + 2) << h) - excluded;

        long below = value >> 2;
        if (below >= 100) {
            long shortBelow = below / 10 * 10;
            boolean isBelowInside = lower <= shortBelow << 2;
            boolean isAboveInside = (shortBelow + 10) << 2 <= upper;
            if (isBelowInside != isAboveInside) {
                return DoubleText.layOut(isBelowInside ? shortBelow : shortBelow + 10, k + shift, out, offset);
            }
        }
        return DoubleText.layOut(closest(value, below, lower, upper), k + shift, out, offset);
    }

    /** Of two neighbouring integers the one inside the interval or, if both are, the closer, else the even one. */
    private static long closest(long value, long below, long lower, long upper) {
        boolean isBelowInside = lower <= below << 2;
        boolean isAboveInside = (below + 1) << 2 <= upper;
        if (isBelowInside != isAboveInside) {
            return isBelowInside ? below : below + 1;
        }
        long toMiddle = value - ((below << 2) + 2);
        return toMiddle < 0 || toMiddle == 0 && (below & 1) == 0 ? below : below + 1;
    }

    /** The product shifted right by 126 bits (the paper's rop); its lowest bit is set if anything was cut off. */
    private static long roundToOdd(long high, long low, long factor) {
        long carried = Math.multiplyHigh(low, factor);
        long middle = (high * factor >>> 1) + carried;
        long top = Math.multiplyHigh(high, factor) + (middle >>> 63);
        return top | ((middle & LOW_63_BITS) + LOW_63_BITS) >>> 63;
    }

    /** Exact for |e| up to 2620. */
    private static int floorLog10OfPower2(int e) {
        return e * 315_653 >> 20;
    }

    /** Exact for |e| up to 2936. */
    private static int floorLog10OfThreeQuartersPower2(int e) {
        return e * 631_305 - 261_663 >> 21;
    }

    /** Exact for |e| up to 1233. */
    private static int floorLog2OfPower10(int e) {
        return e * 1_741_647 >> 19;
    }

    private static long[] powers() {
        long[] powers = new long[(MAX_K - MIN_K + 1) * 2];
        BigInteger mask = BigInteger.valueOf(LOW_63_BITS);
        for (int k = MIN_K; k <= MAX_K; k++) {
            BigInteger power = power(-k).add(BigInteger.ONE);
            int index = (k - MIN_K) << 1;
            powers[index] = power.shiftRight(63).longValueExact();
            powers[index + 1] = power.and(mask).longValueExact();
        }
        return powers;
    }

    /** The first 126 bits of a power of ten, rounded down. */
    private static BigInteger power(int exponent) {
        int shift = 125 - floorLog2OfPower10(exponent);
        if (exponent < 0) {
            return BigInteger.ONE.shiftLeft(shift).divide(BigInteger.TEN.pow(-exponent));
        }
        return BigInteger.TEN.pow(exponent).shiftLeft(shift); // to the right when negative
    }
}
