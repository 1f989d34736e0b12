package io.sabot.ops.demo;

import io.sabot.client.ProducerConfig;
import io.sabot.client.SabotProducer;
import io.sabot.core.error.ExitCode;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import io.sabot.ops.server.SabotServer;
import io.sabot.ops.server.ServerConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A cluster of three processes gets a market, its leader is killed, and what a follower of the alerts has seen is compared
 * with a server that was alone.
 */
final class ClusterDemo {
    private static final int NODES = 3;
    private static final String APPLICATION = "market";
    private static final long TURN_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int MAX_BATCH_CHARACTERS = 60_000;
    private static final double KILL_AT = 0.4;
    private static final double RESTART_AT = 0.6;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final List<String> FLAGS = List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private record Batch(boolean isTrades, byte[] rows) {}

    private final MarketSpec spec;
    private final int seconds;
    private final long rate;
    private final Path asked;
    private final Screen screen;
    private final Style style;
    private final BooleanSupplier isStopped;
    private final List<Batch> sent = new ArrayList<>();
    private final JsonTape tape = new JsonTape();
    private final AckGap gap = new AckGap();
    private int killed = -1;

    /** The longest time between two acknowledgements since the leader's death. Any thread. */
    private static final class AckGap {
        private long lastNs;
        private long longestNs;
        private boolean isCounting;

        synchronized void acknowledged() {
            long nowNs = System.nanoTime();
            if (isCounting) {
                longestNs = Math.max(longestNs, nowNs - lastNs);
            }
            lastNs = nowNs;
        }

        synchronized void begin() {
            isCounting = true;
        }

        synchronized void end() {
            isCounting = false;
        }

        synchronized long longestNs() {
            return longestNs;
        }
    }

    /**
     * @param rate events a second
     * @param asked directory to keep everything in; null for one that goes away
     */
    ClusterDemo(MarketSpec spec, int seconds, long rate, Path asked, Screen screen, BooleanSupplier isStopped) {
        this.spec = spec;
        this.seconds = seconds;
        this.rate = rate;
        this.asked = asked;
        this.screen = screen;
        this.style = screen.style();
        this.isStopped = isStopped;
    }

    /** @return whether nothing was lost or doubled, or nobody wanted to know in the end */
    boolean run() throws IOException, InterruptedException {
        try (DemoDirectory directory = DemoDirectory.open(asked);
                LocalCluster cluster = new LocalCluster(directory.path(), NODES, FLAGS)) {
            screen.line(style.bold("Three servers, one order") + ": the leader is killed with SIGKILL on the way.");
            screen.line("");
            if (!start(cluster)) {
                say("stopped", "before it had begun");
                return true;
            }
            Map<Rule, String> followed = play(cluster);
            if (isStopped.getAsBoolean()) {
                say("stopped", "nothing was compared");
                return true;
            }
            return compare(cluster, followed, alone(directory.path().resolve("alone")));
        }
    }

    private void say(String what, String text) {
        screen.line(style.bold(String.format("%-9s", what)) + "  " + text);
    }

    private boolean start(LocalCluster cluster) throws IOException, InterruptedException {
        long beganNs = System.nanoTime();
        cluster.startAll();
        screen.status(List.of(" three processes start and elect a leader …"));
        boolean isReady = cluster.awaitReady(PATIENCE, isStopped);
        screen.clearStatus();
        if (!isReady) {
            return false;
        }
        say(
                "cluster",
                String.format(
                        Locale.ROOT,
                        "nodes at %s: ready after %.1f s, node %d leads",
                        cluster.uris(0),
                        (System.nanoTime() - beganNs) / 1e9,
                        cluster.leader()));
        HttpResponse<String> deployed =
                cluster.exchange(0, "/v1/applications/" + APPLICATION, "PUT", DemoSql.embedded());
        if (deployed.statusCode() != 201) {
            throw failed("the rules were not deployed: " + deployed.body());
        }
        say("deployed", "the rules of 'sabot demo --sql', over node 0");
        return true;
    }

