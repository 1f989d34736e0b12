package io.sabot.perf;

import io.sabot.engine.DataDirectory;
import io.sabot.engine.Sabot;
import io.sabot.engine.SabotConfig;
import io.sabot.ingest.ring.FlushMode;
import io.sabot.ingest.ring.RowAppender;
import io.sabot.journal.DirectoryLock;
import io.sabot.journal.EventLog;
import io.sabot.journal.JournalConfig;
import io.sabot.journal.Journals;
import io.sabot.sql.script.ApplicationPlan;
import io.sabot.state.StateSpace;
import io.sabot.state.StateUse;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * What checkpoints cost, and what they are good for: the same rows with and without them in turns, then the time that a
 * node takes to be there again. Arguments: rows, keys, directory, repetitions; all may be left out.
 *
 * <p>Every key has a history, a pattern that has begun and aggregates of it, for good. The rows visit all keys once in a
 * shuffled order and then at random, so that soon after a checkpoint each page has been written to: nothing is spared.
 */
final class CheckpointCosts {
    private static final String INPUT = "trades";
    private static final String SQL =
            """
            CREATE TABLE trades (k BIGINT, ts TIMESTAMP(9), price DOUBLE, size INT, WATERMARK FOR ts AS ts);
            CREATE TABLE results (k BIGINT, a DOUBLE, low DOUBLE, high DOUBLE, mean DOUBLE, volume BIGINT, back DOUBLE);
            INSERT INTO results SELECT * FROM trades MATCH_RECOGNIZE (
              PARTITION BY k ORDER BY ts
              MEASURES A.price AS a, MIN(B.price) AS low, MAX(B.price) AS high, AVG(B.price) AS mean,
                SUM(B.size) AS volume, C.price AS back
              AFTER MATCH SKIP PAST LAST ROW
              PATTERN (A B+ C)
              DEFINE B AS B.price < PREV(B.price), C AS C.price > PREV(C.price));
            """;
    private static final long START_NS = 1_767_225_600_000_000_000L; // 2026-01-01
    private static final long STRIDE = 1_000_003; // prime: visits all keys

    private final int rows;
    private final int keys;
    private final long checkpointLogBytes;
    private final Path parent;
    private final PrintStream out;
    private final ApplicationPlan plan = Sabot.plan("checkpoints", SQL, Path.of(""));

    private CheckpointCosts(int rows, int keys, Path parent, PrintStream out) {
        this.rows = rows;
        this.keys = keys;
        this.parent = parent;
        this.out = out;
        this.checkpointLogBytes = Long.getLong("sabot.perf.checkpointLogBytes", 64L << 20);
    }

    static void run(List<String> arguments, PrintStream out) throws Exception {
        int rows = arguments.size() > 0 ? Integer.parseInt(arguments.get(0).replace("_", "")) : 10_000_000;
        int keys = arguments.size() > 1 ? Integer.parseInt(arguments.get(1).replace("_", "")) : 1_000_000;
        Path parent = Path.of(arguments.size() > 2 ? arguments.get(2) : System.getProperty("java.io.tmpdir"));
        int repetitions = arguments.size() > 3 ? Integer.parseInt(arguments.get(3)) : 3;
        CheckpointCosts costs = new CheckpointCosts(rows, keys, parent, out);
        out.println(Machine.line(parent) + "; " + Machine.load());
        print(out, "%,d rows, %,d keys, a checkpoint every %,d bytes of log", rows, keys, costs.checkpointLogBytes);
        String only = System.getProperty("sabot.perf.only", "");
        if (!only.equals("recovery")) {
            costs.compare(repetitions);
        }
        if (!only.equals("cost")) {
            costs.recover();
        }
        out.println(Machine.load());
    }

    private static void print(PrintStream out, String format, Object... values) {
        out.printf(Locale.ROOT, format + "%n", values);
    }

    private SabotConfig config(Path directory, CheckpointWatch watch, boolean hasCheckpoints) {
        return SabotConfig.in(directory)
                .withReserveBytes(0)
                .withCheckpointLogBytes(hasCheckpoints ? checkpointLogBytes : Long.MAX_VALUE)
                .withCheckpointIntervalNs(hasCheckpoints ? 30_000_000_000L : Long.MAX_VALUE)
                .withListener(watch);
    }

    // ---- with and without ----

    /** One run. */
    private record Fed(
            long elapsedNs,
            long operatorNs,
            CheckpointWatch watch,
            StateUse use,
            long nativeBytes,
            long writtenBytes,
            ChangedBytes changed) {
        Fed with(ChangedBytes compared) {
            return new Fed(elapsedNs, operatorNs, watch, use, nativeBytes, writtenBytes, compared);
        }
    }

