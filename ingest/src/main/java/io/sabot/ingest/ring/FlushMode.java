package io.sabot.ingest.ring;

/** When a {@link RowAppender} hands its rows on. */
public enum FlushMode {
    /**
     * Every row in a batch of its own, at once: a row that was appended is on its way without another call. Costs a slot
     * of the ring and a frame of the log a row.
     */
    IMMEDIATE,
    /** When a batch is full, and when {@link RowAppender#flush()} is called. */
    MANUAL,
    /**
     * The rows stay together until {@link RowAppender#handOn} makes one batch of them that a producer has numbered. A row
     * for which the batch has no room is refused with a {@link io.sabot.core.error.SabotException} (ING-0404).
     */
    TOGETHER
}
