package io.sabot.ops.server.cluster;

import io.sabot.core.error.ExitCode;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import io.sabot.engine.OrderedInput;
import io.sabot.journal.DirectoryLock;
import io.sabot.replication.ClusterConfig;
import io.sabot.replication.ClusterMember;
import io.sabot.replication.ClusterStatus;
import io.sabot.replication.LogOrigin;
import io.sabot.replication.PurgeResult;
import io.sabot.replication.log.CommittedLog;
import io.sabot.replication.log.CommittedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/**
 * A server as one of several that run the same applications over the same log.
 *
 * <pre>
 *  cluster/      the consensus module's part
 *  committed/    what was agreed upon
 * </pre>
 *
 * <p>One thread of its own follows the committed log for deployments, and has the nodes compare their states.
 */
public final class ClusterNode implements AutoCloseable {
    private static final long SNAPSHOT_NS = TimeUnit.MINUTES.toNanos(10);

    /** Is told what concerns the server, by the node's thread, in the agreed order. */
    public interface Deployments {
        /** Position of the last one that the server has. */
        long lastPosition();

        /**
         * A deployment was agreed upon.
         *
         * @return what whoever asked for it hears
         */
        Object onDeployment(byte[] entry, long position, long timeNs);

        /** The state of an application here is not what most nodes have. */
        void onDivergence(String application, long position);
    }

    private final ClusterConfig config;
    private final CommittedLog log;
    private final Duration barrierInterval;
    private final Consumer<Throwable> onFailure;
    private final StateComparison comparison;
    private final Set<CommittedInput> inputs = ConcurrentHashMap.newKeySet();
    private final Thread thread = new Thread(this::run, "sabot-deployments");
    private ClusterMember member;
    private Gateway gateway;
    private Deployments deployments;
    private volatile CommittedFollower follower; // null before the server asks to be told
    private long nextBarrierNs;
    private long nextSnapshotNs;
    private long snapshotAtBytes;
    private volatile boolean isCaughtUp;
    private volatile boolean isClosed;

    /**
     * @param lock of the data directory
     * @param onFailure is told, once, why the node cannot go on
     */
    public ClusterNode(
            ClusterConfig config,
            Path dataDirectory,
            DirectoryLock lock,
            long reserveBytes,
            Duration barrierInterval,
            Consumer<Throwable> onFailure) {
        this.config = config;
        this.barrierInterval = barrierInterval;
        this.onFailure = onFailure;
        this.comparison = new StateComparison(config.members().size());
        this.log = new CommittedLog(dataDirectory.resolve("committed"), lock, reserveBytes, leadership -> {});
    }

    /** Joins the others; does not wait for a leader. */
    public void join() {
        member = ClusterMember.start(config, log, onFailure::accept);
        gateway = new Gateway(config.nodeId(), ClusterLine.of(member.newClient()), onFailure);
        gateway.start();
    }

    /** Has the server told what was agreed upon, and what comes. */
    public void follow(Deployments newDeployments) {
        deployments = newDeployments;
        follower = new CommittedFollower(config.nodeId(), gateway, comparison, newDeployments);
        long nowNs = System.nanoTime();
        nextBarrierNs = nowNs + barrierInterval.toNanos();
        nextSnapshotNs = nowNs + SNAPSHOT_NS;
        thread.start();
    }

    // ---- any thread ----

    public ClusterConfig config() {
        return config;
    }

    public ClusterStatus status() {
        return member.status();
    }

    /** See {@link ClusterMember#clusterId}. */
    public UUID clusterId() {
        return member.clusterId();
    }

    /** See {@link ClusterMember#origin}. */
    public LogOrigin origin() {
        return member.origin();
    }

    public boolean isLeader() {
        return member.status().isLeader();
    }

    /**
     * Whether this node has had everything once that there was when it joined; else its applications are not those of the
     * others yet.
     */
    public boolean isCaughtUp() {
        if (!isCaughtUp) {
            ClusterStatus status = member.status();
            isCaughtUp = status.hasLeader()
                    && status.position() >= status.commitPosition()
                    && follower != null
                    && follower.position() >= log.lastPosition();
        }
        return isCaughtUp;
    }

