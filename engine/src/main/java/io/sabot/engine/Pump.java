package io.sabot.engine;

import io.sabot.journal.Outbox;

/** Carries rows from an outbox to where they go. Stepped and closed by one thread of the sinks'. */
interface Pump extends AutoCloseable {
    // ---- any thread ----

    String name();

    Outbox outbox();

    /** Number of the last row written. */
    long written();

    /** Number of the last row that will not be asked for again, ever: the outbox may forget up to it. */
    long durableOseq();

    /** Rows that were refused, in earlier runs too. */
    long refused();

    NodeStatus.SinkStatus status();

    boolean isConsole();

    /** Whether a step may wait for another process. */
    boolean isRemote();

    // ---- the thread that steps it ----

    /** Whether there is nothing more to do, ever. */
    boolean isEnded();

    /** @return how much was done; 0 to be asked again a little later */
    int doWork();

    /** Writes and applies what the outbox has now, unless what it goes to is away: then it goes on there at the next start. */
    void drain();

    @Override
    void close();
}
