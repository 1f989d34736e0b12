package io.sabot.core.batch;

/**
 * A watermark {@code w} of a stream says: no more rows with event time below {@code w}. Nanoseconds since the epoch.
 */
public final class Watermarks {
    /** Before any row: nothing is known. */
    public static final long NONE = Long.MIN_VALUE;

    /** The stream has ended. */
    public static final long END = Long.MAX_VALUE;

    private Watermarks() {}
}
