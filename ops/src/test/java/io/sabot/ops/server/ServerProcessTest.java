package io.sabot.ops.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.error.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills and stops servers while a client posts. */
final class ServerProcessTest {
    private static final String SQL =
            """
            SET 'checkpoint.log-bytes' = '65536';
            CREATE TABLE ticks (symbol VARCHAR, n BIGINT, ts TIMESTAMP(9), WATERMARK FOR ts AS ts);
            CREATE TABLE kept (symbol VARCHAR, n BIGINT) WITH ('connector' = 'file', 'path' = 'kept.csv');
            CREATE TABLE sums (symbol VARCHAR, s BIGINT) WITH ('connector' = 'file', 'path' = 'sums.csv');
            INSERT INTO kept SELECT symbol, n FROM ticks;
            INSERT INTO sums SELECT symbol, SUM(n) FROM TABLE(TUMBLE(TABLE ticks, DESCRIPTOR(ts), INTERVAL '1' MINUTE))
              GROUP BY symbol, window_start, window_end;
            """;
    private static final List<String> FILES = List.of("kept.csv", "sums.csv");

    @TempDir
    Path directory;

    private volatile Client client;
    private volatile int acknowledged;

    private static String batch(int number) {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 3; i++) {
            int n = number * 3 + i;
            rows.append(
                    String.format("S%d,%d,2026-01-05 %02d:%02d:%02d%n", n % 7, n, n / 3600 % 24, n / 60 % 60, n % 60));
        }
        return number % 50 == 0 ? rows + "bad\n" : rows.toString();
    }

    /** Every batch in its turn, again and again until it is acknowledged. */
    private void postAll(int batches) {
        for (int batch = 1; batch <= batches; batch++) {
            while (!isAcknowledged(batch)) {
                try {
                    TimeUnit.MILLISECONDS.sleep(20);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
            acknowledged = batch;
        }
    }

    private boolean isAcknowledged(int batch) {
        try {
            Client.Answer answer = client.rows("app", "ticks", "feed", batch, batch(batch));
            assertThat(answer.status()).as(answer.body()).isIn(200, 503, 504);
            return answer.status() == 200;
        } catch (UncheckedIOException e) {
            return false; // nobody is there, or went away
        }
    }

    private static void awaitWritten(Path data, int rows) {
        TestServer.await(rows + " rows", () -> {
            try {
                return Files.readAllLines(data.resolve("files/kept.csv")).size() == rows + 1; // and the header
            } catch (IOException e) {
                return false;
            }
        });
    }

    private void postToCalm(Path data, int batches) throws InterruptedException {
        try (TestServer calm = TestServer.start(data)) {
            client = calm.client;
            calm.client.deploy("app", SQL).require(201);
            postAll(batches);
            assertThat(calm.stop()).isTrue();
        }
        awaitWritten(data, 3 * batches);
    }

    @Test
    void shouldHaveEveryRowOnceThoughItIsKilledAndStopped() throws Exception {
        killRepeatedly(2, 300, new Random(7));
    }

    @Test
    @Tag("slow")
    void shouldHaveEveryRowOnceThoughItIsKilledAgainAndAgain() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        killRepeatedly(15, 20_000, new Random(seed));
    }

    /** Every third end is a SIGTERM. */
    private void killRepeatedly(int kills, int batches, Random random) throws Exception {
        Path calm = directory.resolve("calm");
        postToCalm(calm, batches);

        Path data = directory.resolve("disturbed");
        ServerProcess server = new ServerProcess(data, "--port", "0");
        try {
            client = new Client(server.port());
            client.deploy("app", SQL).require(201);
            acknowledged = 0;
            CompletableFuture<Void> feed = CompletableFuture.runAsync(() -> postAll(batches));
            int killed = 0;
            while (killed < kills) {
                int part = batches / (kills + 2);
                int end = part * (killed + 1) + random.nextInt(part);
                TestServer.await("batch " + end, () -> acknowledged >= end || feed.isDone());
                if (killed++ % 3 == 1) {
                    assertThat(server.terminate()).as(server::said).isZero();
                } else {
                    server.kill();
                }
                server = new ServerProcess(data, "--port", "0");
                client = new Client(server.port());
            }
            feed.get(5, TimeUnit.MINUTES);
            assertThat(killed).isEqualTo(kills);
            assertThat(server.terminate()).as(server::said).isZero();
        } finally {
            server.close();
        }
        for (String file : FILES) {
            assertThat(data.resolve("files").resolve(file))
                    .hasSameTextualContentAs(calm.resolve("files").resolve(file));
        }
        assertThat(Files.readAllLines(data.resolve("files/kept.csv"))).hasSize(3 * batches + 1);
        assertThat(Files.readAllLines(data.resolve("files/sums.csv"))).hasSizeGreaterThan(batches / 20);
    }

    @Test
    void shouldFinishWhatItHasTakenWhenItIsTerminated() throws Exception {
        Path data = directory.resolve("data");
        try (ServerProcess server = new ServerProcess(data, "--port", "0")) {
            client = new Client(server.port());
            client.deploy("app", SQL).require(201);
            client.rows("app", "ticks", "feed", 1, batch(1)).require(200);
            try (ServerProcess second = new ServerProcess(data, "--port", "0")) {
                assertThat(second.await()).isEqualTo(ExitCode.CONFIGURATION.code());
                assertThat(second.said()).contains(data.toString());
            }
            String taken = String.valueOf(server.port());
            try (ServerProcess third = new ServerProcess(directory.resolve("another"), "--port", taken)) {
                assertThat(third.await()).isEqualTo(ExitCode.UNAVAILABLE.code());
                assertThat(third.said()).contains("OPS-0735").doesNotContain("\tat ");
            }
            client.rows("app", "ticks", "feed", 2, batch(2)).require(200);
            assertThat(server.terminate()).as(server::said).isZero();
            assertThat(Files.readAllLines(data.resolve("files/kept.csv"))).hasSize(7);
            assertThat(server.said()).contains("sabot: stopping");
        }
    }
}
