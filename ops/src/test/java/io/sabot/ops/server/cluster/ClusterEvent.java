package io.sabot.ops.server.cluster;

/** What a simulation of three nodes must have met, over a number of seeds. */
enum ClusterEvent {
    KILLED,
    POWER_LOST,
    APPLICATION_RESTARTED,
    /** A member has dropped entries of an older term. */
    TAIL_DROPPED,
    /** A leader's reign has begun while another node believed to lead. */
    DEPOSED,
    /** An entry vanished on its way to the leader. */
    VANISHED,
    /** A node had handed on what the cluster then took back. */
    TAKEN_BACK,
    CLONED,
    /** Two of three nodes must be cloned: nothing goes on, and nobody checks. Rare. */
    MAJORITY_LOST,
    /** A producer hears only when it says hello again that a batch was taken. */
    ACKNOWLEDGEMENT_LOST
}
