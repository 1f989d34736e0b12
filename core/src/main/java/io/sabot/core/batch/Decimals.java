package io.sabot.core.batch;

import java.math.BigDecimal;
import java.math.BigInteger;

/** 128-bit unscaled decimals as two longs. */
public final class Decimals {
    private static final BigInteger LOW_MASK = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    private Decimals() {}

    public static BigDecimal toBigDecimal(long low, long high, int scale) {
        if (high == low >> 63) {
            return BigDecimal.valueOf(low, scale);
        }
        BigInteger unscaled = BigInteger.valueOf(high)
                .shiftLeft(64)
                .or(BigInteger.valueOf(low).and(LOW_MASK));
        return new BigDecimal(unscaled, scale);
    }
}
