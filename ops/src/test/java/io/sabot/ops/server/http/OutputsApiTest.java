package io.sabot.ops.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.ops.server.Client;
import io.sabot.ops.server.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results as pages and as they come, and views. */
final class OutputsApiTest {
    private static final String HIGH = "/v1/applications/rules/outputs/high";

    @TempDir
    Path directory;

    private TestServer server;
    private Client client;

    @BeforeEach
    void start() {
        server = TestServer.start(directory);
        client = server.client;
        client.deploy("rules", TestServer.RULES).require(201);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void post(int from, int to) {
        StringBuilder rows = new StringBuilder();
        for (int i = from; i <= to; i++) {
            rows.append("S,").append(100 + i).append('\n');
        }
        client.rows("rules", "ticks", rows.toString()).require(200);
    }

    /** An event as {@code id data}. */
    private static List<String> events(BufferedReader lines, int count) throws IOException {
        List<String> events = new ArrayList<>();
        String id = "";
        while (events.size() < count) {
            String line = lines.readLine();
            assertThat(line).as("after " + events).isNotNull();
            if (line.startsWith("id:")) {
                id = line.substring(3).trim();
            } else if (line.startsWith("data:")) {
                events.add(id + " " + line.substring(5).trim());
            }
        }
        return events;
    }

    private BufferedReader follow(String... headers) throws Exception {
        String[] all = new String[headers.length + 2];
        all[0] = "Accept";
        all[1] = "text/event-stream";
        System.arraycopy(headers, 0, all, 2, headers.length);
        return new BufferedReader(new InputStreamReader(client.open(HIGH, all), StandardCharsets.UTF_8));
    }

    private static String event(int output) {
        return output + " {\"symbol\":\"S\",\"price\":" + (100 + output) + ".0}";
    }

    @Test
    void shouldFollowResultsAndGoOnBehindTheLastThatWasSeen() throws Exception {
        post(1, 3);
        try (BufferedReader events = follow()) {
            assertThat(events(events, 3)).containsExactly(event(1), event(2), event(3));
            post(4, 4);
            assertThat(events(events, 1)).containsExactly(event(4));
        }
        post(5, 5);
        try (BufferedReader events = follow("Last-Event-ID", "4")) {
            assertThat(events(events, 1)).containsExactly(event(5));
            client.post("/v1/applications/rules/tables/ticks/end").require(202);
            assertThat(events.lines().toList()).contains("event: end");
        }
    }

    @Test
    void shouldLetFollowersGoWhenTheApplicationStops() throws Exception {
        post(1, 1);
        try (BufferedReader events = follow()) {
            assertThat(events(events, 1)).hasSize(1);
            client.post("/v1/applications/rules/pause").require(200);
            assertThat(events.lines().toList()).doesNotContain("event: end");
        }
        client.send("GET", HIGH, null, "Accept", "text/event-stream").require(503);
    }

    @Test
    void shouldGivePagesOfResults() {
        post(1, 10);
        server.awaitOutput("rules", "high", 10);
        assertThat(client.get(HIGH + "?after=4&limit=2").require(200).body())
                .isEqualTo(
                        """
                        {"output":5,"row":{"symbol":"S","price":105.0}}
                        {"output":6,"row":{"symbol":"S","price":106.0}}
                        """);
        assertThat(client.get("/v1/applications/rules/outputs").body()).isEqualTo("{\"high\":10}");
        assertThat(client.get(HIGH + "?after=many").require(400).code()).isEqualTo("OPS-0727");
        assertThat(client.get(HIGH + "?limit=100001").require(400).code()).isEqualTo("OPS-0727");
        assertThat(client.get("/v1/applications/rules/outputs/hihg")
                        .require(404)
                        .body())
                .contains("ENG-0107", "high");
    }

    @Test
    void shouldGiveTheRowOfAKey() {
        String sql =
                """
                CREATE TABLE ticks (symbol VARCHAR, price DOUBLE);
                CREATE MATERIALIZED VIEW latest (PRIMARY KEY (symbol) NOT ENFORCED) WITH ('max-keys' = '100')
                  AS SELECT symbol, price FROM ticks;
                """;
        client.deploy("last", sql).require(201);
        client.rows("last", "ticks", "AAPL,1\nMSFT,2\nAAPL,3\n").require(200);
        String view = "/v1/applications/last/views/latest";
        TestServer.await("both keys", () -> client.get(view).body().lines().count() == 2);
        TestServer.await(
                "the last row", () -> client.get(view + "?key=AAPL").body().contains("3.0"));
        assertThat(client.get(view + "?key=AAPL").require(200).body()).isEqualTo("{\"symbol\":\"AAPL\",\"price\":3.0}");
        assertThat(client.get(view + "?key=IBM").require(404).code()).isEqualTo("OPS-0732");
        assertThat(client.get("/v1/applications/last/views/none").require(404).code())
                .isEqualTo("ENG-0122");
        client.get(view + "?key=A&key=B").require(400);
    }
}
