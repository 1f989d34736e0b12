package io.sabot.ops.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.client.ProducerConfig;
import io.sabot.client.SabotProducer;
import io.sabot.ops.server.SabotServer;
import io.sabot.ops.server.ServerConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a server makes of batches that is alone, in this process, and that nobody disturbs.
 *
 * @param kept rows of its table in a database, in their order; none without a database
 */
record Undisturbed(List<byte[]> batches, Results results, List<String> kept) {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** @param table or null for no database */
    static Undisturbed run(Path directory, List<byte[]> batches, KeptTable table) throws Exception {
        ServerConfig config =
                ServerConfig.in(directory).withPort(0).withSettings(Map.of("log.reserve-bytes", "1048576"));
        Results results;
        List<String> kept;
        try (SabotServer server = SabotServer.start(config, unit -> {}, event -> {})) {
            URI uri = URI.create("http://127.0.0.1:" + server.port());
            deploy(uri, Trades.rules(table == null ? "" : table.options()));
            try (SabotProducer producer = SabotProducer.open(
                    ProducerConfig.of(List.of(uri), Trades.APPLICATION, Trades.TABLE, ClusterTrial.PRODUCER))) {
                for (byte[] batch : batches) {
                    producer.send(batch);
                }
                assertThat(producer.awaitAcknowledged(batches.size(), PATIENCE)).isTrue();
            }
            results = awaitQuiet(uri, directory.resolve("files"), table);
            kept = table == null ? List.of() : table.rows();
        }
        results.assertNumbered();
        assertThat(results.file().lines().count())
                .as("rows of the file, and a header")
                .isEqualTo(results.rows("dips") + 1L);
        assertThat(kept).hasSize(table == null ? 0 : results.rows(Trades.KEPT));
        return new Undisturbed(List.copyOf(batches), results, kept);
    }

    private static void deploy(URI uri, String rules) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri.resolve("/v1/applications/" + Trades.APPLICATION))
                                .PUT(HttpRequest.BodyPublishers.ofString(rules))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    /** Nothing comes any more, and the database has all. */
    private static Results awaitQuiet(URI uri, Path files, KeptTable table) throws Exception {
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        Results results = Results.of(uri, null, files);
        Results before = null;
        while (!results.equals(before) || (table != null && table.count() < results.rows(Trades.KEPT))) {
            assertThat(System.nanoTime() - deadlineNs).as("waits too long").isNegative();
            Thread.sleep(500);
            before = results;
            results = Results.of(uri, null, files);
        }
        return results;
    }
}
