package io.sabot.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.fault.FaultCase;
import io.sabot.core.fault.FaultRun;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a node at random moments, starts it again on what it left, and compares its output files byte for byte with those
 * of a node that nobody disturbed.
 */
final class KillTest {
    private static final int TRADES = 120_000;
    private static final int QUOTES = 80_000;
    private static final int BURST = 40;
    private static final long PAUSE_NS =
            200_000; // after each frame: kills shall hit rows, not the start of the process only
    private static final int MAX_RUNNING_NS = 400_000_000;
    private static final LocalDateTime START = LocalDateTime.of(2026, 1, 5, 9, 30);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");
    private static final List<String> OUTPUTS =
            List.of("dips.csv", "bars.json", "sessions.csv", "blocks.csv", "large.json", "both.csv");

    private static final String RULES =
            """
            CREATE TABLE trades (symbol VARCHAR, ts TIMESTAMP(3), price DOUBLE, "size" INT,
              WATERMARK FOR ts AS ts - INTERVAL '2' SECOND) WITH ('connector' = 'file', 'path' = '../trades.csv');
            CREATE TABLE quotes (symbol VARCHAR, ts TIMESTAMP(3), bid DOUBLE, ask DOUBLE,
              WATERMARK FOR ts AS ts - INTERVAL '2' SECOND) WITH ('connector' = 'file', 'path' = '../quotes.csv');

            CREATE TABLE dips (symbol VARCHAR, started TIMESTAMP(3), low DOUBLE, back DOUBLE, n BIGINT)
              WITH ('connector' = 'file', 'path' = 'dips.csv');
            INSERT INTO dips SELECT * FROM trades MATCH_RECOGNIZE (
              PARTITION BY symbol ORDER BY ts
              MEASURES A.ts AS started, LAST(B.price) AS low, C.price AS back, COUNT(B.*) AS n
              PATTERN (A B{2,} C)
              DEFINE B AS B.price < PREV(B.price), C AS C.price > PREV(C.price));

            CREATE TABLE bars (symbol VARCHAR, ends TIMESTAMP(3), n BIGINT, volume BIGINT, vwap DOUBLE)
              WITH ('connector' = 'file', 'path' = 'bars.json');
            INSERT INTO bars SELECT symbol, window_end, COUNT(*), SUM("size"), SUM(price * "size") / SUM("size")
              FROM TABLE(TUMBLE(TABLE trades, DESCRIPTOR(ts), INTERVAL '10' SECOND))
              GROUP BY symbol, window_start, window_end;

            CREATE TABLE sessions (symbol VARCHAR, starts TIMESTAMP(3), ends TIMESTAMP(3), n BIGINT, spread DOUBLE)
              WITH ('connector' = 'file', 'path' = 'sessions.csv');
            INSERT INTO sessions SELECT symbol, window_start, window_end, COUNT(*), MAX(ask - bid)
              FROM TABLE(SESSION(TABLE quotes PARTITION BY symbol, DESCRIPTOR(ts), INTERVAL '3' SECOND))
              GROUP BY symbol, window_start, window_end;

            -- a chain: the topic goes through the log again
            CREATE TABLE large (symbol VARCHAR, ts TIMESTAMP(3), "size" INT,
              WATERMARK FOR ts AS ts - INTERVAL '2' SECOND);
            INSERT INTO large SELECT symbol, ts, "size" FROM trades WHERE "size" > 700;
            CREATE TABLE blocks (symbol VARCHAR, ends TIMESTAMP(3), n BIGINT, largest INT)
              WITH ('connector' = 'file', 'path' = 'blocks.csv');
            INSERT INTO blocks SELECT symbol, window_end, COUNT(*), MAX("size")
              FROM TABLE(TUMBLE(TABLE large, DESCRIPTOR(ts), INTERVAL '1' MINUTE))
              GROUP BY symbol, window_start, window_end;
            CREATE TABLE largest (symbol VARCHAR, ts TIMESTAMP(3), "size" INT)
              WITH ('connector' = 'file', 'path' = 'large.json');
            INSERT INTO largest SELECT * FROM large WHERE "size" > 950;

            -- what order the two inputs were merged in
            CREATE TABLE both_inputs (symbol VARCHAR, ts TIMESTAMP(3), price DOUBLE)
              WITH ('connector' = 'file', 'path' = 'both.csv');
            INSERT INTO both_inputs SELECT symbol, ts, price FROM trades WHERE "size" < 50
              UNION ALL SELECT symbol, ts, bid FROM quotes WHERE symbol = 'S3';
            """;

    @TempDir
    Path directory;

    @Test
    @FaultCase(number = 1, how = "`kill -9` while it starts or at work, files in, files out")
    void shouldWriteTheSameFilesHoweverOftenItIsKilled(FaultRun run) throws Exception {
        killRepeatedly(run, 20);
    }

    @Test
    @Tag("slow")
    @FaultCase(number = 1, how = "the same in a long loop")
    void shouldWriteTheSameFilesHoweverOftenItIsKilledInALongRun(FaultRun run) throws Exception {
        killRepeatedly(run, run.scaled(200));
    }

