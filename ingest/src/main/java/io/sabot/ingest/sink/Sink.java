package io.sabot.ingest.sink;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.error.Problem;

/**
 * Takes the output rows of one query, numbered 1, 2, 3, … without a gap, and knows which of them it has applied. Whoever
 * feeds it begins behind {@link #resumeAfter()}, so that no row is lost or applied twice by a restart. One thread.
 */
public interface Sink extends AutoCloseable {
    /** {@link #resumeAfter()} of a sink that has applied nothing. */
    long NOTHING = 0;

    /** Number of the last row applied for good: it is not asked for again as long as this sink is open. */
    long resumeAfter();

    /**
     * Number of the last row that no later opening asks for: what may be forgotten up to there. At most {@link
     * #resumeAfter()}.
     */
    default long durableOseq() {
        return resumeAfter();
    }

    /**
     * Takes the selected rows of a batch; the batch is not referred to afterwards. They are applied when the sink sees
     * fit, or is told to. Not to be called during an {@link #outage()}.
     *
     * @param firstOutput number of the first of them: one more than that of the last row taken
     * @throws io.sabot.core.error.SabotException if they cannot be applied; the sink is of no use any more then
     */
    void write(EventBatch batch, long firstOutput);

    /**
     * No row has the numbers behind the last row taken, up to this one: they were given up with inputs that a loss of power
     * took. To be called after {@link #flush()}, and not during an {@link #outage()}.
     */
    default void skip(long throughOutput) {}

    /**
     * Applies the rows taken for good, if it can and wants to now: not during an outage, and not while a file that is cut
     * by size or time has room. To be called again as long as {@link #resumeAfter()} is behind. Cheap if there is nothing
     * to do.
     */
    void flush();

    /**
     * There will be no more rows: applies what was taken, and what the notation wants at an end. To be called again if there
     * is an {@link #outage()} afterwards.
     */
    void end();

    /**
     * Why rows that were taken cannot be applied at the moment; null while all is well. They are kept, {@link #flush()}
     * tries again when it is time to.
     */
    default Problem outage() {
        return null;
    }

    /** Whether calls may wait for another process: then the sink is stepped by a thread of its own. */
    default boolean isRemote() {
        return false;
    }

    /** Rows that were refused for good, and are in the sink's {@link RefusedLog} instead; those of earlier runs too. */
    default long refusedCount() {
        return 0;
    }

    /** Forgets rows taken but not applied. */
    @Override
    void close();
}
