package io.sabot.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import io.sabot.ingest.sink.OutputFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Patterns that cannot go on with the rows they have. */
class QueryFailureTest {
    private static final String TICKS =
            "CREATE TABLE ticks (symbol VARCHAR, ts TIMESTAMP(9), price INT, WATERMARK FOR ts AS ts)\n"
                    + "WITH ('connector' = 'file', 'path' = 'ticks.csv');\n";
    private static final String ROWS =
            """
            symbol,ts,price
            A,2026-01-05 09:30:00,5
            A,2026-01-05 09:30:01,4
            A,2026-01-05 09:30:02,9
            B,2026-01-05 09:30:03,5
            B,2026-01-05 09:30:04,3
            B,2026-01-05 09:30:05,2
            """;

    private static final String SELECT = "SELECT symbol, price FROM ticks WHERE price > 4;\n";
    private static final String SKIPS =
            """
            SELECT * FROM ticks MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY ts
              MEASURES LAST(price) AS last
              AFTER MATCH SKIP TO LAST UP
              PATTERN (X DOWN UP?)
              DEFINE DOWN AS price < PREV(price), UP AS price = 9);
            """;
    private static final String PRINTED = "symbol,price\nA,5\nA,9\nB,5\n";

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private TestNode node;

    @BeforeEach
    void writeRows() throws Exception {
        node = new TestNode(directory).file("ticks.csv", ROWS);
    }

    private SabotConfig console(SabotConfig config) {
        out.reset();
        return config.withSqlDirectory(directory)
                .withConsole(new SabotConfig.Console(new ByteArrayInputStream(new byte[0]), out, OutputFormat.csv()));
    }

    private Problem fail(SabotConfig config, String sql) {
        SabotException e = catchThrowableOfType(SabotException.class, () -> TestNode.run(console(config), sql));
        assertThat(e).isNotNull();
        assertThat(e.problems()).hasSize(1);
        return e.problems().get(0);
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String underCaret(Problem problem) {
        return problem.sourceLine().substring(problem.column() - 1, problem.endColumn());
    }

    @Test
    void shouldSayWhereTheQueryStandsAndWhichMatchItWas() {
        Problem problem = fail(SabotConfig.inMemory(), TICKS + SELECT + SKIPS);
        assertThat(problem.code()).isEqualTo("CEP-0102");
        assertThat(problem.line()).isEqualTo(6);
        assertThat(underCaret(problem)).isEqualTo("AFTER MATCH SKIP TO LAST UP");
        assertThat(problem.message())
                .isEqualTo("query 'select_2': AFTER MATCH SKIP TO LAST UP: no row of the match is mapped to UP;"
                        + " the match ended at 2026-01-05 09:30:04, symbol 'B'");
        assertThat(problem.hint()).contains("SKIP PAST LAST ROW");
    }

    @Test
    void shouldHandOnWhatWasThereBefore() {
        fail(SabotConfig.inMemory(), TICKS + SELECT + SKIPS);
        assertThat(printed()).isEqualTo(PRINTED + "symbol,last\nA,9\n");
    }

    @Test
    void shouldGiveOtherQueriesBehindTheSameSortTheirRowsOnce() {
        String ticks = TICKS.replace("AS ts)", "AS ts - INTERVAL '1' SECOND)");
        String falls = "SELECT * FROM ticks MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY ts MEASURES LAST(price) AS p"
                + " PATTERN (X DOWN) DEFINE DOWN AS price < PREV(price));\n";
        fail(SabotConfig.inMemory(), ticks + falls + SKIPS + SELECT);
        assertThat(printed()).isEqualTo("symbol,p\nA,4\nB,3\nsymbol,last\nA,9\n" + PRINTED);
    }

    @Test
    void shouldFailTheSameWayWhenTheLogIsReplayed() {
        Problem first = fail(node.config(), TICKS + SELECT + SKIPS);
        assertThat(fail(node.config(), TICKS + SELECT + SKIPS)).isEqualTo(first);
        assertThat(printed()).isEqualTo(PRINTED + "symbol,last\nA,9\n");
    }

    @Test
    void shouldKeepFilesAsTheyWereWhenTheLogIsReplayed() throws Exception {
        String sql = TICKS
                + "CREATE TABLE dips (symbol VARCHAR, last INT) WITH ('connector' = 'file', 'path' = 'dips.csv');\n"
                + "INSERT INTO dips " + SKIPS + "INSERT INTO dips SELECT symbol, price FROM ticks WHERE price = 5;\n";
        fail(node.config(), sql);
        String written = Files.readString(directory.resolve("dips.csv"));
        assertThat(written).contains("A,9\n");
        fail(node.config(), sql);
        assertThat(Files.readString(directory.resolve("dips.csv"))).isEqualTo(written);
    }

    @Test
    void shouldHandOnWhatCameOfConstantsBefore() {
        Problem problem = fail(
                SabotConfig.inMemory(),
                """
                SELECT * FROM (VALUES (1, 'one')) AS v (n, t);
                SELECT * FROM (VALUES (1, 5), (2, 4)) AS v (i, price) MATCH_RECOGNIZE (ORDER BY i
                  MEASURES LAST(price) AS last AFTER MATCH SKIP TO UP
                  PATTERN (X DOWN UP?) DEFINE DOWN AS price < PREV(price), UP AS price = 9);
                """);
        assertThat(problem.message()).endsWith("the match ended at 2");
        assertThat(printed()).startsWith("n,t\n1,one\n");
    }

    @Test
    void shouldSayWhichPatternHasTooManyPartialMatches() {
        Problem problem = fail(
                node.config(),
                TICKS
                        + """
                        CREATE TABLE dips (symbol VARCHAR, last INT) WITH ('connector' = 'file', 'path' = 'dips.csv');
                        SET 'pattern.partial-matches' = '2';
                        INSERT INTO dips SELECT * FROM ticks MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY ts
                          MEASURES LAST(price) AS last AFTER MATCH SKIP TO NEXT ROW
                          PATTERN (X Y*? NEVER) DEFINE NEVER AS price < 0);
                        """);
        assertThat(problem.code()).isEqualTo("CEP-0101");
        assertThat(problem.message())
                .isEqualTo(
                        "query 'dips_1': one partition has 3 partial matches, more than 2; the oldest of the partition"
                                + " began at 2026-01-05 09:30:00, symbol 'A'");
        assertThat(problem.line()).isEqualTo(7);
        assertThat(underCaret(problem)).isEqualTo("X Y*? NEVER");
    }
}