    private void killRepeatedly(FaultRun run, int kills) throws Exception {
        run.times(kills);
        Random random = run.random();
        writeTrades(random);
        writeQuotes(random);
        Path calm = application("calm");
        long startNs = System.nanoTime();
        String expected = new Child(calm, 0).end();
        long calmNs = System.nanoTime() - startNs;
        System.out.printf("undisturbed in %d ms: %s%n", calmNs / 1_000_000, expected);
        for (String output : OUTPUTS) {
            assertThat(calm.resolve(output)).isNotEmptyFile();
        }

        int killed = 0;
        for (int life = 0; killed < kills; life++) {
            Path application = application("life" + life);
            while (killed < kills && !killOnce(application, random, calmNs)) {
                killed++;
            }
            String told = new Child(application, 0).end();
            System.out.printf("life %d complete after %d kills in all%n", life, killed);
            assertThat(told).isEqualTo(expected);
            assertSameFiles(calm, application);
            assertThat(new Child(application, 0).end()).isEqualTo(expected);
            assertSameFiles(calm, application);
        }
    }

    /** Whether the child came to its end before it was killed. */
    private static boolean killOnce(Path application, Random random, long calmNs) throws Exception {
        Child child = new Child(application, PAUSE_NS);
        boolean isStartHit = random.nextInt(3) == 0;
        String when;
        if (isStartHit) {
            TimeUnit.NANOSECONDS.sleep((long) (random.nextDouble() * calmNs));
            when = "while starting, or later";
        } else {
            when = child.awaitRunning();
            TimeUnit.NANOSECONDS.sleep(random.nextInt(MAX_RUNNING_NS));
        }
        boolean hasEnded = child.kill();
        System.out.println((hasEnded ? "ended before the kill" : "killed: " + when) + child.recovery());
        return hasEnded;
    }

    private static void assertSameFiles(Path calm, Path disturbed) throws IOException {
        for (String output : OUTPUTS) {
            assertThat(Files.mismatch(calm.resolve(output), disturbed.resolve(output)))
                    .as("first difference of %s", output)
                    .isEqualTo(-1);
        }
    }

    private Path application(String name) throws IOException {
        Path application = Files.createDirectory(directory.resolve(name));
        Files.writeString(application.resolve("app.sql"), RULES);
        return application;
    }

    // ---- input ----

    /** Bursts of trades, up to 1.5 s out of order, some too late, some unreadable. */
    private void writeTrades(Random random) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(directory.resolve("trades.csv"))) {
            out.write("symbol,ts,price,size\n");
            double price = 100;
            for (int i = 0; i < TRADES; i++) {
                long offsetMs = i / BURST * 200L + i % BURST - (random.nextInt(10) == 0 ? random.nextInt(1_500) : 0);
                if (random.nextInt(5_000) == 0) {
                    offsetMs -= 60_000;
                }
                price = Math.max(1, Math.round((price + random.nextGaussian()) * 100) / 100.0);
                String size = random.nextInt(2_000) == 0 ? "many" : String.valueOf(1 + random.nextInt(1_000));
                out.write("S" + random.nextInt(8) + "," + time(offsetMs) + "," + price + "," + size + "\n");
            }
        }
    }

    private void writeQuotes(Random random) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(directory.resolve("quotes.csv"))) {
            out.write("symbol,ts,bid,ask\n");
            long nextMs = 0;
            for (int i = 0; i < QUOTES; i++) {
                nextMs += i % BURST == 0 ? random.nextInt(800) : random.nextInt(2);
                double bid = Math.round(random.nextDouble() * 10_000) / 100.0;
                if (random.nextInt(3_000) == 0) {
                    out.write("S1,\"" + time(nextMs) + "\" ,1,2\n");
                }
                out.write("S" + random.nextInt(30) + "," + time(nextMs - random.nextInt(50)) + "," + bid + ","
                        + (bid + 0.25) + "\n");
            }
        }
    }

    private static String time(long offsetMs) {
        return START.plusNanos(offsetMs * 1_000_000).format(TIME);
    }

    // ---- the process ----

    static final class Child {
        private final Process process;
        private final CompletableFuture<String> running = new CompletableFuture<>();
        private final List<String> lines = new ArrayList<>();
        private final Thread listener;

        Child(Path application, long pauseNs) throws IOException {
            process = new ProcessBuilder(command(application, pauseNs))
                    .redirectErrorStream(true)
                    .start();
            listener = new Thread(this::listen, "listener");
            listener.start();
        }

        private static List<String> command(Path application, long pauseNs) {
            Path options = Path.of(System.getProperty("sabot.root"), "ops/src/main/dist/conf");
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.add("@" + options.resolve("jvm.options"));
            if (Runtime.version().feature() >= 24) {
                command.add("@" + options.resolve("jvm-24.options"));
            }
            command.addAll(List.of("-ea", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), KillTarget.class.getName()));
            command.addAll(List.of(application.toString(), String.valueOf(pauseNs)));
            return command;
        }

        private void listen() {
            try (BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    lines.add(line);
                    if (line.startsWith(KillTarget.RUNNING)) {
                        running.complete(line);
                    }
                }
            } catch (IOException e) {
                lines.add("cut off: " + e);
            } finally {
                running.complete("ended before it ran");
            }
        }

        String awaitRunning() {
            return running.join();
        }

        /** Its last words. */
        String end() throws InterruptedException {
            int exitCode = process.waitFor();
            listener.join();
            assertThat(exitCode).as(() -> String.join("\n", lines)).isZero();
            assertThat(lines).last().asString().startsWith(KillTarget.DONE);
            return lines.get(lines.size() - 1);
        }

        /** What it said of where it began. */
        String recovery() {
            return lines.stream()
                    .filter(line -> line.startsWith("rec") || line.startsWith("ref"))
                    .toList()
                    .toString();
        }

        /** True if it had ended well before. */
        boolean kill() throws InterruptedException {
            process.destroyForcibly();
            int exitCode = process.waitFor();
            listener.join();
            assertThat(exitCode).as(() -> String.join("\n", lines)).isIn(0, 128 + 9);
            return exitCode == 0;
        }
    }
}
