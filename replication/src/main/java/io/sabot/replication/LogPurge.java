package io.sabot.replication;

import io.aeron.archive.client.AeronArchive;
import io.sabot.core.error.SabotException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Deletes files of the log. What stays: everything behind the snapshot before the newest, so that a node whose newest
 * snapshot is broken can still start; and everything that a member has not handed on, since it can only get that from the
 * others' logs.
 */
final class LogPurge {
    private static final long FRESH_NS = TimeUnit.SECONDS.toNanos(5);

    private final ClusterConfig config;
    private final LogOrigin origin;
    private final NodeContexts contexts;
    private final NodeFiles files;

    LogPurge(ClusterConfig config, LogOrigin origin, NodeContexts contexts, NodeFiles files) {
        this.config = config;
        this.origin = origin;
        this.contexts = contexts;
        this.files = files;
    }

    PurgeResult purge(ClusterStatus status) {
        SnapshotCatalog catalog = new SnapshotCatalog(files);
        List<Long> snapshots = catalog.positions();
        if (snapshots.size() < 2) {
            throw ReplicationErrors.unavailable(
                    "REP-0605",
                    "node " + config.nodeId() + " has " + snapshots.size() + " snapshots, a purge needs two",
                    "take a snapshot first");
        }
        long keepFrom = snapshots.get(snapshots.size() - 2);
        status.peers().forEach(peer -> checkHasEnough(peer, origin.positionOf(keepFrom)));
        return delete(catalog.logRecordingId(), keepFrom);
    }

    private static void checkHasEnough(ClusterStatus.PeerStatus peer, long keepFrom) {
        if (peer.ageNs() > FRESH_NS) {
            throw unsafe("node " + peer.nodeId() + " is silent: how far its log reaches is not known");
        }
        if (peer.position() < keepFrom) {
            throw unsafe("node " + peer.nodeId() + " has the log up to " + peer.position() + " only, not " + keepFrom);
        }
    }

    private static SabotException unsafe(String why) {
        return ReplicationErrors.unavailable(
                "REP-0606", why, "the purge would leave it behind; wait until it has caught up");
    }

    private PurgeResult delete(long recordingId, long keepFrom) {
        try (AeronArchive archive = AeronArchive.connect(contexts.localArchive())) {
            PurgeResult[] result = new PurgeResult[1];
            archive.listRecording(
                    recordingId,
                    (controlSessionId,
                            correlationId,
                            id,
                            startTimestamp,
                            stopTimestamp,
                            startPosition,
                            stopPosition,
                            initialTermId,
                            segmentFileLength,
                            termBufferLength,
                            mtuLength,
                            sessionId,
                            streamId,
                            strippedChannel,
                            originalChannel,
                            sourceIdentity) -> result[0] = new PurgeResult(
                            startPosition,
                            AeronArchive.segmentFileBasePosition(
                                    startPosition, keepFrom, termBufferLength, segmentFileLength)));
            if (result[0].to() > result[0].from()) {
                archive.purgeSegments(recordingId, result[0].to());
            }
            return new PurgeResult(origin.positionOf(result[0].from()), origin.positionOf(result[0].to()));
        }
    }
}
