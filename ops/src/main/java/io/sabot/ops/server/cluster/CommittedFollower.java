package io.sabot.ops.server.cluster;

import io.sabot.ops.server.cluster.ClusterEntry.Origin;
import io.sabot.ops.server.cluster.ClusterNode.Deployments;
import io.sabot.replication.log.CommittedReader;
import java.util.HashSet;
import java.util.Set;

/**
 * Follows the committed log for what concerns the server: deployments, answers to who asked here, hashes of the nodes' states.
 * One thread.
 */
final class CommittedFollower {
    private static final int ENTRIES_PER_STEP = 1024;

    private final int node;
    private final Gateway gateway; // not owned
    private final StateComparison comparison;
    private final Deployments deployments;
    private final Set<String> changed = new HashSet<>(); // applications with rows since they were asked for last
    private volatile long position;

    /** @param node this one */
    CommittedFollower(int node, Gateway gateway, StateComparison comparison, Deployments deployments) {
        this.node = node;
        this.gateway = gateway;
        this.comparison = comparison;
        this.deployments = deployments;
        this.position = deployments.lastPosition();
    }

    /** Up to where entries have been dealt with. Any thread. */
    long position() {
        return position;
    }

    /** @return how many entries there were */
    int step(CommittedReader reader) {
        int work = 0;
        while (work < ENTRIES_PER_STEP && reader.next()) {
            work++;
            take(reader);
            position = reader.position();
        }
        return work;
    }

    /** Applications with rows since this was asked last. */
    Set<String> takeChanged() {
        Set<String> taken = Set.copyOf(changed);
        changed.clear();
        return taken;
    }

    private void take(CommittedReader reader) {
        byte[] payload = reader.payload();
        gateway.arrived(ClusterEntry.originOf(payload));
        switch (ClusterEntry.kindOf(payload)) {
            case BATCH -> changed.add(ClusterEntry.applicationOf(payload));
            case DEPLOYMENT -> {
                ClusterEntry entry = ClusterEntry.decode(payload);
                if (entry.table().equals(CommittedInput.DROP)) {
                    comparison.forget(entry.application());
                }
                gateway.answer(
                        entry.origin(), deployments.onDeployment(entry.body(), reader.position(), reader.timeNs()));
            }
            case BARRIER -> gateway.answer(ClusterEntry.originOf(payload), Long.valueOf(reader.position()));
            case END -> gateway.answer(ClusterEntry.originOf(payload), Boolean.TRUE);
            case STATE_HASH -> onStateHash(ClusterEntry.decode(payload));
            default -> {
                // for the applications
            }
        }
    }

    private void onStateHash(ClusterEntry entry) {
        gateway.answer(entry.origin(), Boolean.TRUE);
        if (isOfPast(entry.origin())) {
            return; // was judged then
        }
        if (comparison.isDiverging(
                entry.application(), entry.number(), entry.origin().node(), entry.producerId(), node)) {
            deployments.onDivergence(entry.application(), entry.number());
        }
    }

    /** Whether an earlier life of this node has sent it. */
    private boolean isOfPast(Origin origin) {
        return origin.node() == node && !gateway.isOwn(origin);
    }
}
