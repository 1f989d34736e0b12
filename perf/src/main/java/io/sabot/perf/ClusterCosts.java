package io.sabot.perf;

import io.sabot.client.ProducerConfig;
import io.sabot.client.SabotProducer;
import io.sabot.ops.demo.LocalCluster;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/**
 * What producers of servers on this machine wait for, over HTTP and the Java client: batches one after the other, and as many
 * under way as the client's window takes; one node and three. Then how long three nodes acknowledge nothing after their
 * leader was killed, and how long a node that was away takes to have what it missed. Arguments: seconds for each figure,
 * directory; both may be left out.
 */
final class ClusterCosts {
    private static final String APPLICATION = "costs";
    private static final String TABLE = "ticks";
    private static final String RULES =
            """
            CREATE TABLE ticks (symbol VARCHAR, ts TIMESTAMP(3), price DOUBLE, WATERMARK FOR ts AS ts - INTERVAL '1' SECOND);
            CREATE TABLE high (symbol VARCHAR, ts TIMESTAMP(3), price DOUBLE);
            INSERT INTO high SELECT symbol, ts, price FROM ticks WHERE price > 1000;
            """;
    private static final int WINDOW = 256;
    private static final int[] ROWS = {1, 64, 1024};
    private static final List<String> FLAGS = List.of("-Xmx512m", "-XX:+UseSerialGC");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final long NOTICED_MS = 20;
    private static final double BYTES_IN_MB = 1e6;

    private final Duration duration;
    private final Path parent;
    private final PrintStream out;

    private ClusterCosts(Duration duration, Path parent, PrintStream out) {
        this.duration = duration;
        this.parent = parent;
        this.out = out;
    }

    static void run(List<String> arguments, PrintStream out) throws IOException, InterruptedException {
        long seconds = arguments.size() > 0 ? Long.parseLong(arguments.get(0)) : 10;
        Path parent = Path.of(arguments.size() > 1 ? arguments.get(1) : System.getProperty("java.io.tmpdir"));
        ClusterCosts costs = new ClusterCosts(Duration.ofSeconds(seconds), parent, out);
        out.println(Machine.line(parent) + "; " + Machine.load());
        costs.acknowledgements(1);
        costs.acknowledgements(3);
        costs.disturbances();
        out.println(Machine.load());
    }

    /** Everything that is known about batches that were acknowledged; the producer's thread counts. */
    private static final class Acknowledged {
        private final Histogram latencyNs = new Histogram(TimeUnit.MINUTES.toNanos(5), 3);
        private long lastNs = System.nanoTime();
        private long longestGapNs;

        synchronized void add(long acknowledgedLatencyNs) {
            long nowNs = System.nanoTime();
            latencyNs.recordValue(acknowledgedLatencyNs);
            longestGapNs = Math.max(longestGapNs, nowNs - lastNs);
            lastNs = nowNs;
        }

        synchronized void forget() {
            latencyNs.reset();
            longestGapNs = 0;
            lastNs = System.nanoTime();
        }

        synchronized long count() {
            return latencyNs.getTotalCount();
        }

        synchronized double ms(double percentile) {
            return latencyNs.getValueAtPercentile(percentile) / 1e6;
        }

        synchronized double longestGapSeconds() {
            return Math.max(longestGapNs, System.nanoTime() - lastNs) / 1e9;
        }
    }

    private void acknowledgements(int nodes) throws IOException, InterruptedException {
        out.printf(
                Locale.ROOT,
                "%n%-8s %6s %7s %12s %12s %10s %10s%n",
                "nodes",
                "rows",
                "window",
                "batches/s",
                "rows/s",
                "p50 ms",
                "p99 ms");
        try (Scratch scratch = Scratch.below(parent);
                LocalCluster cluster = started(scratch.path(), nodes)) {
            feed(cluster, ROWS[1], WINDOW, WARM_UP, new Acknowledged());
            for (int rows : ROWS) {
                for (int window : new int[] {1, WINDOW}) {
                    Acknowledged acknowledged = new Acknowledged();
                    double seconds = feed(cluster, rows, window, duration, acknowledged) / 1e9;
                    out.printf(
                            Locale.ROOT,
                            "%-8d %,6d %,7d %,12.0f %,12.0f %10.2f %10.2f%n",
                            nodes,
                            rows,
                            window,
                            acknowledged.count() / seconds,
                            rows * acknowledged.count() / seconds,
                            acknowledged.ms(50),
                            acknowledged.ms(99));
                }
            }
        }
    }

    private static LocalCluster started(Path directory, int nodes) throws IOException, InterruptedException {
        LocalCluster cluster = new LocalCluster(directory, nodes, FLAGS);
        cluster.startAll();
        if (!cluster.awaitReady(PATIENCE, () -> false)) {
            throw new IllegalStateException("the servers were not ready in time");
        }
        HttpResponse<String> deployed = cluster.exchange(0, "/v1/applications/" + APPLICATION, "PUT", RULES);
        if (deployed.statusCode() != 201) {
            throw new IllegalStateException("not deployed: " + deployed.body());
        }
        return cluster;
    }

