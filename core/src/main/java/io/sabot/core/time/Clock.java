package io.sabot.core.time;

/** Wall clock, injected so that tests can step it. */
@FunctionalInterface
public interface Clock {
    /** Nanoseconds since the epoch. */
    long nowNs();

    /** The system's clock, to the microsecond or what it has. */
    static Clock system() {
        return () -> {
            java.time.Instant now = java.time.Instant.now();
            return now.getEpochSecond() * 1_000_000_000L + now.getNano();
        };
    }
}
