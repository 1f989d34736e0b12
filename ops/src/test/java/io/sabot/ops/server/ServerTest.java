package io.sabot.ops.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.sabot.core.error.ExitCode;
import io.sabot.core.error.SabotException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Applications' lives in a server, over its own. */
final class ServerTest {
    private static final String OTHER_RULES = TestServer.RULES.replace("> 100", "> 200");

    @TempDir
    Path directory;

    private static void post(TestServer server, String name, int... prices) {
        StringBuilder rows = new StringBuilder();
        for (int price : prices) {
            rows.append("S,").append(price).append('\n');
        }
        server.client.rows(name, "ticks", rows.toString()).require(200);
    }

    // ---- lives ----

    @Test
    void shouldGoOnAfterARestart() throws Exception {
        try (TestServer server = TestServer.start(directory)) {
            server.client.deploy("rules", TestServer.RULES).require(201);
            server.client.deploy("paused", TestServer.RULES).require(201);
            server.client.deploy("dropped", TestServer.RULES).require(201);
            server.client
                    .send("PUT", "/v1/groups/g", "{\"strategy\":\"ONE_FOR_ALL\",\"maxRestarts\":1,\"withinSeconds\":9}")
                    .require(204);
            post(server, "rules", 101, 1, 102);
            server.awaitOutput("rules", "high", 2);
            server.client.post("/v1/applications/paused/pause").require(200);
            server.client.send("DELETE", "/v1/applications/dropped", null).require(204);
            assertThat(server.stop()).isTrue();
        }
        assertThat(directory.resolve("applications")).isDirectoryContaining("glob:**/rules");
        assertThat(directory.resolve("applications/dropped")).doesNotExist();
        try (TestServer server = TestServer.start(directory)) {
            server.awaitState("rules", "RUNNING");
            assertThat(server.client.state("paused")).isEqualTo("PAUSED");
            server.client.get("/v1/applications/dropped").require(404);
            assertThat(server.client.get("/v1/groups").body())
                    .isEqualTo("[{\"name\":\"g\",\"strategy\":\"ONE_FOR_ALL\",\"maxRestarts\":1,\"withinSeconds\":9}]");
            post(server, "rules", 103);
            assertThat(server.awaitOutput("rules", "high", 3)).hasSize(3);
            server.client.post("/v1/applications/paused/resume").require(200);
            server.awaitState("paused", "RUNNING");
        }
        try (TestServer server = TestServer.start(directory)) {
            server.awaitState("paused", "RUNNING");
        }
    }

    @Test
    void shouldPauseResumeRestartAndDrop() {
        try (TestServer server = TestServer.start(directory)) {
            Client client = server.client;
            client.deploy("rules", TestServer.RULES).require(201);
            post(server, "rules", 101);
            assertThat(client.post("/v1/applications/rules/pause")
                            .require(200)
                            .json()
                            .path("state")
                            .asText())
                    .isEqualTo("PAUSED");
            client.get("/health/ready").require(200); // somebody wants it so
            assertThat(client.rows("rules", "ticks", "S,1\n").require(503).code())
                    .isEqualTo("OPS-0721");
            assertThat(client.post("/v1/applications/rules/restart")
                            .require(400)
                            .code())
                    .isEqualTo("OPS-0707");
            assertThat(client.post("/v1/applications/rules/resume")
                            .require(200)
                            .json()
                            .path("state")
                            .asText())
                    .isEqualTo("RUNNING");
            assertThat(client.post("/v1/applications/rules/restart")
                            .require(200)
                            .json()
                            .path("restarts")
                            .asInt())
                    .isEqualTo(1);
            assertThat(server.awaitOutput("rules", "high", 1)).hasSize(1);
            client.send("DELETE", "/v1/applications/rules", null).require(204);
            assertThat(client.get("/v1/applications").body()).isEqualTo("[]");
            assertThat(directory.resolve("applications/rules")).doesNotExist();
            client.deploy("rules", TestServer.RULES).require(201);
            assertThat(server.output("rules", "high")).isEmpty();
        }
    }

    @Test
    void shouldRemoveWhatADropHasLeftBehind() throws IOException {
        try (TestServer server = TestServer.start(directory)) {
            server.client.deploy("rules", TestServer.RULES).require(201);
        }
        Path left = Files.createDirectories(directory.resolve("applications/dropped/log"));
        Files.writeString(left.resolve("file"), "of an application whose drop is in the log");
        try (TestServer server = TestServer.start(directory)) {
            assertThat(left.getParent()).doesNotExist();
            server.awaitState("rules", "RUNNING");
        }
    }

