package io.sabot.sql.function;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * DECIMAL arithmetic. A narrow value (precision ≤ 18) is a {@code long} whose scale the caller knows, a wide one a
 * {@code BigDecimal}. Rounds half up; what does not fit its type is a failure.
 */
public final class DecimalMath {
    /** 10^0 … 10^18. */
    private static final long[] POWERS = new long[19];

    static {
        POWERS[0] = 1;
        for (int i = 1; i < POWERS.length; i++) {
            POWERS[i] = POWERS[i - 1] * 10;
        }
    }

    private DecimalMath() {}

    /** @param exponent 0 to 18 */
    public static long power(int exponent) {
        return POWERS[exponent];
    }

    // ---- from one type to another ----

    /** A narrow value in another narrow type. */
    public static long rescale(long value, int scale, int toPrecision, int toScale) {
        long result;
        if (toScale >= scale) {
            long factor = POWERS[toScale - scale];
            result = value * factor;
            if (Math.multiplyHigh(value, factor) != result >> 63) {
                throw overflow(BigDecimal.valueOf(value, scale), toPrecision, toScale);
            }
        } else {
            result = divideHalfUp(value, POWERS[scale - toScale]);
        }
        return checked(result, toPrecision, toScale);
    }

    private static long checked(long value, int precision, int scale) {
        if (value >= POWERS[precision] || value <= -POWERS[precision]) {
            throw overflow(BigDecimal.valueOf(value, scale), precision, scale);
        }
        return value;
    }

    private static long divideHalfUp(long value, long by) {
        long quotient = value / by;
        long rest = Math.abs(value % by);
        // rest >= by - rest is 2 * rest >= by without overflow; rest of MIN_VALUE / -1 cannot occur
        boolean isUp = rest >= Math.abs(by) - rest;
        return !isUp || rest == 0 ? quotient : (value ^ by) < 0 ? quotient - 1 : quotient + 1;
    }

    public static BigDecimal wide(long value, int scale) {
        return BigDecimal.valueOf(value, scale);
    }

    public static BigDecimal fit(BigDecimal value, int precision, int scale) {
        BigDecimal scaled = value.scale() == scale ? value : value.setScale(scale, RoundingMode.HALF_UP);
        if (scaled.precision() > precision && scaled.signum() != 0) {
            throw overflow(value, precision, scale);
        }
        return scaled;
    }

    /** @param precision at most 18 */
    public static long narrow(BigDecimal value, int precision, int scale) {
        return fit(value, precision, scale).unscaledValue().longValue();
    }

    public static BigDecimal ofDouble(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new RowFailure(value + " is no DECIMAL");
        }
        return BigDecimal.valueOf(value);
    }

    /** Nearest. */
    public static double toDouble(long value, int scale) {
        // both operands are exact below 2^53 and 10^22, so that the quotient is correctly rounded
        return Math.abs(value) < 1L << 53
                ? (double) value / (double) POWERS[scale]
                : BigDecimal.valueOf(value, scale).doubleValue();
    }

    public static long toLong(long value, int scale) {
        return value / POWERS[scale];
    }

    public static long toLong(BigDecimal value) {
        BigDecimal whole = value.setScale(0, RoundingMode.DOWN);
        if (whole.unscaledValue().bitLength() > 63) {
            throw new RowFailure(value.toPlainString() + " does not fit BIGINT");
        }
        return whole.longValue();
    }

    private static RowFailure overflow(BigDecimal value, int precision, int scale) {
        return new RowFailure(value.toPlainString() + " does not fit DECIMAL(" + precision + ", " + scale + ")");
    }

    // ---- arithmetic ----

    public static BigDecimal add(BigDecimal a, BigDecimal b, int precision, int scale) {
        return fit(a.add(b), precision, scale);
    }

    public static BigDecimal subtract(BigDecimal a, BigDecimal b, int precision, int scale) {
        return fit(a.subtract(b), precision, scale);
    }

    public static BigDecimal multiply(BigDecimal a, BigDecimal b, int precision, int scale) {
        return fit(a.multiply(b), precision, scale);
    }

    public static BigDecimal divide(BigDecimal a, BigDecimal b, int precision, int scale) {
        if (b.signum() == 0) {
            throw IntegerMath.divisionByZero();
        }
        return fit(a.divide(b, scale, RoundingMode.HALF_UP), precision, scale);
    }

    /** Narrow values, narrow quotient. */
    public static long divide(long a, int aScale, long b, int bScale, int precision, int scale) {
        if (b == 0) {
            throw IntegerMath.divisionByZero();
        }
        int shift = scale - aScale + bScale;
        if (shift >= 0 && shift < POWERS.length) {
            long dividend = a * POWERS[shift];
            if (Math.multiplyHigh(a, POWERS[shift]) == dividend >> 63) {
                return checked(divideHalfUp(dividend, b), precision, scale);
            }
        }
        return narrow(
                divide(BigDecimal.valueOf(a, aScale), BigDecimal.valueOf(b, bScale), precision, scale),
                precision,
                scale);
    }

    public static BigDecimal mod(BigDecimal a, BigDecimal b, int precision, int scale) {
        if (b.signum() == 0) {
            throw IntegerMath.divisionByZero();
        }
        return fit(a.remainder(b), precision, scale);
    }

    // ---- comparison ----

    /** Narrow values of any scales. */
    public static int compare(long a, int aScale, long b, int bScale) {
        if (aScale == bScale) {
            return Long.compare(a, b);
        }
        return aScale < bScale
                ? -compareScaled(b, a, POWERS[bScale - aScale])
                : compareScaled(a, b, POWERS[aScale - bScale]);
    }

    /** a against b × factor. */
    private static int compareScaled(long a, long b, long factor) {
        long high = Math.multiplyHigh(b, factor);
        long low = b * factor;
        return high == low >> 63 ? Long.compare(a, low) : high < 0 ? 1 : -1;
    }

    // ---- rounding ----

    public static BigDecimal round(BigDecimal value, int digits) {
        return at(value, digits, RoundingMode.HALF_UP);
    }

    public static BigDecimal truncate(BigDecimal value, int digits) {
        return at(value, digits, RoundingMode.DOWN);
    }

    public static BigDecimal floor(BigDecimal value) {
        return at(value, 0, RoundingMode.FLOOR);
    }

    public static BigDecimal ceil(BigDecimal value) {
        return at(value, 0, RoundingMode.CEILING);
    }

    private static BigDecimal at(BigDecimal value, int digits, RoundingMode mode) {
        return digits >= value.scale() ? value : value.setScale(Math.max(digits, -40), mode);
    }

    public static long floor(long value, int scale) {
        return Math.floorDiv(value, POWERS[scale]);
    }

    public static long ceil(long value, int scale) {
        return -Math.floorDiv(-value, POWERS[scale]);
    }
}
