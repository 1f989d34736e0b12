package io.sabot.ops.server.deploy;

import io.sabot.core.error.ExitCode;
import io.sabot.core.error.Nearest;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import io.sabot.core.time.Clock;
import io.sabot.engine.DataDirectory;
import io.sabot.engine.EngineListener;
import io.sabot.engine.Sabot;
import io.sabot.engine.SabotConfig;
import io.sabot.engine.SabotConfig.Takeover;
import io.sabot.engine.Settings;
import io.sabot.engine.Successor;
import io.sabot.ingest.sink.OutputFormat;
import io.sabot.journal.DirectoryLock;
import io.sabot.ops.server.ServerConfig;
import io.sabot.ops.server.cluster.ClusterNode;
import io.sabot.ops.server.supervise.ApplicationUnit;
import io.sabot.ops.server.supervise.GroupSpec;
import io.sabot.ops.server.supervise.Supervisor;
import io.sabot.ops.server.supervise.UnitState;
import io.sabot.sql.catalog.TableSpec;
import io.sabot.sql.script.ApplicationPlan;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What a server runs: the log of deployments says it, and the supervisor does it.
 *
 * <pre>
 *  deployments/          the log
 *  applications/NAME/    data of one, as 'sabot run --data-dir' has it
 * </pre>
 *
 * <p>Any thread; changes are made one after the other, and whoever only asks does not wait for them.
 */
public final class Applications implements ClusterNode.Deployments, VersionBuild.Outcome, AutoCloseable {
    private static final String STDIN = "stdin";
    private static final String SINK_ID = "sink-id";
    private static final String JDBC = "jdbc";
    private static final Duration AGREEMENT = Duration.ofSeconds(30);
    private static final long POLL_NS = 1_000_000L;

    private final ServerConfig config;
    private final Supervisor supervisor; // not owned
    private final Clock clock;
    private final ClusterNode cluster; // not owned
    private final Consumer<String> onEvent;
    private final DeploymentLog log;
    private final Map<String, Deployment> deployments =
            Collections.synchronizedMap(new LinkedHashMap<>()); // in the order of deployment; guarded by itself
    private final Map<String, Origin> origins = new HashMap<>();
    private final Map<String, GroupSpec> groups = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Map<String, DeploymentEntry.Build> wanted = new HashMap<>(); // that have not taken over
    private final Map<String, VersionBuild> builds = new ConcurrentHashMap<>(); // of those; changed under this
    private final Map<String, NextVersion> givenUp = new ConcurrentHashMap<>();
    private volatile boolean isStopping;
    private volatile long lastPosition;

    /**
     * Where an application's present version comes from.
     *
     * @param position where the cluster agreed upon it
     * @param resumedPosition where it was resumed last, or deployed
     */
    private record Origin(Takeover takeover, long position, long timeNs, long resumedPosition) {
        Origin resumedAt(long newPosition) {
            return new Origin(takeover, position, timeNs, newPosition);
        }
    }

    /**
     * Opens the log; nothing runs before {@link #start}.
     *
     * @param cluster whose agreement changes need, and where rows come from; null for a server alone
     * @param onEvent is told what an operator should know
     */
    public Applications(
            ServerConfig config,
            Supervisor supervisor,
            DirectoryLock lock,
            Clock clock,
            ClusterNode cluster,
            Consumer<String> onEvent) {
        this.config = config;
        this.supervisor = supervisor;
        this.clock = clock;
        this.cluster = cluster;
        this.onEvent = onEvent;
        this.log = new DeploymentLog(config.dataDirectory().resolve("deployments"), lock, reserveBytes(config));
    }

    /**
     * Runs what the log says.
     *
     * @param listen is called when it is known what that is; changes wait until it runs
     */
    public synchronized void start(Runnable listen) {
        List<DeploymentLog.Logged> entries = log.entries();
        if (entries.isEmpty() && !names().isEmpty()) {
            throw SabotException.configuration(
                    "OPS-0710",
                    config.dataDirectory() + " has data of applications " + names()
                            + ", and the log that says so is gone",
                    "restore 'deployments' from a copy, or choose another data directory");
        }
        entries.forEach(this::note);
        listen.run();
        removeOthers();
        groups().forEach(supervisor::define);
        all().forEach(deployment -> await(supervisor.add(spec(deployment), deployment.isPaused())));
        List.copyOf(wanted.values()).forEach(this::build);
    }

