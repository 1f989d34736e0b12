package io.sabot.replication;

import io.aeron.archive.Archive;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.service.ClusteredServiceContainer;
import io.aeron.driver.MediaDriver;
import io.sabot.core.error.SabotException;
import io.sabot.replication.Membership.Phase;
import io.sabot.replication.PresenceDescriptor.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.agrona.CloseHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's part in the cluster: it records the agreed log, votes, leads when elected, and hands committed entries to
 * {@link CommittedEntries}. Runs in this process, on five threads of its own: media driver, archive, consensus module,
 * service, presence. Its methods may be called from any thread but those.
 */
public final class ClusterMember implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterMember.class);
    private static final long STEP_MS = 10;

    private final ClusterConfig config;
    private final Consumer<SabotException> onFailure;
    private final NodeFailure failure;
    private final NodeContexts contexts;
    private final NodeFiles files;
    private final LogService service;

    private DirectoryGuard guard;
    private volatile Membership membership;
    private Presence presence;
    private MediaDriver driver;
    private Archive archive;
    private ConsensusModule consensus;
    /** Null until the consensus module runs. */
    private volatile NodeCounters counters;

    private ClusteredServiceContainer container;
    private boolean isClosed;

    private ClusterMember(ClusterConfig config, CommittedEntries entries, Consumer<SabotException> onFailure) {
        this.config = config;
        this.onFailure = onFailure;
        failure = new NodeFailure(config.nodeId(), this::endSoon);
        contexts = new NodeContexts(config, failure);
        files = new NodeFiles(config.directory());
        service = new LogService(entries, failure, config.members().size());
    }

    /**
     * Starts the node and returns when {@link CommittedEntries#onStart} has returned; there need be no leader yet. The first
     * start of a cluster waits for all members.
     *
     * @param onFailure told once if the node ends by itself, on a thread of its own, after everything was closed; not told
     *     of what this method throws
     * @throws SabotException REP-02xx if the directory must not take part, REP-03xx if the node's own log does not fit
     */
    public static ClusterMember start(
            ClusterConfig config, CommittedEntries entries, Consumer<SabotException> onFailure) {
        return start(config, entries, onFailure, driver -> {});
    }

    /** @param driverChange the last to have a say in the driver's settings: a way for tests to cut the network */
    static ClusterMember start(
            ClusterConfig config,
            CommittedEntries entries,
            Consumer<SabotException> onFailure,
            Consumer<MediaDriver.Context> driverChange) {
        ClusterMember member = new ClusterMember(config, entries, onFailure);
        try {
            member.launch(driverChange);
            return member;
        } catch (RuntimeException e) {
            SabotException reason = member.failure.reason();
            member.close();
            throw reason == null ? member.told(e) : reason;
        }
    }

    private RuntimeException told(RuntimeException error) {
        return error instanceof SabotException
                ? error
                : ReplicationErrors.failed(
                        "REP-0405",
                        "the cluster node does not start: " + error.getMessage(),
                        "are its ports free, and is there space in " + config.driverDirectory() + "?",
                        error);
    }

    private synchronized void launch(Consumer<MediaDriver.Context> driverChange) {
        guard = DirectoryGuard.take(config.directory());
        Admission admission = new Admission(config);
        membership = admission.open();
        presence = Presence.start(config, this::word);
        service.presence(presence);
        service.origin(membership.origin());
        if (membership.phase() == Phase.PREPARED) {
            membership = admission.agree(membership, presence, failure::reason);
        }
        files.clearDeadMarks();
        MediaDriver.Context driverContext = contexts.driver();
        driverChange.accept(driverContext);
        driver = MediaDriver.launch(driverContext);
        archive = Archive.launch(contexts.archive());
        consensus = ConsensusModule.launch(contexts.consensus(() -> ended("consensus module")));
        counters = new NodeCounters(config.driverDirectory(), consensus.context());
        container = ClusteredServiceContainer.launch(contexts.service(service, () -> ended("service")));
        awaitService();
        if (membership.phase() != Phase.STARTED) {
            membership = membership.in(Phase.STARTED);
            membership.write(config.directory());
        }
    }

    private void awaitService() {
        long deadlineNs = System.nanoTime() + config.timeouts().stallNs();
        while (!service.isStarted()) {
            if (failure.reason() != null) {
                throw failure.reason();
            }
            if (System.nanoTime() - deadlineNs > 0) {
                throw ReplicationErrors.unavailable("REP-0406", "the node's own log was not ready in time", null);
            }
            pause();
        }
    }

    private void ended(String part) {
        failure.fail(ReplicationErrors.failed(
                "REP-0402", "the " + part + " of node " + config.nodeId() + " ended", "start the node again", null));
    }

    /** The parts' own threads cannot close themselves. */
    private void endSoon() {
        Thread end = new Thread(this::end, "sabot-cluster-end-" + config.nodeId());
        end.setDaemon(true);
        end.start();
    }

    private void end() {
        boolean wasStarted;
        synchronized (this) {
            wasStarted = service.isStarted() && !isClosed;
            close();
        }
        if (wasStarted) {
            onFailure.accept(failure.reason());
        }
    }

    private Word word() {
        Membership now = membership;
        NodeCounters known = counters;
        // Before the term: a position of an older term is true in a newer one too, the other way round it is not.
        long position = service.position();
        return new Word(
                config.nodeId(),
                now.origin().checksum(config),
                now.phase(),
                service.isLeader(),
                service.term(),
                known == null ? CommittedEntries.NO_POSITION : now.origin().positionOf(known.commitPosition()),
                position,
                now.directoryId(),
                now.roster());
    }

    /** Null while the node is well. */
    public SabotException failure() {
        return failure.reason();
    }

    public ClusterConfig config() {
        return config;
    }

    /** Where the cluster's log begins: behind a backup, if it was restored from one. */
    public LogOrigin origin() {
        return membership.origin();
    }

    /** The same on all nodes that began together, and on their clones; no other cluster has it. */
    public UUID clusterId() {
        return membership.clusterId();
    }

    /** As {@link CommittedEntries#onStable} last told; {@link CommittedEntries#NO_POSITION} before that. */
    public long stablePosition() {
        return service.stablePosition();
    }

    /** A new client; whoever asks closes it, before the member. */
    public ClusterClient newClient() {
        return new ClusterClient(config);
    }

    public ClusterStatus status() {
        NodeCounters known = counters;
        boolean isElecting = known.isElecting();
        return new ClusterStatus(
                config.nodeId(),
                !isElecting && service.isLeader(),
                isElecting ? ClusterStatus.NO_LEADER : service.leaderId(),
                service.term(),
                origin().positionOf(known.commitPosition()),
                service.position(),
                service.stablePosition(),
                origin().positionOf(new SnapshotCatalog(files).newestPosition()),
                known.elections(),
                failure.warnings(),
                peers());
    }

    private List<ClusterStatus.PeerStatus> peers() {
        List<ClusterStatus.PeerStatus> peers = new ArrayList<>();
        for (MemberAddress peer : config.peers()) {
            PeerWords.Heard heard = presence.peer(peer.id());
            if (heard == null) {
                peers.add(new ClusterStatus.PeerStatus(
                        peer.id(),
                        Long.MAX_VALUE,
                        false,
                        CommittedEntries.NO_TERM,
                        CommittedEntries.NO_POSITION,
                        CommittedEntries.NO_POSITION));
            } else {
                Word word = heard.word();
                peers.add(new ClusterStatus.PeerStatus(
                        peer.id(),
                        heard.ageNs(),
                        word.isLeader(),
                        word.term(),
                        word.commitPosition(),
                        word.position()));
            }
        }
        return peers;
    }

    /**
     * Has all members take a snapshot at the same position, so that a start replays less, and what is before can be purged.
     * Blocks; only on the leader.
     *
     * @return position of the snapshot
     * @throws SabotException REP-06xx
     */
    public long snapshot(long timeoutNs) {
        return origin().positionOf(new SnapshotRequest(config, counters, files, this::failure).take(timeoutNs));
    }

    /**
     * Deletes this node's files of the log that are older than its snapshot before the newest. Blocks.
     *
     * @throws SabotException REP-06xx if there are not two snapshots, or a member could still need what would go
     */
    public PurgeResult purge() {
        return new LogPurge(config, origin(), contexts, files).purge(status());
    }

    /** In the order that lets each part end its work; waits for it. */
    @Override
    public synchronized void close() {
        if (!isClosed) {
            isClosed = true;
            failure.closing();
            CloseHelper.closeAll(
                    error -> LOG.warn("cluster node {} while it closes", config.nodeId(), error),
                    container,
                    presence,
                    consensus,
                    archive,
                    driver,
                    guard);
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(STEP_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ReplicationErrors.unavailable("REP-0213", "interrupted while the node started", null);
        }
    }
}
