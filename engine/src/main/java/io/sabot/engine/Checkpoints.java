package io.sabot.engine;

import io.sabot.core.error.SabotException;
import io.sabot.core.operator.StateOutput;
import io.sabot.journal.EventLog;
import io.sabot.journal.FrameHeader;
import io.sabot.journal.FrameType;
import io.sabot.journal.LogPoint;
import io.sabot.state.CheckpointInfo;
import io.sabot.state.Checkpointer;
import io.sabot.state.StateSpace;
import java.util.function.Supplier;

/**
 * Decides when a checkpoint is due, sets the state aside at a BARRIER of the log, and keeps memory within its budget:
 * pages that a checkpoint has stored may go.
 *
 * <p>Owned by the sequencer's writer.
 */
final class Checkpoints {
    /** Log bytes that are replayed in a moment. */
    private static final long WORTH_BYTES = 16L << 20;

    /** Writes a frame that has no rows. */
    interface ControlFrames {
        /** The frame written, with its seq, time and hash; valid until the next. */
        FrameHeader append(FrameType type, byte[] payload);
    }

    private final Application application; // not owned
    private final Streams streams; // not owned
    private final Checkpointer checkpointer; // not owned
    private final EventLog log; // not owned
    private final ControlFrames frames;
    private final Supplier<SequencerState> sequencer;
    private final Runnable beforeBegin; // nothing is held back from outboxes then
    private final CheckpointWriter writer; // not owned; null: nothing is stored
    private final SabotConfig config;
    private final String fingerprint;
    private final StateSpace space; // not owned
    private final StateHashes hashes = new StateHashes();
    private final long highBytes;
    private final LogRetention retention;
    private boolean isReplaying = true;
    private long barrierBytes; // of the log, when the last one was written
    private long barrierTimeNs;
    private volatile StartPoints startPoints = StartPoints.NONE; // of the last barrier; read by any thread
    private volatile boolean isAsked; // any thread sets it
    private long agreedPosition; // of the barrier whose state is being stored, 0 if it is of this node alone

    Checkpoints(
            Application application,
            Streams streams,
            Checkpointer checkpointer,
            EventLog log,
            ControlFrames frames,
            Supplier<SequencerState> sequencer,
            Runnable beforeBegin,
            CheckpointWriter writer,
            SabotConfig config) {
        this.application = application;
        this.streams = streams;
        this.checkpointer = checkpointer;
        this.log = log;
        this.frames = frames;
        this.sequencer = sequencer;
        this.beforeBegin = beforeBegin;
        this.writer = writer;
        this.config = config;
        this.fingerprint = application.plan().fingerprint();
        this.space = application.space();
        this.retention = new LogRetention(config.retentionNs(), config.retentionBytes());
        this.highBytes = config.stateBytes() / 4 * 3;
    }

    // ---- the past ----

    /** Works out the hash at a barrier that is in the log. */
    void replayBarrier(FrameHeader header) {
        Root root = root(header.hash(), StartPoints.NONE);
        hashes.put(header.seq(), checkpointer.hash(root.bytes(), root.hashedFrom()));
    }

    void replayHash(byte[] payload) {
        if (hashes.compare(payload, fingerprint)) {
            config.listener().onStateCompared();
        }
    }

    /** The results of a frame of the log are out, or were there. */
    void afterReplayedFrame(FrameHeader header) {
        if (writer != null && space.usedBytes() > highBytes) {
            makeRoom(() -> begin(header.seq(), header.timeNs(), header.hash(), StartPoints.NONE));
        }
    }

    /**
     * State as it is behind a frame of the log is stored; waits until it is.
     *
     * @param points from where files can be opened whose ends are not behind the frame
     * @throws SabotException ENG-0130 if there is no space for it
     */
    void storeReplayed(long seq, long timeNs, long frameHash, StartPoints points) {
        finishAll();
        begin(seq, timeNs, frameHash, points);
        while (checkpointer.isBusy()) {
            if (writer.isStalled()) {
                throw SabotException.failed(
                        "ENG-0130", "there is no space on the disk for the state of the new version", null, null);
            }
            requireGoingOn();
            writer.await();
            finish();
        }
    }

    private void requireGoingOn() {
        if (isReplaying && config.isStopping().getAsBoolean()) {
            throw new StoppedException();
        }
    }

    /** The log has no more; what is made from now on is written to it. */
    void endReplay() {
        isReplaying = false;
        if (writer != null) {
            rehearse();
        }
    }

    /** Has the classes loaded that a checkpoint needs: most of the first pause went into that. */
    private void rehearse() {
        root(0, points(log.point()));
        Checkpointer.rehearse();
    }

    // ---- the present ----

    /** The results of a frame are out. */
    void afterFrame(long timeNs) {
        if (writer == null) {
            return;
        }
        if (checkpointer.isBusy()) {
            finish();
        } else if (config.input() == null && isDue(timeNs)) {
            begin();
        }
        if (space.usedBytes() > highBytes) {
            makeRoom(this::beginAnywhere);
        }
    }

