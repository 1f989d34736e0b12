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
import io.sabot.ingest.sink.OutputFormat;
import io.sabot.journal.DirectoryLock;
import io.sabot.ops.server.ServerConfig;
import io.sabot.ops.server.supervise.ApplicationUnit;
import io.sabot.ops.server.supervise.GroupSpec;
import io.sabot.ops.server.supervise.Supervisor;
import io.sabot.sql.script.ApplicationPlan;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
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
 * <p>Any thread; changes are made one after the other.
 */
public final class Applications implements AutoCloseable {
    private static final String STDIN = "stdin";

    private final ServerConfig config;
    private final Supervisor supervisor; // not owned
    private final DeploymentLog log;
    private final Map<String, Deployment> deployments = new LinkedHashMap<>();
    private final Map<String, Takeover> takeovers = new LinkedHashMap<>();
    private final Map<String, GroupSpec> groups = new LinkedHashMap<>();

    /** Reads what was deployed, and starts it. */
    public Applications(ServerConfig config, Supervisor supervisor, DirectoryLock lock, Clock clock) {
        this.config = config;
        this.supervisor = supervisor;
        this.log = new DeploymentLog(config.dataDirectory().resolve("deployments"), lock, clock, reserveBytes());
    }

    /** Runs what the log says. */
    public synchronized void start() {
        List<DeploymentEntry> entries = log.entries();
        if (entries.isEmpty() && !names().isEmpty()) {
            throw SabotException.configuration(
                    "OPS-0410",
                    config.dataDirectory() + " has data of applications " + names()
                            + ", and the log that says so is gone",
                    "restore 'deployments' from a copy, or choose another data directory");
        }
        entries.forEach(this::note);
        removeOthers();
        groups.values().forEach(supervisor::define);
        deployments.values().forEach(deployment -> supervisor.add(spec(deployment), deployment.isPaused()));
    }

    private long reserveBytes() {
        return Settings.apply(SabotConfig.in(config.dataDirectory()), config.settings())
                .reserveBytes();
    }

    private void note(DeploymentEntry entry) {
        if (entry instanceof DeploymentEntry.Deploy deploy) {
            deployments.put(deploy.deployment().name(), deploy.deployment());
            takeovers.put(deploy.deployment().name(), deploy.takeover());
        } else if (entry instanceof DeploymentEntry.Drop drop) {
            deployments.remove(drop.name());
            takeovers.remove(drop.name());
        } else if (entry instanceof DeploymentEntry.Pause pause) {
            deployments.computeIfPresent(pause.name(), (name, deployment) -> deployment.paused(true));
        } else if (entry instanceof DeploymentEntry.Resume resume) {
            deployments.computeIfPresent(resume.name(), (name, deployment) -> deployment.paused(false));
        } else if (entry instanceof DeploymentEntry.Group group) {
            groups.put(
                    group.name(),
                    new GroupSpec(
                            group.name(),
                            group.strategy(),
                            group.maxRestarts(),
                            Duration.ofSeconds(group.withinSeconds())));
        }
    }

    // ---- what there is ----

    public synchronized List<Deployment> all() {
        return List.copyOf(deployments.values());
    }

    public synchronized List<GroupSpec> groups() {
        return List.copyOf(groups.values());
    }

