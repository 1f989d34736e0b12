package io.sabot.ops.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions that are made beside the one that runs. */
final class NewVersionTest {
    private static final String NEXT = "sabot-rules-next";
    private static final String TABLES =
            """
            CREATE FUNCTION gate AS 'io.sabot.ops.server.Gate';
            CREATE TABLE ticks (n DOUBLE);
            CREATE TABLE seen (n DOUBLE, version INT);
            """;

    @TempDir
    Path directory;

    private int posted;

    @AfterEach
    void openTheGate() {
        Gate.shutFor("nobody");
    }

    private static String version(int number) {
        return TABLES + "INSERT INTO seen SELECT gate(n), " + number + " FROM ticks;\n";
    }

    /** Each its own entry of the log. */
    private void post(TestServer server, int rows) {
        for (int i = 0; i < rows; i++) {
            server.client.rows("rules", "ticks", ++posted + "\n").require(200);
        }
    }

    private static Client.Answer deploy(TestServer server, int version, String options) {
        return server.client.send(
                "PUT", "/v1/applications/rules?" + options, version(version), "Content-Type", "application/sql");
    }

    private static JsonNode get(TestServer server) {
        return server.client.get("/v1/applications/rules").require(200).json();
    }

    private static void awaitVersion(TestServer server, int version) {
        TestServer.await("version " + version, () -> get(server).path("version").asInt() == version);
        server.awaitState("rules", "RUNNING");
    }

    /** A server with version 1 and some rows, and version 2 held up at its first row. */
    private Gate begin(TestServer server) throws InterruptedException {
        deploy(server, 1, "").require(201);
        post(server, 5);
        Gate gate = Gate.shutFor(NEXT);
        JsonNode answer = deploy(server, 2, "wait=0").require(200).json();
        assertThat(answer.path("state").asText()).isEqualTo("BUILDING");
        assertThat(answer.path("isBeside").asBoolean()).isTrue();
        assertThat(answer.path("carriesState").asBoolean()).isFalse();
        assertThat(answer.path("version").asInt()).isEqualTo(2);
        gate.awaitReached();
        return gate;
    }

    private List<String> rows(int until, int version) {
        List<String> rows = new ArrayList<>();
        for (int n = 1; n <= posted; n++) {
            rows.add("\"row\":{\"n\":" + n + ".0,\"version\":" + (n <= until ? version : version + 1) + "}");
        }
        return rows;
    }

    private void assertSeen(TestServer server, int lastOfFormer) {
        List<String> expected = rows(lastOfFormer, 1);
        List<String> seen = server.awaitOutput("rules", "seen", posted);
        assertThat(seen).hasSize(posted);
        for (int i = 0; i < posted; i++) {
            assertThat(seen.get(i)).contains(expected.get(i));
        }
    }

    @Test
    void shouldGoOnWithTheVersionBeforeUntilTheNewOneIsMade() throws Exception {
        try (TestServer server = TestServer.start(directory)) {
            Gate gate = begin(server);
            post(server, 5);
            assertThat(server.awaitOutput("rules", "seen", 10))
                    .last()
                    .asString()
                    .contains("\"version\":1");
            JsonNode now = get(server);
            assertThat(now.path("version").asInt()).isEqualTo(1);
            assertThat(now.path("state").asText()).isEqualTo("RUNNING");
            assertThat(now.at("/next/version").asInt()).isEqualTo(2);
            assertThat(now.at("/next/state").asText()).isEqualTo("BUILDING");
            assertThat(now.at("/next/lag").asLong()).isGreaterThanOrEqualTo(10);
            gate.open();
            awaitVersion(server, 2);
            assertThat(get(server).has("next")).isFalse();
            assertThat(directory.resolve("applications/rules/next")).doesNotExist();
            post(server, 5);
            assertSeen(server, 10);
        }
        try (TestServer server = TestServer.start(directory)) {
            awaitVersion(server, 2);
            post(server, 1);
            assertSeen(server, 10);
        }
    }

