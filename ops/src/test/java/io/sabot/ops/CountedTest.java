package io.sabot.ops;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CountedTest {
    @Test
    void shouldSayOneThingOfOneAndSeveralOfOthers() {
        assertThat(Counted.rows(0)).isEqualTo("0 rows");
        assertThat(Counted.rows(1)).isEqualTo("1 row");
        assertThat(Counted.rows(2_000)).isEqualTo("2,000 rows");
        assertThat(Counted.of(1, "log entry", "log entries")).isEqualTo("1 log entry");
        assertThat(Counted.of(3, "log entry", "log entries")).isEqualTo("3 log entries");
    }
}
