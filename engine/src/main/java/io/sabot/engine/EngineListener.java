package io.sabot.engine;

import io.sabot.core.error.Problem;
import io.sabot.ingest.Reject;

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

    /** A record could not be read; sequencer's thread. */
    default void onReject(String table, String source, Reject reject) {}

    /** Nothing can be accepted until somebody helps, such as on a full disk; sequencer's thread. */
    default void onStalled(Problem problem) {}

    /** A query could not use a row; sequencer's thread. */
    default void onDeadLetter(String query, String reason, String detail) {}
}
