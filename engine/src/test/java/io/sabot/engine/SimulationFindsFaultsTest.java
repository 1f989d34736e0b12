package io.sabot.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A simulation that finds nothing is worth nothing: each flaw around the engine shows within a number of seeds. */
class SimulationFindsFaultsTest {
    private static final int MAX_SEEDS = 300;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void shouldNoticeWhatIsDoneWrong(SimulationFlaw flaw) {
        long seed = 1;
        while (seed <= MAX_SEEDS && !isNoticed(seed, flaw)) {
            seed++;
        }
        assertThat(seed).as("first seed that shows %s", flaw).isLessThanOrEqualTo(MAX_SEEDS);
        new Simulation(seed, flaw.shownBy(), SimulationFlaw.NONE).run(); // and without the flaw all is well
    }

    private static boolean isNoticed(long seed, SimulationFlaw flaw) {
        try {
            new Simulation(seed, flaw.shownBy(), flaw).run();
            return false;
        } catch (SimulationFailure e) {
            return true;
        }
    }
}
