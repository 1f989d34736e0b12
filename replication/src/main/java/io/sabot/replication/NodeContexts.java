package io.sabot.replication;

import io.aeron.archive.Archive;
import io.aeron.archive.ArchiveThreadingMode;
import io.aeron.archive.checksum.Checksums;
import io.aeron.archive.client.AeronArchive;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.NanosecondClusterClock;
import io.aeron.cluster.service.ClusteredService;
import io.aeron.cluster.service.ClusteredServiceContainer;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.security.AuthenticatorSupplier;
import io.aeron.security.CredentialsSupplier;
import java.io.IOException;
import java.net.DatagramSocket;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NoOpLock;

/** Turns a {@link ClusterConfig} into the settings of Aeron's parts. Every part is made once. */
final class NodeContexts {
    static final int SERVICE_ID = 0;

    private static final int MAX_SESSIONS = 256;
    private static final int SMALL_TERM = 64 << 10;
    private static final int CONTROL_TERM = 1 << 20;
    /** At most an eighth of the term. */
    private static final int CONTROL_MTU = 1_408;

    private static final long TIMER_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int SPINS = 20;
    private static final int YIELDS = 20;
    private static final long LEAST_PARK_NS = TimeUnit.MICROSECONDS.toNanos(2);
    private static final long MOST_PARK_NS = TimeUnit.MICROSECONDS.toNanos(500);

    private final ClusterConfig config;
    private final ErrorHandler errors;
    private final NodeFiles files;
    private final ClusterSecret own = ClusterSecret.random();

    NodeContexts(ClusterConfig config, ErrorHandler errors) {
        this.config = config;
        this.errors = errors;
        this.files = new NodeFiles(config.directory());
    }

    MediaDriver.Context driver() {
        ClusterBuffers buffers = config.buffers();
        ClusterTimeouts timeouts = config.timeouts();
        int socketLength = possibleSocketLength(buffers.socketLength());
        return new MediaDriver.Context()
                .aeronDirectoryName(config.driverDirectory().toString())
                .dirDeleteOnStart(true)
                .dirDeleteOnShutdown(true)
                .threadingMode(ThreadingMode.SHARED)
                .sharedIdleStrategy(idle())
                .termBufferSparseFile(true)
                .performStorageChecks(true)
                .publicationTermBufferLength(buffers.termLength())
                .ipcTermBufferLength(buffers.termLength())
                .mtuLength(buffers.mtuLength())
                .socketSndbufLength(socketLength)
                .socketRcvbufLength(socketLength)
                .initialWindowLength(Math.min(socketLength, buffers.termLength() / 2))
                .timerIntervalNs(TIMER_NS)
                .imageLivenessTimeoutNs(timeouts.heartbeatTimeoutNs())
                .publicationConnectionTimeoutNs(timeouts.heartbeatTimeoutNs())
                .clientLivenessTimeoutNs(timeouts.stallNs())
                .publicationUnblockTimeoutNs(2 * timeouts.stallNs())
                .driverTimeoutMs(TimeUnit.NANOSECONDS.toMillis(timeouts.stallNs()))
                .errorHandler(errors);
    }

    /** What the system gives of what was asked, so that no window is promised that the system drops. */
    private static int possibleSocketLength(int wanted) {
        try (DatagramSocket probe = new DatagramSocket()) {
            probe.setReceiveBufferSize(wanted);
            probe.setSendBufferSize(wanted);
            return Math.min(wanted, Math.min(probe.getReceiveBufferSize(), probe.getSendBufferSize()));
        } catch (IOException e) {
            throw ReplicationErrors.failed("REP-0401", "cannot open a socket: " + e.getMessage(), null, e);
        }
    }

    Archive.Context archive() {
        MemberAddress self = config.self();
        return new Archive.Context()
                .archiveId(config.nodeId())
                .aeronDirectoryName(config.driverDirectory().toString())
                .archiveDir(files.archive().toFile())
                .controlChannel(control(self.endpoint(MemberAddress.ARCHIVE)))
                .localControlChannel("aeron:ipc?term-length=" + SMALL_TERM + "|mtu=" + CONTROL_MTU)
                .controlTermBufferLength(SMALL_TERM)
                .controlMtuLength(CONTROL_MTU)
                .replicationChannel(udp(self.anyPortEndpoint(), config.buffers().termLength()))
                .recordingEventsEnabled(false)
                .threadingMode(ArchiveThreadingMode.SHARED)
                .idleStrategySupplier(NodeContexts::idle)
                .segmentFileLength(config.buffers().segmentLength())
                .fileSyncLevel(config.fileSyncLevel())
                .catalogFileSyncLevel(config.fileSyncLevel())
                .recordChecksum(Checksums.crc32c())
                .replayChecksum(Checksums.crc32c())
                .authenticatorSupplier(authenticators())
                .authorisationServiceSupplier(Permissions::new)
                // Not for sharing: the archive gives it to its own connections to other members' archives.
                .archiveClientContext(remoteArchive())
                .errorHandler(errors);
    }