    @Test
    void shouldMakeResultsAnewWhenItReplacesThem() throws Exception {
        try (TestServer server = TestServer.start(directory)) {
            deploy(server, 1, "").require(201);
            post(server, 5);
            JsonNode answer = deploy(server, 2, "takeover=replace").require(200).json();
            assertThat(answer.path("state").asText()).isEqualTo("RUNNING");
            post(server, 5);
            assertSeen(server, 0);
        }
    }

    @Test
    void shouldGoOnWithTheVersionBeforeIfTheNewOneCannotBeMade() throws Exception {
        try (TestServer server = TestServer.start(directory)) {
            Gate gate = begin(server);
            gate.openToFail();
            TestServer.await(
                    "the end of it",
                    () -> get(server).at("/next/state").asText().equals("GIVEN_UP"));
            assertThat(get(server).at("/next/reason").asText()).contains("of a test");
            post(server, 5);
            assertSeen(server, 10);
            JsonNode refused = server.client
                    .deploy(
                            "rules",
                            TABLES.replace("version INT", "version BIGINT")
                                    + "INSERT INTO seen SELECT n, CAST(2 AS BIGINT) FROM ticks;")
                    .require(200)
                    .json();
            assertThat(refused.path("state").asText()).isEqualTo("GIVEN_UP");
            assertThat(refused.path("reason").asText()).contains("ENG-0129");
        }
        try (TestServer server = TestServer.start(directory)) {
            awaitVersion(server, 1);
            assertThat(get(server).at("/next/reason").asText()).contains("ENG-0129");
            Gate.shutFor("nobody");
            deploy(server, 2, "").require(200);
            awaitVersion(server, 2);
            assertThat(get(server).has("next")).isFalse();
            post(server, 5);
            assertSeen(server, 10);
        }
    }

    @Test
    void shouldEndTheMakingOfAVersionWithADrop() throws Exception {
        try (TestServer server = TestServer.start(directory)) {
            Gate gate = begin(server);
            CompletableFuture<Client.Answer> dropped =
                    CompletableFuture.supplyAsync(() -> server.client.send("DELETE", "/v1/applications/rules", null));
            gate.open();
            dropped.get(30, TimeUnit.SECONDS).require(204);
            server.client.get("/v1/applications/rules").require(404);
            assertThat(directory.resolve("applications/rules")).doesNotExist();
            posted = 0;
            deploy(server, 1, "").require(201);
            post(server, 3);
            assertSeen(server, 3);
            assertThat(get(server).path("version").asInt()).isEqualTo(1);
        }
    }

    @Test
    void shouldEndTheMakingOfAVersionWithAnotherDeployment() throws Exception {
        try (TestServer server = TestServer.start(directory)) {
            Gate gate = begin(server);
            CompletableFuture<Client.Answer> again = CompletableFuture.supplyAsync(() -> deploy(server, 1, ""));
            gate.open();
            JsonNode answer = again.get(30, TimeUnit.SECONDS).require(200).json();
            // Either it was in time, or version 2 had taken over and is replaced.
            boolean wasInTime = answer.path("carriesState").asBoolean();
            awaitVersion(server, wasInTime ? 2 : 3);
            post(server, 5);
            List<String> seen = server.awaitOutput("rules", "seen", posted);
            assertThat(seen).hasSize(posted).last().asString().contains("\"version\":1");
            assertThat(get(server).has("next")).isFalse();
        }
    }

    @Test
    void shouldTakeOverWhatWasPausedMeanwhileAndLeaveItPaused() throws Exception {
        try (TestServer server = TestServer.start(directory)) {
            Gate gate = begin(server);
            server.client.post("/v1/applications/rules/pause").require(200);
            gate.open();
            TestServer.await("version 2", () -> get(server).path("version").asInt() == 2);
            assertThat(server.client.state("rules")).isEqualTo("PAUSED");
            server.client.post("/v1/applications/rules/resume").require(200);
            awaitVersion(server, 2);
            post(server, 5);
            assertSeen(server, 5);
        }
    }

