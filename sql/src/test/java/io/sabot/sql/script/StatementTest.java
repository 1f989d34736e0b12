package io.sabot.sql.script;

import static io.sabot.sql.script.Cases.bounded;
import static io.sabot.sql.script.Cases.plan;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

public class StatementTest {
    private static final String OUT =
            "CREATE TABLE o (a BIGINT, b DOUBLE, c VARCHAR, d TIMESTAMP(9), e DECIMAL(12, 3)) WITH ('connector' = 'rows'); ";

    /** For CREATE FUNCTION. */
    public static final class Doubler {
        private Doubler() {}

        public static long eval(long value) {
            return value * 2;
        }

        public static String eval(String value) {
            return value + value;
        }
    }

    @Test
    void shouldMatchNamesWithoutRegardToCase() {
        assertThat(bounded("SELECT K, B.X AS Up FROM B AS b WHERE K = 'a'", "a,1,2"))
                .containsExactly("a,2");
        assertThat(plan("SELECT K, x AS Up FROM B")
                        .queries()
                        .get(0)
                        .output()
                        .columns()
                        .toString())
                .contains("K", "Up");
    }

    @Test
    void shouldTakeKeywordsForNames() {
        String table = "CREATE TABLE q (open INT, close INT, size INT, value INT, \"timestamp\" TIMESTAMP, \"end\" INT,"
                + " Mixed INT, \"two words\" INT, WATERMARK FOR \"timestamp\" AS \"timestamp\") WITH ('connector' ="
                + " 'stream'); ";
        assertThat(ScriptRun.of(table
                                + "SELECT open, close, size, value, \"timestamp\", \"end\", mixed, `two words` AS z"
                                + " FROM q WHERE OPEN > 0")
                        .rows("q", "1,2,3,4,5,6,7,8")
                        .run())
                .containsExactly("1,2,3,4,1970-01-01 00:00:05,6,7,8");
        assertThat(ScriptRun.of(
                                table
                                        + "SELECT * FROM q MATCH_RECOGNIZE (ORDER BY \"timestamp\" MEASURES A.open AS open,"
                                        + " A.\"end\" AS \"end\", SUM(size) AS value PATTERN (A B) DEFINE B AS close > PREV(close))")
                        .rows("q", "1,2,3,4,5,6,7,8", "1,3,3,4,6,6,7,8")
                        .run())
                .containsExactly("1,6,6");
    }

    @Test
    void shouldPutInsertedColumnsInTheirPlaceAndWidenThem() {
        assertThat(bounded(OUT + "INSERT INTO o (c, a, b) SELECT k, x, x FROM b", "q,1,5"))
                .containsExactly("5,5.0,q,,");
        assertThat(bounded(OUT + "INSERT INTO o SELECT x, m, k, dt, x FROM b", "q,1,5,,,,1.25,,2024-01-02"))
                .containsExactly("5,1.25,q,2024-01-02 00:00:00,5.000");
        assertThat(bounded(OUT + "INSERT INTO o VALUES (1, 2, 'x', TIMESTAMP '2024-01-01 00:00:00', 1.5)"))
                .containsExactly("1,2.0,x,2024-01-01 00:00:00,1.500");
    }

    @Test
    void shouldCallFunctionsOfAClass() {
        assertThat(bounded(
                        "CREATE FUNCTION twice AS '" + Doubler.class.getName()
                                + "'; SELECT twice(x), TWICE(k), twice(l) FROM b",
                        "ab,1,4"))
                .containsExactly("8,abab,");
    }

    @Test
    void shouldKeepSettings() {
        assertThat(plan("SET 'workers' = '2'; SELECT k FROM b").settings()).containsEntry("workers", "2");
    }

    @Test
    void shouldRunAllStatementsOfASet() {
        assertThat(bounded("EXECUTE STATEMENT SET BEGIN SELECT k FROM b; SELECT x FROM b; END;", "a,1,2"))
                .containsExactlyInAnyOrder("a", "2");
    }

    @Test
    void shouldExplainWithoutRunning() {
        ApplicationPlan plan = plan("EXPLAIN SELECT k FROM b");
        assertThat(plan.queries()).isEmpty();
        assertThat(plan.explained()).hasSize(1);
        assertThat(plan.explained().get(0)).contains("Logical plan", "Optimised plan", "Operators", "State", "Final");
    }

    @Test
    void shouldShowAFilterOnThePartitionBelowThePattern() {
        String text =
                plan("EXPLAIN SELECT * FROM (SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY k ORDER BY ts MEASURES A.x"
                                + " AS ax PATTERN (A B))) WHERE k = 'a' AND ax > 1")
                        .explained()
                        .get(0);
        assertThat(operators(text))
                .containsSubsequence("Calc [where >(ax, 1)", "Match [", "Calc [where =(k, 'a')", "Scan [t");
    }

    @Test
    void shouldShowAFilterOnTheRowBelowTheWindow() {
        String text =
                plan("EXPLAIN SELECT window_end, COUNT(*) FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '10'"
                                + " SECOND)) WHERE x > 1 GROUP BY k, window_start, window_end HAVING k = 'a' AND COUNT(*) > 2")
                        .explained()
                        .get(0);
        assertThat(operators(text)).containsSubsequence("Calc [where", "Aggregate [TUMBLE", "Calc [where", "Scan [t");
        String below = operators(text).substring(operators(text).indexOf("Aggregate"));
        assertThat(below).contains(">(x, 1)", "=(k, 'a')");
    }

    private static String operators(String text) {
        return text.substring(text.indexOf("\nOperators"), text.indexOf("\nState"));
    }

    @Test
    void shouldKnowAScriptAgainWhateverItsLayout() {
        assertThat(plan("SELECT k FROM b -- note").fingerprint())
                .isEqualTo(plan("select k\nfrom b").fingerprint());
        assertThat(plan("SELECT k FROM b").fingerprint())
                .isNotEqualTo(plan("SELECT x FROM b").fingerprint());
    }

    @Test
    void shouldKnowAScriptAgainWhateverItsSettings() {
        assertThat(plan("SET 'workers' = '1'; SELECT k FROM b").fingerprint())
                .isEqualTo(plan("SELECT k FROM b; SET 'workers' = '2'").fingerprint())
                .isEqualTo(plan("SELECT k FROM b").fingerprint());
    }
}
