package io.sabot.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.cep.api.EventMatch;
import io.sabot.cep.api.EventPattern;
import io.sabot.ingest.ring.FlushMode;
import io.sabot.ingest.ring.RowAppender;
import io.sabot.state.CheckpointInfo;
import io.sabot.state.keyed.RowCollector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Patterns declared in Java, in a node. */
class JavaPatternTest {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final int ROWS = 6_000;

    private static final String TABLES =
            """
            CREATE TABLE ticks (symbol VARCHAR, ts TIMESTAMP(9), price DOUBLE,
              cents AS CAST(price * 100 AS BIGINT), WATERMARK FOR ts AS ts - INTERVAL '2' SECOND);
            CREATE TABLE dips (symbol VARCHAR, high DOUBLE, low BIGINT NOT NULL);
            """;

    @TempDir
    Path directory;

    private static EventPattern dip() {
        return EventPattern.begin("high")
                .where(row -> row.f64("price") >= 100)
                .followedBy("low")
                .where((row, matched) ->
                        row.i64("cents") < 50 * matched.first("high").f64("price"))
                .within(Duration.ofSeconds(10))
                .partitionBy("symbol");
    }

    private static void select(EventMatch match, RowCollector out) {
        out.putString(0, match.first("high").string("symbol"));
        out.putDouble(1, match.first("high").f64("price"));
        out.putLong(2, match.last("low").i64("cents"));
        out.emit();
    }

    private static String text(Row row) {
        return row.string("symbol") + " " + row.f64("high") + " " + row.i64("low");
    }