    /** Free space that is left alone. */
    public static long reserveBytes(ServerConfig config) {
        return Settings.apply(SabotConfig.in(config.dataDirectory()), config.settings())
                .reserveBytes();
    }

    private void note(DeploymentLog.Logged logged) {
        DeploymentEntry entry = logged.entry();
        String name = entry.name();
        lastPosition = logged.position();
        if (entry instanceof DeploymentEntry.Build
                || entry instanceof DeploymentEntry.Deploy
                || entry instanceof DeploymentEntry.Drop) {
            givenUp.remove(name);
            wanted.remove(name);
        }
        if (entry instanceof DeploymentEntry.Build build) {
            wanted.put(name, build);
        } else if (entry instanceof DeploymentEntry.GiveUp failed) {
            wanted.remove(name);
            givenUp.put(name, NextVersion.givenUp(failed.version(), failed.reason()));
        } else if (entry instanceof DeploymentEntry.Deploy deploy) {
            deployments.put(name, deploy.deployment());
            origins.put(name, new Origin(deploy.takeover(), logged.position(), logged.timeNs(), logged.position()));
        } else if (entry instanceof DeploymentEntry.Drop) {
            deployments.remove(name);
            origins.remove(name);
        } else if (entry instanceof DeploymentEntry.Pause) {
            deployments.computeIfPresent(name, (n, deployment) -> deployment.paused(true));
        } else if (entry instanceof DeploymentEntry.Resume) {
            deployments.computeIfPresent(name, (n, deployment) -> deployment.paused(false));
            origins.computeIfPresent(name, (n, origin) -> origin.resumedAt(logged.position()));
        } else if (entry instanceof DeploymentEntry.Group group) {
            groups.put(
                    name,
                    new GroupSpec(
                            name, group.strategy(), group.maxRestarts(), Duration.ofSeconds(group.withinSeconds())));
        }
    }

    // ---- what there is ----

    public List<Deployment> all() {
        synchronized (deployments) {
            return List.copyOf(deployments.values());
        }
    }

    public List<GroupSpec> groups() {
        synchronized (groups) {
            return List.copyOf(groups.values());
        }
    }

    /** @throws SabotException OPS-0703 if there is none */
    public Deployment require(String name) {
        Deployment deployment = deployments.get(name);
        if (deployment == null) {
            throw absent(name);
        }
        return deployment;
    }

    /** The version that is being made, or was given up; null if there is none since the last one has taken over. */
    public NextVersion next(String name) {
        VersionBuild build = builds.get(name);
        return build != null ? build.progress() : givenUp.get(name);
    }

