package io.sabot.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.ingest.ring.FlushMode;
import io.sabot.ingest.ring.RowAppender;
import io.sabot.ingest.sink.OutputFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Public, as the class of a function must be. */
public final class EmbeddingTest {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final int BULK_ROWS = 200_000;

    private static final String TICKS =
            """
            CREATE TABLE ticks (symbol VARCHAR, ts TIMESTAMP(9), price DOUBLE, WATERMARK FOR ts AS ts);
            CREATE TABLE results (symbol VARCHAR, price DOUBLE);
            """;

    private static final String DIPS_AND_BARS = TICKS
            + """
            CREATE TABLE bars (symbol VARCHAR, n BIGINT);
            INSERT INTO results SELECT symbol, back FROM ticks MATCH_RECOGNIZE (
              PARTITION BY symbol ORDER BY ts
              MEASURES C.price AS back
              PATTERN (A B+ C)
              DEFINE B AS B.price < PREV(B.price), C AS C.price > PREV(C.price));
            INSERT INTO bars SELECT symbol, COUNT(*) FROM TABLE(TUMBLE(TABLE ticks, DESCRIPTOR(ts),
              INTERVAL '10' SECOND)) GROUP BY symbol, window_start, window_end;
            """;

    @TempDir
    Path directory;

    private TestNode node() {
        return new TestNode(directory);
    }

    private SabotConfig config(String where) {
        return where.equals("memory") ? SabotConfig.inMemory() : node().config();
    }

    private static String seen(Row row) {
        return row.output() + " " + row.string("symbol");
    }

    /** Called from generated code. */
    public static final class Cents {
        private Cents() {}

        public static long eval(double price) {
            return Math.round(price * 100);
        }
    }

    // ---- rows in ----

    @ParameterizedTest
    @ValueSource(strings = {"memory", "directory"})
    void shouldTakeRowsOfManyThreads(String where) throws Exception {
        int threadCount = 4;
        int rowsPerThread = 5_000;
        List<List<Long>> seen = Stream.generate(() -> (List<Long>) new ArrayList<Long>())
                .limit(threadCount)
                .toList();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        try (Sabot sabot = Sabot.open(config(where))) {
            sabot.subscribe("kept", row -> seen.get(row.i32(0)).add(row.i64(1)));
            sabot.execute(
                    """
                    CREATE TABLE numbers (producer INT, n BIGINT);
                    CREATE TABLE kept (producer INT, n BIGINT);
                    INSERT INTO kept SELECT * FROM numbers;
                    """);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < threadCount; i++) {
                int producer = i;
                threads.add(new Thread(() -> {
                    try (RowAppender numbers = sabot.appender("numbers")) {
                        for (long n = 0; n < rowsPerThread; n++) {
                            numbers.row().i32(producer).i64(n).append();
                        }
                    }
                }));
            }
            threads.forEach(thread -> thread.setUncaughtExceptionHandler((t, e) -> failure.set(e)));
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            sabot.end("numbers");
            assertThat(sabot.awaitEnd(TestNode.PATIENCE)).isTrue();
            assertThat(sabot.rows()).isEqualTo((long) threadCount * rowsPerThread);
        }
        assertThat(failure.get()).isNull();
        assertThat(seen).allSatisfy(numbers -> assertThat(numbers)
                .containsExactlyElementsOf(
                        LongStream.range(0, rowsPerThread).boxed().toList()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "directory"})
    void shouldTakeRowsInBulk(String where) throws Exception {
        List<String> kept = new CopyOnWriteArrayList<>();
        try (Sabot sabot = Sabot.open(config(where))) {
            sabot.subscribe("results", row -> kept.add(seen(row) + " " + row.f64("price")));
            sabot.execute(TICKS + "INSERT INTO results SELECT symbol, price FROM ticks WHERE MOD(price, 50000) = 0");
            try (RowAppender ticks = sabot.appender("ticks", FlushMode.MANUAL, 1024)) {
                for (int i = 1; i <= BULK_ROWS; i++) {
                    ticks.row().string("S" + i % 7).timestampNs(i).f64(i).append();
                }
                ticks.end();
            }
            assertThat(sabot.awaitEnd(TestNode.PATIENCE)).isTrue();
            assertThat(sabot.rows()).isEqualTo(BULK_ROWS);
            assertThat(sabot.outputs()).containsEntry("results", 4L);
        }
        assertThat(kept).containsExactly("1 S6 50000.0", "2 S5 100000.0", "3 S4 150000.0", "4 S3 200000.0");
    }

