package io.sabot.ops.server.http;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.sabot.core.error.SabotException;
import io.sabot.engine.NodeStatus;
import io.sabot.engine.SabotConfig.Takeover;
import io.sabot.ops.server.deploy.Applications;
import io.sabot.ops.server.deploy.DeployResult;
import io.sabot.ops.server.deploy.Deployment;
import io.sabot.ops.server.deploy.NextVersion;
import io.sabot.ops.server.supervise.ApplicationUnit;
import io.sabot.ops.server.supervise.Budget;
import io.sabot.ops.server.supervise.GroupSpec;
import io.sabot.ops.server.supervise.GroupStrategy;
import io.sabot.ops.server.supervise.RestartPolicy;
import io.sabot.ops.server.supervise.Supervisor;
import io.sabot.ops.server.supervise.UnitState;
import io.sabot.sql.script.ApplicationPlan;
import io.sabot.sql.script.QueryPlan;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Applications: what runs, and how. */
final class ApplicationsApi {
    private static final Duration DEFAULT_WAIT = Duration.ofSeconds(30);

    private final Nodes nodes;
    private final Applications applications;

    ApplicationsApi(Nodes nodes) {
        this.nodes = nodes;
        this.applications = nodes.applications();
    }

    void add(RoutesConfig routes) {
        routes.post("/v1/validate", this::validate);
        routes.get("/v1/applications", this::list);
        routes.get("/v1/applications/{application}", this::get);
        routes.put("/v1/applications/{application}", this::deploy);
        routes.delete("/v1/applications/{application}", this::drop);
        routes.get("/v1/applications/{application}/sql", this::sql);
        routes.post("/v1/applications/{application}/pause", ctx -> {
            applications.pause(ctx.pathParam("application"));
            get(ctx);
        });
        routes.post("/v1/applications/{application}/resume", ctx -> {
            applications.resume(ctx.pathParam("application"));
            nodes.supervisor().awaitStarted(ctx.pathParam("application"), wait(ctx));
            get(ctx);
        });
        routes.post("/v1/applications/{application}/restart", ctx -> {
            applications.restart(ctx.pathParam("application"));
            nodes.supervisor().awaitStarted(ctx.pathParam("application"), wait(ctx));
            get(ctx);
        });
        routes.get(
                "/v1/groups",
                ctx -> Json.answer(
                        ctx, applications.groups().stream().map(GroupBody::of).toList()));
        routes.put("/v1/groups/{group}", this::group);
    }

    // ---- bodies ----

    /** What is deployed. */
    record DeployBody(
            String sql,
            Map<String, String> settings,
            String group,
            RestartPolicy restart,
            BudgetBody budget,
            Takeover takeover,
            Boolean paused) {}

    /** @param stateBytes null, as the others: as it was */
    record BudgetBody(Long stateBytes, Integer slots, Double cpu) {
        static BudgetBody of(Budget budget) {
            return new BudgetBody(budget.stateBytes(), budget.slots(), budget.cores());
        }

        Budget over(Budget before) {
            try {
                return new Budget(
                        stateBytes == null ? before.stateBytes() : stateBytes,
                        slots == null ? before.slots() : slots,
                        cpu == null ? before.cores() : cpu);
            } catch (IllegalArgumentException e) {
                throw SabotException.configuration(
                        "OPS-0728", "no budget: " + e.getMessage(), "slots are a power of two, cpu is in processors");
            }
        }
    }

    record GroupBody(String name, GroupStrategy strategy, Integer maxRestarts, Long withinSeconds) {
        static GroupBody of(GroupSpec group) {
            return new GroupBody(
                    group.name(),
                    group.strategy(),
                    group.maxRestarts(),
                    group.within().toSeconds());
        }
    }

    /** An application, as it is. */
    record ApplicationBody(
            String name,
            int version,
            String state,
            String reason,
            String lastFailure,
            Double replayed,
            String group,
            RestartPolicy restart,
            BudgetBody budget,
            Map<String, String> settings,
            long restarts,
            double cpu,
            NodeStatus status,
            List<String> tables,
            Map<String, Long> outputs,
            NextVersion next) {}

    /**
     * What became of a deployment.
     *
     * @param state as it is when it has started, or the time to wait for that is over; {@link NextVersion.State} if it has not
     *     taken over
     */
    record DeployedBody(@JsonUnwrapped DeployResult result, String state, String reason) {}

    record ValidBody(List<String> tables, List<String> queries, Map<String, String> settings) {}

    // ---- requests ----

    private void validate(Context ctx) {
        ApplicationPlan plan = applications.plan("validate", sqlOf(ctx).sql());
        Json.answer(
                ctx,
                new ValidBody(
                        plan.tables().stream().map(table -> table.name()).toList(),
                        plan.queries().stream().map(QueryPlan::name).toList(),
                        plan.settings()));
    }

