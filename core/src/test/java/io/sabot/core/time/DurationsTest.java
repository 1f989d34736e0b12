package io.sabot.core.time;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DurationsTest {
    @Test
    void shouldReadNumbersWithUnits() {
        assertThat(Durations.parse("500 ms")).isEqualTo(500_000_000L);
        assertThat(Durations.parse("5s")).isEqualTo(5_000_000_000L);
        assertThat(Durations.parse("2 MIN")).isEqualTo(120_000_000_000L);
        assertThat(Durations.parse("1d")).isEqualTo(86_400_000_000_000L);
    }

    @Test
    void shouldRefuseWhatIsNoDuration() {
        for (String text : new String[] {"", "5", "s", "5 weeks", "-1 s", "999999999999999 d"}) {
            assertThat(Durations.parse(text)).as(text).isEqualTo(-1);
        }
    }

    @Test
    void shouldWriteLargestUnitsFirst() {
        assertThat(Durations.text(5_400_000_000_000L)).isEqualTo("1 h 30 min");
        assertThat(Durations.text(1_000_001L)).isEqualTo("1 ms 1 ns");
        assertThat(Durations.text(0)).isEqualTo("0 s");
        assertThat(Durations.text(-2_000_000_000L)).isEqualTo("-2 s");
    }
}
