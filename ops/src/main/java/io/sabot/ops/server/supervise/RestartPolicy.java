package io.sabot.ops.server.supervise;

/** When an application that has stopped by itself is started again. */
public enum RestartPolicy {
    /** Always, also when all its inputs have ended. */
    PERMANENT,
    /** When it has failed. */
    TRANSIENT,
    /** Never. */
    TEMPORARY;

    boolean restarts(boolean hasFailed) {
        return this == PERMANENT || this == TRANSIENT && hasFailed;
    }
}
