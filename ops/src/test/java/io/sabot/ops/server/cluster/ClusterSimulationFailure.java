package io.sabot.ops.server.cluster;

/** What went wrong, the steps that led there, and how to see them again. */
final class ClusterSimulationFailure extends AssertionError {
    private static final long serialVersionUID = 1L;

    ClusterSimulationFailure(long seed, ClusterWorld world, Throwable cause) {
        super(
                cause + "\nseed " + seed + (world.flaw == ClusterFlaw.NONE ? "" : ", flaw " + world.flaw)
                        + "\nagain: mvn verify -pl ops -am -Dtest=ClusterSimulationTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Dsabot.simulation.cluster.seeds=1"
                        + " -Dsabot.simulation.cluster.first=" + seed
                        + "\nsteps:\n  " + String.join("\n  ", world.trace()),
                cause);
    }
}
