package io.sabot.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.batch.Position;
import io.sabot.core.error.SabotException;
import io.sabot.ingest.ring.FlushMode;
import io.sabot.ingest.ring.RowAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReplayTest {
    private static final long SECOND = 1_000_000_000L;

    /** Log time of the first entry. */
    private static final long START = 1_767_600_000L * SECOND;

    private static final String TICKS =
            "CREATE TABLE ticks (symbol VARCHAR, ts TIMESTAMP(9), price DOUBLE, WATERMARK FOR ts AS ts);\n";

    private static final String BIG =
            """
            CREATE TABLE alerts (symbol VARCHAR, price DOUBLE);
            INSERT INTO alerts SELECT symbol, price FROM ticks WHERE price > %d;
            """;

    private static final String DIPS =
            """
            CREATE TABLE dips (symbol VARCHAR, top DOUBLE, low DOUBLE, back DOUBLE);
            INSERT INTO dips SELECT * FROM ticks MATCH_RECOGNIZE (
              PARTITION BY symbol ORDER BY ts
              MEASURES A.price AS top, LAST(B.price) AS low, C.price AS back
              PATTERN (A B+ C)
              DEFINE B AS B.price < PREV(B.price), C AS C.price > PREV(C.price));
            """;

    private static final String BARS =
            """
            CREATE TABLE bars (symbol VARCHAR, ends TIMESTAMP(9), n BIGINT);
            INSERT INTO bars SELECT symbol, window_end, COUNT(*)
              FROM TABLE(TUMBLE(TABLE ticks, DESCRIPTOR(ts), INTERVAL '10' SECOND))
              GROUP BY symbol, window_start, window_end;
            """;

    /** Rows above 10 go to a topic, of whose rows those above a limit are alerts. */
    private static final String TOPIC =
            """
            CREATE TABLE big (symbol VARCHAR, ts TIMESTAMP(9), price DOUBLE, WATERMARK FOR ts AS ts);
            CREATE TABLE alerts (symbol VARCHAR, price DOUBLE);
            INSERT INTO big SELECT symbol, ts, price FROM ticks WHERE price > 10;
            INSERT INTO alerts SELECT symbol, price FROM big WHERE price > %d;
            """;

    @TempDir
    Path directory;

    private TestNode node;

    /** What a replay has told. */
    private static final class Told implements ReplayListener {
        final List<String> outputs = new ArrayList<>();
        final List<String> differences = new ArrayList<>();
        final List<String> warnings = new ArrayList<>();

        @Override
        public void onOutput(ReplayOutput output) {
            for (int row = 0; row < output.rows(); row++) {
                outputs.add(output.table() + " " + Position.format(output.position(row)) + " "
                        + RowValues.of(output.batch(), output.schema(), row));
            }
        }

        @Override
        public void onDifference(ReplayDifference difference) {
            differences.add((difference.isGained() ? "+" : "-") + difference.table() + " "
                    + Position.format(difference.position()) + " " + difference.values());
        }

        @Override
        public void onWarning(String text) {
            warnings.add(text);
        }
    }

    private final Told told = new Told();

    @BeforeEach
    void makeNode() {
        node = new TestNode(directory);
    }

    private ReplayRequest request() {
        return ReplayRequest.of(node.data());
    }

    private static ReplaySql sql(String text) {
        return new ReplaySql("changed.sql", text, Path.of(""));
    }

    /** Appends prices of one symbol, an entry each, a second of log time and event time apart; entry 2 has the first. */
    private void append(Sabot sabot, double... prices) {
        try (RowAppender ticks = sabot.appender("ticks")) {
            for (int i = 0; i < prices.length; i++) {
                ticks.row()
                        .string("A")
                        .timestampNs(START + i * SECOND)
                        .f64(prices[i])
                        .append();
            }
        }
    }

    private SabotConfig steppedConfig() {
        AtomicLong seconds = new AtomicLong(-1);
        return node.config().withClock(() -> START + seconds.getAndIncrement() * SECOND);
    }

    /** A node that gets the prices, and is closed without an end of its input. */
    private void record(String sql, double... prices) {
        try (Sabot sabot = Sabot.open(steppedConfig())) {
            sabot.execute(sql);
            append(sabot, prices);
        }
    }

    private ReplayResult compare(ReplayRequest request) {
        return Replay.compare(request, told);
    }

    // ---- the same application ----

    @Test
    void shouldFindNoDifferenceWhenTheApplicationIsTheSame() throws Exception {
        recordRandomTicks(TICKS + DIPS + BARS + String.format(BIG, 50));
        ReplayResult result = compare(request());
        assertThat(told.differences).isEmpty();
        assertThat(told.warnings).isEmpty();
        assertThat(result.isDifferent()).isFalse();
        assertThat(result.unchanged()).isGreaterThan(1_000);
        assertThat(result.rows()).isEqualTo(20_000);
        assertThat(result.differences()).containsOnlyKeys("alerts", "bars", "dead_letters", "dips");
    }

    private void recordRandomTicks(String sql) throws InterruptedException {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        try (Sabot sabot = Sabot.open(node.config())) {
            sabot.execute(sql);
            try (RowAppender ticks = sabot.appender("ticks", FlushMode.MANUAL, 700)) {
                for (int i = 0; i < 20_000; i++) {
                    ticks.row()
                            .string("S" + random.nextInt(20))
                            .timestampNs(START + i * SECOND / 10)
                            .f64(random.nextInt(100))
                            .append();
                }
                ticks.end();
            }
            assertThat(sabot.awaitEnd(TestNode.PATIENCE)).isTrue();
        }
    }

    @Test
    void shouldFindNoDifferenceInAnyRangeWhenAllBeforeIsWarmUp() throws Exception {
        recordRandomTicks(TICKS + DIPS + BARS);
        for (int from = 1; from < 30; from += 7) {
            ReplayResult result =
                    compare(request().withRange(new ReplayPoint.Entry(from), new ReplayPoint.Entry(from + 5)));
            assertThat(result.isDifferent()).as("from " + from).isFalse();
            assertThat(result.unchanged()).isPositive();
        }
    }

    @Test
    void shouldWriteNothing() throws Exception {
        record(TICKS + String.format(BIG, 10), 5, 15);
        List<String> before = contents();
        compare(request().withSql(sql(TICKS + String.format(BIG, 3))));
        assertThat(contents()).isEqualTo(before);
    }

    private List<String> contents() throws IOException {
        try (Stream<Path> files = Files.walk(node.data())) {
            List<String> contents = new ArrayList<>();
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                contents.add(file + " " + Files.getLastModifiedTime(file) + " " + Files.size(file));
            }
            return contents;
        }
    }

    // ---- another application ----

    @Test
    void shouldTellExactlyWhatALowerLimitGainsAndAHigherOneLoses() {
        record(TICKS + String.format(BIG, 10), 5, 15, 8, 25);
        ReplayResult lower = compare(request().withSql(sql(TICKS + String.format(BIG, 7))));
        assertThat(told.differences).containsExactly("+alerts 4:0 [A, 8.0]");
        assertThat(lower.differences().get("alerts")).isEqualTo(new ReplayResult.Count(1, 0, 2));
        told.differences.clear();
        ReplayResult higher = compare(request().withSql(sql(TICKS + String.format(BIG, 20))));
        assertThat(told.differences).containsExactly("-alerts 3:0 [A, 15.0]");
        assertThat(higher.differences().get("alerts")).isEqualTo(new ReplayResult.Count(0, 1, 1));
    }

    @Test
    void shouldCompareTwoFilesInOneReading() {
        record(TICKS + String.format(BIG, 10), 5, 15, 8, 25);
        ReplayResult result = compare(
                request().withAgainst(sql(TICKS + String.format(BIG, 20))).withSql(sql(TICKS + String.format(BIG, 4))));
        assertThat(told.differences)
                .containsExactly("+alerts 2:0 [A, 5.0]", "+alerts 3:0 [A, 15.0]", "+alerts 4:0 [A, 8.0]");
        assertThat(result.unchanged()).isEqualTo(1);
    }

    @Test
    void shouldTellAllRowsOfATableThatOneSideHasOnly() {
        record(TICKS + String.format(BIG, 10), 5, 15);
        compare(request().withSql(sql(TICKS + "SELECT price FROM ticks WHERE price > 10;")));
        assertThat(told.differences)
                .hasSize(2)
                .anyMatch(line -> line.startsWith("+"))
                .contains("-alerts 3:0 [A, 15.0]");
    }

    @Test
    void shouldCountEqualRowsFromOneEntryAsOftenAsTheyCome() {
        record(TICKS + String.format(BIG, 10), 15);
        String twice = TICKS + String.format(BIG, 10) + "INSERT INTO alerts SELECT symbol, price FROM ticks;";
        ReplayResult result = compare(request().withSql(sql(twice)));
        assertThat(told.differences).containsExactly("+alerts 2:0 [A, 15.0]");
        assertThat(result.unchanged()).isEqualTo(1);
    }

    @Test
    void shouldStreamResultsWithPositions() {
        record(TICKS + String.format(BIG, 10), 5, 15, 8, 25);
        ReplayResult result = Replay.run(request().withSql(sql(TICKS + DIPS)), told);
        assertThat(told.outputs).containsExactly("dips 5:0 [A, 15.0, 8.0, 25.0]");
        assertThat(result.outputs()).containsEntry("dips", 1L).containsEntry("dead_letters", 0L);
    }

    @Test
    void shouldHoldAFixedNumberOfRowsWithoutMatch() {
        UnmatchedRows rows = new UnmatchedRows(3);
        List<Long> reported = new ArrayList<>();
        TableComparison table = new TableComparison("t", null, null, true, rows, new ReplayListener() {
            @Override
            public void onDifference(ReplayDifference difference) {
                reported.add(difference.position());
            }
        });
        for (long position = 1; position <= 5; position++) {
            rows.addOrMatch(table, difference(position, false), true);
        }
        assertThat(reported).containsExactly(1L, 2L);
        assertThat(rows.addOrMatch(table, difference(4, true), true)).isTrue();
        rows.flush();
        assertThat(reported).containsExactly(1L, 2L, 3L, 5L);
    }

    private static ReplayDifference difference(long position, boolean isGained) {
        return new ReplayDifference(isGained, "t", null, position, position, 1, 1, List.of("x"));
    }

    // ---- ranges ----

    @Test
    void shouldTellResultsOfTheRangeOnly() {
        record(TICKS + String.format(BIG, 0), 1, 2, 3, 4);
        Replay.run(request().withRange(new ReplayPoint.Entry(3), new ReplayPoint.Entry(4)), told);
        assertThat(told.outputs).containsExactly("alerts 3:0 [A, 2.0]", "alerts 4:0 [A, 3.0]");
    }

    @Test
    void shouldTakeTimesOfTheLogAsBounds() {
        record(TICKS + String.format(BIG, 0), 1, 2, 3, 4);
        Replay.run(
                request()
                        .withRange(
                                ReplayPoint.parse("2026-01-05T08:00:01Z"), ReplayPoint.parse("2026-01-05 08:00:02.5")),
                told);
        assertThat(told.outputs).containsExactly("alerts 3:0 [A, 2.0]", "alerts 4:0 [A, 3.0]");
    }

    @Test
    void shouldWarmUpWithAllThatIsBeforeOrAPartOfItOrNothing() {
        // A dip needs three rows: the last is in the range.
        record(TICKS + DIPS, 9, 5, 4, 7);
        ReplayRequest last = request().withRange(new ReplayPoint.Entry(5), null);
        Replay.run(last, told);
        assertThat(told.outputs).containsExactly("dips 5:0 [A, 9.0, 4.0, 7.0]");
        told.outputs.clear();
        Replay.run(last.withWarmUpNs(2 * SECOND), told);
        assertThat(told.outputs).containsExactly("dips 5:0 [A, 5.0, 4.0, 7.0]");
        told.outputs.clear();
        Replay.run(last.withWarmUpNs(0), told);
        assertThat(told.outputs).isEmpty();
        Replay.run(
                last.withRange(ReplayPoint.parse("2026-01-05 08:00:03"), null).withWarmUpNs(2 * SECOND), told);
        assertThat(told.outputs).containsExactly("dips 5:0 [A, 5.0, 4.0, 7.0]");
    }

    @Test
    void shouldWarnWhenTheRangeIsEmpty() {
        record(TICKS + String.format(BIG, 0), 1);
        ReplayResult result = compare(request().withRange(new ReplayPoint.Entry(100), null));
        assertThat(result.isDifferent()).isFalse();
        assertThat(told.warnings).containsExactly("the log has no entry in this range; its last is 2");
    }

    @Test
    void shouldRefuseAPlaceThatIsNone() {
        assertThat(ReplayPoint.parse("17")).isEqualTo(new ReplayPoint.Entry(17));
        assertThat(ReplayPoint.parse("1970-01-02")).isEqualTo(new ReplayPoint.Moment(86_400 * SECOND));
        assertThat(ReplayPoint.parse("1970-01-01T01:00+01:00")).isEqualTo(new ReplayPoint.Moment(0));
        for (String text : List.of("", "yesterday", "2026-13-01", "9".repeat(19), "2026-01-05T25:00", "-1")) {
            assertThatThrownBy(() -> ReplayPoint.parse(text)).as(text).hasMessageContaining("ENG-0119");
        }
    }

    // ---- topics ----

    private void recordTopic(double... prices) throws InterruptedException {
        try (Sabot sabot = Sabot.open(steppedConfig())) {
            sabot.execute(TICKS + String.format(TOPIC, 20));
            append(sabot, prices);
            sabot.end("ticks");
            assertThat(sabot.awaitEnd(TestNode.PATIENCE)).isTrue();
        }
    }

    @Test
    void shouldTakeTopicsFromTheLogWhenTheApplicationIsTheSame() throws Exception {
        recordTopic(5, 15, 25, 35);
        ReplayResult result = compare(request());
        assertThat(told.differences).isEmpty();
        assertThat(result.differences().get("alerts").unchanged()).isEqualTo(2);
        assertThat(result.differences().get("big").unchanged()).isEqualTo(3);
    }

    @Test
    void shouldLoopTopicsOfAnotherApplicationBackAndLeaveTheRecordedOnesOut() throws Exception {
        recordTopic(5, 15, 25, 35);
        ReplayRequest changed = request().withSql(sql(TICKS + String.format(TOPIC, 12)));
        ReplayResult result = compare(changed);
        assertThat(told.differences).containsExactly("+alerts 3:0 [A, 15.0]");
        assertThat(result.differences().get("alerts")).isEqualTo(new ReplayResult.Count(1, 0, 2));
        assertThat(result.differences().get("big")).isEqualTo(new ReplayResult.Count(0, 0, 3));
        Replay.run(changed.withTables(Set.of("ALERTS")), told);
        assertThat(told.outputs)
                .containsExactly("alerts 3:0 [A, 15.0]", "alerts 4:0 [A, 25.0]", "alerts 5:0 [A, 35.0]");
    }

    @Test
    void shouldMatchPatternsAndWindowsOverLoopedTopics() throws Exception {
        recordTopic(30, 5, 20, 11, 40);
        String overTopic = DIPS.replace("FROM ticks", "FROM big") + BARS.replace("TABLE ticks", "TABLE big");
        Replay.run(request().withSql(sql(TICKS + String.format(TOPIC, 90) + overTopic)), told);
        assertThat(told.outputs).contains("dips 6:0 [A, 30.0, 11.0, 40.0]");
        // The topic has ended with its input, so that its last window is complete.
        assertThat(told.outputs).anyMatch(line -> line.startsWith("bars ") && line.endsWith(", 4]"));
    }

    @Test
    void shouldReadTheRecordedTopicWhenNoQueryFillsIt() throws Exception {
        recordTopic(5, 15, 25);
        String reader = "CREATE TABLE big (symbol VARCHAR, ts TIMESTAMP(9), price DOUBLE, WATERMARK FOR ts AS ts);\n"
                + "SELECT price FROM big;";
        Replay.run(request().withSql(sql(reader)), told);
        assertThat(told.outputs).hasSize(2).anyMatch(line -> line.endsWith("[15.0]"));
        assertThat(told.warnings).singleElement().asString().contains("no query fills 'big'");
    }

    @Test
    void shouldStopWhenTopicsFeedEachOtherWithoutEnd() {
        record(TICKS + String.format(BIG, 10), 15);
        String endless =
                """
                CREATE TABLE ring (price DOUBLE);
                INSERT INTO ring SELECT price FROM ticks;
                INSERT INTO ring SELECT price FROM ring;
                """;
        assertThatThrownBy(() -> Replay.run(request().withSql(sql(TICKS + endless)), told))
                .isInstanceOf(SabotException.class)
                .hasMessageContaining("ENG-0121");
    }

    @Test
    void shouldFindNoDifferenceInADirectoryThatWasTakenOver() throws Exception {
        recordTopic(5, 15, 25);
        try (Sabot sabot = Sabot.open(node.config().withTakeover(SabotConfig.Takeover.REPLACE))) {
            sabot.execute(TICKS + String.format(TOPIC, 12));
            assertThat(sabot.awaitEnd(TestNode.PATIENCE)).isTrue();
        }
        ReplayResult result = compare(request());
        assertThat(told.differences).isEmpty();
        assertThat(result.differences().get("alerts").unchanged()).isEqualTo(2);
    }

    // ---- the log and other tables ----

    @Test
    void shouldIgnoreTablesThatTheLogHasBeyondTheApplication() {
        record(TICKS + String.format(BIG, 10), 15);
        Replay.run(request().withSql(sql("SELECT x FROM (VALUES (1)) AS t(x);")), told);
        assertThat(told.outputs).singleElement().asString().endsWith("[1]");
    }

    @Test
    void shouldRefuseATableOfAnotherShape() {
        record(TICKS + String.format(BIG, 10), 15);
        String other = "CREATE TABLE ticks (symbol VARCHAR, price INT);\nSELECT price FROM ticks;";
        assertThatThrownBy(() -> Replay.run(request().withSql(sql(other)), told))
                .hasMessageContaining("ENG-0114")
                .hasMessageContaining("price DOUBLE");
    }

    @Test
    void shouldWarnOfATableThatTheLogHasNot() {
        record(TICKS + String.format(BIG, 10), 15);
        String more = TICKS + "CREATE TABLE orders (id INT);\nSELECT id FROM orders;";
        Replay.run(request().withSql(sql(more)), told);
        assertThat(told.outputs).isEmpty();
        assertThat(told.warnings).containsExactly("the log has no rows of 'orders': it is empty");
    }

    @Test
    void shouldNameTheTablesThereAreForOneThatIsNot() {
        record(TICKS + String.format(BIG, 10), 15);
        assertThatThrownBy(() -> Replay.run(request().withTables(Set.of("alarts")), told))
                .hasMessageContaining("did you mean 'alerts'");
    }

    @Test
    void shouldCompareDeadLetters() {
        record(TICKS + "SELECT 1 / CAST(price AS INT) AS x FROM ticks;", 1, 0);
        ReplayResult same = compare(request());
        assertThat(same.differences().get("dead_letters").unchanged()).isEqualTo(1);
        assertThat(same.isDifferent()).isFalse();
    }

    // ---- while the node runs ----

    @Test
    void shouldReadALogThatIsBeingWritten() throws Exception {
        String sql = TICKS + DIPS + String.format(BIG, 50);
        try (Sabot sabot = Sabot.open(node.config())) {
            sabot.execute(sql);
            Thread feeder = new Thread(() -> feed(sabot), "feeder");
            feeder.start();
            while (sabot.rows() < 1_000) {
                Thread.onSpinWait();
            }
            long before = 0;
            for (int i = 0; i < 20 || feeder.isAlive(); i++) {
                ReplayResult result = compare(request());
                assertThat(told.differences).isEmpty();
                assertThat(result.rows()).isGreaterThanOrEqualTo(before);
                before = result.rows();
            }
            feeder.join();
        }
        ReplayResult all = compare(request());
        assertThat(all.isDifferent()).isFalse();
        assertThat(all.unrecorded()).isZero();
        assertThat(all.rows()).isEqualTo(200_000);
    }

    private static void feed(Sabot sabot) {
        try (RowAppender ticks = sabot.appender("ticks", FlushMode.MANUAL, 100)) {
            Random random = new Random(1);
            IntStream.range(0, 200_000).forEach(i -> ticks.row()
                    .string("S" + i % 50)
                    .timestampNs(START + i)
                    .f64(random.nextInt(100))
                    .append());
        }
    }
}
