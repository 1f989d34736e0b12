package io.sabot.ops.server.cluster;

/** Something that is done wrong on purpose around nodes and their agreement, to see whether the simulation notices. */
enum ClusterFlaw {
    NONE,
    /** A producer is told that its batch is kept as soon as it is on its way to the leader. */
    ACKNOWLEDGED_WHEN_OFFERED,
    /** What a node offers is offered once: what vanishes is gone. */
    NEVER_SENT_AGAIN,
    /** A batch that comes again is taken for a new one. */
    BATCH_TAKEN_AGAIN,
    /** A node lets its applications have what it knows to be committed, though it may be taken back. */
    DELIVERED_WHEN_COMMITTED,
    /** A node does not force the committed log at a snapshot. */
    SNAPSHOT_NOT_FORCED,
    /** An application that is started again goes on an entry too late. */
    ENTRY_SKIPPED_AT_RESTART,
    /** One node decodes a record otherwise than the others. */
    VALUE_CHANGED_ON_ONE_NODE,
    /** One node's checkpoints do not have all pages that were written to. */
    PAGE_NOT_STORED_ON_ONE_NODE;

    /** The node with a flaw that only one has. */
    static final int FLAWED_NODE = 1;

    boolean isOf(int node) {
        return node == FLAWED_NODE;
    }
}
