package io.sabot.ops.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.client.ProducerConfig;
import io.sabot.client.SabotProducer;
import io.sabot.ops.demo.LocalCluster;
import io.sabot.ops.demo.NodeHost;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Three servers in processes of their own that somebody disturbs while {@link Trades} are sent to them, and that must end with
 * what a server has that nobody disturbed. One thread.
 */
final class ClusterTrial implements AutoCloseable {
    static final String PRODUCER = "feed";
    static final List<String> FLAGS = List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    static final int SIZE = 3;

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration ANSWER = Duration.ofSeconds(3);
    private static final Pattern LEADER = Pattern.compile("\"leaderId\"\\s*:\\s*(-?\\d+)");

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(ANSWER)
            .build();
    private final LocalCluster cluster;
    private final Undisturbed expected;
    private final KeptTable table; // or null

    /** May ask a node, and be interrupted. */
    interface Condition {
        boolean isTrue() throws InterruptedException;
    }

    private ClusterTrial(LocalCluster cluster, Undisturbed expected, KeptTable table) {
        this.cluster = cluster;
        this.expected = expected;
        this.table = table;
    }

    /**
     * On addresses of this machine; started, and with the rules deployed.
     *
     * @param table or null for no database
     * @param flags for Java, besides the usual ones
     */
    static ClusterTrial start(Path directory, Undisturbed expected, KeptTable table, String... flags) throws Exception {
        List<String> all = new ArrayList<>(FLAGS);
        Collections.addAll(all, flags);
        return start(new LocalCluster(directory, SIZE, all), expected, table);
    }

    /** On addresses of networks of their own. */
    static ClusterTrial start(Path directory, List<NodeHost> hosts, Undisturbed expected, KeptTable table)
            throws Exception {
        return start(new LocalCluster(directory, hosts, FLAGS, "a-secret-of-this-test"), expected, table);
    }

    private static ClusterTrial start(LocalCluster cluster, Undisturbed expected, KeptTable table) throws Exception {
        ClusterTrial trial = new ClusterTrial(cluster, expected, table);
        boolean isDone = false;
        try {
            cluster.startAll();
            trial.awaitReady();
            trial.deploy(Trades.rules(table == null ? "" : table.options()));
            isDone = true;
            return trial;
        } finally {
            if (!isDone) {
                trial.close();
            }
        }
    }

    private void deploy(String rules) throws IOException, InterruptedException {
        HttpResponse<String> answer = cluster.exchange(1, "/v1/applications/" + Trades.APPLICATION, "PUT", rules);
        assertThat(answer.statusCode()).as(answer.body() + said()).isEqualTo(201);
    }

    LocalCluster cluster() {
        return cluster;
    }

    /** How many batches there are. */
    int batches() {
        return expected.batches().size();
    }

    void awaitReady() throws IOException, InterruptedException {
        assertThat(cluster.awaitReady(PATIENCE, () -> false)).as(this::said).isTrue();
    }

    /** Whom somebody else than these nodes calls the leader, who is not one of these. */
    int awaitLeader(Integer... except) throws InterruptedException {
        Set<Integer> ignored = Set.of(except);
        int[] leader = {-1};
        await("a leader that is none of " + ignored, () -> {
            for (int node = 0; node < SIZE; node++) {
                if (!ignored.contains(node) && cluster.isAlive(node)) {
                    leader[0] = leaderAccordingTo(node);
                    if (leader[0] >= 0 && !ignored.contains(leader[0])) {
                        return true;
                    }
                }
            }
            return false;
        });
        return leader[0];
    }

    /** -1 if it knows none, or does not answer. */
    int leaderAccordingTo(int node) throws InterruptedException {
        HttpRequest request = request(node, "/v1/cluster").timeout(ANSWER).build();
        try {
            Matcher matcher = LEADER.matcher(
                    client.send(request, HttpResponse.BodyHandlers.ofString()).body());
            return matcher.find() ? Integer.parseInt(matcher.group(1)) : -1;
        } catch (IOException e) {
            return -1; // it does not run, or stands still
        }
    }

    private HttpRequest.Builder request(int node, String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(cluster.uri(node).resolve(path));
        return cluster.token() == null ? request : request.header("Authorization", "Bearer " + cluster.token());
    }

    /** One that asks this node first. */
    SabotProducer open(int node) throws InterruptedException {
        return SabotProducer.open(producer(cluster.uris(node)).withTimeouts(Duration.ofSeconds(5), PATIENCE));
    }

    private ProducerConfig producer(List<URI> nodes) {
        return ProducerConfig.of(nodes, Trades.APPLICATION, Trades.TABLE, PRODUCER)
                .withToken(cluster.token());
    }