    private static void append(RowAppender ticks, String symbol, long second, double price) {
        ticks.row().string(symbol).timestampNs(second * SECOND_NS).f64(price).append();
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "directory"})
    void shouldInsertWhatIsMadeOfMatches(String where) throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        SabotConfig config = where.equals("memory") ? SabotConfig.inMemory() : new TestNode(directory).config();
        try (Sabot sabot = Sabot.open(config)) {
            sabot.match("dips", dip(), "ticks", JavaPatternTest::select);
            sabot.subscribe("dips", row -> seen.add(text(row)));
            sabot.execute(TABLES);
            try (RowAppender ticks = sabot.appender("ticks")) {
                append(ticks, "A", 0, 100);
                append(ticks, "B", 1, 200);
                append(ticks, "A", 3, 40); // after the next one
                append(ticks, "A", 2, 90);
                append(ticks, "B", 20, 1);
            }
            sabot.end("ticks");
            assertThat(sabot.awaitEnd(TestNode.PATIENCE)).isTrue();
        }
        assertThat(seen).containsExactly("A 100.0 4000");
    }

    @Test
    void shouldStandBetweenQueries() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        try (Sabot sabot = Sabot.open(SabotConfig.inMemory())) {
            sabot.match("dips", dip(), "dear", JavaPatternTest::select);
            sabot.subscribe("doubled", row -> seen.add(row.string("symbol") + " " + row.i64("low")));
            sabot.execute(
                    TABLES
                            + """
                    CREATE TABLE dear (symbol VARCHAR, ts TIMESTAMP(9), price DOUBLE,
                      cents AS CAST(price * 100 AS BIGINT), WATERMARK FOR ts AS ts);
                    CREATE TABLE doubled (symbol VARCHAR, low BIGINT);
                    INSERT INTO dear SELECT symbol, ts, price FROM ticks WHERE symbol <> 'C';
                    INSERT INTO doubled SELECT symbol, low * 2 FROM dips;
                    """);
            try (RowAppender ticks = sabot.appender("ticks")) {
                append(ticks, "A", 0, 100);
                append(ticks, "C", 0, 100);
                append(ticks, "C", 1, 40);
                append(ticks, "A", 1, 40);
            }
            sabot.end("ticks");
            assertThat(sabot.awaitEnd(TestNode.PATIENCE)).isTrue();
        }
        assertThat(seen).containsExactly("A 8000");
    }

    @Test
    void shouldMakeADeadLetterOfAMatchThatLacksAValue() throws Exception {
        try (Sabot sabot = Sabot.open(SabotConfig.inMemory())) {
            sabot.match("dips", dip(), "ticks", (match, out) -> out.emit());
            sabot.execute(TABLES);
            try (RowAppender ticks = sabot.appender("ticks")) {
                append(ticks, "A", 0, 100);
                append(ticks, "A", 1, 40);
            }
            sabot.end("ticks");
            assertThat(sabot.awaitEnd(TestNode.PATIENCE)).isTrue();
            long deadlineNs = System.nanoTime() + TestNode.PATIENCE.toNanos();
            while (sabot.deadLetters() == 0 && System.nanoTime() < deadlineNs) {
                Thread.onSpinWait(); // nobody waits for dead letters: they come out when their rows are durable
            }
            assertThat(sabot.deadLetters()).isEqualTo(1);
        }
    }

    @Test
    void shouldSayWhatIsWrong() {
        refuses("ENG-0126", "dip", dip(), "ticks");
        refuses("CEP-0208", "dips", dip().partitionBy("symbl"), "ticks");
        refuses("CEP-0209", "dips", dip(), "dips");
    }

    private static void refuses(String code, String into, EventPattern pattern, String from) {
        try (Sabot sabot = Sabot.open(SabotConfig.inMemory())) {
            sabot.match(into, pattern, from, JavaPatternTest::select);
            assertThatThrownBy(() -> sabot.execute(TABLES)).hasMessageContaining(code);
        }
    }

    @Test
    void shouldTakeAnotherPatternForAnotherApplication() {
        SabotConfig config = new TestNode(directory).config();
        try (Sabot sabot = Sabot.open(config)) {
            sabot.match("dips", dip(), "ticks", JavaPatternTest::select);
            sabot.execute(TABLES);
        }
        try (Sabot sabot = Sabot.open(config)) {
            sabot.match("dips", dip().within(Duration.ofSeconds(5)), "ticks", JavaPatternTest::select);
            assertThatThrownBy(() -> sabot.execute(TABLES)).hasMessageContaining("ENG-0102");
        }
        try (Sabot sabot = Sabot.open(config)) {
            sabot.match("dips", dip(), "ticks", JavaPatternTest::select);
            sabot.execute(TABLES);
        }
    }

    /** The recorded text has no patterns: what they inserted is in the log, as are rows of a program. */
    @Test
    void shouldLeaveWhatItInsertedToQueriesThatAreReplayed() throws Exception {
        TestNode node = new TestNode(directory);
        try (Sabot sabot = Sabot.open(node.config())) {
            sabot.match("dips", dip(), "ticks", JavaPatternTest::select);
            sabot.execute(TABLES + "CREATE TABLE doubled (low BIGINT); INSERT INTO doubled SELECT low * 2 FROM dips;");
            try (RowAppender ticks = sabot.appender("ticks")) {
                append(ticks, "A", 0, 100);
                append(ticks, "A", 1, 40);
            }
            sabot.end("ticks");
            assertThat(sabot.awaitEnd(TestNode.PATIENCE)).isTrue();
        }
        ReplayResult result = Replay.run(ReplayRequest.of(node.data()), ReplayListener.NONE);
        assertThat(result.outputs()).containsEntry("doubled", 1L);
        ReplayResult compared = Replay.compare(ReplayRequest.of(node.data()), ReplayListener.NONE);
        assertThat(compared.differences()).containsEntry("doubled", new ReplayResult.Count(0, 0, 1));
    }

    // ---- over restarts ----

    private static final class Told implements EngineListener {
        final List<CheckpointInfo> made = new ArrayList<>();
        CheckpointInfo from;

        @Override
        public void onCheckpoint(CheckpointInfo checkpoint) {
            made.add(checkpoint);
        }

        @Override
        public void onRecovery(CheckpointInfo checkpoint, long lastSeq) {
            from = checkpoint;
        }
    }

    /** Appends rows {@code from} to {@code to} of a sequence that is always the same. */
    private Told feed(String name, long checkpointLogBytes, int from, int to) throws Exception {
        Path home = Files.createDirectories(directory.resolve(name));
        Told told = new Told();
        SabotConfig config = SabotConfig.in(home.resolve("data"))
                .withReserveBytes(0)
                .withSqlDirectory(home)
                .withCheckpointLogBytes(checkpointLogBytes)
                .withListener(told);
        try (Sabot sabot = Sabot.open(config)) {
            sabot.match("dips", dip(), "ticks", JavaPatternTest::select);
            sabot.execute(TABLES.replace("NOT NULL)", "NOT NULL) WITH ('connector' = 'file', 'path' = 'dips.csv')"));
            Random random = new Random(7);
            try (RowAppender ticks = sabot.appender("ticks", FlushMode.MANUAL, 50)) {
                for (int i = 0; i < to; i++) {
                    String symbol = "S" + random.nextInt(20);
                    long timeNs = (i * 10L + random.nextInt(1900)) * 1_000_000L;
                    double price = random.nextInt(4) == 0 ? 100 + i : random.nextInt(100);
                    if (i >= from) {
                        ticks.row()
                                .string(symbol)
                                .timestampNs(timeNs)
                                .f64(price)
                                .append();
                    }
                    if (i % 50 == 49) {
                        ticks.flush();
                    }
                }
            }
            if (to == ROWS) {
                sabot.end("ticks");
                assertThat(sabot.awaitEnd(TestNode.PATIENCE)).isTrue();
            }
        }
        return told;
    }

    @Test
    void shouldGiveEveryMatchOnceOverARestart() throws Exception {
        assertThat(feed("calm", Long.MAX_VALUE, 0, ROWS).made).isEmpty();
        assertThat(feed("replayed", Long.MAX_VALUE, 0, 2_500).made).isEmpty();
        assertThat(feed("replayed", Long.MAX_VALUE, 2_500, ROWS).from).isNull();
        Told first = feed("restored", 20_000, 0, 3_500);
        assertThat(first.made).isNotEmpty();
        assertThat(feed("restored", 20_000, 3_500, ROWS).from).isEqualTo(first.made.get(first.made.size() - 1));
        List<String> expected = Files.readAllLines(directory.resolve("calm/dips.csv"));
        assertThat(expected).hasSizeGreaterThan(500);
        assertThat(Files.readAllLines(directory.resolve("replayed/dips.csv"))).isEqualTo(expected);
        assertThat(Files.readAllLines(directory.resolve("restored/dips.csv"))).isEqualTo(expected);
    }
}