    @Test
    void shouldMakeTheVersionAnewAfterARestart() throws Exception {
        try (TestServer server = TestServer.start(directory)) {
            Gate gate = begin(server);
            CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(() -> {
                try {
                    return server.stop();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            gate.open();
            assertThat(stopped.get(30, TimeUnit.SECONDS)).isTrue();
        }
        try (TestServer server = TestServer.start(directory)) {
            awaitVersion(server, 2);
            post(server, 5);
            assertSeen(server, 5);
        }
    }

    @Test
    void shouldStopInTheMiddleOfReplay() throws Exception {
        int batches = 200;
        try (TestServer server = TestServer.start(directory)) {
            deploy(server, 1, "").require(201);
            post(server, batches);
        }
        Gate gate = Gate.shutFor("sabot-rules");
        try (TestServer server = TestServer.start(directory)) {
            gate.awaitReached();
            assertThat(server.client.state("rules")).isEqualTo("STARTING");
            CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(() -> {
                try {
                    return server.stop();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            TestServer.await("the stop to be told", () -> isStopping(server));
            gate.open();
            assertThat(stopped.get(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(gate.passed()).as("rows of the log that were read").isLessThan(batches / 2);
        try (TestServer server = TestServer.start(directory)) {
            awaitVersion(server, 1);
            post(server, 1);
            assertSeen(server, posted);
        }
    }

    private static boolean isStopping(TestServer server) {
        try {
            return server.client.get("/health/ready").body().contains("stopping");
        } catch (UncheckedIOException e) {
            return true; // it listens no more
        }
    }

    /** Kills wherever it may be with the new version: rows are seen once, by the one version or the other. */
    @Test
    void shouldGoOnWithEitherVersionWhereverItIsKilled() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String sql = TABLES.replace("version INT)", "version INT) WITH ('connector' = 'file', 'path' = 'seen.csv')")
                + "INSERT INTO seen SELECT n, %d FROM ticks;\n";
        Path data = directory.resolve("data");
        ServerProcess server = new ServerProcess(data, "--port", "0");
        try {
            int version = 1;
            Client client = new Client(server.port());
            client.deploy("rules", sql.formatted(version)).require(201);
            for (int round = 0; round < 4; round++) {
                postUntilTaken(client, 60);
                client.send(
                                "PUT",
                                "/v1/applications/rules?wait=0",
                                sql.formatted(++version),
                                "Content-Type",
                                "application/sql")
                        .require(200);
                TimeUnit.MILLISECONDS.sleep(random.nextInt(250));
                server.kill();
                server = new ServerProcess(data, "--port", "0");
                client = new Client(server.port());
                int wanted = version;
                Client asked = client;
                TestServer.await(
                        "version " + wanted + ", seed " + seed,
                        () -> asked.get("/v1/applications/rules")
                                        .json()
                                        .path("version")
                                        .asInt()
                                == wanted);
            }
            postUntilTaken(client, 20);
            assertThat(server.terminate()).as(server::said).isZero();
        } finally {
            server.close();
        }
        List<String> lines = Files.readAllLines(data.resolve("files/seen.csv"));
        assertThat(lines).as("seed " + seed).hasSize(1 + posted);
        int before = 1;
        for (int n = 1; n <= posted; n++) {
            String[] row = lines.get(n).split(",");
            assertThat(row[0]).as("seed " + seed).isEqualTo(n + ".0");
            assertThat(Integer.parseInt(row[1])).as("row %d, seed %d", n, seed).isGreaterThanOrEqualTo(before);
            before = Integer.parseInt(row[1]);
        }
        assertThat(before).isEqualTo(5);
    }

    private void postUntilTaken(Client client, int rows) {
        for (int i = 0; i < rows; i++) {
            int n = ++posted;
            TestServer.await(
                    "row " + n,
                    () -> client.rows("rules", "ticks", "feed", n, n + "\n").status() == 200);
        }
    }
}
