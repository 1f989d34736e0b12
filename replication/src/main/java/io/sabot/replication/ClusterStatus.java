package io.sabot.replication;

import java.util.List;

/**
 * What a node knows of its cluster at a moment.
 *
 * @param isLeader as this node believes; a leader that was cut off believes it for up to the heartbeat timeout
 * @param leaderId {@link #NO_LEADER} while one is elected
 * @param commitPosition up to which a majority has recorded, as far as this node knows
 * @param position up to which this node has handed on
 * @param stablePosition up to which a majority is known to have handed on: what can no more be lost
 * @param snapshotPosition of the newest snapshot, {@link CommittedEntries#NO_POSITION} if there is none
 * @param elections that this process has taken part in
 * @param warnings of the cluster's parts that were logged
 * @param peers the other members
 */
public record ClusterStatus(
        int nodeId,
        boolean isLeader,
        int leaderId,
        long term,
        long commitPosition,
        long position,
        long stablePosition,
        long snapshotPosition,
        long elections,
        long warnings,
        List<PeerStatus> peers) {
    public static final int NO_LEADER = -1;

    /**
     * @param ageNs since its last sign, {@link Long#MAX_VALUE} if it never gave one; the other values are of then
     * @param isLeader as it believes
     */
    public record PeerStatus(int nodeId, long ageNs, boolean isLeader, long term, long commitPosition, long position) {}

    /** Whether a leader is known. */
    public boolean hasLeader() {
        return leaderId != NO_LEADER;
    }
}
