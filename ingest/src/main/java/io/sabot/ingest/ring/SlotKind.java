package io.sabot.ingest.ring;

/** What a {@link Slot} carries. */
public enum SlotKind {
    /** Rows of one stream. */
    DATA,
    /** A record that is none. */
    REJECT,
    /** The source has no more rows. */
    END,
    /** A word of the engine to itself: neither rows nor a stream. No publisher makes one yet. */
    CONTROL
}
