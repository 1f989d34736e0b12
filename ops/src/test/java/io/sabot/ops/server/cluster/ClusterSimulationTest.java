package io.sabot.ops.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Three nodes that are killed, cut off, deposed, and started again, again and again: see docs/simulation.md. {@code
 * -Dsabot.simulation.cluster.seeds=10000} runs more, {@code -Dsabot.simulation.cluster.first=7} begins with another seed.
 */
final class ClusterSimulationTest {
    private static final long SEEDS = Long.getLong("sabot.simulation.cluster.seeds", 60);
    private static final long ENOUGH_SEEDS = 60;
    private static final long FIRST = Long.getLong("sabot.simulation.cluster.first", 1);

    @Test
    void shouldDoTheSameFromTheSameSeed() {
        ClusterSimulation one = new ClusterSimulation(FIRST, ClusterFlaw.NONE);
        one.run();
        ClusterSimulation other = new ClusterSimulation(FIRST, ClusterFlaw.NONE);
        other.run();
        assertThat(other.trace()).isEqualTo(one.trace());
    }

    @Test
    void shouldAgreeWhateverHappens() {
        Map<ClusterEvent, Integer> met = new EnumMap<>(ClusterEvent.class);
        long seeds = 0;
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            ClusterSimulation simulation = new ClusterSimulation(seed, ClusterFlaw.NONE);
            simulation.run();
            simulation.events().forEach((event, count) -> met.merge(event, count, Integer::sum));
            seeds++;
        }
        assertThat(seeds).isEqualTo(SEEDS);
        assertThat(met.getOrDefault(ClusterEvent.MAJORITY_LOST, 0) * 50L)
                .as("runs without an end")
                .isLessThanOrEqualTo(seeds);
        if (seeds >= ENOUGH_SEEDS) {
            Set<ClusterEvent> missing = EnumSet.complementOf(EnumSet.of(ClusterEvent.MAJORITY_LOST));
            missing.removeAll(met.keySet());
            assertThat(missing).as("what has not happened").isEmpty();
        }
    }
}
