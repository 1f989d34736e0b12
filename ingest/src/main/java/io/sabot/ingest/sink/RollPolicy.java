package io.sabot.ingest.sink;

/**
 * When a part is full: at whichever limit it meets first. Rows and bytes are counted row by row, so that the same rows are
 * always cut in the same places. An interval is wall time: with it, where a cut falls depends on the moment.
 *
 * @param bytes a part is full with the row that reaches them; its header counts
 * @param intervalNs since this process took the part's first row
 */
public record RollPolicy(long rows, long bytes, long intervalNs) {
    /** No limit of this kind. */
    public static final long NONE = Long.MAX_VALUE;

    public static final long DEFAULT_BYTES = 128L << 20;

    public RollPolicy {
        if (rows < 1 || bytes < 1 || intervalNs < 1) {
            throw new IllegalArgumentException("limits " + rows + " rows, " + bytes + " B, " + intervalNs + " ns");
        }
    }

    boolean isFull(long partRows, long partBytes) {
        return partRows >= rows || partBytes >= bytes;
    }

    boolean isOld(long ageNs) {
        return ageNs >= intervalNs;
    }
}