    /** Sends to the leader first. @return how long it took, with the last acknowledgement, in nanoseconds */
    private static long feed(LocalCluster cluster, int rows, int window, Duration duration, Acknowledged acknowledged)
            throws InterruptedException {
        try (SabotProducer producer = producer(cluster, window, acknowledged)) {
            byte[] batch = batch(rows);
            acknowledged.forget();
            long beganNs = System.nanoTime();
            long last = producer.lastBatch();
            while (System.nanoTime() - beganNs < duration.toNanos()) {
                last = producer.send(batch);
            }
            if (!producer.awaitAcknowledged(last, PATIENCE)) {
                throw new IllegalStateException("batch " + last + " was not acknowledged");
            }
            return System.nanoTime() - beganNs;
        }
    }

    private static SabotProducer producer(LocalCluster cluster, int window, Acknowledged acknowledged)
            throws InterruptedException {
        return SabotProducer.open(
                ProducerConfig.of(
                                cluster.uris(Math.max(0, cluster.leader())),
                                APPLICATION,
                                TABLE,
                                "costs-" + System.nanoTime())
                        .withWindowBatches(window),
                (batch, latencyNs) -> acknowledged.add(latencyNs));
    }

    private static byte[] batch(int rows) {
        return "{\"symbol\":\"AAPL\",\"ts\":\"2026-01-05 09:30:00.000\",\"price\":187.25}\n"
                .repeat(rows)
                .getBytes(StandardCharsets.UTF_8);
    }

    private void disturbances() throws IOException, InterruptedException {
        try (Scratch scratch = Scratch.below(parent);
                LocalCluster cluster = started(scratch.path(), 3)) {
            feed(cluster, ROWS[1], WINDOW, WARM_UP, new Acknowledged());
            failOver(cluster);
            catchUp(cluster);
        }
    }

    private void failOver(LocalCluster cluster) throws IOException, InterruptedException {
        Acknowledged acknowledged = new Acknowledged();
        int leader = cluster.leader();
        try (SabotProducer producer = producer(cluster, 1, acknowledged)) {
            byte[] batch = batch(ROWS[1]);
            for (int i = 0; i < 10; i++) {
                producer.awaitAcknowledged(producer.send(batch), PATIENCE);
            }
            acknowledged.forget();
            cluster.kill(leader);
            producer.awaitAcknowledged(producer.send(batch), PATIENCE);
            out.printf(
                    Locale.ROOT,
                    "%nleader killed with -9: acknowledged again after %.2f s%n",
                    acknowledged.longestGapSeconds());
        }
        cluster.start(leader);
        if (!cluster.awaitReady(PATIENCE, () -> false)) {
            throw new IllegalStateException("the node that was killed is not ready again");
        }
    }

    private void catchUp(LocalCluster cluster) throws IOException, InterruptedException {
        int away = (cluster.leader() + 1) % cluster.size();
        double rowsBefore = figure(cluster, away, "sabot_rows_total");
        double before = figure(cluster, away, "sabot_cluster_position");
        cluster.kill(away);
        feed(cluster, ROWS[2], WINDOW, duration.multipliedBy(3), new Acknowledged());
        double target = figure(cluster, cluster.leader(), "sabot_cluster_stable_position");
        double rows = figure(cluster, cluster.leader(), "sabot_rows_total");
        long beganNs = System.nanoTime();
        cluster.start(away);
        long firstNs = awaitFigure(cluster, away, "sabot_cluster_position", before + 1) - beganNs;
        long logNs = awaitFigure(cluster, away, "sabot_cluster_position", target) - beganNs;
        long rowsNs = awaitFigure(cluster, away, "sabot_rows_total", rows) - beganNs;
        out.printf(
                Locale.ROOT,
                "a node that missed %,.0f rows (%.1f MB of the order): started after %.2f s; order caught up after %.2f s"
                        + " (%.1f MB/s since it had started), rows after %.2f s (%,.0f rows/s)%n",
                rows - rowsBefore,
                (target - before) / BYTES_IN_MB,
                firstNs / 1e9,
                logNs / 1e9,
                (target - before) / BYTES_IN_MB / Math.max((logNs - firstNs) / 1e9, NOTICED_MS / 1e3),
                rowsNs / 1e9,
                (rows - rowsBefore) / ((rowsNs - firstNs) / 1e9));
    }

    /** @return when it was so, of {@link System#nanoTime} */
    private static long awaitFigure(LocalCluster cluster, int node, String name, double least)
            throws InterruptedException {
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        while (figure(cluster, node, name) < least) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw new IllegalStateException(name + " of node " + node + " stays below " + least);
            }
            Thread.sleep(NOTICED_MS);
        }
        return System.nanoTime();
    }

    /** The largest value of the name, 0 if the node has none yet. */
    private static double figure(LocalCluster cluster, int node, String name) throws InterruptedException {
        HttpResponse<String> metrics = cluster.get(node, "/metrics");
        Matcher line = Pattern.compile("^" + name + "(?:\\{[^}]*})? (\\S+)$", Pattern.MULTILINE)
                .matcher(metrics == null ? "" : metrics.body());
        double largest = 0;
        while (line.find()) {
            largest = Math.max(largest, Double.parseDouble(line.group(1)));
        }
        return largest;
    }
}
