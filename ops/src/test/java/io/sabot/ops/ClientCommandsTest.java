package io.sabot.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.error.ExitCode;
import io.sabot.core.error.SabotException;
import io.sabot.ops.server.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands that talk to a server. */
final class ClientCommandsTest {
    private static final String HIGH = "{\"output\":%d,\"row\":{\"symbol\":\"S\",\"price\":%d.0}}\n";

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<SabotException> failures = new ArrayList<>();
    private TestServer server;

    @BeforeEach
    void start() {
        server = TestServer.start(directory.resolve("data"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String run(int code, Object command, String... arguments) {
        out.reset();
        failures.clear();
        CommandLine line = new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((e, what, parsed) -> {
            if (e instanceof SabotException known) {
                failures.add(known);
            }
            return Main.report(e);
        });
        List<String> all = new ArrayList<>(List.of(arguments));
        if (!(command instanceof ValidateCommand)) {
            all.addAll(List.of("--server", "http://127.0.0.1:" + server.port()));
        }
        assertThat(line.execute(all.toArray(String[]::new)))
                .as(out + " " + failures)
                .isEqualTo(code);
        return out.toString(StandardCharsets.UTF_8);
    }

    private String deploy(int code, String... arguments) {
        return run(code, new DeployCommand(out), arguments);
    }

    private String jobs(int code, String... arguments) {
        return run(code, new JobsCommand(out), arguments);
    }

    private String tap(String... arguments) {
        return run(0, new TapCommand(out), arguments);
    }

    private String rules() throws IOException {
        return Files.writeString(directory.resolve("rules.sql"), TestServer.RULES)
                .toString();
    }

    // ---- deploy, jobs ----

    @Test
    void shouldSayWhatItDeploys() throws IOException {
        String rules = rules();
        assertThat(deploy(0, rules))
                .isEqualToIgnoringNewLines(
                        """
                        rules: version 1, running
                          high_1               added
                        """);
        server.client.rows("rules", "ticks", "S,101\n").require(200);
        server.awaitOutput("rules", "high", 1);
        assertThat(deploy(0, rules, "--group", "g", "--restart", "temporary", "--cpu", "0.5", "--state", "64MiB"))
                .endsWith("It goes on from the state of the version before.\n");
        assertThat(server.client.get("/v1/applications/rules").body())
                .contains("\"group\":\"g\"", "TEMPORARY", "\"stateBytes\":67108864", "\"cpu\":0.5");
        Files.writeString(Path.of(rules), TestServer.RULES.replace("100", "${limit}"));
        assertThat(deploy(0, rules, "--param", "limit=10", "--set", "ring.slots=8", "--replace"))
                .contains("high_1               changed", "State does not carry over: it is made anew from ")
                .endsWith("entries of the log; results are made anew from it too.\n");
        assertThat(deploy(0, rules, "--param", "limit=20")).endsWith("results so far stay.\n");
        deploy(78, rules);
        assertThat(failures.get(0)).hasMessageContaining("OPS-0101");
        deploy(2, rules, "--replace", "--upgrade");
        deploy(78, rules, "--param", "limit=1", "--state", "much");
        String missing = TestServer.RULES.replace(
                "price DOUBLE);\nCREATE", "price DOUBLE) WITH ('connector' = 'file', 'path' = 'none.csv');\nCREATE");
        Files.writeString(directory.resolve("broken.sql"), missing);
        assertThat(deploy(1, directory.resolve("broken.sql").toString(), "--restart", "temporary"))
                .startsWith("broken: version 1, failed");
    }

    @Test
    void shouldSayWhyANewVersionIsGivenUp() throws IOException {
        deploy(0, rules());
        server.client.rows("rules", "ticks", "S,101\n").require(200);
        server.awaitOutput("rules", "high", 1);
        Path wider = Files.writeString(
                directory.resolve("wider.sql"),
                TestServer.RULES
                        .replace("high (symbol VARCHAR,", "high (symbol VARCHAR, n INT,")
                        .replace("SELECT symbol,", "SELECT symbol, 1,"));
        assertThat(deploy(1, wider.toString(), "--name", "rules")).startsWith("rules: version 2, given up");
        assertThat(jobs(0)).containsPattern("rules +1 +running .*version 2 was given up: ENG-0129: ");
        assertThat(deploy(0, wider.toString(), "--name", "rules", "--replace")).startsWith("rules: version 2, running");
        assertThat(jobs(0)).doesNotContain("given up");
    }

    @Test
    void shouldShowWhatIsWrongAsValidateDoes() throws IOException {
        String wrong = Files.writeString(
                        directory.resolve("wrong.sql"),
                        TestServer.RULES.replace("price > 100", "prize > 100") + "SELECT symbl FROM ticks;\n")
                .toString();
        run(78, new ValidateCommand(), wrong);
        SabotException expected = failures.get(0);
        deploy(78, wrong);
        assertThat(failures.get(0)).hasMessage(expected.getMessage());
        assertThat(expected.problems()).hasSizeGreaterThan(1);
    }

    @Test
    void shouldShowAndChangeWhatRuns() throws IOException {
        deploy(0, rules());
        deploy(0, rules(), "--name", "other");
        assertThat(jobs(0).lines()).hasSize(3).anyMatch(line -> line.matches("rules +1 +running +default +0 +0 +0 *"));
        assertThat(jobs(0, "rules")).contains("takes rows: ticks", "results: high, 0");
        assertThat(jobs(0, "pause", "rules")).contains("paused");
        assertThat(jobs(0, "resume", "rules")).contains("running");
        assertThat(jobs(0, "restart", "rules")).contains("running");
        assertThat(jobs(0, "drop", "rules")).isEmpty();
        assertThat(jobs(0).lines()).hasSize(2);
        jobs(78, "pause", "rules");
        assertThat(failures.get(0)).hasMessageContaining("OPS-0703");
        assertThat(run(0, new TopCommand(out), "--once").lines())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("other ") && line.contains("running"));
        server.close();
        jobs(ExitCode.UNAVAILABLE.code());
        assertThat(failures.get(0)).hasMessageContaining("OPS-0441");
    }

    // ---- tap ----

    @Test
    void shouldFollowResultsOverARestartOfTheServer() throws Exception {
        deploy(0, rules());
        server.client.rows("rules", "ticks", "S,101\nS,102\nS,103\n").require(200);
        assertThat(tap("rules", "high", "--after", "1", "--limit", "1")).isEqualTo(String.format(HIGH, 2, 102));
        int port = server.port();
        CompletableFuture<String> tapped = CompletableFuture.supplyAsync(() -> tap("rules", "high", "--limit", "4"));
        TestServer.await(
                "three results",
                () -> out.toString(StandardCharsets.UTF_8).lines().count() == 3);
        server.close();
        server = TestServer.start(directory.resolve("data"), config -> config.withPort(port));
        server.awaitState("rules", "RUNNING");
        server.client.rows("rules", "ticks", "S,104\n").require(200);
        assertThat(tapped.get(30, TimeUnit.SECONDS))
                .isEqualTo(String.format(HIGH + HIGH + HIGH + HIGH, 1, 101, 2, 102, 3, 103, 4, 104));
        server.client.post("/v1/applications/rules/tables/ticks/end").require(202);
        server.awaitState("rules", "ENDED");
    }

    @Test
    void shouldStopFollowingWhereResultsEnd() throws Exception {
        deploy(0, rules());
        CompletableFuture<String> tapped = CompletableFuture.supplyAsync(() -> tap("rules", "high"));
        server.client.rows("rules", "ticks", "S,101\n").require(200);
        TestServer.await("the result", () -> out.size() > 0);
        server.client.post("/v1/applications/rules/tables/ticks/end").require(202);
        assertThat(tapped.get(30, TimeUnit.SECONDS)).isEqualTo(String.format(HIGH, 1, 101));
        server.awaitState("rules", "ENDED");
        run(ExitCode.UNAVAILABLE.code(), new TapCommand(out), "rules", "high"); // it has ended, and does not run
    }

    // ---- feed ----

    private void feed(int code, Path file, String... more) {
        List<String> all = new ArrayList<>(List.of(file.toString(), "--app", "rules", "--table", "ticks"));
        all.addAll(List.of(more));
        run(code, new FeedCommand(), all.toArray(String[]::new));
    }

    private static String csv(int rows) {
        StringBuilder text = new StringBuilder("price,symbol\n");
        for (int i = 1; i <= rows; i++) {
            text.append(100 + i).append(i % 100 == 0 ? ",\"S\n\"\"x\"\"\"\n" : ",S\n");
        }
        return text.toString();
    }

    @Test
    void shouldFeedAFileOnceHoweverOftenItIsFed() throws IOException {
        deploy(0, rules());
        Path file = Files.writeString(directory.resolve("a b.csv"), csv(5000));
        for (int i = 0; i < 2; i++) {
            feed(0, file, "--header");
            assertThat(server.awaitOutput("rules", "high", 5000)).hasSize(5000);
        }
        Files.writeString(file, csv(5000).replace("101,S", "999,S"));
        feed(0, file, "--header"); // what is long in the log is not looked at again
        Files.writeString(file, csv(5001));
        feed(1, file, "--header");
        assertThat(failures.get(0)).hasMessageContaining("OPS-0446");
        Files.writeString(file, csv(10));
        feed(1, file, "--header");
        feed(0, file, "--header", "--producer", "second");
        assertThat(server.awaitOutput("rules", "high", 5010)).hasSize(5010);

        Path json = Files.writeString(directory.resolve("t.ndjson"), "{\"symbol\":\"S\",\"price\":200}\n");
        feed(0, json, "--end");
        server.awaitState("rules", "ENDED");
        feed(78, directory.resolve("none.csv"));
        feed(ExitCode.UNAVAILABLE.code(), file);
    }

    @Test
    void shouldGoOnFeedingWhenTheServerComesBack() throws Exception {
        deploy(0, rules());
        Path file = Files.writeString(directory.resolve("ticks.csv"), csv(100_000));
        int port = server.port();
        CompletableFuture<Void> fed = CompletableFuture.runAsync(() -> feed(0, file, "--header"));
        TestServer.await(
                "some rows",
                () -> server.client
                                .get("/v1/applications/rules")
                                .json()
                                .at("/status/rows")
                                .asLong()
                        > 1000);
        server.close();
        server = TestServer.start(directory.resolve("data"), config -> config.withPort(port));
        fed.get(60, TimeUnit.SECONDS);
        TestServer.await(
                "all rows",
                () -> server.client.get("/v1/applications/rules/outputs").body().equals("{\"high\":100000}"));
    }
}
