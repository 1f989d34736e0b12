package io.sabot.sql.register;

import io.sabot.core.type.SqlType;
import io.sabot.sql.function.RowFailure;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import org.agrona.UnsafeApi;

/**
 * Arithmetic of aggregates that is more than an operator; called by generated code.
 *
 * <pre>
 *  wide sum: 0 low and | 8 high 64 bits | 16 long count
 *  moments: 0 long count | 8 double mean | 16 double sum of squared differences from the mean
 * </pre>
 */
public final class Sums {
    private static final int HIGH = 8;
    private static final int WIDE_COUNT = 16;
    private static final int MEAN = 8;
    private static final int SQUARES = 16;

    private Sums() {}

    public static long add(long a, long b) {
        long sum = a + b;
        if (((a ^ sum) & (b ^ sum)) < 0) {
            throw new RowFailure("the sum exceeds BIGINT");
        }
        return sum;
    }

    public static BigDecimal add(BigDecimal a, BigDecimal b) {
        BigDecimal sum = a.add(b);
        if (sum.precision() > SqlType.MAX_DECIMAL_PRECISION) {
            throw new RowFailure("the sum exceeds DECIMAL(38)");
        }
        return sum;
    }

    public static void addWide(long wide, long value) {
        addWide(wide, value, value >> 63, 1);
    }

    public static void mergeWide(long into, long from) {
        addWide(into, UnsafeApi.getLong(from), UnsafeApi.getLong(from + HIGH), wideCount(from));
    }

    private static void addWide(long wide, long low, long high, long count) {
        long sum = UnsafeApi.getLong(wide) + low;
        int carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
        UnsafeApi.putLong(wide, sum);
        UnsafeApi.putLong(wide + HIGH, UnsafeApi.getLong(wide + HIGH) + high + carry);
        UnsafeApi.putLong(wide + WIDE_COUNT, wideCount(wide) + count);
    }

    public static long wideCount(long wide) {
        return UnsafeApi.getLong(wide + WIDE_COUNT);
    }

    /** @throws RowFailure if it is more than a BIGINT holds */
    public static long narrow(long wide) {
        long low = UnsafeApi.getLong(wide);
        if (UnsafeApi.getLong(wide + HIGH) != low >> 63) {
            throw new RowFailure("the sum exceeds BIGINT");
        }
        return low;
    }

    /** Without meaning for no values. */
    public static double wideAverage(long wide) {
        long low = UnsafeApi.getLong(wide);
        long high = UnsafeApi.getLong(wide + HIGH);
        double sum = high == low >> 63
                ? low
                : new BigInteger(1, bytes(low))
                        .add(BigInteger.valueOf(high).shiftLeft(Long.SIZE))
                        .doubleValue();
        return sum / wideCount(wide);
    }

    private static byte[] bytes(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    public static BigDecimal average(BigDecimal sum, long count, int scale) {
        return sum.divide(BigDecimal.valueOf(count), scale, RoundingMode.HALF_UP);
    }

    public static BigDecimal decimal(double value, int scale) {
        return BigDecimal.valueOf(value).setScale(scale, RoundingMode.HALF_UP);
    }

    public static void addMoment(long moments, double value) {
        long count = UnsafeApi.getLong(moments) + 1;
        double mean = UnsafeApi.getDouble(moments + MEAN);
        double delta = value - mean;
        double newMean = mean + delta / count;
        UnsafeApi.putLong(moments, count);
        UnsafeApi.putDouble(moments + MEAN, newMean);
        UnsafeApi.putDouble(moments + SQUARES, UnsafeApi.getDouble(moments + SQUARES) + delta * (value - newMean));
    }

    public static void mergeMoments(long into, long from) {
        long a = UnsafeApi.getLong(into);
        long b = UnsafeApi.getLong(from);
        if (b == 0) {
            return;
        }
        if (a == 0) {
            UnsafeApi.copyMemory(from, into, 3 * Long.BYTES);
            return;
        }
        double meanA = UnsafeApi.getDouble(into + MEAN);
        double delta = UnsafeApi.getDouble(from + MEAN) - meanA;
        double count = (double) a + b;
        UnsafeApi.putLong(into, a + b);
        UnsafeApi.putDouble(into + MEAN, meanA + delta * (b / count));
        UnsafeApi.putDouble(
                into + SQUARES,
                UnsafeApi.getDouble(into + SQUARES)
                        + UnsafeApi.getDouble(from + SQUARES)
                        + delta * delta * (a * (b / count)));
    }

    /** Without meaning for fewer rows than the formula needs. */
    public static double variance(long moments, boolean isSample) {
        long count = UnsafeApi.getLong(moments);
        return UnsafeApi.getDouble(moments + SQUARES) / (isSample ? count - 1 : count);
    }
}
