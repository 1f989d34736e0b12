package io.sabot.sql.script;

import static io.sabot.sql.script.PatternCases.query;
import static io.sabot.sql.script.PatternCases.wrongQuery;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PatternLimitTest {
    private static final String TABLE =
            "CREATE TABLE b (p VARCHAR, k VARCHAR, ts TIMESTAMP(9), x INT) WITH ('connector' = 'rows'); ";

    private static String set(String name, String value) {
        return "SET 'pattern." + name + "' = '" + value + "'; ";
    }

    /** Every row of A begins a partial match that waits for a B with its x. */
    private static String pairs(String skip) {
        return "SELECT f, l FROM t MATCH_RECOGNIZE (ORDER BY ts MEASURES FIRST(x) AS f, LAST(ts) AS l AFTER MATCH SKIP "
                + skip + " PATTERN (A X*? B) DEFINE A AS k = 'a', B AS k = 'b' AND x = A.x)";
    }

    private static String starts(String skip) {
        return pairs(skip).replace("f, l FROM", "f FROM");
    }

    @Test
    void shouldFailByDefault() {
        assertThatThrownBy(() -> query(set("partial-matches", "2") + starts("TO NEXT ROW"), "a1 a2 a3 b1"))
                .hasMessageContaining("CEP-0101")
                .hasMessageContaining("more than 2")
                .hasMessageContaining("pattern.partial-matches")
                .hasMessageContaining("drop_oldest");
        query(set("partial-matches", "3") + starts("TO NEXT ROW"), "a1 a2 a3 b1", "1");
    }

    @Test
    void shouldGiveUpWhatBeganFirst() {
        String sql = set("partial-matches", "2") + set("at-limit", "drop_oldest");
        query(sql + starts("TO NEXT ROW"), "a1 a2 a3 b1 b3 b2", "3", "2");
        query(sql + starts("PAST LAST ROW"), "a1 a2 a3 b1 b3 b2", "2");
        query(sql + starts("PAST LAST ROW"), "a1 a2 b1 b2", "1");
    }

    @Test
    void shouldGiveUpWhatBeganLast() {
        String sql = set("partial-matches", "2") + set("at-limit", "DROP_NEWEST");
        query(sql + starts("TO NEXT ROW"), "a1 a2 a3 b3 b1 a4 b4 b2", "1", "4", "2");
    }

    @Test
    void shouldGiveUpAllWaysOfAStart() {
        String sql = "SELECT f FROM t MATCH_RECOGNIZE (ORDER BY ts MEASURES FIRST(x) AS f PATTERN (A (B | C)* D)"
                + " DEFINE A AS k = 'a', B AS COUNT(B.*) < 9, C AS COUNT(C.*) < 9, D AS k = 'd')";
        query(set("partial-matches", "4") + set("at-limit", "drop_oldest") + sql, "a1 z z z z d a7 d", "7");
    }

    @Test
    void shouldCountAllKeys() {
        String sql = starts("TO NEXT ROW").replace("ORDER BY", "PARTITION BY p ORDER BY");
        assertThatThrownBy(() -> query(set("total-partial-matches", "2") + sql, "p:a1 q:a2 r:a3"))
                .hasMessageContaining("CEP-0103")
                .hasMessageContaining("pattern.total-partial-matches");
        query(
                set("total-partial-matches", "2") + set("at-limit", "drop_newest") + sql,
                "p:a1 q:a2 r:a3 r:b3 q:b2 s:a4 s:b4 p:b1",
                "2",
                "4",
                "1");
        query(set("total-partial-matches", "2") + sql, "p:a1 q:a2 p:b1 r:a3 q:b2 r:b3", "1", "2", "3");
    }

    @Test
    void shouldCountTheRowsThatAreHeld() {
        String sql = starts("PAST LAST ROW").replace("LAST(ts) AS l", "LAST(ts) AS l ALL ROWS PER MATCH");
        assertThatThrownBy(() -> query(set("rows", "3") + sql, "a1 z z z z b1"))
                .hasMessageContaining("CEP-0104")
                .hasMessageContaining("pattern.rows");
        query(set("rows", "3") + sql, "a1 z b1 z z", "1", "1", "1");
        query(set("rows", "3") + set("at-limit", "drop_oldest") + sql, "a1 z z a2 b1 b2", "2", "2", "2");
        query(set("rows", "3") + set("rows", "none") + sql, "a1 z z z b1", "1", "1", "1", "1", "1");
    }

    @Test
    void shouldGoOnWithTheNextSearchWhereOneEndsBeforeAnother() {
        String sql =
                "SELECT f, n FROM t MATCH_RECOGNIZE (ORDER BY ts MEASURES FIRST(x) AS f, MATCH_NUMBER() AS n PATTERN (A X*? B)"
                        + " DEFINE A AS k = 'a' AND MATCH_NUMBER() < 9, B AS k = 'b' AND x = A.x)";
        query(set("rows", "2") + set("at-limit", "drop_newest") + sql, "a1 a2 z z b2 a3 b3", "3,1");
        query(set("rows", "4") + set("at-limit", "drop_oldest") + sql, "a1 a2 z z b2 a3 b3", "2,1", "3,2");
    }

    @Test
    void shouldShowUnmatchedRowsOfWhatWasGivenUp() {
        String sql = "SELECT x, n FROM t MATCH_RECOGNIZE (ORDER BY ts MEASURES MATCH_NUMBER() AS n"
                + " ALL ROWS PER MATCH WITH UNMATCHED ROWS PATTERN (A X*? B)"
                + " DEFINE A AS k = 'a', B AS k = 'b' AND x = A.x)";
        query(
                set("partial-matches", "1") + set("at-limit", "drop_oldest") + sql,
                "a1 a2 b2 b1",
                "1,",
                "2,1",
                "2,1",
                "1,");
    }

    @Test
    void shouldHoldForTheStatementsBehind() {
        String sql = "EXPLAIN SELECT * FROM b MATCH_RECOGNIZE (ORDER BY ts MEASURES 1 AS one PATTERN (A)); ";
        ApplicationPlan plan = ScriptRun.plan(TABLE + sql + set("partial-matches", "7") + sql);
        assertThat(plan.explained().get(0)).contains("65536 partial matches of a key");
        assertThat(plan.explained().get(1)).contains("7 partial matches of a key");
    }

    @Test
    void shouldAllowLargerPatterns() {
        String sql = "SELECT * FROM b MATCH_RECOGNIZE (ORDER BY ts MEASURES 1 AS one PATTERN (A{12000}))";
        wrongQuery(sql, "SQL-0208 large pattern.instructions 10000", "A{12000}");
        query(set("instructions", "20000") + sql, "a");
        wrongQuery(
                set("instructions", "5")
                        + "SELECT * FROM b MATCH_RECOGNIZE (ORDER BY ts MEASURES 1 AS one PATTERN (PERMUTE(A, B, C)))",
                "SQL-0208 orders pattern.instructions",
                "PERMUTE(A, B, C)");
    }

    @Test
    void shouldRefuseWhatSettingsDoNotTake() {
        wrongQuery("SET 'pattern.partial-matches' = '0'", "SQL-0131 whole number", "'0'");
        wrongQuery("SET 'pattern.partial-matches' = 'none'", "SQL-0131 whole number", "'none'");
        wrongQuery("SET 'pattern.at-limit' = 'stop'", "SQL-0131 drop_oldest drop_newest", "'stop'");
        wrongQuery(
                "SET 'pattern.partial-matchs' = '1'", "SQL-0130 pattern.partial-matches", "'pattern.partial-matchs'");
    }

    @Test
    void shouldBePartOfTheApplication() {
        String sql = TABLE + "%sSELECT * FROM b MATCH_RECOGNIZE (ORDER BY ts MEASURES 1 AS one PATTERN (A))";
        String plain = ScriptRun.plan(sql.formatted("")).fingerprint();
        assertThat(ScriptRun.plan(sql.formatted(set("at-limit", "drop_oldest"))).fingerprint())
                .isNotEqualTo(plain);
        assertThat(ScriptRun.plan(sql.formatted("SET 'workers' = '1'; ")).fingerprint())
                .isEqualTo(plain);
        assertThat(ScriptRun.plan(sql.formatted(set("rows", "7"))).settings()).isEmpty();
    }

    @Test
    void shouldBeExplained() {
        String sql = TABLE + set("partial-matches", "7") + set("rows", "9") + set("at-limit", "drop_oldest")
                + "EXPLAIN SELECT * FROM b MATCH_RECOGNIZE (ORDER BY ts MEASURES 1 AS one AFTER MATCH SKIP TO FIRST U"
                + " PATTERN (A B C) WITHIN INTERVAL '5' SECOND SUBSET U = (B, C) DEFINE B AS COUNT(DISTINCT x) < 3)";
        assertThat(ScriptRun.plan(sql).explained().get(0))
                .contains("7 partial matches of a key, 9 rows of a partial match where rows are held, then drop_oldest")
                .contains("skip=[SKIP TO FIRST (B, C)]", "within=[5 s]", "after match SKIP TO FIRST (B, C)")
                .contains("DISTINCT in a condition");
    }
}
