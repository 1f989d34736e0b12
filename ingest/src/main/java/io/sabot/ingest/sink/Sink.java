package io.sabot.ingest.sink;

import io.sabot.core.batch.EventBatch;

/**
 * Takes the output rows of one query, numbered 1, 2, 3, … without a gap, and knows which of them it has applied. Whoever
 * feeds it begins behind {@link #resumeAfter()}, so that no row is lost or applied twice by a restart. One thread.
 */
public interface Sink extends AutoCloseable {
    /** {@link #resumeAfter()} of a sink that has applied nothing. */
    long NOTHING = 0;

    /** Number of the last row applied for good: it is not asked for again. Moves with {@link #flush()} only. */
    long resumeAfter();

    /**
     * Takes the selected rows of a batch; the batch is not referred to afterwards. They are applied with the next
     * {@link #flush()}, at the latest.
     *
     * @param firstOutput number of the first of them: one more than that of the last row taken
     * @throws io.sabot.core.error.SabotException if they cannot be applied; the sink is of no use any more then
     */
    void write(EventBatch batch, long firstOutput);

    /** Applies the rows taken, for good. Cheap if there are none. */
    void flush();

    /** There will be no more rows: applies what was taken, and what the notation wants at an end. */
    void end();

    /** Forgets rows taken but not applied. */
    @Override
    void close();
}
