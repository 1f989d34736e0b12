package io.sabot.ops.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RaceTest {
    @Test
    void shouldAlwaysNameTheEarliest() {
        Dice dice = new Dice(1);
        for (int count : new int[] {1, 2, 3, 7, 32, 33}) {
            Instrument[] instruments = new Instrument[count];
            for (int i = 0; i < count; i++) {
                instruments[i] = new Instrument(i, 100, 100_000, dice);
            }
            Race race = new Race(instruments);
            for (int step = 0; step < 1_000; step++) {
                long earliest = Long.MAX_VALUE;
                for (Instrument instrument : instruments) {
                    earliest = Math.min(earliest, instrument.nextNs());
                }
                assertThat(instruments[race.winner()].nextNs()).isEqualTo(earliest);
                int changed = dice.below(count);
                instruments[changed].holdUntil(instruments[changed].nextNs() + dice.below(1_000_000), dice);
                race.changed(changed);
            }
        }
    }
}
