package io.sabot.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Minute bars of shares, through four queries, each compared with what its definition gives on plain lists. */
final class MarketDataTest {
    private static final DateTimeFormatter FILE_TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmm");
    private static final DateTimeFormatter SQL_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final double ROUNDING = 1e-9;

    private static final String QUERIES =
            """
            CREATE TABLE bars (symbol VARCHAR, ts TIMESTAMP(0), "open" DOUBLE, high DOUBLE, low DOUBLE, "close" DOUBLE,
              volume BIGINT, WATERMARK FOR ts AS ts - INTERVAL '%d' MINUTE)
              WITH ('connector' = 'file', 'path' = 'bars.csv', 'timestamp-format' = 'yyyyMMddHHmm');

            CREATE TABLE turns (symbol VARCHAR, starts TIMESTAMP(0), top DOUBLE, low DOUBLE, ends TIMESTAMP(0),
              back DOUBLE, falls BIGINT, rises BIGINT) WITH ('connector' = 'file', 'path' = 'turns.csv');
            INSERT INTO turns SELECT * FROM bars MATCH_RECOGNIZE (
              PARTITION BY symbol ORDER BY ts
              MEASURES A.ts AS starts, A."close" AS top, LAST(B."close") AS low, LAST(C.ts) AS ends,
                LAST(C."close") AS back, COUNT(B.*) AS falls, COUNT(C.*) AS rises
              PATTERN (A B+ C+)
              DEFINE B AS B."close" < PREV(B."close"), C AS C."close" > PREV(C."close"));

            CREATE TABLE five_minutes (symbol VARCHAR, starts TIMESTAMP(0), n BIGINT, volume BIGINT, low DOUBLE,
              high DOUBLE, opened DOUBLE, closed DOUBLE) WITH ('connector' = 'file', 'path' = 'five.csv');
            INSERT INTO five_minutes SELECT symbol, window_start, COUNT(*), SUM(volume), MIN(low), MAX(high),
                FIRST_VALUE("close"), LAST_VALUE("close")
              FROM TABLE(TUMBLE(TABLE bars, DESCRIPTOR(ts), INTERVAL '5' MINUTE))
              GROUP BY symbol, window_start, window_end;

            CREATE TABLE vwaps (symbol VARCHAR, starts TIMESTAMP(0), ends TIMESTAMP(0), vwap DOUBLE)
              WITH ('connector' = 'file', 'path' = 'vwaps.csv');
            INSERT INTO vwaps SELECT symbol, window_start, window_end, SUM("close" * volume) / SUM(volume)
              FROM TABLE(HOP(TABLE bars, DESCRIPTOR(ts), INTERVAL '1' MINUTE, INTERVAL '10' MINUTE))
              GROUP BY symbol, window_start, window_end;

            CREATE TABLE sessions (symbol VARCHAR, n BIGINT, starts TIMESTAMP(0), ends TIMESTAMP(0))
              WITH ('connector' = 'file', 'path' = 'sessions.csv');
            INSERT INTO sessions SELECT symbol, COUNT(*), window_start, window_end
              FROM TABLE(SESSION(TABLE bars PARTITION BY symbol, DESCRIPTOR(ts), INTERVAL '5' MINUTE))
              GROUP BY symbol, window_start, window_end;
            """;

    private record Bar(
            String symbol,
            LocalDateTime time,
            double open,
            double high,
            double low,
            double close,
            long volume,
            String line) {
        static Bar of(String line) {
            String[] fields = line.split(",");
            return new Bar(
                    fields[0],
                    LocalDateTime.parse(fields[1], FILE_TIME),
                    Double.parseDouble(fields[2]),
                    Double.parseDouble(fields[3]),
                    Double.parseDouble(fields[4]),
                    Double.parseDouble(fields[5]),
                    Long.parseLong(fields[6]),
                    line);
        }
    }

    @TempDir
    Path directory;

    private static List<Bar> read(List<String> lines) {
        return lines.stream().skip(1).map(Bar::of).toList();
    }

