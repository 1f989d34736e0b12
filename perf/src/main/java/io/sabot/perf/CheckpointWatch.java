package io.sabot.perf;

import io.sabot.engine.EngineListener;
import io.sabot.state.CheckpointInfo;
import io.sabot.state.CheckpointStep;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * What one opening of a node has told of its checkpoints, until it is about to be closed: closing makes one more, for
 * which nothing waits. Written by the node's threads, read when it is closed.
 */
final class CheckpointWatch implements EngineListener {
    /** Operator thread. */
    final Pauses freezes = new Pauses();

    final Histogram thaws = new Histogram(TimeUnit.SECONDS.toNanos(60), 3);
    final Histogram betweenFrames = new Histogram(TimeUnit.SECONDS.toNanos(60), 3);

    /** Thread of the checkpoints. */
    final Histogram inBackground = new Histogram(TimeUnit.SECONDS.toNanos(600), 3);

    long checkpoints;
    long writtenPages;
    long rootBytes;
    CheckpointInfo recoveredFrom;
    long recoveryNs;
    long lastReplayNs;
    private volatile long rows;
    private volatile boolean isOver;
    private long lastFrameNs;
    private ThreadTime freezing;
    private volatile long frozenNs;
    private volatile boolean isFrozen;

    /** Rows whose results are in the outbox. */
    long rows() {
        return rows;
    }

    /** What comes from now on does not count. */
    void end() {
        isOver = true;
    }

    @Override
    public void onFrame(String table, int frameRows, long handedInNs) {
        long nowNs = System.nanoTime();
        if (lastFrameNs != 0) {
            betweenFrames.recordValue(nowNs - lastFrameNs);
        }
        lastFrameNs = nowNs;
        rows += frameRows; // one thread writes it
    }

    @Override
    public void onFreeze() {
        freezing = ThreadTime.ofCurrent();
    }

    @Override
    public void onCheckpointStep(CheckpointStep step) {
        switch (step) {
            case FROZEN -> {
                frozenNs = System.nanoTime();
                isFrozen = true;
            }
            case COMMITTED -> {
                if (!isOver) {
                    inBackground.recordValue(System.nanoTime() - frozenNs);
                }
            }
            case THAWED -> isFrozen = false;
            case SOME_PAGES, ALL_PAGES, FLUSHED -> {
                // on the way
            }
        }
    }

    @Override
    public void onPause(long pauseNs) {
        if (isOver) {
            return;
        }
        if (isFrozen) {
            freezes.add(pauseNs, freezing.sofarNs());
        } else {
            thaws.recordValue(pauseNs);
        }
    }

    @Override
    public void onCheckpoint(CheckpointInfo checkpoint) {
        if (isOver) {
            return;
        }
        checkpoints++;
        writtenPages += checkpoint.writtenPages();
        rootBytes = Math.max(rootBytes, checkpoint.rootBytes());
    }

    @Override
    public void onRecovery(CheckpointInfo checkpoint, long lastSeq) {
        recoveredFrom = checkpoint;
        recoveryNs = System.nanoTime();
    }

    @Override
    public void onReplay(long seq, long lastSeq) {
        if (seq == lastSeq) {
            lastReplayNs = System.nanoTime();
        }
    }
}
