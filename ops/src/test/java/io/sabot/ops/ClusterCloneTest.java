package io.sabot.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.client.ProducerConfig;
import io.sabot.client.SabotProducer;
import io.sabot.core.error.ExitCode;
import io.sabot.ops.demo.LocalCluster;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that has lost its data comes back, and has what the others have. */
final class ClusterCloneTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final List<String> FLAGS = List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    private static final String OUTPUT = "/v1/applications/doubles/outputs/doubled";
    private static final String RULES =
            """
            CREATE TABLE numbers (n BIGINT);
            CREATE TABLE doubled (n BIGINT);
            INSERT INTO doubled SELECT n * 2 FROM numbers;
            """;

    @TempDir
    Path directory;

    @Test
    void shouldComeBackWithEverythingWhenItsDataIsGone() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 3, FLAGS)) {
            cluster.startAll();
            assertThat(cluster.awaitReady(PATIENCE, () -> false)).isTrue();
            assertThat(cluster.exchange(0, "/v1/applications/doubles", "PUT", RULES)
                            .statusCode())
                    .isEqualTo(201);
            send(cluster, 0, 10);
            int leader = cluster.leader();
            assertThat(run("cluster", "snapshot", "--server", cluster.uri(leader)))
                    .isZero();
            int lost = (leader + 1) % 3;
            cluster.kill(lost);
            delete(cluster.directory(lost).resolve("data"));
            send(cluster, leader, 20);

            String peer = cluster.uri(leader).toString();
            assertThat(run("cluster", "clone", "--config", cluster.configuration(lost), "--from", peer))
                    .isZero();
            assertThat(run("cluster", "clone", "--config", cluster.configuration(lost), "--from", peer))
                    .as("over what is there now")
                    .isEqualTo(ExitCode.CONFIGURATION.code());
            cluster.start(lost);
            assertThat(cluster.awaitReady(PATIENCE, () -> false)).isTrue();
            send(cluster, lost, 30);

            String all = cluster.uris(lost).stream().map(Object::toString).collect(Collectors.joining(","));
            assertThat(run("cluster", "verify", "--timeout", "60", "--server", all))
                    .isZero();
            HttpResponse<String> outputs = cluster.get(lost, OUTPUT);
            assertThat(outputs.body().lines()).hasSize(30);
            for (int node = 0; node < cluster.size(); node++) {
                assertThat(cluster.get(node, OUTPUT).body()).isEqualTo(outputs.body());
            }
        }
    }

    private static int run(Object... arguments) {
        return Main.run(Stream.of(arguments).map(Object::toString).toArray(String[]::new));
    }

    private static void send(LocalCluster cluster, int node, int to) throws InterruptedException {
        try (SabotProducer producer =
                SabotProducer.open(ProducerConfig.of(cluster.uris(node), "doubles", "numbers", "test"))) {
            for (long n = producer.lastBatch() + 1; n <= to; n++) {
                producer.send(("{\"n\":" + n + "}\n").getBytes(StandardCharsets.UTF_8));
            }
            assertThat(producer.awaitAcknowledged(to, PATIENCE)).isTrue();
        }
    }

    private static void delete(Path path) throws IOException {
        try (Stream<Path> walk = Files.walk(path)) {
            for (Path each : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
