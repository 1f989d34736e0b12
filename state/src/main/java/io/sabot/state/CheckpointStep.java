package io.sabot.state;

/** What a checkpoint has behind it; a process may end after each of them. */
public enum CheckpointStep {
    /** Pages are set aside, none is written. */
    FROZEN,
    /** Some pages are written. */
    SOME_PAGES,
    /** All pages are written, not all need be durable. */
    ALL_PAGES,
    /** All pages are durable. */
    FLUSHED,
    /** The checkpoint counts. */
    COMMITTED,
    /** The operator thread knows. */
    THAWED
}
