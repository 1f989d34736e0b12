package io.sabot.ops.server.supervise;

/** Where an application is in its life. */
public enum UnitState {
    /** Its state is being made from checkpoint and log. */
    STARTING,
    RUNNING,
    /** All inputs have ended, and every sink has every result. */
    ENDED,
    /** It has failed, and is started again in a moment. */
    RESTARTING,
    /** It is not started again: its policy says so, or it was too often. */
    FAILED,
    /** Somebody has paused it. */
    PAUSED,
    STOPPING,
    STOPPED;

    /** Whether it serves, or has nothing left to do. */
    public boolean isWell() {
        return this == RUNNING || this == ENDED || this == PAUSED || this == STOPPED;
    }
}