    // ---- versions ----

    @Test
    void shouldSayWhatANewVersionDoes() {
        try (TestServer server = TestServer.start(directory)) {
            Client client = server.client;
            JsonNode first =
                    client.deploy("rules", TestServer.RULES).require(201).json();
            assertThat(first.path("state").asText()).isEqualTo("RUNNING");
            assertThat(first.path("version").asInt()).isEqualTo(1);
            assertThat(first.at("/queries/0/change").asText()).isEqualTo("ADDED");
            post(server, "rules", 150, 250);
            server.awaitOutput("rules", "high", 2);

            JsonNode same = client.deploy("rules", "-- the same\n" + TestServer.RULES)
                    .require(200)
                    .json();
            assertThat(same.path("carriesState").asBoolean()).isTrue();
            assertThat(same.at("/queries/0/change").asText()).isEqualTo("SAME");
            assertThat(server.output("rules", "high")).hasSize(2);

            JsonNode upgrade = client.deploy("rules", OTHER_RULES).require(200).json();
            assertThat(upgrade.path("carriesState").asBoolean()).isFalse();
            assertThat(upgrade.path("takeover").asText()).isEqualTo("UPGRADE");
            assertThat(upgrade.path("replaysEntries").asLong()).isPositive();
            assertThat(upgrade.at("/queries/0/change").asText()).isEqualTo("CHANGED");
            post(server, "rules", 160, 260);
            assertThat(server.awaitOutput("rules", "high", 3))
                    .hasSize(3)
                    .last()
                    .asString()
                    .contains("260.0");

            client.send(
                            "PUT",
                            "/v1/applications/rules?takeover=replace",
                            OTHER_RULES.replace("> 200", "> 255"),
                            "Content-Type",
                            "application/sql")
                    .require(200);
            assertThat(server.awaitOutput("rules", "high", 1))
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("260.0");
            assertThat(client.get("/v1/applications/rules/sql").body()).contains("> 255");
            assertThat(client.get("/v1/applications/rules")
                            .json()
                            .path("version")
                            .asInt())
                    .isEqualTo(4);
        }
        try (TestServer server = TestServer.start(directory)) {
            server.awaitState("rules", "RUNNING");
            assertThat(server.awaitOutput("rules", "high", 1)).hasSize(1);
        }
    }

    @Test
    void shouldKeepWhatANewVersionDoesNotSay() {
        try (TestServer server = TestServer.start(directory)) {
            String sql = TestServer.RULES.replace("\n", " ");
            server.client
                    .deployJson(
                            "rules",
                            "{\"sql\":\"" + sql + "\",\"group\":\"g\",\"restart\":\"temporary\",\"paused\":true,"
                                    + "\"settings\":{\"ring.slots\":\"8\"},\"budget\":{\"stateBytes\":8388608,\"cpu\":0.5}}")
                    .require(201);
            server.client.deploy("rules", TestServer.RULES).require(200);
            JsonNode now = server.client.get("/v1/applications/rules").json();
            assertThat(now.path("group").asText()).isEqualTo("g");
            assertThat(now.path("restart").asText()).isEqualTo("TEMPORARY");
            assertThat(now.at("/settings/ring.slots").asText()).isEqualTo("8");
            assertThat(now.at("/budget/stateBytes").asLong()).isEqualTo(8388608);
            assertThat(now.path("state").asText()).isEqualTo("PAUSED");
            server.client
                    .deployJson("rules", "{\"sql\":\"" + sql + "\",\"paused\":false,\"budget\":{\"cpu\":0.7}}")
                    .require(200);
            server.awaitState("rules", "RUNNING");
            assertThat(server.client
                            .get("/v1/applications/rules")
                            .json()
                            .at("/status/slots")
                            .asInt())
                    .isEqualTo(8);
            assertThat(server.client
                            .get("/v1/applications/rules")
                            .json()
                            .at("/budget")
                            .toString())
                    .isEqualTo("{\"stateBytes\":8388608,\"slots\":0,\"cpu\":0.7}");
        }
    }

