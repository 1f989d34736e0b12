package io.sabot.sql.function;

/** INT and BIGINT arithmetic: what does not fit is a failure, never a wrapped number. */
public final class IntegerMath {
    private IntegerMath() {}

    public static int add(int a, int b) {
        int sum = a + b;
        if (((a ^ sum) & (b ^ sum)) < 0) {
            throw overflow("INT", a, "+", b);
        }
        return sum;
    }

    public static long add(long a, long b) {
        long sum = a + b;
        if (((a ^ sum) & (b ^ sum)) < 0) {
            throw overflow("BIGINT", a, "+", b);
        }
        return sum;
    }

    public static int subtract(int a, int b) {
        int difference = a - b;
        if (((a ^ b) & (a ^ difference)) < 0) {
            throw overflow("INT", a, "-", b);
        }
        return difference;
    }

    public static long subtract(long a, long b) {
        long difference = a - b;
        if (((a ^ b) & (a ^ difference)) < 0) {
            throw overflow("BIGINT", a, "-", b);
        }
        return difference;
    }

    public static int multiply(int a, int b) {
        long product = (long) a * b;
        if ((int) product != product) {
            throw overflow("INT", a, "*", b);
        }
        return (int) product;
    }

    public static long multiply(long a, long b) {
        long product = a * b;
        if (Math.multiplyHigh(a, b) != product >> 63) {
            throw overflow("BIGINT", a, "*", b);
        }
        return product;
    }

    /** Towards zero. */
    public static int divide(int a, int b) {
        if (b == 0) {
            throw divisionByZero();
        }
        if (a == Integer.MIN_VALUE && b == -1) {
            throw overflow("INT", a, "/", b);
        }
        return a / b;
    }

    /** Towards zero. */
    public static long divide(long a, long b) {
        if (b == 0) {
            throw divisionByZero();
        }
        if (a == Long.MIN_VALUE && b == -1) {
            throw overflow("BIGINT", a, "/", b);
        }
        return a / b;
    }

    /** With the sign of the dividend. */
    public static int mod(int a, int b) {
        if (b == 0) {
            throw divisionByZero();
        }
        return a % b;
    }

    /** With the sign of the dividend. */
    public static long mod(long a, long b) {
        if (b == 0) {
            throw divisionByZero();
        }
        return a % b;
    }

    public static int negate(int a) {
        if (a == Integer.MIN_VALUE) {
            throw new RowFailure("INT overflow: -(" + a + ")");
        }
        return -a;
    }

    public static long negate(long a) {
        if (a == Long.MIN_VALUE) {
            throw new RowFailure("BIGINT overflow: -(" + a + ")");
        }
        return -a;
    }

    public static int abs(int a) {
        return a < 0 ? negate(a) : a;
    }

    public static long abs(long a) {
        return a < 0 ? negate(a) : a;
    }

    /** Rounds half away from zero at 10^-digits; digits behind the point change nothing. */
    public static long round(long value, int digits) {
        if (digits >= 0) {
            return value;
        }
        if (digits < -18) {
            return 0;
        }
        long unit = DecimalMath.power(-digits);
        long rest = value % unit;
        long truncated = value - rest;
        long half = unit / 2;
        return rest >= half ? add(truncated, unit) : rest <= -half ? subtract(truncated, unit) : truncated;
    }

    /** Cuts towards zero at 10^-digits. */
    public static long truncate(long value, int digits) {
        return digits >= 0 ? value : digits < -18 ? 0 : value - value % DecimalMath.power(-digits);
    }

    static RowFailure divisionByZero() {
        return new RowFailure("division by zero");
    }

    private static RowFailure overflow(String type, long a, String operator, long b) {
        return new RowFailure(type + " overflow: " + a + " " + operator + " " + b);
    }
}
