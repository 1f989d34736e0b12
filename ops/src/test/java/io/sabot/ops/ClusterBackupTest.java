package io.sabot.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.client.ProducerConfig;
import io.sabot.client.SabotProducer;
import io.sabot.core.error.ExitCode;
import io.sabot.ops.demo.LocalCluster;
import io.sabot.ops.server.SabotServer;
import io.sabot.ops.server.ServerConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster all of whose nodes have lost their data goes on from a backup that was taken while it was fed. */
final class ClusterBackupTest {
    private static final int BATCHES = 120;
    private static final int ROWS = 25;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final List<String> FLAGS = List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");
    private static final List<String> OUTPUTS = List.of("doubled", "sums");
    private static final String RULES =
            """
            CREATE TABLE numbers (n BIGINT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '1' SECOND);
            CREATE TABLE doubled (n BIGINT);
            INSERT INTO doubled SELECT n * 2 FROM numbers;
            CREATE TABLE sums (ends TIMESTAMP(3), total BIGINT);
            INSERT INTO sums SELECT window_end, SUM(n)
              FROM TABLE(TUMBLE(TABLE numbers, DESCRIPTOR(ts), INTERVAL '10' SECOND)) GROUP BY window_start, window_end;
            """;

    @TempDir
    Path directory;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    @Tag("slow")
    void shouldGoOnFromABackupWhenAllNodesHaveLostTheirData() throws Exception {
        Path backup = directory.resolve("backup");
        Map<String, List<String>> undisturbed = undisturbed();
        try (LocalCluster cluster = new LocalCluster(directory, 3, FLAGS)) {
            cluster.startAll();
            awaitReady(cluster);
            assertThat(cluster.exchange(0, "/v1/applications/sums", "PUT", RULES)
                            .statusCode())
                    .isEqualTo(201);
            try (SabotProducer producer = open(cluster.uris(0))) {
                send(producer, 1, BATCHES / 2);
                assertThat(producer.awaitAcknowledged(BATCHES / 4, PATIENCE)).isTrue();
                assertThat(run("backup", "--config", cluster.configuration(1), "--to", backup))
                        .isZero();
                assertThat(producer.awaitAcknowledged(BATCHES / 2, PATIENCE)).isTrue();
            }
            assertThat(run("verify", "--backup", backup)).isZero();
            assertThat(run("backup", "--server", cluster.uri(1), "--to", backup))
                    .as("over what is there")
                    .isEqualTo(ExitCode.CONFIGURATION.code());
            Map<String, List<String>> before = outputs(cluster.uri(0));

            for (int node = 0; node < cluster.size(); node++) {
                cluster.stop(node);
                assertThat(run("restore", "--config", cluster.configuration(node), "--from", backup))
                        .as("over what is there")
                        .isEqualTo(ExitCode.CONFIGURATION.code());
                delete(cluster.directory(node).resolve("data"));
                assertThat(run("restore", "--config", cluster.configuration(node), "--from", backup))
                        .isZero();
            }
            cluster.startAll();
            awaitReady(cluster);

            try (SabotProducer producer = open(cluster.uris(2))) {
                int kept = (int) producer.lastBatch();
                assertThat(kept).isBetween(BATCHES / 4, BATCHES / 2);
                for (int node = 0; node < cluster.size(); node++) {
                    Map<String, List<String>> now = awaitOutputs(cluster.uri(node), "doubled", kept * ROWS);
                    assertThat(now.get("doubled"))
                            .isEqualTo(before.get("doubled").subList(0, kept * ROWS));
                    assertThat(before.get("sums")).startsWith(now.get("sums").toArray(new String[0]));
                }
                send(producer, kept + 1, BATCHES);
                assertThat(producer.awaitAcknowledged(BATCHES, PATIENCE)).isTrue();
            }
            assertAllHave(cluster, undisturbed);

            int lost = (cluster.leader() + 1) % cluster.size();
            cluster.kill(lost);
            delete(cluster.directory(lost).resolve("data"));
            URI peer = cluster.uri((lost + 1) % cluster.size());
            assertThat(run("clone", "--config", cluster.configuration(lost), "--from", peer))
                    .isZero();
            cluster.start(lost);
            awaitReady(cluster);
            assertAllHave(cluster, undisturbed);
            String all = cluster.uris(0).stream().map(Object::toString).collect(Collectors.joining(","));
            assertThat(run("verify", "--timeout", "60", "--server", all)).isZero();
        }
    }