    /**
     * Waits while a version is being made.
     *
     * @return {@link #next} when it has taken over or was given up, or the time is over
     */
    public NextVersion awaitBuilt(String name, Duration timeout) throws InterruptedException {
        long deadlineNs = System.nanoTime() + timeout.toNanos();
        while (builds.containsKey(name) && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(POLL_NS);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        return next(name);
    }

    private SabotException absent(String name) {
        return new SabotException(
                ExitCode.UNAVAILABLE,
                List.of(Problem.of(
                        "OPS-0703",
                        "there is no application '" + name + "'",
                        Nearest.hint(name, all().stream().map(Deployment::name).toList()))));
    }

    public Path directory(String name) {
        return config.dataDirectory().resolve("applications").resolve(name);
    }

    /** Plans SQL as it would be deployed. */
    public ApplicationPlan plan(String name, String sql) {
        ApplicationPlan plan = Sabot.plan(name + ".sql", sql, config.filesDirectory());
        plan.tables().stream()
                .filter(table -> STDIN.equals(table.connector()))
                .findFirst()
                .ifPresent(table -> {
                    throw SabotException.configuration(
                            "OPS-0704",
                            "a server has no standard input for the table '" + table.name() + "'",
                            "declare it without WITH, and post its rows");
                });
        if (cluster != null) {
            requireFromCluster(plan);
        }
        if (plan.queries().isEmpty()) {
            throw SabotException.configuration(
                    "OPS-0103", "there is nothing to run in '" + name + "'", "add a SELECT or an INSERT");
        }
        return plan;
    }

    /** What a node reads by itself is in no order that the others know; where all write to one place, one at a time does. */
    private static void requireFromCluster(ApplicationPlan plan) {
        for (TableSpec table : plan.tables()) {
            if (table.connector() != null && !plan.isWritten(table)) {
                throw SabotException.configuration(
                        "OPS-0743",
                        "in a cluster the table '" + table.name() + "' cannot have the connector '" + table.connector()
                                + "'",
                        "declare it without WITH, and send its rows with 'sabot feed'");
            }
            if (JDBC.equals(table.connector()) && !table.options().containsKey(SINK_ID)) {
                throw SabotException.configuration(
                        "OPS-0754",
                        "in a cluster the table '" + table.name()
                                + "' needs a 'sink-id': a name of its own in the database,"
                                + " under which whoever leads keeps how far the rows got",
                        "'" + SINK_ID + "' = 'NAME-OF-THE-CLUSTER/" + table.name() + "'");
            }
        }
    }

    // ---- changes ----

    /**
     * Runs an application, or a new version of one: it takes over where the one before has stopped. If that one runs, and
     * its state does not carry over, it goes on until the new one is made.
     *
     * @param wanted whose version does not matter
     * @param takeover for a version that computes something else
     * @throws SabotException if it cannot be planned; nothing has changed then
     */
    public DeployResult deploy(Deployment wanted, Takeover takeover) {
        ApplicationPlan plan = plan(wanted.name(), wanted.sql());
        config(wanted, plan); // settings are checked before anything is said in the log
        return (DeployResult) change(new DeploymentEntry.Deploy(wanted, takeover));
    }

    /** Stops an application and removes its data. */
    public void drop(String name) {
        require(name);
        change(new DeploymentEntry.Drop(name));
    }

    /** Stops an application until it is resumed, over restarts of the server too. */
    public void pause(String name) {
        require(name);
        change(new DeploymentEntry.Pause(name));
    }

    /** Starts an application that was paused, or has failed. */
    public void resume(String name) {
        if (require(name).isPaused()) {
            change(new DeploymentEntry.Resume(name));
        } else {
            await(supervisor.resume(name));
        }
    }

    /** Stops an application and starts it again. */
    public void restart(String name) {
        if (require(name).isPaused()) {
            throw SabotException.configuration("OPS-0707", "'" + name + "' is paused", "resume it");
        }
        await(supervisor.restart(name));
    }

    /** Says how applications of a group stand together. */
    public void define(GroupSpec group) {
        Deployment.requireName("group", group.name());
        change(new DeploymentEntry.Group(
                group.name(),
                group.strategy(),
                group.maxRestarts(),
                group.within().toSeconds()));
    }

    private Object change(DeploymentEntry entry) {
        Object result;
        if (cluster == null) {
            result = apply(entry, 0, clock.nowNs());
        } else {
            try {
                result = ClusterNode.await(
                        cluster.deploy(entry.name(), entry.change(), DeploymentLog.bytes(entry)), AGREEMENT);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
        if (result instanceof RuntimeException refused) {
            throw refused;
        }
        return result;
    }

    // ---- what was agreed upon ----

    @Override
    public long lastPosition() {
        return lastPosition;
    }

    @Override
    public Object onDeployment(byte[] entry, long position, long timeNs) {
        DeploymentEntry change = DeploymentLog.parse("the deployment at position " + position, entry);
        awaitSuperseded(change);
        return apply(change, position, timeNs);
    }

    /** What runs is given everything before the change, and nothing behind it, on every node. */
    private void awaitSuperseded(DeploymentEntry change) {
        ApplicationUnit unit = supervisor.unit(change.name());
        while (unit != null && change.endsLife() && !cluster.isSuperseded(unit.name())) {
            boolean isComing = unit.state() == UnitState.STARTING || unit.state() == UnitState.RUNNING;
            if (!isComing) {
                return; // it has failed here: it goes on from its log
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }

    @Override
    public void onDivergence(String application, long position) {
        Deployment deployment;
        synchronized (this) {
            deployment = deployments.get(application);
        }
        if (deployment != null) {
            onEvent.accept(application + " has another state than most nodes at position " + position
                    + " of the cluster's log, and is made anew from that log");
            await(supervisor.replace(spec(deployment), () -> delete(directory(application)), deployment.isPaused()));
        }
    }

    /** @return a {@link DeployResult} of a deployment; a {@link SabotException} if nothing was changed; else null */
    private synchronized Object apply(DeploymentEntry entry, long position, long timeNs) {
        if (entry instanceof DeploymentEntry.Deploy deploy) {
            return deploy(deploy, position, timeNs);
        }
        if (entry instanceof DeploymentEntry.Group group) {
            append(group, position, timeNs);
            await(supervisor.define(groups.get(group.name())));
            return null;
        }
        String name = entry.name();
        Deployment deployment = deployments.get(name);
        if (deployment == null) {
            lastPosition = position;
            return absent(name);
        }
        if (entry instanceof DeploymentEntry.Drop) {
            cancelBuild(name);
        }
        append(entry, position, timeNs);
        if (entry instanceof DeploymentEntry.Drop) {
            await(supervisor.remove(name));
            delete(directory(name));
        } else if (entry instanceof DeploymentEntry.Pause) {
            await(supervisor.pause(name));
        } else {
            await(supervisor.use(spec(deployments.get(name))));
            await(supervisor.resume(name));
        }
        return null;
    }

    private DeployResult deploy(DeploymentEntry.Deploy entry, long position, long timeNs) {
        Deployment wanted = entry.deployment();
        ApplicationPlan plan = plan(wanted.name(), wanted.sql());
        Deployment before = deployments.get(wanted.name());
        Deployment now = wanted.ofVersion(before == null ? 1 : before.version() + 1);
        ApplicationPlan former = before == null ? null : formerPlan(before);
        boolean isSame = former != null && former.fingerprint().equals(plan.fingerprint());
        Sabot node = before == null ? null : supervisor.unit(now.name()).node();
        long entries = node == null || isSame ? 0 : node.status().lastSeq();
        boolean isBeside = cluster == null && node != null && !isSame && !now.isPaused();
        cancelBuild(now.name());
        if (isBeside) {
            DeploymentEntry.Build build = new DeploymentEntry.Build(now, entry.takeover());
            append(build, position, timeNs);
            build(build);
        } else {
            takeOver(before, now, entry.takeover(), position, timeNs);
        }
        return new DeployResult(
                now.name(),
                now.version(),
                before == null,
                isSame,
                before == null || isSame ? null : entry.takeover(),
                isBeside,
                entries,
                QueryChange.between(former, plan));
    }

    private void takeOver(Deployment before, Deployment now, Takeover takeover, long position, long timeNs) {
        append(new DeploymentEntry.Deploy(now, takeover), position, timeNs);
        if (before == null) {
            await(supervisor.add(spec(now), now.isPaused()));
        } else {
            await(supervisor.replace(spec(now), () -> {}, now.isPaused()));
        }
    }

    // ---- versions that are made beside others ----

    private void build(DeploymentEntry.Build entry) {
        Deployment deployment = entry.deployment();
        ApplicationUnit former = supervisor.unit(entry.name());
        VersionBuild build = new VersionBuild(
                entry, former, (progress, isCancelled) -> successor(deployment, entry, progress, isCancelled), this);
        if (!isStopping) {
            builds.put(entry.name(), build);
            build.start();
        }
    }

    private Successor successor(
            Deployment deployment, DeploymentEntry.Build entry, EngineListener progress, BooleanSupplier isCancelled) {
        ApplicationPlan plan = plan(deployment.name(), deployment.sql());
        SabotConfig limited = deployment
                .budget()
                .limit(config(deployment, plan))
                .withTakeover(entry.takeover())
                .withListener(progress)
                .withStop(isCancelled);
        return new Successor(limited, plan);
    }

    /** When this returns it has left nothing. */
    private void cancelBuild(String name) {
        VersionBuild build = builds.remove(name);
        if (build != null) {
            build.cancel();
            Successor.discard(directory(name));
        }
    }

    @Override
    public synchronized void onMade(VersionBuild build) {
        DeploymentEntry.Build entry = build.entry();
        String name = entry.name();
        if (isStopping || builds.get(name) != build) {
            return;
        }
        try {
            Deployment before = deployments.get(name);
            takeOver(before, entry.deployment().paused(before.isPaused()), entry.takeover(), 0, clock.nowNs());
        } catch (SabotException e) {
            giveUp(entry, e);
        } finally {
            builds.remove(name, build);
        }
    }

    @Override
    public synchronized void onFailed(VersionBuild build, Throwable failure) {
        DeploymentEntry.Build entry = build.entry();
        if (!isStopping && builds.get(entry.name()) == build) {
            giveUp(entry, failure);
            builds.remove(entry.name(), build);
        }
    }

    private void giveUp(DeploymentEntry.Build entry, Throwable failure) {
        int version = entry.deployment().version();
        String reason = Supervisor.message(failure);
        onEvent.accept(
                "version " + version + " of " + entry.name() + " is given up, the one before goes on: " + reason);
        try {
            Successor.discard(directory(entry.name()));
            append(new DeploymentEntry.GiveUp(entry.name(), version, reason), 0, clock.nowNs());
        } catch (SabotException e) {
            givenUp.put(entry.name(), NextVersion.givenUp(version, reason)); // the next start tries once more
            onEvent.accept("that could not be written down: " + e.getMessage());
        }
    }

    /** The server is about to stop: versions that are being made are made anew when it is started again. */
    public void stopBuilds() {
        isStopping = true;
        builds.values().forEach(VersionBuild::cancel);
    }

    /** Null if this version of the program cannot plan it any more. */
    private ApplicationPlan formerPlan(Deployment before) {
        try {
            return plan(before.name(), before.sql());
        } catch (SabotException e) {
            return null;
        }
    }

    private void append(DeploymentEntry entry, long position, long timeNs) {
        note(log.append(entry, position, timeNs));
    }

    private static void await(CompletableFuture<Void> done) {
        try {
            done.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
        }
    }

    // ---- nodes ----

    private ApplicationUnit.Spec spec(Deployment deployment) {
        Origin origin = origins.get(deployment.name());
        return new ApplicationUnit.Spec(
                deployment.name(),
                deployment.group(),
                deployment.restart(),
                deployment.budget(),
                (listener, limits) -> start(deployment, origin, listener, limits));
    }

    private Sabot start(
            Deployment deployment, Origin origin, EngineListener listener, UnaryOperator<SabotConfig> limits) {
        ApplicationPlan plan = plan(deployment.name(), deployment.sql());
        boolean isThere = plan.fingerprint().equals(DataDirectory.fingerprint(directory(deployment.name())));
        SabotConfig limited = limits.apply(config(deployment, plan))
                .withListener(listener)
                .withTakeover(isThere ? Takeover.REFUSE : origin.takeover());
        Sabot sabot = Sabot.open(cluster == null ? limited : ordered(limited, deployment, origin));
        boolean isStarted = false;
        try {
            sabot.execute(plan, deployment.sql(), config.filesDirectory());
            isStarted = true;
            return sabot;
        } finally {
            if (!isStarted) {
                sabot.close();
            }
        }
    }

    /** Everything comes from the cluster; what it has is kept by it, and can be had again. */
    private SabotConfig ordered(SabotConfig base, Deployment deployment, Origin origin) {
        return base.withInput(cluster.input(deployment.name(), origin.position(), origin.resumedPosition()))
                .withClock(origin::timeNs)
                .withDurability(SabotConfig.Durability.PROCESS);
    }

    private SabotConfig config(Deployment deployment, ApplicationPlan plan) {
        Map<String, String> settings = new LinkedHashMap<>(config.settings());
        settings.putAll(plan.settings());
        settings.putAll(deployment.settings());
        SabotConfig base = SabotConfig.in(directory(deployment.name()))
                .withDurability(config.durability())
                .withConsole(new SabotConfig.Console(
                        InputStream.nullInputStream(), OutputStream.nullOutputStream(), OutputFormat.json()))
                .withContinuedConsole(true);
        return Settings.apply(base, settings);
    }

    // ---- files ----

    private List<String> names() {
        Path directory = config.dataDirectory().resolve("applications");
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.list(directory)) {
            return paths.map(path -> path.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw unwritable(directory, e);
        }
    }

    /** A server that was killed may not have come to it. */
    private void removeOthers() {
        names().stream().filter(name -> !deployments.containsKey(name)).forEach(name -> delete(directory(name)));
    }

    private static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(directory)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw unwritable(directory, e);
        }
    }

    private static SabotException unwritable(Path path, IOException e) {
        return SabotException.failed("OPS-0708", path + " cannot be changed: " + e.getMessage(), null, e);
    }

    @Override
    public void close() {
        log.close();
    }
}