    @Test
    void shouldTellWhichTablesWaitForRows() {
        try (Sabot sabot = Sabot.open(SabotConfig.inMemory())) {
            sabot.execute(TICKS + "INSERT INTO results SELECT symbol, price FROM ticks");
            assertThat(sabot.appendableTables()).containsExactly("ticks");
        }
    }

    @Test
    void shouldRefuseWhatMakesNoSense() throws Exception {
        TestNode node = node().file("ticks.csv", "symbol,ts,price\n");
        String files = TICKS.replace("AS ts);", "AS ts) WITH ('connector' = 'file', 'path' = 'ticks.csv');")
                + "INSERT INTO results SELECT symbol, price FROM ticks";
        try (Sabot sabot = Sabot.open(node.config())) {
            assertThatThrownBy(() -> sabot.appender("ticks")).isInstanceOf(IllegalStateException.class);
            sabot.execute(files);
            assertThatThrownBy(() -> sabot.appender("ticks")).hasMessageContaining("ENG-0109");
            assertThatThrownBy(() -> sabot.appender("tick"))
                    .hasMessageContaining("ENG-0110")
                    .hasMessageContaining("did you mean 'ticks'?");
            assertThatThrownBy(() -> sabot.execute(files)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> sabot.subscribe("results", row -> {})).isInstanceOf(IllegalStateException.class);
        }
        try (Sabot sabot = Sabot.open(SabotConfig.inMemory())) {
            sabot.subscribe("result", row -> {});
            assertThatThrownBy(() -> sabot.execute(TICKS + "INSERT INTO results SELECT symbol, price FROM ticks"))
                    .hasMessageContaining("ENG-0107")
                    .hasMessageContaining("did you mean 'results'?");
        }
    }

