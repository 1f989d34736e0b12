package io.sabot.sql.function;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** DOUBLE arithmetic where Java's or {@link StrictMath}'s own is not SQL's: the same bits on every machine. */
public final class DoubleMath {
    private static final double LN_2 = StrictMath.log(2);

    private DoubleMath() {}

    public static double divide(double a, double b) {
        if (b == 0) {
            throw IntegerMath.divisionByZero();
        }
        return a / b;
    }

    /** With the sign of the dividend. */
    public static double mod(double a, double b) {
        if (b == 0) {
            throw IntegerMath.divisionByZero();
        }
        return a % b;
    }

    public static double log(double base, double x) {
        return divide(StrictMath.log(x), StrictMath.log(base));
    }

    public static double log2(double x) {
        return StrictMath.log(x) / LN_2;
    }

    /** Half away from zero, at 10^-digits of the decimal number that the value prints as. */
    public static double round(double x, int digits) {
        return scaled(x, digits, RoundingMode.HALF_UP);
    }

    public static double truncate(double x, int digits) {
        return scaled(x, digits, RoundingMode.DOWN);
    }

    private static double scaled(double x, int digits, RoundingMode mode) {
        boolean isExact = Double.isNaN(x) || Double.isInfinite(x) || digits > 330;
        return isExact
                ? x
                : BigDecimal.valueOf(x).setScale(Math.max(digits, -330), mode).doubleValue();
    }
}