    /**
     * All nodes store their state at the entry that was agreed upon.
     *
     * @param position of it
     */
    void barrier(long position) {
        if (writer == null) {
            frames.append(FrameType.BARRIER, new byte[0]);
            return;
        }
        finishAll();
        agreedPosition = position;
        begin();
    }

    /** Where the order is agreed upon elsewhere, the log has nothing that not all nodes have. */
    private void beginAnywhere() {
        if (config.input() == null) {
            begin();
        } else {
            beforeBegin.run();
            begin(log.lastSeq(), log.lastTimeNs(), log.lastHash(), points(log.point()));
        }
    }

    /** There is nothing to do: a good moment to look after a checkpoint on its way. */
    void onIdle() {
        if (writer != null && checkpointer.isBusy()) {
            finish();
        } else if (writer != null && isAsked && config.input() == null) {
            begin();
        }
    }

    /** Has the state stored at the next opportunity. Any thread. */
    void ask() {
        isAsked = true;
    }

    /** From where log and outboxes can be opened since the last barrier. Any thread. */
    StartPoints startPoints() {
        return startPoints;
    }

    private boolean isDue(long timeNs) {
        if (barrierTimeNs == 0) {
            barrierTimeNs = timeNs;
        }
        return isAsked
                || log.appendedBytes() - barrierBytes >= config.checkpointLogBytes()
                || timeNs - barrierTimeNs >= config.checkpointIntervalNs();
    }

    /** The node is closed in order: state is stored, if it would take long to make it again. */
    void close() {
        if (writer == null || writer.failure() != null) {
            return;
        }
        if (!checkpointer.isBusy() && isWorthIt()) {
            beginAnywhere();
        }
        while (checkpointer.isBusy() && !writer.isStalled()) {
            writer.await();
            finish();
        }
    }

    private boolean isWorthIt() {
        return config.checkpointLogBytes() != Long.MAX_VALUE
                && log.appendedBytes() - barrierBytes > WORTH_BYTES
                && !application.hasEnded();
    }

    private void finishAll() {
        while (checkpointer.isBusy()) {
            requireGoingOn();
            writer.await();
            finish();
        }
    }

    private void begin() {
        isAsked = false;
        FrameHeader barrier = frames.append(FrameType.BARRIER, new byte[0]);
        config.listener().onFreeze();
        long startNs = System.nanoTime();
        beforeBegin.run();
        StartPoints points = points(log.point());
        begin(barrier.seq(), barrier.timeNs(), log.lastHash(), points);
        startPoints = points;
        config.listener().onPause(System.nanoTime() - startNs);
        barrierBytes = log.appendedBytes();
        barrierTimeNs = barrier.timeNs();
        retention.onBarrier(barrier.seq(), barrierTimeNs, barrierBytes);
    }

    private StartPoints points(LogPoint point) {
        return point == null ? StartPoints.NONE : new StartPoints(point, application.outboxPoints());
    }

    /** @param points none during replay, when the log is further */
    private void begin(long seq, long timeNs, long frameHash, StartPoints points) {
        beforeBegin.run();
        Root root = root(frameHash, points);
        int symbols = points.log() == null ? 0 : points.log().symbols();
        checkpointer.begin(seq, timeNs, root.bytes(), root.hashedFrom(), log.symbols(), symbols);
        writer.wake();
    }

    /** Only what follows from the log alone is part of the state's hash: outputs' numbers do not, for sinks may have seen lost ones. */
    private record Root(byte[] bytes, int hashedFrom) {}

    private Root root(long frameHash, StartPoints points) {
        StateOutput out = new StateOutput();
        CheckpointRoot.save(out, fingerprint, frameHash, sequencer.get(), streams, points);
        application.saveOutboxes(out);
        int hashedFrom = out.size();
        application.save(out, checkpointer);
        return new Root(out.toBytes(), hashedFrom);
    }

    private void finish() {
        long startNs = System.nanoTime();
        CheckpointInfo done = checkpointer.poll();
        if (done != null) {
            config.listener().onPause(System.nanoTime() - startNs);
            if (config.input() != null) {
                if (agreedPosition > 0) {
                    config.input().onStateHash(agreedPosition, done.stateHash());
                    agreedPosition = 0;
                }
            } else if (!isReplaying) {
                frames.append(FrameType.STATE_HASH, StateHashes.payload(done.seq(), done.stateHash(), fingerprint));
            }
            config.listener().onCheckpoint(done);
            trim(done);
        } else if (writer.failure() != null) {
            throw new IllegalStateException("checkpoints cannot be written", writer.failure());
        }
    }

    private void trim(CheckpointInfo done) {
        long beforeSeq = retention.onCheckpoint(done.seq(), log.lastTimeNs(), log.appendedBytes());
        if (beforeSeq > 0) {
            log.trim(beforeSeq);
            application.trimOutboxes();
        }
    }

    /** At the budget the operators wait until what can go is stored. */
    private void makeRoom(Runnable begin) {
        long targetBytes = config.stateBytes() / 2;
        while (!space.evict(targetBytes) && (checkpointer.isBusy() || space.dirtyBytes() > 0)) {
            if (!checkpointer.isBusy()) {
                begin.run();
            }
            finishAll();
        }
    }
}