    private void compare(int repetitions) throws Exception {
        List<Fed> without = new ArrayList<>();
        List<Fed> with = new ArrayList<>();
        once(false);
        Pauses first = once(true).watch().freezes;
        for (int i = 0; i < repetitions; i++) {
            without.add(once(false));
            with.add(once(true));
        }
        double[] ratios = new double[repetitions];
        for (int i = 0; i < repetitions; i++) {
            ratios[i] = (double) without.get(i).elapsedNs() / with.get(i).elapsedNs();
        }
        Arrays.sort(ratios);
        print(out, "");
        print(out, "rows a second without checkpoints: %s", rates(without));
        print(out, "rows a second with checkpoints:    %s", rates(with));
        print(out, "processor time of the operators, ns a row: %s without, %s with", cpu(without), cpu(with));
        print(out, "with / without: %.2f (%.2f to %.2f)", ratios[repetitions / 2], ratios[0], ratios[repetitions - 1]);
        print(out, "most between two frames: %s ms without, %s ms with", gap(without), gap(with));
        for (Fed fed : with) {
            print(fed);
        }
        Pauses all = new Pauses();
        with.forEach(fed -> all.addAll(fed.watch().freezes));
        print(out, "");
        print(out, "least / median / most of %d pauses to freeze (mark: < 1 ms at 1 GB): %s", all.count(), all);
        print(out, "the same, in the process's first run, which does not count elsewhere: %s", first);
    }

    private String rates(List<Fed> runs) {
        StringBuilder text = new StringBuilder();
        runs.forEach(fed -> text.append(String.format(Locale.ROOT, "%,.0f ", rows * 1e9 / fed.elapsedNs())));
        return text.toString();
    }

    private String cpu(List<Fed> runs) {
        StringBuilder text = new StringBuilder();
        runs.forEach(fed -> text.append(String.format(Locale.ROOT, "%.0f ", (double) fed.operatorNs() / rows)));
        return text.toString().trim();
    }

    private static String gap(List<Fed> runs) {
        double[] millis = runs.stream()
                .mapToDouble(fed -> fed.watch().betweenFrames.getMaxValue() / 1e6)
                .sorted()
                .toArray();
        return String.format(Locale.ROOT, "%.1f", millis[millis.length / 2]);
    }

    private Fed once(boolean hasCheckpoints) throws Exception {
        try (Scratch scratch = Scratch.below(parent)) {
            CheckpointWatch watch = new CheckpointWatch();
            Fed fed = once(scratch.path(), watch, hasCheckpoints);
            return hasCheckpoints ? fed.with(ChangedBytes.in(checkpoints(scratch.path()))) : fed;
        }
    }

    private Fed once(Path directory, CheckpointWatch watch, boolean hasCheckpoints) throws Exception {
        try (Sabot sabot = Sabot.open(config(directory, watch, hasCheckpoints))) {
            sabot.execute(plan, SQL, Path.of(""));
            long writtenBefore = Machine.self("io", "wchar:");
            ThreadTime operators = ThreadTime.of("sabot-engine");
            long elapsedNs = feed(sabot, watch, 0, rows);
            long operatorNs = operators.sofarNs();
            StateUse use = sabot.stateUse();
            long nativeBytes = sabot.nativeBytes();
            watch.end();
            long writtenBytes = Machine.self("io", "wchar:") - writtenBefore;
            return new Fed(elapsedNs, operatorNs, watch, use, nativeBytes, writtenBytes, null);
        }
    }

    /** Until the results of the last row are in the outbox. */
    private long feed(Sabot sabot, CheckpointWatch watch, long from, long to) {
        long startNs = System.nanoTime();
        try (RowAppender appender = sabot.appender(INPUT, FlushMode.MANUAL, SabotProgram.BATCH_ROWS)) {
            for (long i = from; i < to; i++) {
                long random = mix(i);
                appender.row()
                        .i64(i < keys ? i * STRIDE % keys : (random >>> 1) % keys)
                        .timestampNs(START_NS + i * 100_000L)
                        .f64(100 + (random >>> 51) * 0.01)
                        .i32((int) random & 0xFFFF)
                        .append();
            }
            appender.flush();
            while (watch.rows() < to - from) {
                LockSupport.parkNanos(20_000L);
            }
        }
        return System.nanoTime() - startNs;
    }

