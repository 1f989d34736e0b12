package io.sabot.core.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
    @Test
    void shouldFindWhatWasProbablyMeant() {
        assertThat(Nearest.to("pirce", List.of("size", "price"))).isEqualTo("price");
        assertThat(Nearest.to("SYMBL", List.of("symbol"))).isEqualTo("symbol");
        assertThat(Nearest.hint("ticsk", List.of("ticks"))).isEqualTo("did you mean 'ticks'?");
    }

    @Test
    void shouldNotGuessWildly() {
        assertThat(Nearest.to("volume", List.of("price", "symbol"))).isNull();
        assertThat(Nearest.to("C", List.of("A", "B"))).isNull();
        assertThat(Nearest.to("c", List.of("C"))).isEqualTo("C");
    }
}
