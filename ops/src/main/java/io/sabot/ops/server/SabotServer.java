package io.sabot.ops.server;

import io.sabot.core.error.SabotException;
import io.sabot.core.time.Clock;
import io.sabot.journal.DirectoryLock;
import io.sabot.ops.server.cluster.ClusterNode;
import io.sabot.ops.server.deploy.Applications;
import io.sabot.ops.server.http.HttpServer;
import io.sabot.ops.server.supervise.ApplicationUnit;
import io.sabot.ops.server.supervise.Supervisor;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * A server: applications that were deployed run under supervision until it is told to stop, and again when it is started
 * again.
 */
public final class SabotServer implements AutoCloseable {
    private static final Duration BARRIER_INTERVAL = Duration.ofSeconds(30);

    private final ServerConfig config;
    private final DirectoryLock lock;
    private final Supervisor supervisor;
    private final Applications applications;
    private final HttpServer http;
    private final ClusterNode cluster; // null for a server alone
    private final Failure failure;
    private boolean isStopped;
    private boolean isClosed;

    private SabotServer(
            ServerConfig config,
            DirectoryLock lock,
            Supervisor supervisor,
            Applications applications,
            HttpServer http,
            ClusterNode cluster,
            Failure failure) {
        this.config = config;
        this.lock = lock;
        this.supervisor = supervisor;
        this.applications = applications;
        this.http = http;
        this.cluster = cluster;
        this.failure = failure;
    }

    /** Why the node cannot go on. */
    private static final class Failure implements Consumer<Throwable> {
        private final AtomicReference<Throwable> first = new AtomicReference<>();

        @Override
        public void accept(Throwable e) {
            first.compareAndSet(null, e);
        }
    }

    /**
     * Listens, and begins to run what was deployed.
     *
     * @param onChange is told when an application's state changes; must be quick
     * @param onEvent is told what else an operator should know
     * @throws SabotException if another process has the data directory, or the port is taken
     */
    public static SabotServer start(ServerConfig config, Consumer<ApplicationUnit> onChange, Consumer<String> onEvent) {
        DirectoryLock lock = DirectoryLock.acquire(config.dataDirectory());
        Supervisor supervisor = new Supervisor(onChange);
        Applications applications = null;
        HttpServer http = null;
        ClusterNode cluster = null;
        Failure failure = new Failure();
        boolean isStarted = false;
        try {
            Files.createDirectories(config.filesDirectory());
            if (config.cluster() != null) {
                cluster = new ClusterNode(
                        config.cluster(),
                        config.dataDirectory(),
                        lock,
                        Applications.reserveBytes(config),
                        BARRIER_INTERVAL,
                        failure);
            }
            applications = new Applications(config, supervisor, lock, Clock.system(), cluster, onEvent);
            http = new HttpServer(config, applications, supervisor, cluster);
            if (cluster != null) {
                cluster.join();
            }
            applications.start(http::start);
            http.started();
            if (cluster != null) {
                cluster.follow(applications);
            }
            isStarted = true;
            return new SabotServer(config, lock, supervisor, applications, http, cluster, failure);
        } catch (IOException e) {
            throw SabotException.configuration(
                    "OPS-0708", config.filesDirectory() + " cannot be made: " + e.getMessage(), null);
        } finally {
            if (!isStarted) {
                close(http);
                close(supervisor);
                close(applications);
                close(cluster);
                lock.close();
            }
        }
    }

    private static void close(AutoCloseable part) {
        try {
            if (part != null) {
                part.close();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Why the server cannot go on, or null. */
    public Throwable failure() {
        return failure.first.get();
    }

    /** Null for a server alone. */
    public ClusterNode cluster() {
        return cluster;
    }

    public int port() {
        return http.port();
    }

    public Applications applications() {
        return applications;
    }

    public Supervisor supervisor() {
        return supervisor;
    }

    /**
     * Takes nothing new, lets what was taken go through, stores state, and ends.
     *
     * @return false if that was not done within the deadline
     */
    public boolean stop() throws InterruptedException {
        http.stopping();
        isStopped = true;
        applications.stopBuilds();
        boolean isDone = supervisor.stopAll(config.stopDeadline());
        close();
        return isDone;
    }

    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        http.close();
        applications.stopBuilds();
        stopUnits();
        supervisor.close();
        applications.close();
        close(cluster);
        lock.close();
    }

    private void stopUnits() {
        try {
            if (!isStopped) {
                supervisor.stopAll(config.stopDeadline());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the process is about to end
        }
    }
}