    private static long mix(long i) {
        long z = (i + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        return z ^ z >>> 27;
    }

    private void print(Fed fed) throws IOException {
        CheckpointWatch watch = fed.watch();
        StateUse use = fed.use();
        long writtenPageBytes = watch.writtenPages * StateSpace.PAGE_BYTES;
        long made = Math.max(1, watch.checkpoints);
        print(out, "");
        print(
                out,
                "run of %.2f s: state %s, taken from the system for it %s, by the node %s, resident %s",
                fed.elapsedNs() / 1e9,
                mib(use.usedBytes()),
                mib(use.takenBytes()),
                mib(fed.nativeBytes()),
                mib(Machine.self("status", "VmRSS:") * 1024));
        print(out, "checkpoints: %d begun, %d done", watch.freezes.count(), watch.checkpoints);
        print(out, "pause to freeze: %s (mark: < 1 ms at 1 GB); root %,d bytes", watch.freezes, watch.rootBytes);
        print(
                out,
                "pause to thaw:   longest %s (mark: < 1 ms), mean %s",
                us(watch.thaws.getMaxValue()),
                us(watch.thaws.getMean()));
        print(
                out,
                "pages copied: %,d, %s, %.0f ns each, %.1f%% of the run",
                use.copiedPages(),
                mib(use.copiedPages() * StateSpace.PAGE_BYTES),
                (double) use.copyNs() / Math.max(1, use.copiedPages()),
                100.0 * use.copyNs() / fed.elapsedNs());
        print(
                out,
                "a checkpoint in the background: mean %s, longest %s; pages %s each; written by the process %.2f times the pages",
                ms(watch.inBackground.getMean()),
                ms(watch.inBackground.getMaxValue()),
                mib(writtenPageBytes / made),
                (double) fed.writtenBytes() / Math.max(1, writtenPageBytes));
        ChangedBytes changed = fed.changed();
        print(
                out,
                "the last checkpoint: %s in pages, %s of them changed since the one before: %.1f times",
                mib(changed.writtenBytes()),
                mib(changed.changedBytes()),
                (double) changed.writtenBytes() / Math.max(1, changed.changedBytes()));
    }

    // ---- recovery ----

    /** A checkpoint when there are all keys, then the rows, then an end without another checkpoint. */
    private void recover() throws Exception {
        try (Scratch scratch = Scratch.below(parent)) {
            Path directory = scratch.path();
            CheckpointWatch first = new CheckpointWatch();
            try (Sabot sabot = Sabot.open(config(directory, first, true))) {
                sabot.execute(plan, SQL, Path.of(""));
                feed(sabot, first, 0, 3L * keys);
            }
            CheckpointWatch second = new CheckpointWatch();
            try (Sabot sabot = Sabot.open(config(directory, second, false))) {
                sabot.execute(plan, SQL, Path.of(""));
                feed(sabot, second, 3L * keys, 3L * keys + rows);
            }
            print(out, "");
            print(
                    out,
                    "recovery: on disk %s of log, %s of checkpoints",
                    mib(bytes(DataDirectory.log(directory))),
                    mib(bytes(checkpoints(directory))));
            for (int i = 0; i < 3; i++) {
                reopen(directory, "newest checkpoint and tail", rows);
            }
            for (int i = 0; i < 2; i++) {
                if (Files.exists(checkpoints(directory))) {
                    new Scratch(checkpoints(directory)).close();
                }
                reopen(directory, "no checkpoint", 3L * keys + rows);
            }
        }
    }

    private static Path checkpoints(Path directory) {
        return directory.resolve("checkpoint");
    }

    private void reopen(Path directory, String what, long replayed) throws Exception {
        long scanNs = scan(directory);
        CheckpointWatch watch = new CheckpointWatch();
        long startNs = System.nanoTime();
        try (Sabot sabot = Sabot.open(config(directory, watch, false))) {
            ThreadTime main = ThreadTime.ofCurrent();
            sabot.execute(plan, SQL, Path.of(""));
            long elapsedNs = System.nanoTime() - startNs;
            long processorNs = main.sofarNs();
            long replayNs = watch.lastReplayNs - watch.recoveryNs;
            print(
                    out,
                    "%s: %s in all, %s of processor time%s; open and scan the log %s, load %s, replay of %,d rows %s (%,.0f rows a second); state %s",
                    what,
                    ms(elapsedNs),
                    ms(processorNs),
                    watch.recoveredFrom != null ? " (mark: < 2 s for 1 M keys and 10 M rows)" : "",
                    ms(scanNs),
                    ms(watch.recoveryNs - startNs - scanNs),
                    replayed,
                    ms(replayNs),
                    replayed * 1e9 / replayNs,
                    mib(sabot.stateBytes()));
        }
    }

    /** The part of opening that the log takes, measured on its own. */
    private static long scan(Path directory) {
        try (DirectoryLock lock = DirectoryLock.acquire(directory)) {
            long startNs = System.nanoTime();
            EventLog log = Journals.open(JournalConfig.of(DataDirectory.log(directory)), lock);
            long elapsedNs = System.nanoTime() - startNs;
            log.close();
            return elapsedNs;
        }
    }

    private static long bytes(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(CheckpointCosts::size)
                    .sum();
        }
    }

    private static long size(Path file) {
        return file.toFile().length();
    }

    private static String mib(long bytes) {
        return String.format(Locale.ROOT, "%,.1f MiB", bytes / 1048576.0);
    }

    private static String ms(double ns) {
        return String.format(Locale.ROOT, "%,.1f ms", ns / 1e6);
    }

    private static String us(double ns) {
        return String.format(Locale.ROOT, "%,.1f \u00b5s", ns / 1e3);
    }
}
