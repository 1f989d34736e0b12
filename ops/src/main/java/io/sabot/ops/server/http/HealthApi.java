package io.sabot.ops.server.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.sabot.ops.server.cluster.ClusterNode;
import io.sabot.ops.server.supervise.ApplicationUnit;
import io.sabot.ops.server.supervise.RunProgress;
import io.sabot.ops.server.supervise.Supervisor;
import io.sabot.ops.server.supervise.UnitState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Whether the server lives, and whether everything does what it is to do. */
final class HealthApi {
    private static final long PING_MS = 2000;

    private final Supervisor supervisor;
    private final ClusterNode cluster;
    private volatile String cause = "it is starting"; // null while the server takes what comes

    /** @param cluster null for a server alone */
    HealthApi(Supervisor supervisor, ClusterNode cluster) {
        this.supervisor = supervisor;
        this.cluster = cluster;
    }

    void add(RoutesConfig routes) {
        routes.get("/health/live", this::live);
        routes.get("/health/ready", this::ready);
    }

    /** Nothing new is taken from now on. */
    void stopping() {
        cause = "it is being stopped";
    }

    /** What was deployed is known. */
    void started() {
        cause = null;
    }

    record Live(boolean live, String cause) {}

    record Ready(boolean ready, List<Component> components) {}

    /** @param cause why it is not ready, or what is not as it should be; null if all is well */
    record Component(String component, boolean ready, String cause) {}

    private void live(Context ctx) throws InterruptedException {
        String cause = null;
        try {
            supervisor.ping().get(PING_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            cause = "the supervisor has not answered within " + PING_MS + " ms";
        }
        ctx.status(cause == null ? 200 : 503);
        Json.answer(ctx, new Live(cause == null, cause));
    }

    private void ready(Context ctx) {
        List<Component> components = new ArrayList<>();
        String serverCause = cause;
        components.add(new Component("server", serverCause == null, serverCause));
        if (cluster != null) {
            boolean hasLeader = cluster.status().hasLeader();
            boolean isCaughtUp = hasLeader && cluster.isCaughtUp();
            String why = hasLeader ? "it has not had everything yet that the others have" : "no leader is elected";
            components.add(new Component("cluster", isCaughtUp, isCaughtUp ? null : why));
        }
        for (ApplicationUnit unit : supervisor.units()) {
            components.add(component(unit));
            unit.progress()
                    .outages()
                    .forEach((sink, problem) -> components.add(new Component(
                            "sink " + unit.name() + "." + sink, false, problem.code() + ": " + problem.message())));
        }
        boolean isReady = components.stream().allMatch(Component::ready);
        ctx.status(isReady ? 200 : 503);
        Json.answer(ctx, new Ready(isReady, components));
    }

    private static Component component(ApplicationUnit unit) {
        RunProgress progress = unit.progress();
        String cause =
                switch (unit.state()) {
                    case STARTING ->
                        String.format(Locale.ROOT, "replaying its log: %.0f %%", 100 * progress.replayed());
                    case RUNNING ->
                        progress.stalled() == null ? null : progress.stalled().message();
                    case ENDED, PAUSED, STOPPED -> null;
                    case RESTARTING, FAILED, STOPPING ->
                        unit.state().name().toLowerCase(Locale.ROOT)
                                + (unit.reason() == null ? "" : ": " + unit.reason());
                };
        boolean isReady = unit.state().isWell() && (unit.state() != UnitState.RUNNING || cause == null);
        return new Component("application " + unit.name(), isReady, cause);
    }
}
