package io.sabot.sql.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.batch.Watermarks;
import io.sabot.core.time.Timestamps;
import io.sabot.windows.NaiveWindows;
import io.sabot.windows.WindowSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random windows with all aggregates through SQL, against {@link NaiveWindows}. */
class RandomWindowTest {
    private static final int ROUNDS = 150;
    private static final String AGGREGATES =
            "COUNT(*), COUNT(x), SUM(x), MIN(x), MAX(x), FIRST_VALUE(x), LAST_VALUE(x),"
                    + " AVG(x), COUNT(*) FILTER (WHERE x > 2), SUM(x * 2 + 1), MAX(s)";

    private record Row(String key, long second, Integer x, String s) {
        String line() {
            return key + "," + second + "," + Objects.toString(x, "") + "," + s;
        }
    }

    @Test
    void shouldAggregateAsTheNaiveWindowsDo() {
        long seed = System.nanoTime();
        for (int round = 0; round < ROUNDS; round++) {
            compareOnce(new Random(seed + round), "seed " + (seed + round));
        }
    }

    private static void compareOnce(Random random, String name) {
        int step = 1 + random.nextInt(4);
        int size = step * (1 + random.nextInt(4));
        int offset = random.nextInt(step);
        int delay = random.nextInt(4);
        int kind = random.nextInt(4);
        WindowSpec window = window(kind, size, step, offset);
        String sql = "CREATE TABLE t (k VARCHAR, ts TIMESTAMP(9), x INT, s VARCHAR, WATERMARK FOR ts AS ts - INTERVAL '"
                + delay + "' SECOND) WITH ('connector' = 'stream');\nSELECT k, window_start, window_end, " + AGGREGATES
                + " FROM TABLE(" + function(kind, size, step, offset) + ") GROUP BY k, window_start, window_end";
        List<Row> rows = rows(random);
        ScriptRun run = ScriptRun.of(sql)
                .rows("t", rows.stream().map(Row::line).toArray(String[]::new))
                .cutAtRandom(random, 6);
        String what = name + "\n" + sql + "\n" + rows;
        NaiveWindows<String, Row> naive = naive(window, rows, delay);
        assertThat(run.run())
                .as(what)
                .containsExactlyElementsOf(
                        naive.fired().stream().map(RandomWindowTest::text).toList());
        assertThat(run.deadLetters()).as(what).hasSameSizeAs(naive.late());
    }

    private static String function(int kind, int size, int step, int offset) {
        String input = "TABLE t" + (kind == 3 ? " PARTITION BY k" : "") + ", DESCRIPTOR(ts), ";
        return switch (kind) {
            case 0 -> "TUMBLE(" + input + seconds(size) + ", " + seconds(offset) + ")";
            case 1 -> "HOP(" + input + seconds(step) + ", " + seconds(size) + ", " + seconds(offset) + ")";
            case 2 -> "CUMULATE(" + input + seconds(step) + ", " + seconds(size) + ", " + seconds(offset) + ")";
            default -> "SESSION(" + input + seconds(step) + ")";
        };
    }

    private static String seconds(int seconds) {
        return "INTERVAL '" + seconds + "' SECOND";
    }

    private static WindowSpec window(int kind, int size, int step, int offset) {
        return switch (kind) {
            case 0 -> new WindowSpec.Tumble(ns(size), ns(offset));
            case 1 -> new WindowSpec.Hop(ns(size), ns(step), ns(offset));
            case 2 -> new WindowSpec.Cumulate(ns(size), ns(step), ns(offset));
            default -> new WindowSpec.Session(ns(step));
        };
    }

    private static long ns(long seconds) {
        return seconds * Timestamps.NS_PER_SECOND;
    }

    private static List<Row> rows(Random random) {
        List<Row> rows = new ArrayList<>();
        long clock = 20;
        for (int i = random.nextInt(40); i > 0; i--) {
            clock += random.nextInt(3);
            rows.add(new Row(
                    "k" + random.nextInt(3),
                    clock - random.nextInt(6),
                    random.nextInt(6) == 0 ? null : Integer.valueOf(random.nextInt(6)),
                    "s" + random.nextInt(5)));
        }
        return rows;
    }

    private static NaiveWindows<String, Row> naive(WindowSpec window, List<Row> rows, int delay) {
        NaiveWindows<String, Row> naive = new NaiveWindows<>(window, Comparator.naturalOrder());
        long watermarkNs = Watermarks.NONE;
        for (Row row : rows) {
            watermarkNs = Math.max(watermarkNs, ns(row.second() - delay));
            naive.row(row.key(), ns(row.second()), watermarkNs, row);
        }
        naive.end();
        return naive;
    }

    private static String text(NaiveWindows.Fired<String, Row> fired) {
        List<Integer> xs =
                fired.rows().stream().map(Row::x).filter(Objects::nonNull).toList();
        StringBuilder line = new StringBuilder(fired.key()).append(',');
        Timestamps.appendTimestamp(line, fired.window().startNs()).append(',');
        Timestamps.appendTimestamp(line, fired.window().endNs());
        boolean isEmpty = xs.isEmpty();
        long sum = xs.stream().mapToLong(x -> x).sum();
        add(line, fired.rows().size());
        add(line, xs.size());
        add(line, isEmpty ? null : sum);
        add(line, xs.stream().min(Comparator.naturalOrder()).orElse(null));
        add(line, xs.stream().max(Comparator.naturalOrder()).orElse(null));
        add(line, endmost(fired.rows(), true).x());
        add(line, endmost(fired.rows(), false).x());
        add(line, isEmpty ? null : (double) sum / xs.size());
        add(line, xs.stream().filter(x -> x > 2).count());
        add(line, isEmpty ? null : sum * 2 + xs.size());
        add(
                line,
                fired.rows().stream().map(Row::s).max(Comparator.naturalOrder()).orElse(null));
        return line.toString();
    }

    private static void add(StringBuilder line, Object value) {
        line.append(',').append(Objects.toString(value, ""));
    }

    /** Of rows of equal time the first to come is the first, and the last to come the last. */
    private static Row endmost(List<Row> rows, boolean isFirst) {
        Row best = rows.get(0);
        for (Row row : rows) {
            if (isFirst ? row.second() < best.second() : row.second() >= best.second()) {
                best = row;
            }
        }
        return best;
    }
}
