package io.sabot.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.error.Problem;
import io.sabot.ingest.ring.RowAppender;
import io.sabot.state.view.ViewReader;
import io.sabot.state.view.ViewRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ViewTest {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final String TICKS =
            "CREATE TABLE ticks (symbol VARCHAR, ts TIMESTAMP(9), price DOUBLE, WATERMARK" + " FOR ts AS ts);";
    private static final String LATEST = TICKS
            + """
            CREATE MATERIALIZED VIEW latest (PRIMARY KEY (symbol) NOT ENFORCED) WITH ('max-keys' = '1000')
              AS SELECT symbol, price, ts FROM ticks;
            """;

    @TempDir
    Path directory;

    private SabotConfig config(String where) {
        return where.equals("memory") ? SabotConfig.inMemory() : new TestNode(directory).config();
    }

    private Path view(String name) {
        return DataDirectory.view(directory.resolve("data"), name);
    }

    private static void append(RowAppender ticks, String symbol, long second, double price) {
        ticks.row()
                .symbol(ticks.symbolId(symbol))
                .timestampNs(second * SECOND_NS)
                .f64(price)
                .append();
    }

    private static ViewRow await(ViewReader reader, String symbol, long output) throws InterruptedException {
        long deadlineNs = System.nanoTime() + TestNode.PATIENCE.toNanos();
        while (System.nanoTime() < deadlineNs) {
            ViewRow row = reader.get(symbol);
            if (row != null && row.output() >= output) {
                return row;
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("no row within a minute");
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "directory"})
    void shouldServeTheLastRowOfAKey(String where) throws Exception {
        try (Sabot sabot = Sabot.open(config(where))) {
            sabot.execute(LATEST);
            RowAppender ticks = sabot.appender("ticks");
            ViewReader latest = sabot.view("Latest");
            assertThat(latest.get("A")).isNull();
            append(ticks, "A", 1, 1.5);
            append(ticks, "B", 2, 2.5);
            append(ticks, "A", 3, 3.5);
            ViewRow row = await(latest, "A", 3);
            assertThat(row.f64("price")).isEqualTo(3.5);
            assertThat(row.i64("ts")).isEqualTo(3 * SECOND_NS);
            assertThat(latest.get("B").f64("price")).isEqualTo(2.5);
            ticks.close();
            assertThatThrownBy(() -> sabot.view("lates"))
                    .hasMessageContaining("ENG-0122")
                    .hasMessageContaining("latest");
        }
    }

    @Test
    void shouldShowTheLatestWindowOfEachGroup() throws Exception {
        try (Sabot sabot = Sabot.open(config("memory"))) {
            sabot.execute(
                    TICKS
                            + """
                    CREATE MATERIALIZED VIEW bars AS
                      SELECT window_end AS ends, symbol, COUNT(*) AS n
                      FROM TABLE(TUMBLE(TABLE ticks, DESCRIPTOR(ts), INTERVAL '10' SECOND))
                      GROUP BY symbol, window_start, window_end;
                    """);
            RowAppender ticks = sabot.appender("ticks");
            append(ticks, "A", 1, 1);
            append(ticks, "A", 2, 1);
            append(ticks, "A", 11, 1);
            append(ticks, "A", 21, 1);
            ViewReader bars = sabot.view("bars");
            ViewRow row = await(bars, "A", 2);
            assertThat(row.i64("ends")).isEqualTo(20 * SECOND_NS);
            assertThat(row.i64("n")).isEqualTo(1);
            ticks.close();
        }
    }

    @Test
    void shouldMakeTheViewAnewWhenTheNodeStartsAgain() throws Exception {
        ViewReader reader;
        try (Sabot sabot = Sabot.open(config("directory"))) {
            sabot.execute(LATEST);
            try (RowAppender ticks = sabot.appender("ticks")) {
                append(ticks, "A", 1, 1.5);
            }
            await(sabot.view("latest"), "A", 1);
            reader = ViewReader.open(view("latest"));
        }
        assertThat(reader.get("A").f64("price")).as("while no node runs").isEqualTo(1.5);
        try (Sabot sabot = Sabot.open(config("directory"))) {
            sabot.execute(LATEST);
            sabot.view("latest");
            assertThat(reader.get("A").f64("price")).isEqualTo(1.5);
            assertThat(reader.generation()).isEqualTo(2);
            try (RowAppender ticks = sabot.appender("ticks")) {
                append(ticks, "A", 2, 2.5);
            }
            assertThat(await(reader, "A", 2).f64("price")).isEqualTo(2.5);
        }
    }

    @Test
    void shouldRemoveTheViewsOfAnEarlierApplication() throws Exception {
        try (Sabot sabot = Sabot.open(config("directory"))) {
            sabot.execute(LATEST);
            sabot.view("latest");
        }
        try (Sabot sabot = Sabot.open(config("directory").withTakeover(SabotConfig.Takeover.REPLACE))) {
            sabot.execute(TICKS + "SELECT symbol FROM ticks;");
        }
        assertThat(view("latest")).doesNotExist();
    }

    @Test
    void shouldTellOnceThatAViewIsFullAndGoOn() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        SabotConfig config = config("directory").withListener(new EngineListener() {
            @Override
            public void onViewFull(String view, Problem problem) {
                told.add(view + " " + problem.code());
            }
        });
        try (Sabot sabot = Sabot.open(config)) {
            sabot.execute(LATEST.replace("1000", "2"));
            try (RowAppender ticks = sabot.appender("ticks")) {
                for (int i = 0; i < 10; i++) {
                    append(ticks, "S" + i, i, i);
                }
                append(ticks, "S1", 10, 10);
            }
            ViewReader latest = sabot.view("latest");
            assertThat(await(latest, "S1", 11).f64("price")).isEqualTo(10);
            assertThat(latest.get("S2")).isNull();
            assertThat(latest.refused()).isEqualTo(8);
        }
        assertThat(told).containsExactly("latest STA-0107");
    }

    @Test
    void shouldBeReadByOtherQueriesAsItsOwnQuery() throws Exception {
        TestNode node = new TestNode(directory);
        String printed = node.print(
                io.sabot.ingest.sink.OutputFormat.csv().withHeader(false),
                """
                CREATE MATERIALIZED VIEW v (PRIMARY KEY (k) NOT ENFORCED) AS
                  SELECT k, x FROM (VALUES ('a', 1), ('b', 2), ('a', 3)) AS t (k, x);
                SELECT k, x + 1 FROM v;
                """);
        assertThat(printed).isEqualTo("a,2\nb,3\na,4\n");
    }

    // ---- kills ----

    private static final String BARS =
            """
            CREATE TABLE trades (symbol VARCHAR, ts TIMESTAMP(3), "size" INT, WATERMARK FOR ts AS ts)
              WITH ('connector' = 'file', 'path' = 'trades.csv');
            CREATE TABLE out_rows (symbol VARCHAR, ts TIMESTAMP(3), "size" INT)
              WITH ('connector' = 'file', 'path' = 'out.csv', 'csv.header' = 'false');
            INSERT INTO out_rows SELECT * FROM trades;
            CREATE MATERIALIZED VIEW last_trade (PRIMARY KEY (symbol) NOT ENFORCED) WITH ('max-keys' = '1000')
              AS SELECT * FROM trades;
            """;

    @Test
    void shouldHaveTheLastRowsOfTheResultsAfterKills() throws Exception {
        StringBuilder trades = new StringBuilder("symbol,ts,size\n");
        for (int i = 0; i < 60_000; i++) {
            trades.append("S")
                    .append(i * 31 % 97)
                    .append(',')
                    .append(java.time.LocalDateTime.of(2026, 1, 5, 9, 30)
                            .plusNanos(i * 1_000_000L)
                            .format(java.time.format.DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS")));
            trades.append(',').append(i % 1000).append('\n');
        }
        Files.writeString(directory.resolve("trades.csv"), trades);
        Files.writeString(directory.resolve("app.sql"), BARS);
        for (int kill = 0; kill < 4; kill++) {
            Process node = start();
            Thread.sleep(400L + 200L * kill);
            node.destroyForcibly().waitFor();
        }
        Process node = start();
        assertThat(node.waitFor()).isZero();
        Map<String, String> expected = new TreeMap<>();
        for (String line : Files.readAllLines(directory.resolve("out.csv"))) {
            expected.put(line.substring(0, line.indexOf(',')), line.substring(line.lastIndexOf(',') + 1));
        }
        Map<String, String> seen = new TreeMap<>();
        try (ViewReader reader = ViewReader.open(view("last_trade"))) {
            reader.forEach(row -> seen.put(row.string(0), String.valueOf(row.i32(2))));
            assertThat(reader.lastOutput()).isEqualTo(60_000);
        }
        assertThat(seen).hasSize(97).isEqualTo(expected);
        try (Stream<Path> files = Files.list(view("last_trade"))) {
            assertThat(files).hasSize(3);
        }
    }

    private Process start() throws IOException {
        Path options = Path.of(System.getProperty("sabot.root"), "ops/src/main/dist/conf");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + options.resolve("jvm.options"));
        if (Runtime.version().feature() >= 24) {
            command.add("@" + options.resolve("jvm-24.options"));
        }
        command.addAll(List.of("-ea", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), KillTarget.class.getName()));
        command.addAll(List.of(directory.toString(), "200000"));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out.log").toFile())
                .start();
    }
}
