package io.sabot.replication;

import io.aeron.Aeron;
import io.aeron.FragmentAssembler;
import io.aeron.Image;
import io.aeron.Subscription;
import io.aeron.archive.Archive;
import io.aeron.archive.client.AeronArchive;
import io.aeron.cluster.ClusterBackup;
import io.aeron.cluster.RecordingLog;
import io.aeron.driver.MediaDriver;
import io.sabot.core.error.SabotException;
import io.sabot.replication.Membership.Phase;
import io.sabot.replication.PresenceDescriptor.Word;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings back a node that lost its directory, or that is so far behind that the others have purged what it needs: copies
 * the newest snapshot and the log behind it from the leader, who has all that was committed, whatever this node once
 * acknowledged included. The node does not vote meanwhile.
 *
 * <p>Aeron's part only: the caller copies the application's files, see {@link CloneResult}.
 */
public final class ClusterClone implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterClone.class);
    private static final long STEP_MS = 20;
    private static final long FRESH_NS = TimeUnit.SECONDS.toNanos(2);
    private static final int SNAPSHOT_STREAM = 7_301;
    private static final int CONTROL_TERM = 1 << 20;

    private final ClusterConfig config;
    private final LogOrigin origin;
    private final NodeFiles files;
    private final NodeContexts contexts;
    private final NodeFailure failure;
    private final long deadlineNs;
    private DirectoryGuard guard;
    private volatile Membership membership;
    private Presence presence;
    private MediaDriver driver;
    private Archive archive;
    private ClusterBackup backup;

    private ClusterClone(ClusterConfig config, LogOrigin origin, long timeoutNs) {
        this.config = config;
        this.origin = origin;
        files = new NodeFiles(config.directory());
        failure = new NodeFailure(config.nodeId(), () -> {});
        contexts = new NodeContexts(config, failure);
        deadlineNs = System.nanoTime() + timeoutNs;
    }

    /**
     * Copies into the node's directory, which must be empty or hold a clone that was not finished. Blocks.
     *
     * @param origin where the cluster's log begins, see {@link ClusterMember#origin}
     * @param timeoutNs for all of it
     * @throws SabotException REP-07xx
     */
    public static CloneResult run(ClusterConfig config, LogOrigin origin, long timeoutNs) {
        try (ClusterClone clone = new ClusterClone(config, origin, timeoutNs)) {
            return clone.copy();
        }
    }

    private CloneResult copy() {
        if (config.members().size() == 1) {
            throw ReplicationErrors.configuration(
                    "REP-0701",
                    "a cluster of one node has no peers to clone from",
                    "restore its directory from a copy");
        }
        guard = DirectoryGuard.take(config.directory());
        membership = claim();
        presence = Presence.start(config, this::word);
        Word leader = awaitLeader();
        driver = MediaDriver.launch(contexts.driver());
        archive = Archive.launch(contexts.archive());
        backup = ClusterBackup.launch(backupContext());
        long position = awaitCopy(leader);
        CloseHelper.close(backup);
        backup = null;
        CloneResult result = describe(position, leader);
        finish(leader);
        return result;
    }

    /** Whatever a clone that was not finished has left is copied again. */
    private Membership claim() {
        Membership found = Membership.read(config.directory());
        if (found == null && Admission.hasAnything(config.directory())
                || found != null && found.phase() != Phase.CLONING) {
            throw ReplicationErrors.badData(
                    "REP-0702",
                    "the directory " + config.directory() + " is not empty",
                    "move it away: a clone replaces all that this node knew");
        }
        files.deleteLog();
        Membership cloning = Membership.fresh(Phase.CLONING, config, origin);
        cloning.write(config.directory());
        return cloning;
    }

    private Word word() {
        Membership now = membership;
        return new Word(
                config.nodeId(),
                origin.checksum(config),
                now.phase(),
                false,
                CommittedEntries.NO_TERM,
                CommittedEntries.NO_POSITION,
                CommittedEntries.NO_POSITION,
                now.directoryId(),
                now.roster());
    }

    private Word awaitLeader() {
        while (true) {
            Word leader = leader();
            if (leader != null) {
                if (leader.membersChecksum() != origin.checksum(config)) {
                    throw Admission.otherBeginning(leader, config);
                }
                return leader;
            }
            pause("no node leads the cluster");
        }
    }

    /** Of the newest term, null if nobody says that it leads. */
    private Word leader() {
        Word newest = null;
        for (Word word : presence.peersWithin(FRESH_NS)) {
            if (word.isLeader() && (newest == null || word.term() > newest.term())) {
                newest = word;
            }
        }
        return newest;
    }

    private ClusterBackup.Context backupContext() {
        MemberAddress self = config.self();
        StringJoiner consensus = new StringJoiner(",");
        config.peers().forEach(peer -> consensus.add(peer.endpoint(MemberAddress.CONSENSUS)));
        return new ClusterBackup.Context()
                .aeronDirectoryName(config.driverDirectory().toString())
                .clusterDir(files.cluster().toFile())
                .clusterConsensusEndpoints(consensus.toString())
                .consensusChannel(NodeContexts.udp(self.endpoint(MemberAddress.CLONE), CONTROL_TERM))
                .catchupEndpoint(self.anyPortEndpoint())
                .catchupChannel("aeron:udp?alias=clone")
                .clusterBackupIntervalNs(config.timeouts().stallNs())
                .clusterBackupResponseTimeoutNs(config.timeouts().heartbeatTimeoutNs())
                .clusterBackupProgressTimeoutNs(config.timeouts().stallNs())
                .clusterBackupCoolDownIntervalNs(config.timeouts().heartbeatTimeoutNs())
                .archiveContext(contexts.localArchive())
                .clusterArchiveContext(
                        contexts.remoteArchive().controlRequestChannel(NodeContexts.control(self.anyPortEndpoint())))
                .credentialsSupplier(contexts.memberCredentials())
                .sourceType(ClusterBackup.SourceType.LEADER)
                .initialReplayStart(ClusterBackup.Configuration.ReplayStart.LATEST_SNAPSHOT)
                .idleStrategySupplier(NodeContexts::idle)
                .terminationHook(() -> LOG.debug("the clone's copying ended"))
                .errorHandler(
                        error -> LOG.info("clone of node {} tries again: {}", config.nodeId(), error.getMessage()));
    }

    /** Up to what the leader had committed when we began. */
    private long awaitCopy(Word leader) {
        while (true) {
            long position =
                    origin.positionOf(backup.context().liveLogPositionCounter().get());
            boolean isNoted = backup.context().stateCounter().get() == ClusterBackup.State.BACKING_UP.code();
            if (isNoted && position >= leader.commitPosition()) {
                return position;
            }
            if (failure.reason() != null) {
                throw failure.reason();
            }
            pause("the log is copied up to " + position + " of " + leader.commitPosition());
        }
    }

    private CloneResult describe(long position, Word leader) {
        long snapshot = origin.positionOf(new SnapshotCatalog(files).newestPosition());
        long lastEntry = origin.wasRestored() ? origin.position() : CommittedEntries.NO_POSITION;
        if (snapshot != CommittedEntries.NO_POSITION) {
            lastEntry = readPointer().lastEntryPosition();
        }
        return new CloneResult(snapshot, lastEntry, position, leader.term(), leader.nodeId());
    }

    private SnapshotPointer readPointer() {
        try (RecordingLog log = new RecordingLog(files.cluster().toFile(), false);
                Aeron aeron = Aeron.connect(new Aeron.Context()
                        .aeronDirectoryName(config.driverDirectory().toString()));
                AeronArchive client = AeronArchive.connect(
                        contexts.localArchive().aeron(aeron).ownsAeronClient(false));
                Subscription subscription = client.replay(
                        log.getLatestSnapshot(NodeContexts.SERVICE_ID).recordingId,
                        0,
                        AeronArchive.REPLAY_ALL_AND_STOP,
                        "aeron:ipc",
                        SNAPSHOT_STREAM)) {
            SnapshotPointer[] found = new SnapshotPointer[1];
            FragmentAssembler assembler = new FragmentAssembler((buffer, offset, length, header) -> {
                if (SnapshotPointer.isAt(buffer, offset, length)) {
                    found[0] = SnapshotPointer.decode(buffer, offset, length);
                }
            });
            while (found[0] == null) {
                if (subscription.imageCount() == 0 || subscription.poll(assembler, 10) == 0) {
                    checkNotEnded(subscription);
                    pause("the snapshot is read");
                }
            }
            return found[0];
        }
    }

    private static void checkNotEnded(Subscription subscription) {
        for (Image image : subscription.images()) {
            if (image.isEndOfStream()) {
                throw ReplicationErrors.badData(
                        "REP-0704", "the snapshot that was copied ends too early", "clone again");
            }
        }
    }

    /** From here on the directory is a member's. */
    private void finish(Word leader) {
        CloseHelper.closeAll(archive, driver);
        archive = null;
        driver = null;
        membership = membership.agreed(leader.roster()).in(Phase.STARTED);
        membership.write(config.directory());
    }

    private void pause(String state) {
        if (System.nanoTime() - deadlineNs > 0) {
            throw ReplicationErrors.unavailable(
                    "REP-0703",
                    "the clone of node " + config.nodeId() + " was not done in time: " + state,
                    "it begins anew when it is run again; a majority of the other nodes must be up");
        }
        try {
            TimeUnit.MILLISECONDS.sleep(STEP_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ReplicationErrors.unavailable("REP-0213", "interrupted while cloning", null);
        }
    }

    @Override
    public void close() {
        failure.closing();
        CloseHelper.closeAll(
                error -> LOG.warn("clone of node {} while it closes", config.nodeId(), error),
                backup,
                archive,
                driver,
                presence,
                guard);
    }
}
