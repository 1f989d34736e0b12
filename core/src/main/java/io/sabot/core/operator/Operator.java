package io.sabot.core.operator;

import io.sabot.core.batch.EventBatch;

/**
 * One step of a query: reads columns, keeps state in pages, hands rows on. Deterministic: no clock, no randomness, no
 * I/O; what it emits depends on the rows, watermarks and ends it was given and on nothing else, least of all on how the
 * rows were cut into batches.
 *
 * <p>Called by the one thread that owns the application.
 */
public interface Operator extends AutoCloseable {
    /**
     * Takes the selected rows of a batch, which is valid during the call only. Before each row everything due at or
     * before that row's watermark must be emitted; after the last, what is due at or before
     * {@link EventBatch#watermarkAfterNs()}.
     */
    void onBatch(int input, EventBatch batch);

    /** Time went on without rows. */
    void onWatermark(int input, long watermarkNs, long position);

    /** The input has no more rows: all that is open is decided, then the end is handed on. */
    void onEnd(int input, long position);

    /** Hands collected rows on: called once after each frame, in the order of the data path. */
    default void flush() {}

    /**
     * Writes what the operator keeps in fields and what follows from its input; pages are stored by who owns them. Called
     * between frames, after {@link #flush}: nothing is on its way then.
     */
    default void save(StateOutput out) {}

    /** Takes over what {@link #save} wrote, in a fresh operator whose pages have been filled. */
    default void load(StateInput in) {}

    /** Gives back memory of its own. Pages are not its own, and are not looked at. */
    @Override
    default void close() {}
}
