package io.sabot.engine;

import io.sabot.core.error.Problem;
import io.sabot.ingest.Reject;
import io.sabot.journal.LogCut;
import io.sabot.state.CheckpointInfo;
import io.sabot.state.CheckpointStep;

/** Is told what happens, for progress and measurement. Called by the engine's threads; must be quick and not throw. */
public interface EngineListener {
    EngineListener NONE = new EngineListener() {};

    /** Frames of the log are being read again; sequencer's thread. */
    default void onReplay(long seq, long lastSeq) {}

    /**
     * A frame of rows is in the log and its results in the outboxes; sequencer's thread.
     *
     * @param handedInNs {@link System#nanoTime()} when its first row was handed in, 0 if not measured
     */
    default void onFrame(String table, int rows, long handedInNs) {}

    /** The operators stand still from now on to have their state set aside, until {@link #onPause}; sequencer's thread. */
    default void onFreeze() {}

    /** How long the operators stood still: to have their state set aside, and again when it is stored; sequencer's thread. */
    default void onPause(long pauseNs) {}

    /** A checkpoint is there; sequencer's thread. */
    default void onCheckpoint(CheckpointInfo checkpoint) {}

    /** A step of a checkpoint is done; on the thread that does it. For tests of what happens when it is the last. */
    default void onCheckpointStep(CheckpointStep step) {}

    /**
     * The log is open; the thread that opens the node. Twice if what was not read the first time proves to be needed.
     *
     * @param afterSeq entries from there on were read, those before were not looked at
     */
    default void onLogOpened(long afterSeq, long lastSeq) {}

    /** The log had lost its end when it was opened; the thread that opens the node. */
    default void onLogCut(LogCut cut) {}

    /** Replay came to the state that the log says it had at a barrier; the thread that opens the node. */
    default void onStateCompared() {}

    /** A checkpoint cannot be used, an older one or the whole log takes its place; the thread that opens the node. */
    default void onCheckpointRefused(String problem) {}

    /**
     * Before the log is replayed; the thread that opens the node.
     *
     * @param checkpoint that state was loaded from, null if the whole log is replayed
     * @param lastSeq of the log
     */
    default void onRecovery(CheckpointInfo checkpoint, long lastSeq) {}

    /** A record could not be read; sequencer's thread. */
    default void onReject(String table, String source, Reject reject) {}

    /** Nothing can be accepted until somebody helps, such as on a full disk; sequencer's thread. */
    default void onStalled(Problem problem) {}

    /** A checkpoint waits for space on the disk, all else goes on; once a wait, checkpoints' thread. */
    default void onCheckpointWaits(Problem problem) {}

    /** A served view leaves out rows from now on, for lack of room; once a view, sinks' thread. */
    default void onViewFull(String view, Problem problem) {}

    /** A query could not use a row; sequencer's thread. */
    default void onDeadLetter(String query, String reason, String detail) {}

    /** What a sink writes to is away: its results wait, everything else goes on. Once per outage; the sink's thread. */
    default void onSinkAway(String sink, Problem problem) {}

    /** It is there again, and has taken what waited. The sink's thread. */
    default void onSinkBack(String sink) {}

    /** A sink has refused rows for good, and they are among the dead letters; the sink's thread. */
    default void onRefused(String sink, long rows) {}
}
