package io.sabot.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A node that is killed, loses power, and is started again, again and again: see docs/simulation.md. {@code
 * -Dsabot.simulation.seeds=100000} runs more, {@code -Dsabot.simulation.first=7} begins with another seed.
 */
class SimulationTest {
    private static final long SEEDS = Long.getLong("sabot.simulation.seeds", 500);
    private static final long FIRST = Long.getLong("sabot.simulation.first", 1);

    @ParameterizedTest
    @EnumSource
    void shouldComputeTheSameWhateverHappens(SabotConfig.Durability durability) {
        long seeds = 0;
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            new Simulation(seed, durability, SimulationFlaw.NONE).run();
            seeds++;
        }
        assertThat(seeds).isEqualTo(SEEDS);
    }
}
