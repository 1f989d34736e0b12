package io.sabot.ingest.ring;

/** What a consumer does while the ring is empty. */
public enum WaitMode {
    /** Spins a little, yields a little, then sleeps for up to 100 µs: the default. */
    BACKOFF,
    /** Never lets go of its core: for machines with cores to spare. */
    BUSY_SPIN,
    /** Sleeps until a publisher wakes it: a system call per hand-over to an empty ring, and no processor time between. */
    BLOCKING
}
