package io.sabot.replication;

import io.aeron.Aeron;
import io.aeron.Publication;
import io.aeron.cluster.client.AeronCluster;
import io.aeron.exceptions.AeronException;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.NoOpIdleStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends entries to whoever leads. One thread, which must call {@link #poll} many times a second, also when it has nothing to
 * send.
 *
 * <p>An accepted entry may still be lost, arrive after a later one that was sent over another connection, or arrive twice if
 * it is sent again. It is in the log when {@link CommittedEntries#onEntry} hands it on, on this node as on all others, and not
 * before. So: number entries, keep what has not come back, send it again after a time, and drop duplicates when they are
 * applied.
 */
public final class ClusterClient implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterClient.class);
    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int KEEP_ALIVES = 5;

    private final ClusterConfig config;
    private final NodeContexts contexts;
    private final long keepAliveNs;

    private Aeron aeron;
    private AeronCluster.AsyncConnect connecting;
    private AeronCluster session;
    private long retryAtNs;
    private long keepAliveAtNs;
    private long connections;
    private boolean isClosed;

    ClusterClient(ClusterConfig config) {
        this.config = config;
        contexts = new NodeContexts(config, this::onError);
        keepAliveNs = config.timeouts().sessionTimeoutNs() / KEEP_ALIVES;
        retryAtNs = System.nanoTime();
        aeron = connectDriver();
    }

    /** With the driver of this node; answers need a thread of their own for liveness while ours is busy. */
    private Aeron connectDriver() {
        return Aeron.connect(new Aeron.Context()
                .aeronDirectoryName(config.driverDirectory().toString())
                .driverTimeoutMs(TimeUnit.NANOSECONDS.toMillis(config.timeouts().stallNs()))
                .clientName("sabot-client-" + config.nodeId())
                .errorHandler(this::onError));
    }

    /** Longest entry that {@link #offer} takes, in bytes. */
    public int maxEntryLength() {
        return config.buffers().maxEntryLength();
    }

    /** Whether a leader has been connected to, as far as this client knows. */
    public boolean isConnected() {
        return session != null && session.ingressPublication().isConnected();
    }

    /** Member that entries are sent to, {@link ClusterStatus#NO_LEADER} if there is none. */
    public int leaderId() {
        return session == null ? ClusterStatus.NO_LEADER : session.leaderMemberId();
    }

    /** Grows when what was sent before may have been lost: with each new connection and each new leader. */
    public long connections() {
        return session == null ? connections : connections + session.leadershipTermId();
    }

    /** Does not block. */
    public OfferOutcome offer(DirectBuffer buffer, int offset, int length) {
        if (length > maxEntryLength()) {
            throw ReplicationErrors.failed(
                    "REP-0501",
                    "an entry of " + length + " bytes, at most " + maxEntryLength() + " are possible",
                    "send less at once; the limit is an eighth of the term length, which is fixed for a cluster's life",
                    null);
        }
        if (session == null) {
            return OfferOutcome.NOT_CONNECTED;
        }
        long result = session.offer(buffer, offset, length);
        if (result > 0) {
            return OfferOutcome.ACCEPTED;
        }
        if (result == Publication.BACK_PRESSURED || result == Publication.ADMIN_ACTION) {
            return OfferOutcome.BACK_PRESSURED;
        }
        if (result != Publication.NOT_CONNECTED) {
            disconnect("the stream ended: " + Publication.errorString(result));
        }
        return OfferOutcome.NOT_CONNECTED;
    }

    /**
     * Connects, follows the leader, and keeps the session alive. Does not block.
     *
     * @param nowNs of {@link System#nanoTime()}
     * @return work done
     */
    public int poll(long nowNs) {
        if (isClosed) {
            return 0;
        }
        try {
            return session != null ? pollSession(nowNs) : pollConnect(nowNs);
        } catch (AeronException e) {
            disconnect(e.getMessage());
            return 1;
        }
    }

    private int pollSession(long nowNs) {
        int work = session.pollEgress();
        if (session.isClosed()) {
            disconnect("the cluster closed the session");
            return work + 1;
        }
        if (nowNs - keepAliveAtNs >= 0) {
            keepAliveAtNs = nowNs + keepAliveNs;
            session.sendKeepAlive();
        }
        return work;
    }

    private int pollConnect(long nowNs) {
        if (connecting == null) {
            if (nowNs - retryAtNs < 0) {
                return 0;
            }
            if (aeron.isClosed()) {
                aeron = connectDriver();
            }
            connecting = AeronCluster.asyncConnect(context());
            return 1;
        }
        session = connecting.poll();
        if (session == null) {
            return 0;
        }
        connecting = null;
        connections += 1;
        keepAliveAtNs = nowNs + keepAliveNs;
        return 1;
    }

    private AeronCluster.Context context() {
        StringJoiner endpoints = new StringJoiner(",");
        for (MemberAddress member : config.members()) {
            endpoints.add(member.id() + "=" + member.endpoint(MemberAddress.INGRESS));
        }
        return new AeronCluster.Context()
                .aeron(aeron)
                .ownsAeronClient(false)
                .ingressChannel("aeron:udp?term-length=" + config.buffers().termLength())
                .ingressEndpoints(endpoints.toString())
                .egressChannel(NodeContexts.control(config.self().anyPortEndpoint()))
                .egressListener((sessionId, timestamp, buffer, offset, length, header) -> {})
                .messageTimeoutNs(config.timeouts().heartbeatTimeoutNs())
                .newLeaderTimeoutNs(2 * config.timeouts().heartbeatTimeoutNs())
                .idleStrategy(NoOpIdleStrategy.INSTANCE)
                .credentialsSupplier(contexts.memberCredentials())
                .errorHandler(this::onError);
    }

    private void disconnect(String reason) {
        LOG.debug("client of node {} connects again: {}", config.nodeId(), reason);
        if (session != null) {
            connections += session.leadershipTermId();
        }
        CloseHelper.closeAll(this::onError, connecting, session);
        connecting = null;
        session = null;
        retryAtNs = System.nanoTime() + RETRY_NS;
    }

    /** Nothing of it ends the client: it connects again for as long as it is polled. */
    private void onError(Throwable error) {
        LOG.debug("client of node {}", config.nodeId(), error);
    }

    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            CloseHelper.closeAll(this::onError, connecting, session, aeron);
        }
    }
}
