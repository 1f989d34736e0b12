package io.sabot.engine;

/** Whoever writes the checkpoints that the operators' thread has begun. Called by that thread. */
interface CheckpointWriter {
    /** There is something to write. */
    void wake();

    /** Why nothing is written any more, or null. */
    Throwable failure();

    /** Whether it waits for space on the disk, and tries again now and then. */
    default boolean isStalled() {
        return false;
    }

    /** Gives the writer a moment. */
    void await();
}
