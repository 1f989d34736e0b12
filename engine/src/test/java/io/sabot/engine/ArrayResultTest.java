package io.sabot.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.ingest.ring.RowAppender;
import io.sabot.ingest.sink.OutputFormat;
import io.sabot.state.view.ViewReader;
import io.sabot.state.view.ViewRow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arrays from a pattern to wherever results go. */
class ArrayResultTest {
    private static final String TICKS =
            """
            CREATE TABLE ticks (symbol VARCHAR, ts TIMESTAMP(9), size INT, WATERMARK FOR ts AS ts)
            WITH ('connector' = 'file', 'path' = 'ticks.csv');
            """;
    private static final String ROWS =
            """
            symbol,ts,size
            A,2026-01-05 09:30:00,1
            "B \"\"b\"\"\",2026-01-05 09:30:01,
            A,2026-01-05 09:30:02,3
            B,2026-01-05 09:30:03,2
            A,2026-01-05 09:30:04,5
            A,2026-01-05 09:30:05,9
            """;
    private static final String PATTERN =
            """
             FROM ticks MATCH_RECOGNIZE (ORDER BY ts
              MEASURES MATCH_NUMBER() AS n, ARRAY_AGG(size) AS sizes, ARRAY_AGG(symbol ORDER BY size DESC) AS symbols,
                ARRAY_AGG(ts) AS times, ARRAY_AGG(CAST(size AS DECIMAL(30, 1))) AS amounts, MATCH_ROWTIME() AS at
              PATTERN (A A A));
            """;
    private static final String SINK = " (n BIGINT, sizes INT ARRAY, symbols VARCHAR ARRAY, times TIMESTAMP(9) ARRAY,"
            + " amounts DECIMAL(30, 1) ARRAY)";
    private static final String COLUMNS = "n, sizes, symbols, times, amounts";

    @TempDir
    Path directory;

    private TestNode node() throws Exception {
        return new TestNode(directory).file("ticks.csv", ROWS);
    }

    @Test
    void shouldPrintArrays() throws Exception {
        String sql = TICKS + "SELECT n, sizes, symbols, sizes[3] AS last, CARDINALITY(sizes) AS c" + PATTERN;
        assertThat(node().print(OutputFormat.csv(), sql))
                .isEqualTo("n,sizes,symbols,last,c\n"
                        + "1,\"[1,null,3]\",\"[\"\"B \\\"\"b\\\"\"\"\",\"\"A\"\",\"\"A\"\"]\",3,3\n"
                        + "2,\"[2,5,9]\",\"[\"\"A\"\",\"\"A\"\",\"\"B\"\"]\",9,3\n");
        assertThat(node().print(OutputFormat.json(), sql))
                .isEqualTo(
                        "{\"n\":1,\"sizes\":[1,null,3],\"symbols\":[\"B \\\"b\\\"\",\"A\",\"A\"],\"last\":3,\"c\":3}\n"
                                + "{\"n\":2,\"sizes\":[2,5,9],\"symbols\":[\"A\",\"A\",\"B\"],\"last\":9,\"c\":3}\n");
        assertThat(node().print(OutputFormat.table(), sql)).contains("[2,5,9]     [\"A\",\"A\",\"B\"]");
    }

