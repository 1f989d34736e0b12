package io.sabot.engine;

import java.util.List;

/** What went wrong, the steps that led there, and how to see them again. */
final class SimulationFailure extends AssertionError {
    private static final long serialVersionUID = 1L;

    SimulationFailure(
            long seed, SabotConfig.Durability durability, SimulationFlaw flaw, List<String> trace, Throwable cause) {
        super(
                cause + "\nseed " + seed + ", durability " + durability
                        + (flaw == SimulationFlaw.NONE ? "" : ", flaw " + flaw)
                        + "\n"
                        + "again: mvn verify -pl engine -am -Dtest=SimulationTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Dsabot.simulation.seeds=1"
                        + " -Dsabot.simulation.first="
                        + seed + "\nsteps:\n  " + String.join("\n  ", trace),
                cause);
    }
}