    @Test
    void shouldEndATableOnce() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        try (Sabot sabot = Sabot.open(SabotConfig.inMemory())) {
            sabot.subscribe("results", row -> seen.add(seen(row)));
            sabot.execute(
                    TICKS
                            + """
                    CREATE TABLE others (symbol VARCHAR);
                    INSERT INTO results SELECT symbol, price FROM ticks;
                    INSERT INTO results SELECT symbol, 0 FROM others;
                    """);
            sabot.end("ticks");
            sabot.end("ticks");
            try (RowAppender others = sabot.appender("others")) {
                others.row().string("B").append();
                others.end();
            }
            assertThat(sabot.awaitEnd(TestNode.PATIENCE)).isTrue();
        }
        assertThat(seen).containsExactly("1 B");
    }

    // ---- rows out ----

    @Test
    void shouldCallBackBehindWhatTheProgramHasSeen() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        String sql = TICKS + "INSERT INTO results SELECT symbol, price FROM ticks";
        try (Sabot sabot = Sabot.open(node().config())) {
            sabot.subscribe("results", row -> seen.add(seen(row)));
            sabot.execute(sql);
            try (RowAppender ticks = sabot.appender("ticks")) {
                for (String symbol : List.of("A", "B", "C")) {
                    ticks.row().string(symbol).timestampNs(1).f64(1).append();
                }
            }
        }
        assertThat(seen).containsExactly("1 A", "2 B", "3 C");
        seen.clear();
        try (Sabot sabot = Sabot.open(node().config())) {
            sabot.subscribe("results", 2, row -> seen.add(seen(row)));
            sabot.execute(sql);
            try (RowAppender ticks = sabot.appender("ticks")) {
                ticks.row().string("D").timestampNs(2).f64(1).append();
            }
        }
        assertThat(seen).containsExactly("3 C", "4 D");
    }

    @Test
    void shouldFailWhenTheProgramFails() throws Exception {
        try (Sabot sabot = Sabot.open(SabotConfig.inMemory())) {
            sabot.subscribe("results", row -> {
                throw new IllegalArgumentException("not " + row.string("symbol"));
            });
            sabot.execute(TICKS + "INSERT INTO results SELECT symbol, price FROM ticks");
            try (RowAppender ticks = sabot.appender("ticks")) {
                ticks.row().string("A").timestampNs(1).f64(1).append();
            }
            assertThatThrownBy(() -> sabot.awaitEnd(TestNode.PATIENCE))
                    .hasRootCauseInstanceOf(IllegalArgumentException.class)
                    .hasRootCauseMessage("not A");
        }
    }

    // ---- over restarts ----

    @Test
    void shouldContinueWindowsAndPatternsOfTheRunBefore() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        double[] prices = {5, 4, 3, 6, 7, 2, 9};
        for (int run = 0; run < prices.length; run++) {
            seen.clear();
            try (Sabot sabot = Sabot.open(node().config())) {
                sabot.subscribe("results", row -> seen.add("dip " + row.f64("price")));
                sabot.subscribe("bars", row -> seen.add("bar " + row.i64("n")));
                sabot.execute(DIPS_AND_BARS);
                assertThat(sabot.rows()).isEqualTo(run);
                try (RowAppender ticks = sabot.appender("ticks")) {
                    ticks.row()
                            .string("A")
                            .timestampNs(run * 3 * SECOND_NS)
                            .f64(prices[run])
                            .append();
                }
            }
        }
        assertThat(seen).containsExactlyInAnyOrder("dip 6.0", "dip 9.0", "bar 4");
    }

    @Test
    void shouldKeepWhatWasAppendedWhenClosedWhileRunning() throws Exception {
        int rows = 30_000;
        try (Sabot sabot = Sabot.open(node().config())) {
            sabot.execute(DIPS_AND_BARS);
            try (RowAppender ticks = sabot.appender("ticks", FlushMode.MANUAL, 100)) {
                for (int i = 0; i < rows; i++) {
                    ticks.row().string("A").timestampNs(i).f64(i).append();
                }
            }
        }
        try (Sabot sabot = Sabot.open(node().config())) {
            sabot.execute(DIPS_AND_BARS);
            assertThat(sabot.rows()).isEqualTo(rows);
        }
    }

    @Test
    void shouldRefuseEverythingOnceClosed() {
        Sabot sabot = Sabot.open(node().config());
        sabot.execute(DIPS_AND_BARS);
        sabot.close();
        sabot.close();
        assertThatThrownBy(() -> sabot.appender("ticks")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> sabot.execute(DIPS_AND_BARS)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldRefuseRowsOfAnAppenderThatOutlivesTheNode() {
        Sabot sabot = Sabot.open(node().config());
        sabot.execute(DIPS_AND_BARS);
        RowAppender ticks = sabot.appender("ticks");
        ticks.row().string("A").timestampNs(1).f64(1).append();
        sabot.close();
        assertThatThrownBy(() -> ticks.row().string("A").timestampNs(2).f64(1).append())
                .hasMessageContaining("ING-0402");
        ticks.close();
        try (Sabot next = Sabot.open(node().config())) {
            next.execute(DIPS_AND_BARS);
            assertThat(next.rows()).isEqualTo(1);
        }
    }

    @Test
    void shouldRefuseRowsBehindTheEndOfATable() throws Exception {
        try (Sabot sabot = Sabot.open(node().config())) {
            sabot.execute(DIPS_AND_BARS);
            try (RowAppender ticks = sabot.appender("ticks");
                    RowAppender late = sabot.appender("ticks")) {
                ticks.row().string("A").timestampNs(1).f64(1).append();
                ticks.end();
                assertThat(sabot.awaitEnd(TestNode.PATIENCE)).isTrue();
                late.row().string("A").timestampNs(2).f64(1).append();
                assertThatThrownBy(() -> awaitFailure(sabot)).hasMessageContaining("ENG-0202");
            }
        }
        try (Sabot sabot = Sabot.open(node().config())) {
            sabot.execute(DIPS_AND_BARS);
            assertThat(sabot.rows()).isEqualTo(1);
            assertThatThrownBy(() -> sabot.appender("ticks")).hasMessageContaining("ENG-0113");
        }
    }

    private static void awaitFailure(Sabot sabot) throws InterruptedException {
        for (int i = 0; i < 5_000; i++) {
            sabot.awaitEnd(TestNode.PATIENCE);
            Thread.sleep(1);
        }
    }

    @Test
    void shouldStopReadingFilesWhenClosed() throws Exception {
        StringBuilder csv = new StringBuilder("symbol,ts,price\n");
        for (int i = 0; i < 300_000; i++) {
            csv.append("S")
                    .append(i % 10)
                    .append(",2026-01-01 00:00:00,")
                    .append(i)
                    .append('\n');
        }
        String sql = TICKS.replace("AS ts);", "AS ts) WITH ('connector' = 'file', 'path' = 'ticks.csv');")
                        .replace("price DOUBLE);", "price DOUBLE) WITH ('connector' = 'file', 'path' = 'results.csv');")
                + "INSERT INTO results SELECT symbol, price FROM ticks";
        TestNode node = node().file("ticks.csv", csv.toString());
        long before = 0;
        for (int run = 0; run < 3; run++) {
            try (Sabot sabot = Sabot.open(node.config())) {
                sabot.execute(sql);
                assertThat(sabot.rows()).isGreaterThanOrEqualTo(before);
                before = sabot.rows();
            }
        }
        assertThat(node.run(sql).rows()).isEqualTo(300_000);
        List<String> lines = node.lines("results.csv");
        assertThat(lines).hasSize(300_001).first().isEqualTo("symbol,price");
        for (int i = 0; i < 300_000; i++) {
            assertThat(lines.get(i + 1)).isEqualTo("S" + i % 10 + "," + (double) i);
        }
    }

    // ---- queries ----

    @Test
    void shouldPrintInEachFormat() throws Exception {
        String sql = "SELECT x, y, z FROM (VALUES (3, 'c, d', TRUE), (1, CAST(NULL AS VARCHAR), FALSE)) AS t(x, y, z)"
                + " ORDER BY x";
        assertThat(node().print(OutputFormat.csv(), sql)).isEqualTo("x,y,z\n1,,false\n3,\"c, d\",true\n");
        assertThat(node().print(OutputFormat.json(), sql))
                .isEqualTo("{\"x\":1,\"y\":null,\"z\":false}\n{\"x\":3,\"y\":\"c, d\",\"z\":true}\n");
        assertThat(node().print(OutputFormat.table(), sql)).contains("x", "y", "z", "c, d", "false");
    }

    @Test
    void shouldPrintOneQueryAfterTheOther() throws Exception {
        StringBuilder csv = new StringBuilder("n\n");
        IntStream.range(0, 5_000).forEach(i -> csv.append(i).append('\n'));
        String printed = node().file("numbers.csv", csv.toString())
                .print(
                        OutputFormat.csv(),
                        """
                        CREATE TABLE numbers (n INT) WITH ('connector' = 'file', 'path' = 'numbers.csv');
                        SELECT n AS first_query FROM numbers;
                        SELECT COUNT(*) AS second_query FROM numbers;
                        SELECT 'x' AS third_query;
                        """);
        List<String> expected = new ArrayList<>(List.of("first_query"));
        IntStream.range(0, 5_000).forEach(i -> expected.add(String.valueOf(i)));
        expected.addAll(List.of("second_query", "5000", "third_query", "x"));
        assertThat(printed.lines().filter(line -> !line.isEmpty())).containsExactlyElementsOf(expected);
    }

    @Test
    void shouldRememberAnApplicationOfConstantsOnly() throws Exception {
        String sql =
                """
                CREATE TABLE results (x INT, y VARCHAR) WITH ('connector' = 'file', 'path' = 'results.csv');
                INSERT INTO results VALUES (1, 'a'), (2, 'b');
                """;
        for (int run = 0; run < 2; run++) {
            assertThat(node().run(sql)).isEqualTo(new TestNode.Counts(0, 0, 0));
            assertThat(node().text("results.csv")).isEqualTo("x,y\n1,a\n2,b\n");
        }
    }

    @Test
    void shouldOrderRowsOfTwoQueriesByTheirCause() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        try (Sabot sabot = Sabot.open(node().config())) {
            sabot.subscribe("results", row -> seen.add(row.string("symbol") + row.f64("price")));
            sabot.execute(
                    TICKS
                            + """
                    INSERT INTO results SELECT 'x', price FROM ticks WHERE price > 1;
                    INSERT INTO results SELECT 'y', price FROM ticks;
                    """);
            try (RowAppender ticks = sabot.appender("ticks", FlushMode.MANUAL, 1024)) {
                for (int i = 1; i <= 3; i++) {
                    ticks.row().string("A").timestampNs(i).f64(i).append();
                }
                ticks.end();
            }
            assertThat(sabot.awaitEnd(TestNode.PATIENCE)).isTrue();
        }
        assertThat(seen).containsExactly("y1.0", "x2.0", "y2.0", "x3.0", "y3.0");
    }

    @Test
    void shouldOrderManyRowsOfTwoQueriesByTheirCause() throws Exception {
        int rows = 5_000;
        List<String> seen = new ArrayList<>();
        try (Sabot sabot = Sabot.open(SabotConfig.inMemory())) {
            sabot.subscribe("results", row -> seen.add(row.string("symbol") + row.f64("price")));
            sabot.execute(
                    TICKS
                            + """
                    CREATE TABLE many (price DOUBLE);
                    INSERT INTO results SELECT 'x', price FROM many;
                    INSERT INTO results SELECT 'y', price FROM many;
                    """);
            try (RowAppender many = sabot.appender("many", FlushMode.MANUAL, 4_096)) {
                for (int i = 0; i < rows; i++) {
                    many.row().f64(i).append();
                }
                many.end();
            }
            assertThat(sabot.awaitEnd(TestNode.PATIENCE)).isTrue();
        }
        List<String> expected = new ArrayList<>();
        IntStream.range(0, rows).forEach(i -> expected.addAll(List.of("x" + (double) i, "y" + (double) i)));
        assertThat(seen).containsExactlyElementsOf(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "directory"})
    void shouldSendRowsThroughAChainOfTopics(String where) throws Exception {
        List<Double> seen = new CopyOnWriteArrayList<>();
        String sql = TICKS
                + """
                CREATE TABLE first_topic (price DOUBLE);
                CREATE TABLE second_topic (price DOUBLE);
                INSERT INTO first_topic SELECT price + 1 FROM ticks;
                INSERT INTO second_topic SELECT price * 2 FROM first_topic WHERE MOD(price, 2) = 0;
                INSERT INTO results SELECT 'x', price FROM second_topic;
                """;
        try (Sabot sabot = Sabot.open(config(where))) {
            sabot.subscribe("results", row -> seen.add(row.f64("price")));
            sabot.execute(sql);
            try (RowAppender ticks = sabot.appender("ticks")) {
                for (int i = 0; i < 2_000; i++) {
                    ticks.row().string("A").timestampNs(i).f64(i).append();
                }
                ticks.end();
            }
            assertThat(sabot.awaitEnd(TestNode.PATIENCE)).isTrue();
        }
        assertThat(seen)
                .containsExactlyElementsOf(IntStream.range(0, 1_000)
                        .mapToObj(i -> (i * 2 + 2) * 2.0)
                        .toList());
    }

    @Test
    void shouldSortAndCutBoundedInput() throws Exception {
        String printed = node().file("t.csv", "name,n\na,3\nb,9\nc,1\nd,9\ne,\n")
                .print(
                        OutputFormat.csv(),
                        """
                        CREATE TABLE t (name VARCHAR, n INT) WITH ('connector' = 'file', 'path' = 't.csv');
                        SELECT name, n FROM t WHERE n IS NOT NULL ORDER BY n DESC, name LIMIT 3;
                        """);
        assertThat(printed).isEqualTo("name,n\nb,9\nd,9\na,3\n");
    }

    @Test
    void shouldUseViewsAndFunctions() throws Exception {
        String printed = node().file("t.csv", "name,price\na,1.25\nb,0.5\n")
                .print(
                        OutputFormat.csv(),
                        """
                        CREATE TABLE t (name VARCHAR, price DOUBLE) WITH ('connector' = 'file', 'path' = 't.csv');
                        CREATE FUNCTION cents AS 'io.sabot.engine.EmbeddingTest$Cents';
                        CREATE VIEW dear AS SELECT name, cents(price) AS c FROM t WHERE price > 1;
                        SELECT * FROM dear;
                        """);
        assertThat(printed).isEqualTo("name,c\na,125\n");
    }
}
