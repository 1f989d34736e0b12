package io.sabot.ingest.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.batch.Decimals;
import io.sabot.core.type.SqlType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NumberParserTest {
    private static final int CASES = 300_000;

    private final NumberParser parser = new NumberParser();
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private String randomNumber(int maxDigits) {
        StringBuilder text = new StringBuilder(random.nextInt(3) == 0 ? "-" : "");
        int digits = 1 + random.nextInt(maxDigits);
        int point = random.nextInt(digits + 1);
        for (int i = 0; i < digits; i++) {
            if (i == point) {
                text.append('.');
            }
            text.append((char) ('0' + random.nextInt(10)));
        }
        return text.toString();
    }

    @Test
    void shouldRoundDoublesAsTheLibraryDoes() {
        for (int i = 0; i < CASES; i++) {
            String text = randomNumber(25) + (random.nextInt(3) == 0 ? "e" + (random.nextInt(700) - 350) : "");
            assertThat(parser.parseDouble(bytes(text), 0, text.length()))
                    .as("%s, seed %d", text, seed)
                    .isTrue();
            assertThat(Double.doubleToRawLongBits(parser.doubleValue))
                    .as("%s, seed %d", text, seed)
                    .isEqualTo(Double.doubleToRawLongBits(Double.parseDouble(text)));
        }
    }

    @Test
    void shouldReadShortestFormsOfRandomDoublesBack() {
        for (int i = 0; i < CASES; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            String text = Double.toString(value);
            assertThat(parser.parseDouble(bytes(text), 0, text.length()))
                    .as("%s, seed %d", text, seed)
                    .isTrue();
            assertThat(parser.doubleValue).as("seed %d", seed).isEqualTo((Double) value);
        }
    }

    @Test
    void shouldReadLongsAsTheLibraryDoes() {
        for (int i = 0; i < CASES; i++) {
            String text = (random.nextBoolean() ? "-" : "")
                    + (random.nextLong() >>> random.nextInt(64) & Long.MAX_VALUE)
                    + (random.nextInt(4) == 0 ? "9" : "");
            Long expected = libraryLong(text);
            boolean isLong = parser.parseLong(bytes(text), 0, text.length());
            assertThat(isLong ? (Long) parser.longValue : null)
                    .as("%s, seed %d", text, seed)
                    .isEqualTo(expected);
        }
    }

    private static Long libraryLong(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    @Test
    void shouldReadDecimalsAsTheLibraryDoes() {
        for (int i = 0; i < CASES; i++) {
            int precision = 1 + random.nextInt(38);
            SqlType type = SqlType.decimal(precision, random.nextInt(precision + 1));
            String text = randomNumber(40) + (random.nextInt(8) == 0 ? "e" + (random.nextInt(20) - 10) : "");
            BigDecimal expected = new BigDecimal(text).setScale(type.scale(), RoundingMode.HALF_UP);
            boolean fits = expected.unscaledValue().signum() == 0 || expected.precision() <= precision;
            String as = text + " as " + type + ", seed " + seed;
            assertThat(parser.parseDecimal(bytes(text), 0, text.length(), type))
                    .as(as)
                    .isEqualTo(fits);
            if (fits) {
                assertThat(Decimals.toBigDecimal(parser.decimalLow, parser.decimalHigh, type.scale()))
                        .as(as)
                        .isEqualTo(expected);
            }
        }
    }
}
