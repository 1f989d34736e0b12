package io.sabot.engine;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Which entries of the log nobody needs any more: older than the user wants to keep, and behind the older of the two
 * checkpoints that are kept. Known at barriers alone, so that after a start nothing is given up before new ones are
 * written.
 *
 * <p>Owned by the sequencer's thread.
 */
final class LogRetention {
    /** Keep everything. */
    static final long OFF = 0;

    private record Barrier(long seq, long timeNs, long bytes) {}

    private final long keptNs;
    private final long keptBytes;
    private final Deque<Barrier> barriers = new ArrayDeque<>();
    private long formerCheckpointSeq;
    private long lastCheckpointSeq;

    /**
     * @param keptNs log time that is kept, {@link #OFF} to not ask
     * @param keptBytes log bytes that are kept, {@link #OFF} to not ask
     */
    LogRetention(long keptNs, long keptBytes) {
        this.keptNs = keptNs;
        this.keptBytes = keptBytes;
    }

    boolean isOn() {
        return keptNs != OFF || keptBytes != OFF;
    }

    /** @param bytes of the log up to there, from any beginning */
    void onBarrier(long seq, long timeNs, long bytes) {
        if (isOn()) {
            barriers.add(new Barrier(seq, timeNs, bytes));
        }
    }

    /**
     * A checkpoint is there.
     *
     * @return entries before this one may go; 0: none
     */
    long onCheckpoint(long seq, long nowNs, long bytes) {
        formerCheckpointSeq = lastCheckpointSeq;
        lastCheckpointSeq = seq;
        long trimmable = 0;
        while (!barriers.isEmpty()
                && barriers.peek().seq() <= formerCheckpointSeq
                && isOld(barriers.peek(), nowNs, bytes)) {
            trimmable = barriers.poll().seq();
        }
        return trimmable;
    }

    private boolean isOld(Barrier barrier, long nowNs, long bytes) {
        return keptNs != OFF && nowNs - barrier.timeNs() >= keptNs
                || keptBytes != OFF && bytes - barrier.bytes() >= keptBytes;
    }
}
