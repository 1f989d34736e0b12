package io.sabot.ops.server.http;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.UnauthorizedResponse;
import io.sabot.core.error.ExitCode;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import io.sabot.ops.server.ServerConfig;
import io.sabot.ops.server.cluster.ClusterNode;
import io.sabot.ops.server.deploy.Applications;
import io.sabot.ops.server.supervise.Supervisor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.function.BiConsumer;

/** The server's one port: health, metrics, and what clients may ask and tell. {@code openapi.yaml} describes all of it. */
public final class HttpServer implements AutoCloseable {
    private static final int MAX_BODY_BYTES = 16 << 20;

    private final ServerConfig config;
    private final Supervisor supervisor; // not owned
    private final ClusterNode cluster; // not owned; null for a server alone
    private final HealthApi health;
    private final OutputsApi outputs;
    private final Javalin javalin;

    /** @param cluster null for a server alone */
    public HttpServer(ServerConfig config, Applications applications, Supervisor supervisor, ClusterNode cluster) {
        Nodes nodes = new Nodes(applications, supervisor, cluster);
        this.config = config;
        this.supervisor = supervisor;
        this.cluster = cluster;
        this.health = new HealthApi(supervisor, cluster);
        this.outputs = new OutputsApi(nodes);
        this.javalin = Javalin.create(javalinConfig -> configure(javalinConfig, nodes));
    }

    private void configure(JavalinConfig javalinConfig, Nodes nodes) {
        javalinConfig.startup.showJavalinBanner = false;
        javalinConfig.startup.showOldJavalinVersionWarning = false;
        javalinConfig.startup.startupWatcherEnabled = false;
        javalinConfig.http.maxRequestSize = MAX_BODY_BYTES;
        RoutesConfig routes = javalinConfig.routes;
        routes.before("/v1/*", this::requireToken);
        health.add(routes);
        routes.get("/metrics", ctx -> ctx.contentType(Metrics.CONTENT_TYPE).result(Metrics.text(supervisor, cluster)));
        routes.get("/openapi.yaml", ctx -> ctx.contentType("application/yaml").result(openApi()));
        new ApplicationsApi(nodes).add(routes);
        new RowsApi(nodes).add(routes);
        outputs.add(routes);
        new ViewsApi(nodes).add(routes);
        new ClusterApi(cluster).add(routes);
        on(routes, SabotException.class, ApiErrors::answer);
        on(
                routes,
                IllegalStateException.class,
                (ctx, e) -> ApiErrors.answer(ctx, 503, "OPS-0721", "it does not run: " + e.getMessage(), null));
        on(
                routes,
                HttpResponseException.class,
                (ctx, e) -> ApiErrors.answer(ctx, e.getStatus(), "OPS-0734", e.getMessage(), null));
        on(routes, Exception.class, (ctx, e) -> ApiErrors.answer(ctx, 500, "OPS-0100", "unexpected: " + e, null));
    }

    /**
     * Answers an exception, unless nobody is there any more. A follower's request may be over before whoever serves it has
     * noticed; whatever is done with it then throws, and Javalin gives what a handler of exceptions throws to the handlers of
     * exceptions, for ever.
     */
    private static <E extends Exception> void on(RoutesConfig routes, Class<E> type, BiConsumer<Context, E> answer) {
        routes.exception(type, (e, ctx) -> {
            if (!isOver(ctx)) {
                answer.accept(ctx, e);
            }
        });
    }

    private static boolean isOver(Context ctx) {
        try {
            return ctx.res().isCommitted();
        } catch (IllegalStateException | NullPointerException e) { // what Jetty answers for a request that is over
            return true;
        }
    }

    /** The description of the interface. */
    public static String openApi() {
        try (InputStream in = HttpServer.class.getResourceAsStream("openapi.yaml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Methods and paths, without what is done before all of them. */
    List<String> routes() {
        return javalin.unsafe.internalRouter.allHttpHandlers().stream()
                .map(parsed -> parsed.endpoint)
                .filter(endpoint -> endpoint.method.isHttpMethod())
                .map(endpoint -> endpoint.method + " " + endpoint.path)
                .toList();
    }

    private void requireToken(Context ctx) {
        String token = config.token();
        if (token == null) {
            return;
        }
        String shown = ctx.header("Authorization");
        byte[] expected = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
        if (shown == null || !MessageDigest.isEqual(expected, shown.getBytes(StandardCharsets.UTF_8))) {
            throw new UnauthorizedResponse("the header 'Authorization: Bearer …' with the server's token is needed");
        }
    }

    /** @throws SabotException OPS-0735 if the port is taken */
    public void start() {
        try {
            javalin.start(config.bind(), config.port());
        } catch (RuntimeException e) {
            throw new SabotException(
                    ExitCode.UNAVAILABLE,
                    List.of(Problem.of(
                            "OPS-0735",
                            "cannot listen on " + config.bind() + ":" + config.port() + ": " + cause(e),
                            "choose another server.port")),
                    e);
        }
    }

    private static String cause(Throwable e) {
        Throwable first = e;
        while (first.getCause() != null) {
            first = first.getCause();
        }
        return first.getMessage();
    }

    public int port() {
        return javalin.port();
    }

    /** Whoever asks is told that all is there. */
    public void started() {
        health.started();
    }

    /** Whoever asks is told that nothing new is taken; followers are let go. */
    public void stopping() {
        health.stopping();
        outputs.close();
    }

    @Override
    public void close() {
        stopping();
        javalin.stop();
    }
}
