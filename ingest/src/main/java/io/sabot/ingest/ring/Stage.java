package io.sabot.ingest.ring;

/** Takes what comes out of the ring, in ring order. Called by one thread, the consumer that the stage is part of. */
public interface Stage {
    /**
     * An exception ends the pipeline: the slot counts as not consumed, no other is taken by any stage, and every
     * publisher is told.
     *
     * @param slot and its batch are valid during the call only
     * @param endOfBatch nothing more was published when this slot was taken: a good moment to flush
     */
    void onSlot(Slot slot, long ringSequence, boolean endOfBatch);

    /** There was nothing to take; at most every {@link IngestRing#IDLE_INTERVAL_NS}, so a good place for ticks. */
    default void onIdle(long nowNs) {}

    /** The consumer ends, after the last slot or a failure. Called in reverse order of the stages. */
    default void onClose() {}
}
