package io.sabot.ops.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.client.ProducerConfig;
import io.sabot.client.SabotProducer;
import io.sabot.ops.demo.LocalCluster;
import io.sabot.ops.server.SabotServer;
import io.sabot.ops.server.ServerConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three servers in processes of their own, the leader killed amid numbered batches: all nodes' results are those of a server
 * that was alone and that nobody disturbed.
 */
final class ClusterKillTest {
    private static final int BATCHES = 60;
    private static final int ROWS = 40;
    private static final String APPLICATION = "market";
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final List<String> FLAGS = List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    private static final Pattern COUNT = Pattern.compile("\"(\\w+)\"\\s*:\\s*(\\d+)");

    private static final String RULES =
            """
            CREATE TABLE trades (symbol VARCHAR, ts TIMESTAMP(3), price DOUBLE, shares INT,
              WATERMARK FOR ts AS ts - INTERVAL '2' SECOND);

            CREATE TABLE dips (symbol VARCHAR, started TIMESTAMP(3), low DOUBLE, back DOUBLE, n BIGINT);
            INSERT INTO dips SELECT * FROM trades MATCH_RECOGNIZE (
              PARTITION BY symbol ORDER BY ts
              MEASURES A.ts AS started, LAST(B.price) AS low, C.price AS back, COUNT(B.*) AS n
              PATTERN (A B{2,} C)
              DEFINE B AS B.price < PREV(B.price), C AS C.price > PREV(C.price));

            CREATE TABLE large (symbol VARCHAR, ts TIMESTAMP(3), shares INT,
              WATERMARK FOR ts AS ts - INTERVAL '2' SECOND);
            INSERT INTO large SELECT symbol, ts, shares FROM trades WHERE shares > 500;
            CREATE TABLE blocks (symbol VARCHAR, ends TIMESTAMP(3), n BIGINT, largest INT);
            INSERT INTO blocks SELECT symbol, window_end, COUNT(*), MAX(shares)
              FROM TABLE(TUMBLE(TABLE large, DESCRIPTOR(ts), INTERVAL '10' SECOND))
              GROUP BY symbol, window_start, window_end;
            """;

    @TempDir
    Path directory;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void shouldHaveTheSameResultsOnAllNodesThoughTheLeaderIsKilled() throws Exception {
        List<byte[]> batches = batches(20_261_123L);
        try (LocalCluster cluster = new LocalCluster(directory, 3, FLAGS)) {
            cluster.startAll();
            Map<String, String> expected = undisturbed(batches);
            assertThat(expected.keySet()).containsExactlyInAnyOrder("dips", "large", "blocks");
            expected.forEach(ClusterKillTest::assertNumbered);
            assertThat(cluster.awaitReady(PATIENCE, () -> false))
                    .as(said(cluster))
                    .isTrue();
            assertThat(cluster.exchange(1, "/v1/applications/" + APPLICATION, "PUT", RULES)
                            .statusCode())
                    .isEqualTo(201);

            feed(cluster, batches, 0, BATCHES / 3);
            int leader = cluster.leader();
            try (SabotProducer producer = open(cluster.uris(leader))) {
                for (byte[] batch : batches.subList(BATCHES / 3, 2 * BATCHES / 3)) {
                    producer.send(batch); // all on their way, or in the window, when the leader goes
                }
                cluster.kill(leader);
                assertThat(producer.awaitAcknowledged(2 * BATCHES / 3, PATIENCE))
                        .as(said(cluster))
                        .isTrue();
            }
            cluster.start(leader);
            feed(cluster, batches, 2 * BATCHES / 3, BATCHES);

            for (int node = 0; node < cluster.size(); node++) {
                assertThat(awaitOutputs(cluster.uri(node), expected))
                        .as("results of node " + node + " after the death of " + leader + "\n" + said(cluster))
                        .isEqualTo(expected);
            }
        }
    }

    /** A third of them over each node first; some of them twice. */
    private static void feed(LocalCluster cluster, List<byte[]> batches, int from, int to) throws Exception {
        int share = (to - from + cluster.size() - 1) / cluster.size();
        for (int node = 0; node < cluster.size(); node++) {
            int begin = from + node * share;
            int end = Math.min(to, begin + share);
            try (SabotProducer producer = open(cluster.uris(node))) {
                assertThat(producer.firstKnownBatch()).isEqualTo(begin);
                for (byte[] batch : batches.subList(begin, end)) {
                    producer.send(batch);
                }
                assertThat(producer.awaitAcknowledged(end, PATIENCE)).isTrue();
            }
            resend(cluster, (node + 1) % cluster.size(), end, batches.get(end - 1));
        }
    }

