package io.sabot.core.time;

/** Wall clock, injected so that tests can step it. */
@FunctionalInterface
public interface Clock {
    /** Nanoseconds since the epoch. */
    long nowNs();

    /** The system's clock, for one thread. */
    static Clock system() {
        return new SystemClock();
    }
}
