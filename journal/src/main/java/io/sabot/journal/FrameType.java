package io.sabot.journal;

/** What a frame says. The ordinal is the byte on disk: append only, never reorder. */
public enum FrameType {
    /** Rows of a stream. */
    DATA,
    /** A record that a source could not read; see {@link RejectedRecord}. */
    REJECT,
    /** A bounded input has ended. */
    END,
    /** Shape of a stream, before its first row; see {@link LogReader#schema()}. */
    DDL,
    /** A change in the table of producers. */
    PRODUCER,
    /** Time passes without data. */
    TICK,
    /** A checkpoint is due. */
    BARRIER,
    /** Hash of the state at a barrier. */
    STATE_HASH,
    /** How far a sink got, in a cluster. */
    SINK_ACK,
    /** Another engine or plan computes from here on. */
    UPGRADE,
    /** Numbers of an outbox were given up; the batch sequence is the next row's. */
    GENERATION_START,
    /** Rows of an outbox. */
    OUTPUT,
    /** What a server is to run, in the log of its deployments. */
    DEPLOYMENT,
    /** What the nodes of a cluster have agreed upon, in the log that each node has of it. */
    COMMITTED;

    private static final FrameType[] VALUES = values();

    /** Null if the byte is no type. */
    static FrameType of(int ordinal) {
        return ordinal >= 0 && ordinal < VALUES.length ? VALUES[ordinal] : null;
    }
}
