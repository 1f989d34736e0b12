package io.sabot.ingest.ring;

/** When a {@link RowAppender} hands its rows on. */
public enum FlushMode {
    /**
     * Every row in a batch of its own, at once: a row that was appended is on its way without another call. Costs a slot
     * of the ring and a frame of the log a row.
     */
    IMMEDIATE,
    /** When a batch is full, and when {@link RowAppender#flush()} is called. */
    MANUAL
}