    @Test
    void shouldRefuseWhatCannotRunAndChangeNothing() {
        try (TestServer server = TestServer.start(directory)) {
            Client client = server.client;
            client.deploy("rules", TestServer.RULES).require(201);
            Client.Answer wrong = client.deploy("rules", TestServer.RULES.replace("price > 100", "prize > 100"))
                    .require(400);
            assertThat(wrong.json().at("/errors/0/line").asInt()).isPositive();
            assertThat(wrong.json().at("/errors/0/text").asText()).contains("prize", "^");
            assertThat(client.deploy("a%20b", TestServer.RULES).require(400).code())
                    .isEqualTo("OPS-0701");
            assertThat(client.deploy("-a", TestServer.RULES).require(400).code())
                    .isEqualTo("OPS-0701");
            assertThat(client.deploy(
                                    "stdin",
                                    TestServer.RULES.replace(
                                            "price DOUBLE);\nCREATE",
                                            "price DOUBLE) WITH ('connector' = 'stdin');\nCREATE"))
                            .require(400)
                            .code())
                    .isEqualTo("OPS-0704");
            assertThat(client.deploy("none", "CREATE TABLE t (n BIGINT);")
                            .require(400)
                            .code())
                    .isEqualTo("OPS-0103");
            assertThat(client.deployJson("rules", "{\"sql\":").require(400).code())
                    .isEqualTo("OPS-0720");
            assertThat(client.deployJson("rules", "{\"sqll\":\"\"}")
                            .require(400)
                            .code())
                    .isEqualTo("OPS-0720");
            assertThat(client.deployJson("rules", "{}").require(400).code()).isEqualTo("OPS-0729");
            assertThat(client.deployJson("rules", "{\"sql\":\"SELECT 1\",\"budget\":{\"slots\":3}}")
                            .status())
                    .isEqualTo(400);
            assertThat(client.send("PUT", "/v1/applications/rules?takeover=by-force", TestServer.RULES)
                            .require(400)
                            .code())
                    .isEqualTo("OPS-0730");
            assertThat(client.deployJson("rules", "{\"sql\":\"SELECT 1\",\"takeover\":\"refuse\"}")
                            .require(400)
                            .code())
                    .isEqualTo("OPS-0730");
            assertThat(client.send("PUT", "/v1/groups/g", "{\"maxRestarts\":-1}")
                            .require(400)
                            .code())
                    .isEqualTo("OPS-0731");
            assertThat(client.get("/v1/applications/none").require(404).code()).isEqualTo("OPS-0703");
            assertThat(client.get("/v1/nothing").require(404).code()).isEqualTo("OPS-0734");
            assertThat(client.post("/v1/applications/rules/resume?wait=long")
                            .require(400)
                            .code())
                    .isEqualTo("OPS-0737");
            assertThat(client.get("/v1/applications/rules")
                            .json()
                            .path("version")
                            .asInt())
                    .isEqualTo(1);
            assertThat(client.send("POST", "/v1/validate", TestServer.RULES)
                            .require(200)
                            .body())
                    .isEqualTo("{\"tables\":[\"ticks\",\"high\"],\"queries\":[\"high_1\"],\"settings\":{}}");
            client.send("POST", "/v1/validate", "SELECT").require(400);
        }
    }

    // ---- isolation ----

    @Test
    void shouldSayThatAnApplicationCannotStartAndRunTheOthers() {
        try (TestServer server = TestServer.start(directory)) {
            Client client = server.client;
            client.deploy("rules", TestServer.RULES).require(201);
            String missing = TestServer.RULES.replace(
                    "price DOUBLE);\nCREATE",
                    "price DOUBLE) WITH ('connector' = 'file', 'path' = 'none.csv');\nCREATE");
            JsonNode deployed = client.deployJson(
                            "broken", "{\"restart\":\"TEMPORARY\",\"sql\":\"" + missing.replace("\n", " ") + "\"}")
                    .require(201)
                    .json();
            assertThat(deployed.path("state").asText()).isEqualTo("FAILED");
            assertThat(deployed.path("reason").asText()).contains("none.csv");
            Client.Answer ready = client.get("/health/ready").require(503);
            assertThat(ready.body())
                    .contains("{\"component\":\"application broken\",\"ready\":false,\"cause\":\"failed: ")
                    .contains("{\"component\":\"application rules\",\"ready\":true}");
            client.get("/health/live").require(200);
            client.get("/metrics").require(200);
            post(server, "rules", 101);
            assertThat(server.awaitOutput("rules", "high", 1)).hasSize(1);
            client.send("DELETE", "/v1/applications/broken", null).require(204);
            client.get("/health/ready").require(200);
        }
    }

