package io.sabot.perf;

import io.sabot.engine.Sabot;
import io.sabot.engine.SabotConfig;
import io.sabot.ingest.ring.FlushMode;
import io.sabot.ingest.ring.RowAppender;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * How long 1, 100 and N patterns of one shape over one stream take to start, and what a row costs that concerns none of
 * them, or one. Arguments: N, rows, directory; all may be left out.
 */
final class ManyPatterns {
    private static final int BATCH_ROWS = 1_024;
    private static final int SYMBOLS = 100;
    private static final String TABLES =
            """
            CREATE TABLE ticks (symbol VARCHAR, ts TIMESTAMP(9), price DOUBLE, k VARCHAR,
              WATERMARK FOR ts AS ts - INTERVAL '1' SECOND);
            CREATE TABLE alerts (symbol VARCHAR, ts TIMESTAMP(9), price DOUBLE);
            """;
    private static final String PATTERN =
            """
            INSERT INTO alerts SELECT * FROM ticks MATCH_RECOGNIZE (
              PARTITION BY symbol ORDER BY ts MEASURES C.ts AS ts, LAST(B.price) AS low PATTERN (A B+ C)
              DEFINE A AS A.k = 'S%d', B AS B.price < PREV(B.price), C AS C.price > %d.5);
            """;

    private ManyPatterns() {}

    static void run(List<String> arguments, PrintStream out) throws Exception {
        int most = arguments.size() > 0 ? Integer.parseInt(arguments.get(0).replace("_", "")) : 3_500;
        int rows = arguments.size() > 1 ? Integer.parseInt(arguments.get(1).replace("_", "")) : 500_000;
        Path parent = Path.of(arguments.size() > 2 ? arguments.get(2) : System.getProperty("java.io.tmpdir"));
        out.println(Machine.line(parent));
        out.printf(
                Locale.ROOT,
                "%-9s %10s %12s %16s %16s%n",
                "patterns",
                "start, s",
                "heap, MB",
                "none, ns/row",
                "one, ns/row");
        once(1, rows, parent, null); // to warm up
        for (int patterns : new int[] {1, Math.min(100, most), most}) {
            once(patterns, rows, parent, out);
        }
        out.println(Machine.load());
    }

    private static String sql(int patterns) {
        StringBuilder sql = new StringBuilder(TABLES);
        for (int i = 0; i < patterns; i++) {
            sql.append(String.format(Locale.ROOT, PATTERN, i, 100 + i));
        }
        return sql.toString();
    }

    private static void once(int patterns, int rows, Path parent, PrintStream out) throws Exception {
        try (Scratch scratch = Scratch.below(parent);
                Sabot sabot = Sabot.open(SabotConfig.in(scratch.path()).withReserveBytes(0))) {
            long startNs = System.nanoTime();
            sabot.execute(sql(patterns));
            double startSeconds = (System.nanoTime() - startNs) / 1e9;
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            long heapMb = (runtime.totalMemory() - runtime.freeMemory()) >> 20;
            try (RowAppender ticks = sabot.appender("ticks", FlushMode.MANUAL, BATCH_ROWS)) {
                feed(sabot, ticks, 0, rows, -1); // to warm up
                double none = feed(sabot, ticks, rows, rows, -1);
                double one = feed(sabot, ticks, 2 * rows, rows, patterns);
                if (out != null) {
                    out.printf(
                            Locale.ROOT, "%,9d %10.1f %12d %16.0f %16.0f%n", patterns, startSeconds, heapMb, none, one);
                }
            }
            sabot.end("ticks");
            if (!sabot.awaitEnd(Duration.ofMinutes(10))) {
                throw new IllegalStateException("no end");
            }
        }
    }

    /** @param patterns each row begins a match of one of them; below 0: of none. @return nanoseconds a row */
    private static double feed(Sabot sabot, RowAppender ticks, int first, int rows, int patterns) throws Exception {
        int[] symbols = new int[SYMBOLS];
        for (int i = 0; i < SYMBOLS; i++) {
            symbols[i] = ticks.symbolId("SYM" + i);
        }
        int[] names = new int[Math.max(1, patterns)];
        for (int i = 0; i < names.length; i++) {
            names[i] = ticks.symbolId(patterns < 0 ? "none" : "S" + i);
        }
        long due = sabot.rows() + rows;
        long startNs = System.nanoTime();
        for (int i = 0; i < rows; i++) {
            ticks.row()
                    .symbol(symbols[i % SYMBOLS])
                    .timestampNs(TimeUnit.MILLISECONDS.toNanos(first + i))
                    .f64(50 + i % 10)
                    .symbol(names[i % names.length])
                    .append();
        }
        ticks.flush();
        while (sabot.rows() < due) {
            Thread.onSpinWait();
        }
        return (System.nanoTime() - startNs) / (double) rows;
    }
}