    private static List<Bar> ownBars() throws IOException {
        try (var in = MarketDataTest.class.getResourceAsStream("/minute-bars.csv")) {
            return read(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
        }
    }

    @Test
    void shouldAgreeWithTheDefinitionsOnMadeUpBars() throws Exception {
        assertAgrees(ownBars(), 0);
    }

    @Test
    void shouldAgreeWithTheDefinitionsOnBarsOutOfOrder() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        List<Bar> bars = new ArrayList<>(ownBars());
        Random random = new Random(seed);
        // Each bar moves by less than three minutes.
        Map<Bar, Long> arrival =
                bars.stream().collect(Collectors.toMap(bar -> bar, bar -> minute(bar) * 60 + random.nextInt(3 * 60)));
        bars.sort(Comparator.comparing(arrival::get));
        assertAgrees(bars, 3);
    }

    @Test
    void shouldAgreeWithTheDefinitionsOnBarsOfNasdaq() throws Exception {
        Path file = Path.of(System.getProperty("sabot.root"), "../shared/data/nasdaq-2008-02-01-minute-bars.csv");
        if (!Files.exists(file)) {
            System.out.println("SKIPPED: no market data, there is no file " + file.normalize());
        }
        assumeTrue(Files.exists(file), "no market data: there is no file " + file.normalize());
        List<Bar> bars = read(Files.readAllLines(file));
        assertThat(bars).isSortedAccordingTo(Comparator.comparing(Bar::time));
        assertAgrees(bars, 0);
    }

    private void assertAgrees(List<Bar> bars, int delayMinutes) throws Exception {
        TestNode node = new TestNode(directory);
        StringBuilder csv = new StringBuilder("symbol,ts,open,high,low,close,volume\n");
        bars.forEach(bar -> csv.append(bar.line()).append('\n'));
        node.file("bars.csv", csv.toString());
        assertThat(node.run(QUERIES.formatted(delayMinutes))).isEqualTo(new TestNode.Counts(bars.size(), 0, 0));
        assertSameRows(node, "turns.csv", turns(bars));
        assertSameRows(node, "five.csv", fiveMinutes(bars));
        assertSameRows(node, "sessions.csv", sessions(bars));
        assertSameVwaps(node, vwaps(bars));
    }

    /** Rows of one symbol are in the order of time; how symbols take turns is another matter. */
    private static void assertSameRows(TestNode node, String file, List<String> expected) throws IOException {
        List<String> rows = new ArrayList<>(node.lines(file));
        assertThat(rows.remove(0)).startsWith("symbol,");
        assertThat(rows).as(file).hasSizeGreaterThan(5).containsExactlyInAnyOrderElementsOf(expected);
        rows.sort(Comparator.comparing(row -> row.substring(0, row.indexOf(','))));
        assertThat(rows).as(file).containsExactlyElementsOf(expected);
    }

    private static void assertSameVwaps(TestNode node, Map<String, Double> expected) throws IOException {
        List<String> rows = new ArrayList<>(node.lines("vwaps.csv"));
        assertThat(rows.remove(0)).isEqualTo("symbol,starts,ends,vwap");
        Map<String, Double> actual = rows.stream()
                .collect(Collectors.toMap(
                        row -> row.substring(0, row.lastIndexOf(',')),
                        row -> Double.parseDouble(row.substring(row.lastIndexOf(',') + 1))));
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        actual.forEach((window, vwap) -> assertThat(vwap).as(window).isCloseTo(expected.get(window), within(ROUNDING)));
    }

    // ---- the definitions ----

    private static long minute(Bar bar) {
        return Duration.between(LocalDateTime.of(2000, 1, 1, 0, 0), bar.time()).toMinutes();
    }

    private static LocalDateTime time(long minute) {
        return LocalDateTime.of(2000, 1, 1, 0, 0).plusMinutes(minute);
    }

    private static String text(LocalDateTime time) {
        return time.format(SQL_TIME);
    }