    private static SabotException failed(String message) {
        return new SabotException(ExitCode.FAILED, List.of(Problem.of("OPS-0207", message, null)));
    }

    // ---- the market ----

    private Map<Rule, String> play(LocalCluster cluster) throws IOException, InterruptedException {
        try (AlertFollower follower = new AlertFollower(cluster, APPLICATION, screen::line, style);
                SabotProducer trades = open(cluster.uris(0), "trades");
                SabotProducer orders = open(cluster.uris(1), "orders")) {
            follower.start();
            Market market = new Market(spec);
            long beganNs = System.nanoTime();
            long endNs = beganNs + TimeUnit.SECONDS.toNanos(seconds);
            for (long now = beganNs;
                    now < endNs && !market.isClosed() && !isStopped.getAsBoolean();
                    now = System.nanoTime()) {
                disturb(cluster, (now - beganNs) / (double) (endNs - beganNs));
                long due = (now - beganNs) * rate / TimeUnit.SECONDS.toNanos(1);
                while (tape.rows() < due && tape.longest() < MAX_BATCH_CHARACTERS && !market.isClosed()) {
                    market.step(tape);
                }
                send(trades, orders);
                screen.status(List.of(String.format(
                        Locale.ROOT,
                        " %s  %,d events sent, %,d batches acknowledged, %,d alerts",
                        Alert.clock(market.nextNs()),
                        tape.rows(),
                        trades.acknowledged() + orders.acknowledged(),
                        follower.count())));
                TimeUnit.NANOSECONDS.sleep(TURN_NS);
            }
            screen.clearStatus();
            if (isStopped.getAsBoolean()) {
                return Map.of();
            }
            long last = trades.lastBatch() + orders.lastBatch();
            require(trades.awaitAcknowledged(trades.lastBatch(), PATIENCE), "trades");
            require(orders.awaitAcknowledged(orders.lastBatch(), PATIENCE), "orders");
            gap.end();
            say("sent", String.format(Locale.ROOT, "%,d events in %,d batches, all acknowledged", tape.rows(), last));
            awaitFollower(cluster, follower);
            Map<Rule, String> followed = new EnumMap<>(Rule.class);
            for (Rule rule : Rule.values()) {
                followed.put(rule, follower.text(rule));
            }
            return followed;
        }
    }

    private SabotProducer open(List<URI> nodes, String table) throws InterruptedException {
        return SabotProducer.open(
                ProducerConfig.of(nodes, APPLICATION, table, "demo"), (batch, latencyNs) -> gap.acknowledged());
    }

    private static void require(boolean isDone, String table) {
        if (!isDone) {
            throw failed("not all batches of " + table + " were acknowledged within " + PATIENCE.toSeconds() + " s");
        }
    }

    private void send(SabotProducer trades, SabotProducer orders) throws InterruptedException {
        send(trades, true, tape.takeTrades());
        send(orders, false, tape.takeOrders());
    }

    private void send(SabotProducer producer, boolean isTrades, byte[] rows) throws InterruptedException {
        if (rows.length > 0) {
            producer.send(rows);
            sent.add(new Batch(isTrades, rows));
        }
    }

    private void disturb(LocalCluster cluster, double share) throws IOException, InterruptedException {
        if (killed < 0 && share >= KILL_AT) {
            int leader = cluster.leader();
            if (leader < 0) {
                return;
            }
            killed = leader;
            gap.begin();
            cluster.kill(leader);
            say("kill -9", "node " + leader + ", which led");
        } else if (killed >= 0 && !cluster.isAlive(killed) && share >= RESTART_AT) {
            cluster.start(killed);
            say("started", "node " + killed + " again");
        }
    }

    /** Until there is nothing new for a second on nodes that are all ready. */
    private void awaitFollower(LocalCluster cluster, AlertFollower follower) throws IOException, InterruptedException {
        if (killed >= 0 && !cluster.isAlive(killed)) {
            cluster.start(killed);
        }
        if (!cluster.awaitReady(PATIENCE, isStopped)) {
            throw failed("not all nodes are ready again");
        }
        int before = -1;
        while (follower.count() != before) {
            before = follower.count();
            TimeUnit.SECONDS.sleep(1);
        }
    }

