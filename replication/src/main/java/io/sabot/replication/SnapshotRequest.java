package io.sabot.replication;

import io.sabot.core.error.SabotException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Asks the consensus module for a snapshot and waits for it. */
final class SnapshotRequest {
    private static final long STEP_MS = 5;

    private final ClusterConfig config;
    private final NodeCounters counters;
    private final NodeFiles files;
    private final Supplier<SabotException> failure;

    SnapshotRequest(ClusterConfig config, NodeCounters counters, NodeFiles files, Supplier<SabotException> failure) {
        this.config = config;
        this.counters = counters;
        this.files = files;
        this.failure = failure;
    }

    long take(long timeoutNs) {
        long deadlineNs = System.nanoTime() + timeoutNs;
        checkLeads();
        long before = counters.snapshots();
        if (!counters.orderSnapshot()) {
            throw ReplicationErrors.unavailable("REP-0602", "the cluster is about another task", "try again");
        }
        while (counters.snapshots() == before) {
            checkWell();
            checkLeads();
            if (System.nanoTime() - deadlineNs > 0) {
                throw ReplicationErrors.unavailable(
                        "REP-0603",
                        "no snapshot within " + TimeUnit.NANOSECONDS.toMillis(timeoutNs) + " ms",
                        "it may still come: see the status");
            }
            pause();
        }
        return new SnapshotCatalog(files).newestPosition();
    }

    private void checkWell() {
        SabotException reason = failure.get();
        if (reason != null) {
            throw reason;
        }
    }

    private void checkLeads() {
        if (!counters.isLeading()) {
            throw ReplicationErrors.unavailable(
                    "REP-0601",
                    "node " + config.nodeId() + " does not lead the cluster",
                    "ask the leader for the snapshot; the status names it");
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(STEP_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ReplicationErrors.unavailable("REP-0604", "interrupted while waiting for a snapshot", null);
        }
    }
}