    /** In the order of the list. */
    private static Map<String, List<Bar>> bySymbol(List<Bar> bars) {
        return bars.stream().collect(Collectors.groupingBy(Bar::symbol, TreeMap::new, Collectors.toList()));
    }

    private static List<Bar> inOrder(List<Bar> bars) {
        return bars.stream().sorted(Comparator.comparing(Bar::time)).toList();
    }

    /** A bar, at least one that falls, at least one that rises, as many as there are; the next begins behind the last. */
    private static List<String> turns(List<Bar> bars) {
        List<String> turns = new ArrayList<>();
        bySymbol(inOrder(bars)).forEach((symbol, list) -> {
            int start = 0;
            while (start < list.size()) {
                int low = start;
                while (low + 1 < list.size()
                        && list.get(low + 1).close() < list.get(low).close()) {
                    low++;
                }
                int end = low;
                while (end + 1 < list.size()
                        && list.get(end + 1).close() > list.get(end).close()) {
                    end++;
                }
                boolean isMatch = low > start && end > low;
                if (isMatch) {
                    Bar a = list.get(start);
                    Bar c = list.get(end);
                    turns.add(String.join(
                            ",",
                            symbol,
                            text(a.time()),
                            String.valueOf(a.close()),
                            String.valueOf(list.get(low).close()),
                            text(c.time()),
                            String.valueOf(c.close()),
                            String.valueOf(low - start),
                            String.valueOf(end - low)));
                }
                start = isMatch ? end + 1 : start + 1;
            }
        });
        return turns;
    }

    /** First and last are those of event time, not of arrival. */
    private static List<String> fiveMinutes(List<Bar> bars) {
        List<String> rows = new ArrayList<>();
        bySymbol(inOrder(bars)).forEach((symbol, list) -> {
            Map<Long, List<Bar>> windows = list.stream()
                    .collect(Collectors.groupingBy(bar -> minute(bar) / 5, TreeMap::new, Collectors.toList()));
            windows.forEach((window, inside) -> rows.add(String.join(
                    ",",
                    symbol,
                    text(time(window * 5)),
                    String.valueOf(inside.size()),
                    String.valueOf(inside.stream().mapToLong(Bar::volume).sum()),
                    String.valueOf(Collections.min(inside.stream().map(Bar::low).toList())),
                    String.valueOf(
                            Collections.max(inside.stream().map(Bar::high).toList())),
                    String.valueOf(inside.get(0).close()),
                    String.valueOf(inside.get(inside.size() - 1).close()))));
        });
        return rows;
    }

    /** Every bar is in the ten windows that begin with its minute or one of the nine before. */
    private static Map<String, Double> vwaps(List<Bar> bars) {
        Map<String, List<Bar>> windows = new TreeMap<>();
        for (Bar bar : bars) {
            for (long start = minute(bar) - 9; start <= minute(bar); start++) {
                windows.computeIfAbsent(
                                bar.symbol() + "," + text(time(start)) + "," + text(time(start + 10)),
                                window -> new ArrayList<>())
                        .add(bar);
            }
        }
        Map<String, Double> vwaps = new TreeMap<>();
        windows.forEach((window, inside) -> vwaps.put(
                window,
                inside.stream().mapToDouble(bar -> bar.close() * bar.volume()).sum()
                        / inside.stream().mapToLong(Bar::volume).sum()));
        return vwaps;
    }

    /** Bars less than five minutes apart belong together. */
    private static List<String> sessions(List<Bar> bars) {
        List<String> rows = new ArrayList<>();
        bySymbol(inOrder(bars)).forEach((symbol, list) -> {
            int first = 0;
            for (int i = 0; i < list.size(); i++) {
                boolean isLast = i + 1 == list.size() || minute(list.get(i + 1)) - minute(list.get(i)) >= 5;
                if (isLast) {
                    rows.add(symbol + "," + (i + 1 - first) + ","
                            + text(list.get(first).time()) + ","
                            + text(list.get(i).time().plusMinutes(5)));
                    first = i + 1;
                }
            }
        });
        return rows;
    }
}