    // ---- what others rely on ----

    @Test
    void shouldKeepTheNamesOfItsMetrics() {
        try (TestServer server = TestServer.start(directory)) {
            server.client
                    .deploy(
                            "rules",
                            TestServer.RULES.replace(
                                    "CREATE TABLE high (symbol VARCHAR, price DOUBLE)",
                                    "CREATE TABLE high (symbol VARCHAR, price DOUBLE) WITH ('connector' = 'file', 'path' = 'high.csv')"))
                    .require(201);
            server.awaitState("rules", "RUNNING");
            TreeSet<String> names = new TreeSet<>();
            server.client
                    .get("/metrics")
                    .require(200)
                    .body()
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> names.add(line.replaceAll("[ {].*", "")));
            assertThat(names)
                    .containsExactly(
                            "sabot_application_cpu_seconds_total",
                            "sabot_application_replayed_ratio",
                            "sabot_application_restarts_total",
                            "sabot_application_state",
                            "sabot_applications",
                            "sabot_batch_latency_seconds",
                            "sabot_batch_latency_seconds_count",
                            "sabot_batch_latency_seconds_sum",
                            "sabot_checkpoint_longest_pause_seconds",
                            "sabot_checkpoints_total",
                            "sabot_dead_letters_total",
                            "sabot_heap_max_bytes",
                            "sabot_heap_used_bytes",
                            "sabot_log_durable_seq",
                            "sabot_log_last_seq",
                            "sabot_log_time_seconds",
                            "sabot_native_bytes",
                            "sabot_outputs_total",
                            "sabot_rejects_total",
                            "sabot_ring_slots",
                            "sabot_ring_used_slots",
                            "sabot_rows_total",
                            "sabot_sink_lag_rows",
                            "sabot_sink_refused_total",
                            "sabot_sink_up",
                            "sabot_stalls_total",
                            "sabot_state_evicted_pages_total",
                            "sabot_state_read_back_pages_total",
                            "sabot_state_used_bytes");
            assertThat(Path.of(System.getProperty("sabot.root"), "docs/operations.md"))
                    .content()
                    .contains(names.stream()
                            .filter(name -> !name.endsWith("_count") && !name.endsWith("_sum"))
                            .map(name -> "`" + name + "`")
                            .toList());
        }
    }

    @Test
    void shouldAskForTheToken() {
        try (TestServer server = TestServer.start(directory, config -> config.withToken("secret"))) {
            Client client = server.client;
            assertThat(client.get("/v1/applications").require(401).code()).isEqualTo("OPS-0734");
            client.send("GET", "/v1/applications", null, "Authorization", "Bearer wrong")
                    .require(401);
            client.send("PUT", "/v1/applications/a", TestServer.RULES).require(401);
            client.send("GET", "/v1/applications", null, "Authorization", "Bearer secret")
                    .require(200);
            client.get("/health/live").require(200);
            client.get("/metrics").require(200);
        }
    }

    private static SabotException refused(Runnable start) {
        return catchThrowableOfType(SabotException.class, start::run);
    }

    @Test
    void shouldRefuseToStartWhereItMustNot() throws IOException {
        ServerConfig config = TestServer.config(directory);
        SabotException open = refused(() -> new ServerConfig(
                "0.0.0.0",
                0,
                directory,
                directory,
                null,
                config.stopDeadline(),
                config.durability(),
                config.settings(),
                null));
        assertThat(open.problems().get(0).code()).isEqualTo("OPS-0705");
        assertThat(open.exitCode()).isEqualTo(ExitCode.CONFIGURATION);

        try (TestServer server = TestServer.start(directory);
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.client.deploy("rules", TestServer.RULES).require(201);
            assertThat(refused(() -> TestServer.start(directory).close()).getMessage())
                    .contains("JRN-");
            SabotException port = refused(
                    () -> TestServer.start(directory.resolve("another"), other -> other.withPort(taken.getLocalPort()))
                            .close());
            assertThat(port.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
            assertThat(port.getMessage()).contains("OPS-0735");
        }
        try (var files = Files.walk(directory.resolve("deployments"))) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
        assertThat(refused(() -> TestServer.start(directory).close()).getMessage())
                .contains("OPS-0710", "[rules]");
        assertThat(List.of(directory.resolve("applications").toFile().list())).containsExactly("rules");
    }
}
