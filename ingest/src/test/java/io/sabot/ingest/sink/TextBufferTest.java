package io.sabot.ingest.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TextBufferTest {
    @Test
    void shouldWriteScaledNumbersAsBigDecimalDoes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        TextBuffer out = new TextBuffer();
        for (int i = 0; i < 100_000; i++) {
            long unscaled = i < 100 ? i - 50 : random.nextLong() >> random.nextInt(64);
            int scale = random.nextInt(39);
            assertScaled(unscaled, scale, out, seed);
        }
        assertScaled(Long.MIN_VALUE, 0, out, seed);
        assertScaled(Long.MIN_VALUE, 19, out, seed);
        assertScaled(Long.MAX_VALUE, 38, out, seed);
        assertScaled(0, 38, out, seed);
    }

    private static void assertScaled(long unscaled, int scale, TextBuffer out, long seed) {
        out.clear();
        out.scaled(unscaled, scale);
        assertThat(out.text())
                .as("seed %d", seed)
                .isEqualTo(BigDecimal.valueOf(unscaled, scale).toPlainString());
    }

    @Test
    void shouldKeepWhatItHasWhenItGrows() {
        TextBuffer out = new TextBuffer();
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            out.number(i);
            out.number(i / 8.0);
            out.put(' ');
            expected.append(i).append(i / 8.0).append(' ');
        }
        assertThat(out.text()).isEqualTo(expected.toString());
        assertThat(out.copy()).hasSize(out.length());
        out.clear();
        assertThat(out.isEmpty()).isTrue();
    }
}