    /** @throws SabotException OPS-0403 if there is none */
    public synchronized Deployment require(String name) {
        Deployment deployment = deployments.get(name);
        if (deployment == null) {
            throw new SabotException(
                    ExitCode.UNAVAILABLE,
                    List.of(Problem.of(
                            "OPS-0403",
                            "there is no application '" + name + "'",
                            Nearest.hint(name, deployments.keySet()))));
        }
        return deployment;
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
                            "OPS-0404",
                            "a server has no standard input for the table '" + table.name() + "'",
                            "declare it without WITH, and post its rows");
                });
        if (plan.queries().isEmpty()) {
            throw SabotException.configuration(
                    "OPS-0103", "there is nothing to run in '" + name + "'", "add a SELECT or an INSERT");
        }
        return plan;
    }

    // ---- changes ----

    /**
     * Runs an application, or a new version of one: it takes over where the one before has stopped.
     *
     * @param wanted whose version does not matter
     * @param takeover for a version that computes something else
     * @throws SabotException if it cannot be planned; nothing has changed then
     */
    public DeployResult deploy(Deployment wanted, Takeover takeover) {
        ApplicationPlan plan = plan(wanted.name(), wanted.sql());
        config(wanted, plan); // settings are checked before anything is said in the log
        synchronized (this) {
            Deployment before = deployments.get(wanted.name());
            Deployment now = new Deployment(
                    wanted.name(),
                    before == null ? 1 : before.version() + 1,
                    wanted.sql(),
                    wanted.settings(),
                    wanted.group(),
                    wanted.restart(),
                    wanted.budget(),
                    wanted.isPaused());
            ApplicationPlan former = before == null ? null : formerPlan(before);
            boolean isSame = former != null && former.fingerprint().equals(plan.fingerprint());
            append(new DeploymentEntry.Deploy(now, takeover));
            var node = before == null ? null : supervisor.unit(now.name()).node();
            long entries = node == null || isSame ? 0 : node.status().lastSeq();
            if (before == null) {
                await(supervisor.add(spec(now), now.isPaused()));
            } else {
                await(supervisor.replace(spec(now), () -> {}, now.isPaused()));
            }
            return new DeployResult(
                    now.name(),
                    now.version(),
                    before == null,
                    isSame,
                    before == null || isSame ? null : takeover,
                    entries,
                    QueryChange.between(former, plan));
        }
    }

    /** Null if this version of the program cannot plan it any more. */
    private ApplicationPlan formerPlan(Deployment before) {
        try {
            return plan(before.name(), before.sql());
        } catch (SabotException e) {
            return null;
        }
    }

    /** Stops an application and removes its data. */
    public synchronized void drop(String name) {
        require(name);
        append(new DeploymentEntry.Drop(name));
        await(supervisor.remove(name));
        delete(directory(name));
    }

    /** Stops an application until it is resumed, over restarts of the server too. */
    public synchronized void pause(String name) {
        if (!require(name).isPaused()) {
            append(new DeploymentEntry.Pause(name));
        }
        await(supervisor.pause(name));
    }

    /** Starts an application that was paused, or has failed. */
    public synchronized void resume(String name) {
        if (require(name).isPaused()) {
            append(new DeploymentEntry.Resume(name));
        }
        await(supervisor.resume(name));
    }

    /** Stops an application and starts it again. */
    public synchronized void restart(String name) {
        if (require(name).isPaused()) {
            throw SabotException.configuration("OPS-0407", "'" + name + "' is paused", "resume it");
        }
        await(supervisor.restart(name));
    }

    /** Says how applications of a group stand together. */
    public synchronized void define(GroupSpec group) {
        Deployment.requireName("group", group.name());
        append(new DeploymentEntry.Group(
                group.name(),
                group.strategy(),
                group.maxRestarts(),
                group.within().toSeconds()));
        await(supervisor.define(group));
    }

    private void append(DeploymentEntry entry) {
        log.append(entry);
        note(entry);
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
        Takeover takeover = takeovers.get(deployment.name());
        return new ApplicationUnit.Spec(
                deployment.name(),
                deployment.group(),
                deployment.restart(),
                deployment.budget(),
                (listener, limits) -> start(deployment, takeover, listener, limits));
    }

    private Sabot start(
            Deployment deployment, Takeover takeover, EngineListener listener, UnaryOperator<SabotConfig> limits) {
        ApplicationPlan plan = plan(deployment.name(), deployment.sql());
        boolean isThere = plan.fingerprint().equals(DataDirectory.fingerprint(directory(deployment.name())));
        Sabot sabot = Sabot.open(limits.apply(config(deployment, plan))
                .withListener(listener)
                .withTakeover(isThere ? Takeover.REFUSE : takeover));
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
        return SabotException.failed("OPS-0408", path + " cannot be changed: " + e.getMessage(), null, e);
    }

    @Override
    public void close() {
        log.close();
    }
}
