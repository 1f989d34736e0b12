package io.sabot.ops.server.cluster;

import io.sabot.replication.CommittedEntries;
import io.sabot.replication.log.CommittedLog;
import org.agrona.DirectBuffer;

/** A node's committed log, used as it must not be. */
final class FlawedEntries implements CommittedEntries {
    private final CommittedLog log; // not owned
    private final ClusterFlaw flaw;

    FlawedEntries(CommittedLog log, ClusterFlaw flaw) {
        this.log = log;
        this.flaw = flaw;
    }

    @Override
    public long lastPosition() {
        return log.lastPosition();
    }

    @Override
    public long lastTerm() {
        return log.lastTerm();
    }

    @Override
    public void onStart(long snapshotPosition, DirectBuffer state, int offset, int length) {
        log.onStart(snapshotPosition, state, offset, length);
    }

    @Override
    public void onEntry(long position, long timestampNs, long term, DirectBuffer buffer, int offset, int length) {
        log.onEntry(position, timestampNs, term, buffer, offset, length);
        if (flaw == ClusterFlaw.DELIVERED_WHEN_COMMITTED) {
            log.onStable(position);
        }
    }

    @Override
    public void onTerm(long term, int leaderId, long position, long timestampNs) {
        log.onTerm(term, leaderId, position, timestampNs);
    }

    @Override
    public void onRole(boolean isLeader, long term) {
        log.onRole(isLeader, term);
    }

    @Override
    public void onSnapshot(long position) {
        if (flaw != ClusterFlaw.SNAPSHOT_NOT_FORCED) {
            log.onSnapshot(position);
        }
    }

    @Override
    public void onStable(long position) {
        if (flaw != ClusterFlaw.DELIVERED_WHEN_COMMITTED) {
            log.onStable(position);
        }
    }
}