    /** To this node's own archive. */
    AeronArchive.Context localArchive() {
        return new AeronArchive.Context()
                .aeronDirectoryName(config.driverDirectory().toString())
                .lock(NoOpLock.INSTANCE)
                .controlRequestChannel("aeron:ipc?term-length=" + SMALL_TERM + "|mtu=" + CONTROL_MTU)
                .controlResponseChannel("aeron:ipc?term-length=" + SMALL_TERM + "|mtu=" + CONTROL_MTU)
                .controlRequestStreamId(AeronArchive.Configuration.localControlStreamId())
                .controlTermBufferLength(SMALL_TERM)
                .controlMtuLength(CONTROL_MTU)
                .messageTimeoutNs(config.timeouts().startupNs())
                .credentialsSupplier(ownCredentials())
                .errorHandler(errors);
    }

    /** To another member's archive; who uses it sets the channel of the request. */
    AeronArchive.Context remoteArchive() {
        return new AeronArchive.Context()
                .aeronDirectoryName(config.driverDirectory().toString())
                .controlResponseChannel(control(config.self().anyPortEndpoint()))
                .controlTermBufferLength(SMALL_TERM)
                .controlMtuLength(CONTROL_MTU)
                .messageTimeoutNs(config.timeouts().startupNs())
                .credentialsSupplier(memberCredentials())
                .errorHandler(errors);
    }

    ConsensusModule.Context consensus(Runnable onEnd) {
        ClusterTimeouts timeouts = config.timeouts();
        int termLength = config.buffers().termLength();
        return new ConsensusModule.Context()
                .aeronDirectoryName(config.driverDirectory().toString())
                .clusterDir(files.cluster().toFile())
                .clusterMemberId(config.nodeId())
                .clusterMembers(memberList())
                .serviceCount(1)
                .clusterClock(new NanosecondClusterClock())
                .fileSyncLevel(config.fileSyncLevel())
                .ingressChannel("aeron:udp?term-length=" + termLength)
                .egressChannel("aeron:udp?term-length=" + SMALL_TERM + "|mtu=" + CONTROL_MTU)
                .isIpcIngressAllowed(false)
                .logChannel("aeron:udp?term-length=" + termLength)
                .consensusChannel("aeron:udp?term-length=" + CONTROL_TERM)
                .replicationChannel(udp(config.self().anyPortEndpoint(), termLength))
                .leaderArchiveControlChannel("aeron:udp?term-length=" + SMALL_TERM + "|mtu=" + CONTROL_MTU)
                .maxConcurrentSessions(MAX_SESSIONS)
                .sessionTimeoutNs(timeouts.sessionTimeoutNs())
                .leaderHeartbeatIntervalNs(timeouts.heartbeatIntervalNs())
                .leaderHeartbeatTimeoutNs(timeouts.heartbeatTimeoutNs())
                .electionTimeoutNs(timeouts.electionTimeoutNs())
                .electionStatusIntervalNs(timeouts.heartbeatIntervalNs())
                .startupCanvassTimeoutNs(timeouts.startupNs())
                .idleStrategySupplier(NodeContexts::idle)
                .authenticatorSupplier(authenticators())
                .authorisationServiceSupplier(Permissions::new)
                .archiveContext(localArchive())
                .terminationHook(onEnd)
                .errorHandler(errors);
    }

    ClusteredServiceContainer.Context service(ClusteredService service, Runnable onEnd) {
        return new ClusteredServiceContainer.Context()
                .aeronDirectoryName(config.driverDirectory().toString())
                .clusterDir(files.cluster().toFile())
                .serviceId(SERVICE_ID)
                .clusteredService(service)
                // Answers are taken from the outboxes: nobody waits for egress.
                .isRespondingService(false)
                .idleStrategySupplier(NodeContexts::idle)
                .archiveContext(localArchive())
                .terminationHook(onEnd)
                .errorHandler(errors);
    }

    CredentialsSupplier memberCredentials() {
        return new ChallengeCredentials(ChallengeAuthenticator.MEMBER, config.secretOrOpen());
    }

    private CredentialsSupplier ownCredentials() {
        return new ChallengeCredentials(ChallengeAuthenticator.OWN, own);
    }

    private AuthenticatorSupplier authenticators() {
        return () -> new ChallengeAuthenticator(own, config.secretOrOpen());
    }

    static String udp(String endpoint, int termLength) {
        return "aeron:udp?endpoint=" + endpoint + "|term-length=" + termLength;
    }

    /** For requests and answers. */
    static String control(String endpoint) {
        return udp(endpoint, SMALL_TERM) + "|mtu=" + CONTROL_MTU;
    }

    static IdleStrategy idle() {
        return new BackoffIdleStrategy(SPINS, YIELDS, LEAST_PARK_NS, MOST_PARK_NS);
    }

    private String memberList() {
        StringJoiner list = new StringJoiner("|");
        for (MemberAddress member : config.members()) {
            list.add(member.id() + ","
                    + member.endpoint(MemberAddress.INGRESS) + ","
                    + member.endpoint(MemberAddress.CONSENSUS) + ","
                    + member.endpoint(MemberAddress.LOG) + ","
                    + member.endpoint(MemberAddress.CATCH_UP) + ","
                    + member.endpoint(MemberAddress.ARCHIVE));
        }
        return list.toString();
    }
}
