package io.sabot.engine;

/** The simulated process, or the power, is gone: nothing that it was about to do happens. */
public final class SimulatedCrash extends RuntimeException {
    public SimulatedCrash(String before) {
        super("crash before: " + before, null, false, false);
    }
}