    /** SQL as it is, or JSON around it. */
    private static DeployBody sqlOf(Context ctx) {
        String type = ctx.contentType();
        if (type != null && type.startsWith("application/json")) {
            DeployBody body = Json.body(ctx, DeployBody.class);
            if (body.sql() == null) {
                throw SabotException.configuration("OPS-0729", "the body has no 'sql'", null);
            }
            return body;
        }
        return new DeployBody(ctx.body(), null, null, null, null, null, null);
    }

    private void list(Context ctx) {
        Json.answer(ctx, applications.all().stream().map(this::body).toList());
    }

    private void get(Context ctx) {
        Json.answer(ctx, body(applications.require(ctx.pathParam("application"))));
    }

    private ApplicationBody body(Deployment deployment) {
        ApplicationUnit unit = nodes.supervisor().unit(deployment.name());
        NodeFigures figures = NodeFigures.of(unit);
        boolean isStarting = unit != null && unit.state() == UnitState.STARTING;
        return new ApplicationBody(
                deployment.name(),
                deployment.version(),
                unit == null ? "STOPPED" : unit.state().name(),
                unit == null ? null : unit.reason(),
                unit == null || unit.lastFailure() == null ? null : Supervisor.message(unit.lastFailure()),
                isStarting ? unit.progress().replayed() : null,
                deployment.group(),
                deployment.restart(),
                BudgetBody.of(deployment.budget()),
                deployment.settings(),
                unit == null ? 0 : unit.restarts(),
                unit == null ? 0 : Math.round(unit.cores() * 1000) / 1000.0,
                figures == null ? null : figures.status(),
                figures == null ? null : figures.tables(),
                figures == null ? null : figures.outputs(),
                applications.next(deployment.name()));
    }

    private static Duration wait(Context ctx) {
        String seconds = ctx.queryParam("wait");
        if (seconds == null) {
            return DEFAULT_WAIT;
        }
        if (!seconds.matches("\\d{1,4}")) {
            throw SabotException.configuration("OPS-0737", "'wait' takes seconds, not '" + seconds + "'", null);
        }
        return Duration.ofSeconds(Long.parseLong(seconds));
    }

    private void deploy(Context ctx) throws InterruptedException {
        DeployBody body = sqlOf(ctx);
        Takeover takeover = takeover(body.takeover() != null ? body.takeover().name() : ctx.queryParam("takeover"));
        Deployment before = applications.all().stream()
                .filter(known -> known.name().equals(ctx.pathParam("application")))
                .findFirst()
                .orElse(null);
        Budget budgetBefore = before == null ? Budget.NONE : before.budget();
        DeployResult result = applications.deploy(
                new Deployment(
                        ctx.pathParam("application"),
                        0,
                        body.sql(),
                        body.settings() != null || before == null ? body.settings() : before.settings(),
                        body.group() != null || before == null ? body.group() : before.group(),
                        body.restart() != null || before == null ? body.restart() : before.restart(),
                        body.budget() == null ? budgetBefore : body.budget().over(budgetBefore),
                        body.paused() != null ? body.paused() : before != null && before.isPaused()),
                takeover);
        ctx.status(result.isNew() ? 201 : 200);
        Json.answer(ctx, deployed(result, wait(ctx)));
    }

    private DeployedBody deployed(DeployResult result, Duration wait) throws InterruptedException {
        long startNs = System.nanoTime();
        NextVersion next = result.isBeside() ? applications.awaitBuilt(result.name(), wait) : null;
        if (next != null && next.version() == result.version()) {
            return new DeployedBody(result, next.state().name(), next.reason());
        }
        Duration left = wait.minusNanos(System.nanoTime() - startNs);
        UnitState state = nodes.supervisor().awaitStarted(result.name(), left);
        ApplicationUnit unit = nodes.supervisor().unit(result.name());
        return new DeployedBody(result, state.name(), unit == null ? null : unit.reason());
    }

    private static Takeover takeover(String name) {
        if (name == null) {
            return Takeover.UPGRADE;
        }
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "upgrade" -> Takeover.UPGRADE;
            case "replace" -> Takeover.REPLACE;
            default ->
                throw SabotException.configuration(
                        "OPS-0730",
                        "a new version takes over by 'upgrade' or 'replace', not '" + name + "'",
                        "upgrade keeps the results so far, replace makes them anew");
        };
    }

    private void drop(Context ctx) {
        applications.drop(ctx.pathParam("application"));
        ctx.status(204);
    }

    private void sql(Context ctx) {
        ctx.contentType("application/sql")
                .result(applications.require(ctx.pathParam("application")).sql());
    }

    private void group(Context ctx) {
        GroupBody body = Json.body(ctx, GroupBody.class);
        GroupSpec standard = GroupSpec.named(ctx.pathParam("group"));
        try {
            applications.define(new GroupSpec(
                    standard.name(),
                    body.strategy() == null ? standard.strategy() : body.strategy(),
                    body.maxRestarts() == null ? standard.maxRestarts() : body.maxRestarts(),
                    body.withinSeconds() == null ? standard.within() : Duration.ofSeconds(body.withinSeconds())));
        } catch (IllegalArgumentException e) {
            throw SabotException.configuration("OPS-0731", "no group: " + e.getMessage(), null);
        }
        ctx.status(204);
    }
}
