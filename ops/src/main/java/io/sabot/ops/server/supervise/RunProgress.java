package io.sabot.ops.server.supervise;

import io.sabot.core.error.Problem;
import io.sabot.engine.EngineListener;
import io.sabot.state.CheckpointInfo;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/** What an application's node says of itself, over all its lives; read by any thread. */
public final class RunProgress implements EngineListener {
    private static final long MAX_LATENCY_NS = 3_600_000_000_000L;

    private final SingleWriterRecorder latencies = new SingleWriterRecorder(MAX_LATENCY_NS, 2);
    private final Histogram total = new Histogram(MAX_LATENCY_NS, 2);
    private final Map<String, Problem> outages = new ConcurrentHashMap<>();
    private final LongAdder checkpoints = new LongAdder();
    private final LongAdder stalls = new LongAdder();
    private volatile long replaySeq;
    private volatile long replayLastSeq;
    private volatile CheckpointInfo lastCheckpoint;
    private volatile long longestPauseNs;
    private volatile Problem stalled;
    private volatile String checkpointRefused;

    @Override
    public void onReplay(long seq, long lastSeq) {
        replaySeq = seq;
        replayLastSeq = lastSeq;
    }

    @Override
    public void onFrame(String table, int rows, long handedInNs) {
        stalled = null;
        if (handedInNs != 0) {
            latencies.recordValue(Math.min(MAX_LATENCY_NS, Math.max(0, System.nanoTime() - handedInNs)));
        }
    }

    @Override
    public void onPause(long pauseNs) {
        longestPauseNs = Math.max(longestPauseNs, pauseNs); // the sequencer's thread alone writes
    }

    @Override
    public void onCheckpoint(CheckpointInfo checkpoint) {
        lastCheckpoint = checkpoint;
        checkpoints.increment();
    }

    @Override
    public void onRecovery(CheckpointInfo checkpoint, long lastSeq) {
        lastCheckpoint = checkpoint;
        replayLastSeq = lastSeq;
    }

    @Override
    public void onCheckpointRefused(String problem) {
        checkpointRefused = problem;
    }

    @Override
    public void onStalled(Problem problem) {
        stalled = problem;
        stalls.increment();
    }

    @Override
    public void onSinkAway(String sink, Problem problem) {
        outages.put(sink, problem);
    }

    @Override
    public void onSinkBack(String sink) {
        outages.remove(sink);
    }

    /** A new life begins. */
    void begin() {
        outages.clear();
        stalled = null;
        replaySeq = 0;
        replayLastSeq = 0;
    }

    /** Sinks that cannot be reached. */
    public Map<String, Problem> outages() {
        return Map.copyOf(outages);
    }

    /** Why nothing can be accepted, or null. */
    public Problem stalled() {
        return stalled;
    }

    /** How far replay has come: 0 to 1. */
    public double replayed() {
        long last = replayLastSeq;
        return last == 0 ? 0 : Math.min(1, (double) replaySeq / last);
    }

    /** Null if there is none. */
    public CheckpointInfo lastCheckpoint() {
        return lastCheckpoint;
    }

    /** What was wrong with a checkpoint at the last start, or null. */
    public String checkpointRefused() {
        return checkpointRefused;
    }

    public long checkpoints() {
        return checkpoints.sum();
    }

    public long stalls() {
        return stalls.sum();
    }

    public long longestPauseNs() {
        return longestPauseNs;
    }

    /** Time from handing a batch in to its results being in the outboxes, of all so far; a copy. */
    public synchronized Histogram latencies() {
        total.add(latencies.getIntervalHistogram());
        return total.copy();
    }
}
