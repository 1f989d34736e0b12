package io.sabot.engine;

/** The simulated process, or the power, is gone: nothing that it was about to do happens. */
final class SimulatedCrash extends RuntimeException {
    SimulatedCrash(String before) {
        super("crash before: " + before, null, false, false);
    }
}
