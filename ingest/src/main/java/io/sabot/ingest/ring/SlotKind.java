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
    CONTROL,
    /** Rows and bad records of one stream that a producer has numbered; there may be none. */
    BATCH,
    /** A producer says who it is. */
    HELLO
}
