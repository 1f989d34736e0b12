package io.sabot.ops.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A simulation that finds nothing is worth nothing: each flaw around the nodes shows within a number of seeds. */
final class ClusterSimulationFindsFaultsTest {
    private static final int MAX_SEEDS = 300;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void shouldNoticeWhatIsDoneWrong(ClusterFlaw flaw) {
        long seed = 1;
        while (seed <= MAX_SEEDS && !isNoticed(seed, flaw)) {
            seed++;
        }
        assertThat(seed).as("first seed that shows %s", flaw).isLessThanOrEqualTo(MAX_SEEDS);
        new ClusterSimulation(seed, ClusterFlaw.NONE).run(); // and without the flaw all is well
    }

    private static boolean isNoticed(long seed, ClusterFlaw flaw) {
        try {
            new ClusterSimulation(seed, flaw).run();
            return false;
        } catch (ClusterSimulationFailure e) {
            return true;
        }
    }
}