    /** As after a lost acknowledgement. */
    private static void resend(LocalCluster cluster, int node, int batch, byte[] records) throws Exception {
        if (!cluster.isAlive(node) || cluster.get(node, "/v1/cluster") == null) {
            return; // it is starting
        }
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(cluster.uri(node)
                                        .resolve("/v1/applications/" + APPLICATION + "/tables/trades/rows"))
                                .header("Sabot-Producer", "feed")
                                .header("Sabot-Batch", String.valueOf(batch))
                                .POST(HttpRequest.BodyPublishers.ofByteArray(records))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 503 && answer.statusCode() != 404) {
            assertThat(answer.body()).contains("\"ACK\"");
        }
    }

    private static SabotProducer open(List<URI> nodes) throws InterruptedException {
        return SabotProducer.open(ProducerConfig.of(nodes, APPLICATION, "trades", "feed"));
    }

    /** One server, in this process. */
    private Map<String, String> undisturbed(List<byte[]> batches) throws Exception {
        ServerConfig config = ServerConfig.in(directory.resolve("alone"))
                .withPort(0)
                .withSettings(Map.of("log.reserve-bytes", "1048576"));
        try (SabotServer server = SabotServer.start(config, unit -> {}, event -> {})) {
            URI uri = URI.create("http://127.0.0.1:" + server.port());
            client.send(
                    HttpRequest.newBuilder(uri.resolve("/v1/applications/" + APPLICATION))
                            .PUT(HttpRequest.BodyPublishers.ofString(RULES))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
            try (SabotProducer producer = open(List.of(uri))) {
                for (byte[] batch : batches) {
                    producer.send(batch);
                }
                assertThat(producer.awaitAcknowledged(BATCHES, PATIENCE)).isTrue();
            }
            Map<String, String> outputs = Map.of();
            Map<String, String> before;
            do {
                before = outputs;
                Thread.sleep(300);
                outputs = outputs(uri);
            } while (outputs.isEmpty() || !outputs.equals(before));
            return outputs;
        }
    }

    private Map<String, String> awaitOutputs(URI node, Map<String, String> expected) throws Exception {
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        Map<String, String> outputs = Map.of();
        while (!outputs.equals(expected) && System.nanoTime() - deadlineNs < 0) {
            Thread.sleep(100);
            outputs = outputs(node);
        }
        return outputs;
    }

    /** Empty while it does not run. */
    private Map<String, String> outputs(URI node) throws InterruptedException {
        Map<String, String> texts = new LinkedHashMap<>();
        try {
            String path = "/v1/applications/" + APPLICATION + "/outputs";
            HttpResponse<String> list = get(node.resolve(path));
            if (list.statusCode() == 200) {
                Matcher names = COUNT.matcher(list.body());
                while (names.find()) {
                    String name = names.group(1);
                    texts.put(
                            name,
                            get(node.resolve(path + "/" + name + "?limit=100000"))
                                    .body());
                }
            }
        } catch (IOException e) {
            return Map.of(); // it is starting
        }
        return texts;
    }

    private HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static void assertNumbered(String output, String text) {
        List<String> lines = text.lines().toList();
        assertThat(lines).as(output).isNotEmpty();
        for (int i = 0; i < lines.size(); i++) {
            assertThat(lines.get(i)).startsWith("{\"output\":" + (i + 1) + ",");
        }
    }

    private static String said(LocalCluster cluster) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int node = 0; node < cluster.size(); node++) {
            text.append("node ").append(node).append(":\n").append(cluster.said(node));
        }
        return text.toString();
    }

    private static List<byte[]> batches(long seed) {
        Random random = new Random(seed);
        double[] prices = {100, 200, 50};
        long timeMs = 0;
        List<byte[]> batches = new ArrayList<>();
        for (int batch = 0; batch < BATCHES; batch++) {
            StringBuilder text = new StringBuilder();
            for (int row = 0; row < ROWS; row++) {
                timeMs += random.nextInt(120);
                int symbol = random.nextInt(prices.length);
                prices[symbol] += random.nextInt(-8, 9) / 8.0;
                text.append("{\"symbol\":\"S")
                        .append(symbol)
                        .append("\",\"ts\":\"")
                        .append(LocalDateTime.of(2026, 1, 5, 9, 30)
                                .plusNanos(timeMs * 1_000_000)
                                .format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS")))
                        .append("\",\"price\":")
                        .append(prices[symbol])
                        .append(",\"shares\":")
                        .append(random.nextInt(1000))
                        .append("}\n");
            }
            batches.add(text.toString().getBytes(StandardCharsets.UTF_8));
        }
        return batches;
    }
}