    @Test
    void shouldWriteArraysToFilesAndTellTheSameAgain() throws Exception {
        TestNode node = node();
        String sql = TICKS + "CREATE TABLE runs" + SINK + " WITH ('connector' = 'file', 'path' = 'runs.json',"
                + " 'format' = 'json');\nINSERT INTO runs SELECT " + COLUMNS + PATTERN;
        node.run(sql);
        assertThat(node.lines("runs.json"))
                .containsExactly(
                        "{\"n\":1,\"sizes\":[1,null,3],\"symbols\":[\"B \\\"b\\\"\",\"A\",\"A\"],\"times\":"
                                + "[\"2026-01-05 09:30:00\",\"2026-01-05 09:30:01\",\"2026-01-05 09:30:02\"],"
                                + "\"amounts\":[1.0,null,3.0]}",
                        "{\"n\":2,\"sizes\":[2,5,9],\"symbols\":[\"A\",\"A\",\"B\"],\"times\":"
                                + "[\"2026-01-05 09:30:03\",\"2026-01-05 09:30:04\",\"2026-01-05 09:30:05\"],"
                                + "\"amounts\":[2.0,5.0,9.0]}");
        List<String> differences = new ArrayList<>();
        ReplayListener told = new ReplayListener() {
            @Override
            public void onDifference(ReplayDifference difference) {
                differences.add((difference.isGained() ? "+" : "-")
                        + difference.values().subList(0, 3));
            }
        };
        assertThat(Replay.compare(ReplayRequest.of(node.data()), told).unchanged())
                .isEqualTo(2);
        assertThat(differences).isEmpty();
        ReplaySql changed = new ReplaySql("changed.sql", sql.replace("size DESC", "size"), directory);
        Replay.compare(ReplayRequest.of(node.data()).withSql(changed), told);
        assertThat(differences)
                .containsExactlyInAnyOrder(
                        "-[1, [1, null, 3], [B \"b\", A, A]]",
                        "+[1, [1, null, 3], [A, A, B \"b\"]]",
                        "-[2, [2, 5, 9], [A, A, B]]",
                        "+[2, [2, 5, 9], [B, A, A]]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "directory"})
    void shouldServeArrays(String where) throws Exception {
        SabotConfig config =
                where.equals("memory") ? SabotConfig.inMemory().withSqlDirectory(directory) : node().config();
        node();
        List<String> seen = new CopyOnWriteArrayList<>();
        try (Sabot sabot = Sabot.open(config)) {
            sabot.subscribe(
                    "runs",
                    row -> seen.add(row.list("sizes") + " " + row.list(2) + " " + row.list("times") + " "
                            + row.list("amounts")));
            sabot.execute(TICKS + "CREATE TABLE runs" + SINK + ";\nINSERT INTO runs SELECT " + COLUMNS + PATTERN
                    + "CREATE MATERIALIZED VIEW latest (PRIMARY KEY (n) NOT ENFORCED) AS SELECT n, sizes, symbols"
                    + PATTERN);
            assertThat(sabot.awaitEnd(TestNode.PATIENCE)).isTrue();
            ViewReader latest = sabot.view("latest");
            ViewRow row = latest.get(1L);
            assertThat(row.list(1)).isEqualTo(Arrays.asList(1, null, 3));
            assertThat(row.list(2)).isEqualTo(List.of("B \"b\"", "A", "A"));
            StringBuilder text = new StringBuilder();
            row.appendText(1, text);
            assertThat(text).hasToString("[1,null,3]");
            assertThatThrownBy(() -> row.i64(1)).hasMessageContaining("INT ARRAY");
        }
        assertThat(seen)
                .containsExactly(
                        "[1, null, 3] [B \"b\", A, A] [1767605400000000000, 1767605401000000000, 1767605402000000000]"
                                + " [1.0, null, 3.0]",
                        "[2, 5, 9] [A, A, B] [1767605403000000000, 1767605404000000000, 1767605405000000000]"
                                + " [2.0, 5.0, 9.0]");
    }

    @Test
    void shouldCarryArraysThroughATopic() throws Exception {
        assertThat(node().print(
                                OutputFormat.csv(),
                                TICKS + "CREATE TABLE runs" + SINK + ";\nINSERT INTO runs SELECT " + COLUMNS + PATTERN
                                        + "SELECT n, sizes, CARDINALITY(symbols) AS c FROM runs;"))
                .isEqualTo("n,sizes,c\n1,\"[1,null,3]\",3\n2,\"[2,5,9]\",3\n");
    }

    @Test
    void shouldSetAsideAResultThatFitsNoFrame() throws Exception {
        StringBuilder rows = new StringBuilder("symbol,ts,size\n");
        for (int i = 0; i < 400; i++) {
            rows.append("A,").append(1_000_000 + i).append(",7\n");
        }
        TestNode node = node().file("ticks.csv", rows.toString());
        String ticks = TICKS.replace("'path'", "'timestamp-format' = 'epoch-seconds', 'path'");
        String sql = ticks + "CREATE TABLE runs (a VARCHAR ARRAY) WITH ('connector' = 'file',"
                + " 'path' = 'runs.csv');\nINSERT INTO runs SELECT a FROM ticks MATCH_RECOGNIZE (ORDER BY ts"
                + " MEASURES ARRAY_AGG(REPEAT(symbol, 1000)) AS a AFTER MATCH SKIP TO NEXT ROW PATTERN (^ A+ | A $));";
        TestNode.Counts counts = node.run(sql);
        assertThat(counts.deadLetters()).isEqualTo(1);
        assertThat(node.lines("runs.csv")).hasSize(2);
        assertThat(node.run(sql)).isEqualTo(counts);
        assertThat(DeadLetterList.of(node.data())).singleElement().satisfies(letter -> {
            assertThat(letter.table()).isEqualTo("runs");
            assertThat(letter.reason()).isEqualTo("LIMIT");
            assertThat(letter.cause()).startsWith("the result has 4").endsWith("a row may have 262144");
            assertThat(letter.content()).startsWith("a=[\"AAAA").endsWith("…");
        });
    }

    @Test
    void shouldRefuseATableWhoseTextWouldBeAnArray() throws Exception {
        node().file("in.csv", "a\n\"[1]\"\n");
        assertThatThrownBy(() -> new TestNode(directory)
                        .print(
                                OutputFormat.csv(),
                                "CREATE TABLE t (a INT ARRAY) WITH ('connector' = 'file', 'path' = 'in.csv');\n"
                                        + "SELECT a FROM t;"))
                .hasMessageContaining("ING-0101")
                .hasMessageContaining("INT ARRAY");
        try (Sabot sabot = Sabot.open(SabotConfig.inMemory())) {
            sabot.execute("CREATE TABLE t (a INT ARRAY, n INT); SELECT n FROM t;");
            assertThatThrownBy(() -> {
                        try (RowAppender t = sabot.appender("t")) {
                            t.row().i32(1).append();
                        }
                    })
                    .hasMessageContaining("ING-0403")
                    .hasMessageContaining("INT ARRAY");
        }
    }
}
