package io.sabot.perf;

import io.sabot.engine.DataDirectory;
import io.sabot.engine.Sabot;
import io.sabot.engine.SabotConfig;
import io.sabot.ingest.ring.FlushMode;
import io.sabot.ingest.ring.RowAppender;
import io.sabot.state.view.ViewKey;
import io.sabot.state.view.ViewReader;
import io.sabot.state.view.ViewRow;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * How long a process waits for a row of a view that a node in another process is writing. Arguments: keys, updates a
 * second, reads, directory; all may be left out.
 */
final class ViewReads {
    private static final int BATCH_ROWS = 64;
    private static final int WARM_UP_READS = 2_000_000;
    private static final String SQL =
            """
            CREATE TABLE quotes (k BIGINT, ts TIMESTAMP(9), bid DOUBLE, ask DOUBLE, WATERMARK FOR ts AS ts);
            CREATE MATERIALIZED VIEW latest (PRIMARY KEY (k) NOT ENFORCED) AS SELECT * FROM quotes;
            """;

    private ViewReads() {}

    static void run(List<String> arguments, PrintStream out) throws Exception {
        int keys = arguments.size() > 0 ? Integer.parseInt(arguments.get(0)) : 10_000;
        int updatesPerSecond = arguments.size() > 1 ? Integer.parseInt(arguments.get(1)) : 100_000;
        int reads = arguments.size() > 2 ? Integer.parseInt(arguments.get(2)) : 5_000_000;
        Path parent = Path.of(arguments.size() > 3 ? arguments.get(3) : System.getProperty("java.io.tmpdir"));
        try (Scratch scratch = Scratch.below(parent);
                Sabot sabot = Sabot.open(SabotConfig.in(scratch.path()))) {
            sabot.execute(SQL);
            try (RowAppender quotes = sabot.appender("quotes", FlushMode.MANUAL, BATCH_ROWS)) {
                long appended = 0;
                while (appended < keys) {
                    appended = append(quotes, appended, keys);
                }
                ViewReader view = sabot.view("latest");
                while (view.lastOutput() < keys) {
                    LockSupport.parkNanos(1_000_000L);
                }
                Process reader = reader(DataDirectory.view(scratch.path(), "latest"), keys, reads);
                long startNs = System.nanoTime();
                long first = appended;
                while (reader.isAlive()) {
                    long due = first + (System.nanoTime() - startNs) * updatesPerSecond / 1_000_000_000L;
                    while (appended < due) {
                        appended = append(quotes, appended, keys);
                    }
                    LockSupport.parkNanos(200_000L);
                }
                double seconds = (System.nanoTime() - startNs) / 1e9;
                out.printf(
                        Locale.ROOT,
                        "%,d keys; %,.0f updates a second while the other process read%n",
                        keys,
                        (appended - first) / seconds);
                out.write(reader.getInputStream().readAllBytes());
            }
        }
    }

    private static long append(RowAppender quotes, long appended, int keys) {
        for (int i = 0; i < BATCH_ROWS; i++) {
            long n = appended + i;
            quotes.row().i64(n * 7919 % keys).timestampNs(n).f64(n).f64(n + 0.5).append();
        }
        quotes.flush();
        return appended + BATCH_ROWS;
    }

    /** A JVM without any flags. */
    private static Process reader(Path view, int keys, int reads) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Reader.class.getName(),
                        view.toString(),
                        String.valueOf(keys),
                        String.valueOf(reads))
                .redirectErrorStream(true)
                .start();
    }

    /** The other process. */
    static final class Reader {
        private Reader() {}

        public static void main(String[] arguments) {
            int keys = Integer.parseInt(arguments[1]);
            int reads = Integer.parseInt(arguments[2]);
            try (ViewReader view = ViewReader.open(Path.of(arguments[0]))) {
                read(view, keys, WARM_UP_READS);
                long startNs = System.nanoTime();
                read(view, keys, reads);
                double meanNs = (double) (System.nanoTime() - startNs) / reads;
                System.out.printf(Locale.ROOT, "mean of %,d reads, timed together: %.0f ns%n", reads, meanNs);
                print(timed(view, keys, reads));
            }
        }

        private static void read(ViewReader view, int keys, int reads) {
            SplittableRandom random = new SplittableRandom(1);
            ViewKey key = view.key();
            for (int i = 0; i < reads; i++) {
                require(view.get(key.reset().i64(random.nextInt(keys))));
            }
        }

        private static void require(ViewRow row) {
            if (row == null || row.f64(3) - row.f64(2) != 0.5) {
                throw new IllegalStateException("a row is missing or wrong");
            }
        }

        private static Histogram timed(ViewReader view, int keys, int reads) {
            Histogram histogram = new Histogram(TimeUnit.SECONDS.toNanos(10), 3);
            SplittableRandom random = new SplittableRandom(2);
            ViewKey key = view.key();
            for (int i = 0; i < reads; i++) {
                key.reset().i64(random.nextInt(keys));
                long startNs = System.nanoTime();
                require(view.get(key));
                histogram.recordValue(System.nanoTime() - startNs);
            }
            return histogram;
        }

        private static void print(Histogram histogram) {
            System.out.printf(
                    Locale.ROOT,
                    "timed one by one, in ns: 50%% %d, 90%% %d, 99%% %d, 99.9%% %d, most %d%n",
                    histogram.getValueAtPercentile(50),
                    histogram.getValueAtPercentile(90),
                    histogram.getValueAtPercentile(99),
                    histogram.getValueAtPercentile(99.9),
                    histogram.getMaxValue());
        }
    }
}
