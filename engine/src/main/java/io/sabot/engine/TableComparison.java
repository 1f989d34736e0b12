package io.sabot.engine;

/**
 * The rows of one table in two runs. Where both have the same frame, its checksum says so; other rows are matched one by
 * one, by value and by the position of what caused them. Owned by the thread that replays.
 */
final class TableComparison {
    private final String table;
    private final OutboxCursor before; // not owned; null: no such table
    private final OutboxCursor after; // not owned; null: no such table
    private final boolean isAligned;
    private final UnmatchedRows unmatched; // not owned
    private final ReplayListener listener;
    private long unrecordableSeq = Long.MAX_VALUE;
    private long gained;
    private long lost;
    private long unchanged;
    private long unrecorded;

    /** @param isAligned whether positions mean the same on both sides */
    TableComparison(
            String table,
            OutboxCursor before,
            OutboxCursor after,
            boolean isAligned,
            UnmatchedRows unmatched,
            ReplayListener listener) {
        this.table = table;
        this.before = before;
        this.after = after;
        this.isAligned = isAligned;
        this.unmatched = unmatched;
        this.listener = listener;
    }

    /** Drops what the entries before that one caused. */
    void skipTo(long seq) {
        skip(before, seq);
        skip(after, seq);
    }

    private static void skip(OutboxCursor cursor, long seq) {
        while (cursor != null && cursor.hasFrame() && cursor.seq() < seq) {
            cursor.take();
        }
    }

    /** Compares what entries up to that one have caused. */
    void compareTo(long seq) {
        while (after != null && after.hasFrame() && after.seq() <= seq) {
            keepBefore(after.seq() - 1);
            boolean hasBoth = before != null && before.hasFrame() && before.seq() == after.seq();
            if (hasBoth && before.isSame(after)) {
                unchanged += after.rows();
            } else {
                if (hasBoth) {
                    keep(before, false);
                }
                keep(after, true);
            }
            after.take();
            if (hasBoth) {
                before.take();
            }
        }
        keepBefore(seq);
    }

    private void keepBefore(long seq) {
        while (before != null && before.hasFrame() && before.seq() <= seq) {
            keep(before, false);
            before.take();
        }
    }

    /** Takes what the earlier side may have had too late. */
    void finish(long seq) {
        if (before != null && before.hasFrameNow()) {
            keepBefore(seq);
        }
    }

    /** Rows gained by this entry may be missing because their recording was not finished, and do not count. */
    void tolerate(long seq) {
        if (before == null || !before.isEnded()) {
            unrecordableSeq = seq;
        }
    }

    private void keep(OutboxCursor cursor, boolean isGained) {
        for (int row = 0; row < cursor.rows(); row++) {
            ReplayDifference difference = new ReplayDifference(
                    isGained,
                    table,
                    cursor.sinkSchema(),
                    cursor.position(row),
                    cursor.firstPosition(row),
                    cursor.seq(),
                    cursor.timeNs(),
                    RowValues.of(cursor.batch(), cursor.sinkSchema(), row));
            if (unmatched.addOrMatch(this, difference, isAligned)) {
                unchanged++;
            }
        }
    }

    /** A row has found no match. */
    void report(ReplayDifference difference) {
        if (difference.isGained() && difference.seq() >= unrecordableSeq) {
            unrecorded++;
            return;
        }
        gained += difference.isGained() ? 1 : 0;
        lost += difference.isGained() ? 0 : 1;
        listener.onDifference(difference);
    }

    String table() {
        return table;
    }

    ReplayResult.Count count() {
        return new ReplayResult.Count(gained, lost, unchanged);
    }

    /** Rows that the later side has. */
    long outputs() {
        return unchanged + gained + unrecorded;
    }

    long unrecorded() {
        return unrecorded;
    }
}
