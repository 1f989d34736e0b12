package io.sabot.engine;

import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import io.sabot.core.time.Clock;
import io.sabot.state.CheckpointInfo;
import io.sabot.state.CheckpointStep;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The process that fault tests disturb: a node whose one producer sends batches that follow from their numbers. What it
 * says, line by line, is what the outside world knows of it: {@code ack n} above all.
 */
final class FaultTarget {
    static final String ACK = "ack ";
    static final String DONE = "done ";
    static final String RESUMES = "resumes after ";
    static final String CHECKPOINT = "checkpoint at ";
    static final String STALLED = "stalled ";
    static final String WAITS = "waits: ";
    static final String MOST_WAITING = "most waiting ";
    static final List<String> OUTPUTS = List.of("all.csv", "bars.csv", "sessions.csv", "rises.csv");

    /** A halted process's, as a killed one's. */
    static final int HALTED = 137;

    static final int ROWS = 20;

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final long SLOW_NS = 100_000_000L;
    private static final Duration MOMENT = Duration.ofMillis(1);
    private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);

    private static final String RULES =
            """
            CREATE TABLE ticks (n BIGINT, symbol VARCHAR, ts TIMESTAMP(9), price DOUBLE,
              WATERMARK FOR ts AS ts - INTERVAL '3' SECOND);
            CREATE TABLE every_row (n BIGINT, symbol VARCHAR, price DOUBLE)
              WITH ('connector' = 'file', 'path' = 'all.csv');
            INSERT INTO every_row SELECT n, symbol, price FROM ticks;
            CREATE TABLE bars (symbol VARCHAR, ends TIMESTAMP(3), n BIGINT, top DOUBLE)
              WITH ('connector' = 'file', 'path' = 'bars.csv');
            INSERT INTO bars SELECT symbol, window_end, COUNT(*), MAX(price)
              FROM TABLE(HOP(TABLE ticks, DESCRIPTOR(ts), INTERVAL '5' SECOND, INTERVAL '20' SECOND))
              GROUP BY symbol, window_start, window_end;
            CREATE TABLE sessions (symbol VARCHAR, n BIGINT, last_symbol VARCHAR)
              WITH ('connector' = 'file', 'path' = 'sessions.csv');
            INSERT INTO sessions SELECT symbol, COUNT(*), MAX(symbol || 'x')
              FROM TABLE(SESSION(TABLE ticks PARTITION BY symbol, DESCRIPTOR(ts), INTERVAL '4' SECOND))
              GROUP BY symbol, window_start, window_end;
            CREATE TABLE rises (symbol VARCHAR, low DOUBLE, high DOUBLE, n BIGINT)
              WITH ('connector' = 'file', 'path' = 'rises.csv');
            INSERT INTO rises SELECT * FROM ticks MATCH_RECOGNIZE (
              PARTITION BY symbol ORDER BY ts
              MEASURES A.price AS low, LAST(B.price) AS high, COUNT(*) AS n
              PATTERN (A B{2,} C) WITHIN INTERVAL '60' SECOND
              DEFINE B AS B.price > PREV(B.price), C AS C.price < A.price);
            """;

    private final Map<String, String> settings;
    private final PrintStream out;
    private long hours;

    FaultTarget(Map<String, String> settings, PrintStream out) {
        this.settings = settings;
        this.out = out;
    }

    /** @param arguments the node's directory, then {@code key=value} */
    public static void main(String[] arguments) {
        Map<String, String> settings = new HashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            settings.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
        try {
            FaultTarget target = new FaultTarget(settings, System.out);
            target.watchFiles();
            target.run(target.config(Path.of(settings.get("directory"))));
        } catch (SabotException e) {
            System.out.println("failed " + e.getMessage());
            System.exit(e.exitCode().code());
        } catch (Throwable e) {
            System.out.println("failed " + e);
            e.printStackTrace(System.out);
            System.exit(1);
        }
    }

    private String setting(String key, Object normal) {
        return settings.getOrDefault(key, String.valueOf(normal));
    }

    private long number(String key, long normal) {
        return Long.parseLong(setting(key, normal));
    }

    // ---- the node ----

    SabotConfig config(Path directory) throws IOException {
        Files.createDirectories(directory);
        return SabotConfig.in(directory.resolve("data"))
                .withSqlDirectory(directory)
                .withReserveBytes(number("reserveBytes", 0))
                .withDurability(SabotConfig.Durability.valueOf(setting("durability", "PROCESS")))
                .withCheckpointLogBytes(number("checkpointLogBytes", 100_000))
                .withSlotCount((int) number("slots", 16))
                .withClock(clock())
                .withListener(listener());
    }

    /** With {@code clockFromHour} hours pass like minutes: each call is seconds later. */
    private Clock clock() {
        long fromHour = number("clockFromHour", 0);
        if (fromHour == 0) {
            return Clock.system();
        }
        long[] nowNs = {fromHour * HOUR_NS};
        return () -> {
            nowNs[0] += 17_000_000_000L;
            long passed = nowNs[0] / HOUR_NS - fromHour;
            if (passed > hours) {
                hours = passed;
                haltAt("roll:before", passed);
            }
            return nowNs[0];
        };
    }

    private EngineListener listener() {
        return new EngineListener() {
            private final Map<CheckpointStep, Long> steps = new HashMap<>();

            @Override
            public void onFrame(String table, int rows, long handedInNs) {
                haltAt("roll:after", hours);
            }

            @Override
            public void onCheckpoint(CheckpointInfo checkpoint) {
                out.println(CHECKPOINT + checkpoint.seq());
            }

            @Override
            public void onCheckpointStep(CheckpointStep step) {
                haltAt("step:" + step, steps.merge(step, 1L, Long::sum));
            }

            @Override
            public void onRecovery(CheckpointInfo checkpoint, long lastSeq) {
                out.println("recovers from " + (checkpoint == null ? "the start" : "entry " + checkpoint.seq()) + " of "
                        + lastSeq);
            }

            @Override
            public void onCheckpointRefused(String problem) {
                out.println("refused: " + problem);
            }

            @Override
            public void onCheckpointWaits(Problem problem) {
                out.println(WAITS + "checkpoint " + problem.code());
            }

            @Override
            public void onSinkAway(String sink, Problem problem) {
                out.println(WAITS + sink + " " + problem.code());
            }

            @Override
            public void onStalled(Problem problem) {
                out.println(STALLED + problem.code());
            }
        };
    }

    /** Ends the process at once if that is where it is told to end. */
    private void haltAt(String place, long count) {
        if (setting("halt", "").equals(place + ":" + count)) {
            Runtime.getRuntime().halt(HALTED);
        }
    }

    /** With {@code halt=file:DIRECTORY:n}: ends the process as soon as the n-th new file is in the directory. */
    private void watchFiles() {
        String[] halt = setting("halt", "").split(":");
        if (!halt[0].equals("file")) {
            return;
        }
        Path watched = Path.of(setting("directory", ""), "data", halt[1], "g000001");
        Thread watcher = new Thread(() -> watch(watched, Integer.parseInt(halt[2])), "watcher");
        watcher.setDaemon(true);
        watcher.start();
    }

    private static void watch(Path directory, int count) {
        Set<String> known = names(directory);
        while (names(directory).size() < known.size() + count) {
            Thread.onSpinWait();
        }
        Runtime.getRuntime().halt(HALTED);
    }

    private static Set<String> names(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".cq4"))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            return Set.of(); // it is not there yet
        }
    }

    /** Sends what the log does not have yet, up to the batch {@code stopAfter}; ends the table behind the last. */
    void run(SabotConfig config) throws InterruptedException {
        try (Sabot sabot = Sabot.open(config)) {
            sabot.execute(RULES);
            long last = number("batches", 0);
            long stopAfter = number("stopAfter", last);
            if (feed(sabot, stopAfter)) {
                if (stopAfter < last) {
                    return;
                }
                sabot.end("ticks");
            }
            if (!sabot.awaitEnd(PATIENCE)) {
                throw new IllegalStateException("no end");
            }
            out.println(DONE + sabot.rows() + " rows, " + sabot.deadLetters() + " dead letters");
        }
    }

    /** False if the table has ended already. */
    private boolean feed(Sabot sabot, long last) throws InterruptedException {
        try (Producer feed = sabot.producer("ticks", "feed")) {
            out.println(RESUMES + feed.lastBatch());
            long acknowledged = feed.lastBatch();
            long mostWaiting = 0;
            for (long n = feed.lastBatch() + 1; n <= last; n++) {
                send(feed, n);
                acknowledged = tell(feed, acknowledged);
                mostWaiting = Math.max(mostWaiting, n - acknowledged);
                pause(n);
            }
            while (!feed.awaitAcknowledged(last, MOMENT)) {
                acknowledged = tell(feed, acknowledged);
            }
            tell(feed, acknowledged);
            out.println(MOST_WAITING + mostWaiting);
            return true;
        } catch (SabotException e) {
            if (!e.problems().get(0).code().equals("ENG-0113")) {
                throw e;
            }
            out.println(RESUMES + last);
            return false;
        }
    }

    /**
     * Who waits to be killed in the middle goes on slowly from the batch {@code slowAfter} on. Sleeps: a thread that parks
     * is woken by each acknowledgement.
     */
    private void pause(long batch) throws InterruptedException {
        long pauseNs = batch > number("slowAfter", Long.MAX_VALUE) ? SLOW_NS : number("pauseNs", 0);
        if (pauseNs > 0) {
            TimeUnit.NANOSECONDS.sleep(pauseNs);
        }
    }

    private void send(Producer feed, long batch) {
        Random random = new Random(batch);
        long rows = number("rows", ROWS);
        for (int i = 0; i < rows; i++) {
            long timeNs = batch * 100_000_000L + random.nextInt(2_000) * 1_000_000L;
            feed.row()
                    .i64(batch * rows + i)
                    .string("S" + random.nextInt(40))
                    .timestampNs(timeNs)
                    .f64(random.nextInt(1000))
                    .append();
        }
        feed.commit();
    }

    private long tell(Producer feed, long told) {
        long acknowledged = feed.acknowledged();
        if (acknowledged > told) {
            out.println(ACK + acknowledged);
        }
        return acknowledged;
    }
}
