package io.sabot.sql.script;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RandomPatternTest {
    private static final int ROUNDS = 200;

    @Test
    void shouldFindWhatTheNaivePatternFinds() {
        long seed = System.nanoTime();
        for (int round = 0; round < ROUNDS; round++) {
            new RandomPattern(new Random(seed + round)).compareOnce("seed " + (seed + round));
        }
    }
}