    // ---- the verdict ----

    /** The same batches into one server in this process. */
    private Map<Rule, String> alone(Path directory) throws IOException, InterruptedException {
        screen.status(List.of(" the same batches for a server that is alone …"));
        ServerConfig config = ServerConfig.in(directory)
                .withPort(0)
                .withSettings(Map.of("log.reserve-bytes", String.valueOf(LiveDemo.RESERVE_BYTES)));
        Map<Rule, String> outputs = new EnumMap<>(Rule.class);
        try (SabotServer server = SabotServer.start(config, unit -> {}, event -> {})) {
            URI uri = URI.create("http://127.0.0.1:" + server.port());
            HttpClient client = HttpClient.newHttpClient();
            client.send(
                    HttpRequest.newBuilder(uri.resolve("/v1/applications/" + APPLICATION))
                            .PUT(HttpRequest.BodyPublishers.ofString(DemoSql.embedded()))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
            try (SabotProducer trades = open(List.of(uri), "trades");
                    SabotProducer orders = open(List.of(uri), "orders")) {
                for (Batch batch : sent) {
                    (batch.isTrades() ? trades : orders).send(batch.rows());
                }
                require(trades.awaitAcknowledged(trades.lastBatch(), PATIENCE), "trades");
                require(orders.awaitAcknowledged(orders.lastBatch(), PATIENCE), "orders");
            }
            Map<Rule, String> before;
            do {
                before = new EnumMap<>(outputs);
                TimeUnit.MILLISECONDS.sleep(500);
                for (Rule rule : Rule.values()) {
                    outputs.put(
                            rule,
                            client.send(
                                            HttpRequest.newBuilder(uri.resolve(path(rule)))
                                                    .build(),
                                            HttpResponse.BodyHandlers.ofString())
                                    .body());
                }
            } while (!outputs.equals(before));
        }
        screen.clearStatus();
        return outputs;
    }

    private static String path(Rule rule) {
        return "/v1/applications/" + APPLICATION + "/outputs/" + rule.table() + "?limit=100000";
    }

    private boolean compare(LocalCluster cluster, Map<Rule, String> followed, Map<Rule, String> alone)
            throws InterruptedException {
        screen.line("");
        boolean isAllSame = true;
        for (Rule rule : Rule.values()) {
            String expected = alone.get(rule);
            List<String> wrong = new ArrayList<>();
            if (!expected.equals(followed.get(rule))) {
                wrong.add("what was followed");
            }
            for (int node = 0; node < cluster.size(); node++) {
                if (!awaitSame(cluster, node, rule, expected)) {
                    wrong.add("node " + node);
                }
            }
            isAllSame &= wrong.isEmpty();
            say(
                    rule.ordinal() == 0 ? "compared" : "",
                    String.format(
                            Locale.ROOT,
                            "%-10s %,6d alerts  %s",
                            rule.table(),
                            expected.lines().count(),
                            wrong.isEmpty()
                                    ? style.in("32", "same on all nodes, and as followed")
                                    : style.in("1;31", "DIFFERENT: " + String.join(", ", wrong))));
        }
        screen.line("");
        if (killed >= 0) {
            say(
                    "fail-over",
                    String.format(
                            Locale.ROOT,
                            "%.1f s from the last batch acknowledged by the old leader to the first by the new one",
                            gap.longestNs() / 1e9));
        }
        say(
                isAllSame ? "identical" : "WRONG",
                isAllSame
                        ? "byte for byte what one server alone has found: no alert lost, none doubled"
                        : "the alerts differ: this must not happen, please report it");
        return isAllSame;
    }

    private static boolean awaitSame(LocalCluster cluster, int node, Rule rule, String expected)
            throws InterruptedException {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (System.nanoTime() - deadlineNs < 0) {
            HttpResponse<String> answer = cluster.get(node, path(rule));
            if (answer != null && answer.body().equals(expected)) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        return false;
    }
}
