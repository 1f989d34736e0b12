package io.sabot.core.operator;

import io.sabot.core.batch.EventBatch;

/**
 * An operator that can be kept from rows. While it is asleep nothing of what it has taken may still give a result, and rows
 * that can begin nothing would change no result to come: they, and watermarks, need not be given.
 */
public interface Selective extends Operator {
    boolean isAsleep();

    /**
     * Tells what went by since rows were kept from it, before it is given the next.
     *
     * @param lastPosition of the last row that went by
     */
    void passed(long watermarkNs, long lastPosition);

    /**
     * As {@link #onBatch(int, EventBatch)} where of the selected rows only some can begin something; the others count while
     * it is awake.
     *
     * @param starts places in the selection, ascending
     */
    void onStarts(EventBatch batch, int[] starts, int count);
}