    /** Gives batches up to this one to the producer, which does not wait for anything while its window is not full. */
    void send(SabotProducer producer, int to) throws InterruptedException {
        for (int next = (int) producer.lastBatch(); next < to; next++) {
            producer.send(expected.batches().get(next));
        }
    }

    /** Sends batches up to this one, a share over each of the nodes, and waits until all are acknowledged. */
    void feed(int from, int to, int... nodes) throws Exception {
        for (int i = 0; i < nodes.length; i++) {
            int end = from + (to - from) * (i + 1) / nodes.length;
            try (SabotProducer producer = open(nodes[i])) {
                send(producer, end);
                awaitAcknowledged(producer, end);
            }
            if (end > 0) {
                resend(nodes[(i + 1) % nodes.length], end);
            }
        }
    }

    /** As after a lost acknowledgement. */
    private void resend(int node, int batch) throws Exception {
        if (!cluster.isAlive(node) || leaderAccordingTo(node) < 0) {
            return; // it is starting
        }
        HttpResponse<String> answer = client.send(
                request(node, "/v1/applications/" + Trades.APPLICATION + "/tables/" + Trades.TABLE + "/rows")
                        .header("Sabot-Producer", PRODUCER)
                        .header("Sabot-Batch", String.valueOf(batch))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(
                                expected.batches().get(batch - 1)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 503 && answer.statusCode() != 404) {
            assertThat(answer.body()).contains("\"ACK\"");
        }
    }

    void awaitAcknowledged(SabotProducer producer, long batch) throws InterruptedException {
        assertThat(producer.awaitAcknowledged(batch, PATIENCE))
                .as(() -> "batch " + batch + ", acknowledged up to " + producer.acknowledged() + said())
                .isTrue();
    }

    /** Until the next batch is acknowledged, of which there is one: how long that took. */
    long awaitNextMs(SabotProducer producer) throws InterruptedException {
        long startNs = System.nanoTime();
        awaitAcknowledged(producer, producer.acknowledged() + 1);
        return (System.nanoTime() - startNs) / 1_000_000;
    }

    void signal(int node, String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-s", name, String.valueOf(cluster.pid(node)))
                .start()
                .waitFor();
    }

    /** Of the leader that wrote to the database last. */
    long databaseTerm() {
        return ask(table::term);
    }

    int kept() {
        return ask(table::count);
    }

    private static <T> T ask(Callable<T> question) {
        try {
            return question.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@code sabot cluster clone}, in a process of its own. */
    void cloneFrom(int peer, int node) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (flag.startsWith("--")) {
                command.add(flag); // what the libraries need to be allowed
            }
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.sabot.ops.Main", "cluster", "clone"));
        command.addAll(List.of("--config", cluster.configuration(node).toString()));
        command.addAll(List.of("--from", cluster.uri(peer).toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(() -> told + said()).isZero();
    }

    /** Until the database has so many rows. */
    void awaitKept(int rows) throws InterruptedException {
        await("row " + rows + " in the database", () -> kept() >= rows);
    }

    void await(String what, Condition condition) throws InterruptedException {
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.isTrue()) {
            assertThat(System.nanoTime() - deadlineNs)
                    .as(() -> "waits for " + what + said())
                    .isNegative();
            Thread.sleep(20);
        }
    }

    /** All nodes, and the database. */
    void assertAllAsUndisturbed() throws Exception {
        for (int node = 0; node < SIZE; node++) {
            int asked = node;
            Results[] last = new Results[1];
            long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
            do {
                last[0] = results(asked);
            } while (!last[0].equals(expected.results()) && pause() && System.nanoTime() - deadlineNs < 0);
            assertThat(last[0].outputs())
                    .as(() -> "results of node " + asked + said())
                    .isEqualTo(expected.results().outputs());
            assertThat(last[0].file())
                    .as(() -> "file of node " + asked + said())
                    .isEqualTo(expected.results().file());
        }
        if (table != null) {
            awaitKept(expected.kept().size());
            assertThat(table.rows()).isEqualTo(expected.kept());
        }
    }

    private static boolean pause() throws InterruptedException {
        Thread.sleep(200);
        return true;
    }

    private Results results(int node) throws IOException, InterruptedException {
        return Results.of(
                cluster.uri(node),
                cluster.token(),
                cluster.directory(node).resolve("data").resolve("files"));
    }

    String said() {
        StringBuilder text = new StringBuilder();
        for (int node = 0; node < SIZE; node++) {
            try {
                text.append("\nnode ").append(node).append(":\n").append(cluster.said(node));
            } catch (IOException e) {
                text.append(e);
            }
        }
        return text.toString();
    }

    @Override
    public void close() {
        cluster.close();
    }
}