    @Test
    void shouldRefuseABackupThatIsNotWhole() throws Exception {
        Path backup = Files.createDirectories(directory.resolve("backup"));
        Files.write(backup.resolve(BackupDirectory.ENTRIES), new byte[40]);
        assertThat(run("verify", "--backup", backup)).isEqualTo(ExitCode.BAD_DATA.code());
        new BackupManifest(1, new UUID(1, 1), null, List.of(), "", 64, 1, 1, 40, "00000000").write(backup);
        assertThat(run("verify", "--backup", backup)).isEqualTo(ExitCode.BAD_DATA.code());
    }

    private static void awaitReady(LocalCluster cluster) throws IOException, InterruptedException {
        StringBuilder said = new StringBuilder();
        boolean isReady = cluster.awaitReady(PATIENCE, () -> false);
        for (int node = 0; node < cluster.size(); node++) {
            said.append(cluster.said(node));
        }
        assertThat(isReady).as(said.toString()).isTrue();
    }

    private void assertAllHave(LocalCluster cluster, Map<String, List<String>> expected) throws Exception {
        for (int node = 0; node < cluster.size(); node++) {
            for (String output : OUTPUTS) {
                assertThat(awaitOutputs(
                                        cluster.uri(node),
                                        output,
                                        expected.get(output).size())
                                .get(output))
                        .as("%s of node %d", output, node)
                        .isEqualTo(expected.get(output));
            }
        }
    }

    private static int run(Object... arguments) {
        return Main.run(Stream.concat(Stream.of("cluster"), Stream.of(arguments).map(Object::toString))
                .toArray(String[]::new));
    }

    private static SabotProducer open(List<URI> nodes) throws InterruptedException {
        return SabotProducer.open(ProducerConfig.of(nodes, "sums", "numbers", "feed"));
    }

    /** A row a second of the rows' own time. */
    private static void send(SabotProducer producer, int from, int to) throws InterruptedException {
        for (int batch = from; batch <= to; batch++) {
            StringBuilder text = new StringBuilder();
            for (int n = (batch - 1) * ROWS; n < batch * ROWS; n++) {
                String time = LocalDateTime.of(2026, 1, 5, 9, 30).plusSeconds(n).format(TIME);
                text.append("{\"n\":")
                        .append(n)
                        .append(",\"ts\":\"")
                        .append(time)
                        .append("\"}\n");
            }
            producer.send(text.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    /** What one server has that was alone. */
    private Map<String, List<String>> undisturbed() throws Exception {
        ServerConfig config = ServerConfig.in(directory.resolve("alone"))
                .withPort(0)
                .withSettings(Map.of("log.reserve-bytes", "1048576"));
        try (SabotServer server = SabotServer.start(config, unit -> {}, event -> {})) {
            URI uri = URI.create("http://127.0.0.1:" + server.port());
            client.send(
                    HttpRequest.newBuilder(uri.resolve("/v1/applications/sums"))
                            .PUT(HttpRequest.BodyPublishers.ofString(RULES))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
            try (SabotProducer producer = open(List.of(uri))) {
                send(producer, 1, BATCHES);
                assertThat(producer.awaitAcknowledged(BATCHES, PATIENCE)).isTrue();
            }
            awaitOutputs(uri, "doubled", BATCHES * ROWS);
            return awaitOutputs(uri, "sums", BATCHES * ROWS / 10 - 1);
        }
    }

    private Map<String, List<String>> awaitOutputs(URI node, String output, int count) throws Exception {
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        Map<String, List<String>> outputs = outputs(node);
        while (outputs.get(output).size() < count && System.nanoTime() - deadlineNs < 0) {
            Thread.sleep(100);
            outputs = outputs(node);
        }
        return outputs;
    }

    /** Lines with their numbers; none while the application starts there. */
    private Map<String, List<String>> outputs(URI node) throws IOException, InterruptedException {
        Map<String, List<String>> outputs = new LinkedHashMap<>();
        for (String output : OUTPUTS) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(node.resolve("/v1/applications/sums/outputs/" + output + "?limit=100000"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            outputs.put(
                    output, answer.statusCode() == 200 ? answer.body().lines().toList() : List.of());
        }
        return outputs;
    }

    private static void delete(Path path) throws IOException {
        try (Stream<Path> walk = Files.walk(path)) {
            for (Path each : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
