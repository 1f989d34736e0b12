package io.sabot.ops.server.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.sse.SseClient;
import io.javalin.http.sse.SseHandler;
import io.sabot.core.error.SabotException;
import io.sabot.engine.OutputTail;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** Results, as pages and as they come. */
final class OutputsApi implements AutoCloseable {
    private static final String EVENTS = "text/event-stream";
    private static final int MAX_FOLLOWERS = 64;
    private static final int DEFAULT_LIMIT = 1000;
    private static final int MAX_LIMIT = 100_000;
    private static final long PAUSE_NS = 2_000_000L;
    private static final int MAX_WAIT_SECONDS = 2;
    private static final long KEEP_ALIVE_NS = 15_000_000_000L;

    private final Nodes nodes;
    private final Semaphore followers = new Semaphore(MAX_FOLLOWERS);
    private final AtomicBoolean isClosed = new AtomicBoolean();

    OutputsApi(Nodes nodes) {
        this.nodes = nodes;
    }

    void add(RoutesConfig routes) {
        routes.get("/v1/applications/{application}/outputs", this::list);
        routes.get("/v1/applications/{application}/outputs/{output}", this::get);
    }

    private void list(Context ctx) {
        Json.answer(ctx, nodes.running(ctx.pathParam("application")).outputs());
    }

    private void get(Context ctx) throws Exception {
        String accept = ctx.header("Accept");
        if (accept == null || !accept.contains(EVENTS)) {
            page(ctx);
            return;
        }
        // What can be wrong with the request is found before the answer begins.
        OutputTail tail = nodes.running(ctx.pathParam("application")).tail(ctx.pathParam("output"), after(ctx));
        if (!followers.tryAcquire()) {
            tail.close();
            ApiErrors.answer(ctx, 503, "OPS-0726", "there are " + MAX_FOLLOWERS + " followers already", null);
            return;
        }
        new SseHandler(0, client -> follow(client, tail)).handle(ctx);
    }

    private static long after(Context ctx) {
        String header = ctx.header("Last-Event-ID");
        return number("after", header != null ? header : ctx.queryParam("after"), 0, Long.MAX_VALUE);
    }

    private static long number(String name, String value, long otherwise, long max) {
        if (value == null) {
            return otherwise;
        }
        if (!value.matches("\\d{1,18}") || Long.parseLong(value) > max) {
            throw SabotException.configuration(
                    "OPS-0727", "'" + name + "' takes a number up to " + max + ", not '" + value + "'", null);
        }
        return Long.parseLong(value);
    }

    private void page(Context ctx) {
        int limit = (int) number("limit", ctx.queryParam("limit"), DEFAULT_LIMIT, MAX_LIMIT);
        StringBuilder text = new StringBuilder();
        int[] count = {0};
        try (OutputTail tail = nodes.running(ctx.pathParam("application")).tail(ctx.pathParam("output"), after(ctx))) {
            while (count[0] < limit && tail.next()) {
                tail.forEach((output, json) -> {
                    if (count[0]++ < limit) {
                        text.append("{\"output\":")
                                .append(output)
                                .append(",\"row\":")
                                .append(json)
                                .append("}\n");
                    }
                });
            }
        }
        ctx.contentType("application/x-ndjson").result(text.toString());
    }

    /** On the request's thread, until one side has had enough. */
    private void follow(SseClient client, OutputTail tail) {
        try (tail) {
            long saidNs = System.nanoTime();
            while (!client.terminated() && !isClosed.get() && !tail.isClosed() && !Thread.interrupted()) {
                if (tail.next()) {
                    tail.forEach((output, json) -> send(client, output, json));
                    saidNs = System.nanoTime();
                } else if (tail.isEnded()) {
                    client.sendEvent("end", "{}");
                    return;
                } else {
                    if (System.nanoTime() - saidNs > KEEP_ALIVE_NS) {
                        client.sendComment("still here");
                        saidNs = System.nanoTime();
                    }
                    LockSupport.parkNanos(PAUSE_NS);
                }
            }
        } finally {
            followers.release();
        }
    }

    /** Of a batch, what is left when the follower has gone is for nobody. */
    private static void send(SseClient client, long output, String json) {
        if (!client.terminated()) {
            client.sendEvent("row", json, String.valueOf(output));
        }
    }

    /** Followers are let go, and can go on elsewhere behind the last number they have seen. Waits for them a little. */
    @Override
    public void close() {
        if (isClosed.getAndSet(true)) {
            return;
        }
        try {
            if (followers.tryAcquire(MAX_FOLLOWERS, MAX_WAIT_SECONDS, TimeUnit.SECONDS)) {
                followers.release(MAX_FOLLOWERS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