    /** What was agreed upon, and will not be taken back. */
    public long stablePosition() {
        return log.stablePosition();
    }

    /** The committed log, for a node that has lost its own. */
    public CommittedReader committed(long fromPosition) {
        return log.reader(fromPosition);
    }

    /** Has every member store where it is. Leader only. */
    public long snapshot(Duration timeout) {
        return member.snapshot(timeout.toNanos());
    }

    /** Lets go of the consensus module's log where no member needs it. */
    public PurgeResult purge() {
        return member.purge();
    }

    /** @return what {@link Deployments#onDeployment} here has answered */
    public CompletableFuture<Object> deploy(String application, String kind, byte[] entry) {
        return gateway.submit(origin -> ClusterEntry.deployment(origin, application, kind, entry));
    }

    public CompletableFuture<Object> end(String application, String table) {
        return gateway.submit(origin -> ClusterEntry.end(origin, application, table));
    }

    /**
     * Has all nodes store an application's state, and tell each other its hash.
     *
     * @return the barrier's position, a Long
     */
    public CompletableFuture<Object> barrier(String application) {
        return gateway.submit(origin -> ClusterEntry.barrier(origin, application));
    }

    /** Hashes of an application's state at a barrier, by node; of nodes that have told theirs. */
    public Map<Integer, Long> hashes(String application, long barrierPosition) {
        return comparison.hashes(application, barrierPosition);
    }

    /** For those that send something themselves. */
    Gateway gateway() {
        return gateway;
    }

    /** See {@link CommittedInput}. */
    public OrderedInput input(String application, long afterPosition, long resumedPosition) {
        CommittedInput input = new CommittedInput(
                log, gateway, application, afterPosition, resumedPosition, this::leadingTerm, inputs);
        inputs.add(input);
        return input;
    }

    private long leadingTerm() {
        ClusterStatus status = member.status();
        return status.isLeader() ? status.term() : OrderedInput.NOT_LEADING;
    }

    /** Whether an application has, or needs, nothing more of what is before the deployment that was agreed upon last. */
    public boolean isSuperseded(String application) {
        return inputs.stream()
                .filter(input -> input.application().equals(application))
                .allMatch(CommittedInput::isSuperseded);
    }

    // ---- the node's thread ----

    private void run() {
        IdleStrategy idle = new BackoffIdleStrategy(10, 10, 10_000, 5_000_000);
        try (CommittedReader reader = log.reader(deployments.lastPosition() + 1)) {
            while (!isClosed) {
                int work = follower.step(reader);
                if (work == 0) {
                    lead(System.nanoTime());
                }
                idle.idle(work);
            }
        } catch (RuntimeException e) {
            if (!isClosed) {
                onFailure.accept(e);
            }
        }
    }

    /** What only the leader does, from time to time. */
    private void lead(long nowNs) {
        if (nowNs - nextBarrierNs >= 0) {
            nextBarrierNs = nowNs + barrierInterval.toNanos();
            Set<String> changed = follower.takeChanged();
            if (isLeader()) {
                changed.forEach(application -> gateway.submit(origin -> ClusterEntry.barrier(origin, application)));
            }
        }
        if (nowNs - nextSnapshotNs >= 0) {
            nextSnapshotNs = nowNs + SNAPSHOT_NS;
            if (isLeader() && log.appendedBytes() > snapshotAtBytes) {
                snapshotAtBytes = log.appendedBytes();
                snapshot(Duration.ofSeconds(30));
            }
        }
    }

    /** After the applications have been stopped. */
    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        if (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (gateway != null) {
            gateway.close();
        }
        if (member != null) {
            member.close();
        }
        log.close();
    }

    /** @throws SabotException OPS-0742 if the cluster has not agreed in time */
    public static Object await(CompletableFuture<Object> answer, Duration timeout) throws InterruptedException {
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new SabotException(
                    ExitCode.UNAVAILABLE,
                    List.of(Problem.of(
                            "OPS-0742",
                            "the cluster has not agreed on it within " + timeout.toSeconds()
                                    + " s: it may come to pass yet, or not",
                            "GET /v1/cluster tells who leads")));
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
