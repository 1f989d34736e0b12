package io.sabot.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DoubleTextTest {
    private static final int RANDOM_VALUES = 200_000;

    @ParameterizedTest
    @CsvSource({
        "NaN, NaN",
        "Infinity, Infinity",
        "-Infinity, -Infinity",
        "0.0, 0.0",
        "-0.0, -0.0",
        "1, 1.0",
        "-1, -1.0",
        "100, 100.0",
        "0.1, 0.1",
        "0.3, 0.3",
        "123.456, 123.456",
        "-0.001, -0.001",
        "2.0E-3, 0.002",
        "2e23, 2.0E23",
        "1e7, 10000000.0",
        "9007199254740993, 9007199254740992.0",
        "1e20, 100000000000000000000.0",
        "1.2345678901234567e20, 123456789012345670000.0",
        "999999999999999900000, 999999999999999900000.0",
        "1e21, 1.0E21",
        "-1e21, -1.0E21",
        "1e-7, 0.0000001",
        "1.2345678901234566e-7, 0.00000012345678901234566",
        "9.999999999999998e-8, 9.999999999999998E-8",
        "1.5e-8, 1.5E-8",
        "4.9E-324, 4.9E-324",
        "1.0E-323, 9.9E-324",
        "1.5E-323, 1.5E-323",
        "2.2250738585072014E-308, 2.2250738585072014E-308",
        "2.225073858507201E-308, 2.225073858507201E-308",
        "1.7976931348623157E308, 1.7976931348623157E308",
        "9.5367431640625E-7, 0.00000095367431640625",
        "5.0E-324, 4.9E-324"
    })
    void shouldWriteAsDocumented(double value, String expected) {
        assertThat(DoubleText.of(value)).isEqualTo(expected);
        StringBuilder appended = new StringBuilder("x");
        DoubleText.append(value, appended);
        assertThat(appended).hasToString("x" + expected);
        byte[] bytes = new byte[3 + DoubleText.MAX_LENGTH];
        int end = DoubleText.write(value, bytes, 3);
        assertThat(new String(bytes, 3, end - 3, StandardCharsets.US_ASCII)).isEqualTo(expected);
    }

    @Test
    void shouldReadBackTheSameAndBeShortestForAnyBits() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < RANDOM_VALUES; i++) {
            check(Double.longBitsToDouble(random.nextLong()), seed);
        }
    }

    @Test
    void shouldReadBackTheSameAndBeShortestForPrices() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < RANDOM_VALUES; i++) {
            double price = random.nextInt(100_000_000) / Math.pow(10, random.nextInt(7));
            check(price, seed);
            check(price * random.nextDouble(), seed);
        }
    }

    @Test
    void shouldReadBackTheSameAndBeShortestAroundPowersOfTwo() {
        for (int e = Double.MIN_EXPONENT - 52; e <= Double.MAX_EXPONENT; e++) {
            checkWithNeighbours(Math.scalb(1.0, e));
        }
    }

    @Test
    void shouldReadBackTheSameAndBeShortestAroundPowersOfTen() {
        for (int e = -324; e <= 308; e++) {
            checkWithNeighbours(Double.parseDouble("1e" + e));
        }
    }

    @Test
    void shouldHaveTheDigitsOfJavaWhereJavaIsShortest() {
        assumeTrue(Runtime.version().feature() >= 19, "Double.toString is the shortest from JDK 19 on");
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < RANDOM_VALUES; i++) {
            checkDigitsOfJava(Double.longBitsToDouble(random.nextLong()), seed);
            checkDigitsOfJava(Double.longBitsToDouble(random.nextLong() >>> 12 + random.nextInt(52)), seed);
            checkDigitsOfJava(random.nextInt(1_000_000) / 1e4, seed);
        }
        for (int e = Double.MIN_EXPONENT - 52; e <= Double.MAX_EXPONENT; e++) {
            checkDigitsOfJava(Math.scalb(1.0, e), 0);
            checkDigitsOfJava(Math.nextDown(Math.scalb(1.0, e)), 0);
        }
    }

    private static void checkDigitsOfJava(double value, long seed) {
        if (Double.isFinite(value) && value != 0) {
            assertThat(digits(DoubleText.of(value))).as("seed %d", seed).isEqualTo(digits(Double.toString(value)));
        }
    }

    private static BigDecimal digits(String text) {
        return new BigDecimal(text).stripTrailingZeros();
    }

    private static void checkWithNeighbours(double value) {
        check(value, 0);
        check(Math.nextUp(value), 0);
        check(Math.nextDown(value), 0);
        check(-value, 0);
    }

    private static void check(double value, long seed) {
        String text = DoubleText.of(value);
        assertThat(text.length()).isLessThanOrEqualTo(DoubleText.MAX_LENGTH);
        assertThat(Double.doubleToLongBits(Double.parseDouble(text)))
                .as("%s, seed %d", text, seed)
                .isEqualTo(Double.doubleToLongBits(value));
        if (!Double.isFinite(value) || value == 0) {
            return;
        }
        BigDecimal written = digits(text);
        BigDecimal exact = new BigDecimal(value);
        if (written.precision() > 2) { // Java, and we, prefer the closest of two digits to one digit
            assertRoundedDiffers(value, exact, written.precision() - 1, RoundingMode.FLOOR, seed);
            assertRoundedDiffers(value, exact, written.precision() - 1, RoundingMode.CEILING, seed);
        }
        BigDecimal nearest = exact.round(new MathContext(written.precision(), RoundingMode.HALF_EVEN));
        if (nearest.doubleValue() == value && written.precision() > 1) {
            assertThat(written).as("seed %d", seed).isEqualByComparingTo(nearest);
        }
    }

    private static void assertRoundedDiffers(double value, BigDecimal exact, int digits, RoundingMode mode, long seed) {
        assertThat(exact.round(new MathContext(digits, mode)).doubleValue())
                .as("%s with %d digits, seed %d", value, digits, seed)
                .isNotEqualTo(value);
    }
}
