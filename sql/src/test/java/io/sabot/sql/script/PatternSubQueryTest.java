package io.sabot.sql.script;

import static io.sabot.sql.script.PatternCases.query;
import static io.sabot.sql.script.PatternCases.wrongQuery;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PatternSubQueryTest {
    private static String where(String condition) {
        return "SELECT * FROM b MATCH_RECOGNIZE (ORDER BY ts MEASURES FIRST(x) AS f, LAST(x) AS l PATTERN (A+) DEFINE A AS "
                + condition + ")";
    }

    private static String measure(String expression) {
        return "SELECT * FROM b MATCH_RECOGNIZE (ORDER BY ts MEASURES " + expression
                + " AS m PATTERN (A+) DEFINE A AS k = 'a')";
    }

    @Test
    void shouldCompareWithOneValue() {
        query(where("x > (SELECT AVG(x) FROM b)"), "a1 a2 a9 a8", "9,8");
        query(where("x = (SELECT MAX(x) FROM b)"), "a1 a9 a2", "9,9");
        query(where("x - (SELECT MIN(x) FROM b) < 2 AND k = 'a'"), "a1 a2 b1 a3", "1,2");
        query(where("A.x > (SELECT COUNT(*) FROM b)"), "a1 a4 a9", "4,9");
        query(where("x > (SELECT MAX(x) FROM b WHERE k = 'b')"), "a1 b5 a6 a7", "6,7");
        query(where("x > (SELECT 3)"), "a1 a4", "4,4");
    }

    @Test
    void shouldBeNULLWithoutRows() {
        query(where("x > (SELECT x FROM b WHERE k = 'z')"), "a1");
        query(where("(SELECT x FROM b WHERE k = 'z') IS NULL"), "a1", "1,1");
    }

    @Test
    void shouldLookForOneOfManyValues() {
        query(where("x IN (SELECT x FROM b WHERE k = 'b')"), "a1 b2 a2 a3", "2,2");
        query(where("x NOT IN (SELECT x FROM b WHERE k = 'b')"), "a1 b2 a2 a3", "1,1", "3,3");
        query(where("EXISTS (SELECT x FROM b WHERE x > 5) AND k = 'a'"), "a1 b9", "1,1");
        query(where("NOT EXISTS (SELECT x FROM b WHERE x > 5)"), "a1 b9");
    }

    @Test
    void shouldStandInMeasures() {
        query(measure("SUM(A.x) - (SELECT MIN(x) FROM b)"), "a3 a4 b2", "5");
        query(measure("(SELECT COUNT(*) FROM b)"), "a3 b2 a1", "3", "3");
        query(
                measure("CASE WHEN LAST(A.x) = (SELECT MAX(x) FROM b) THEN 'top' ELSE 'low' END"),
                "a3 b2 a1",
                "top",
                "low");
    }

    private static void wrongCondition(String condition, String words, String underCaret) {
        wrongQuery(where(condition), words, underCaret);
    }

    @Test
    void shouldTakeNULLsForUnknownInIN() {
        query(where("x NOT IN (SELECT x FROM b WHERE k = 'b')"), "a1 b~ a2");
        query(where("(x IN (SELECT x FROM b WHERE k = 'b')) IS NULL"), "a1 b~ b2 a2", "1,");
        query(where("(x IN (SELECT x FROM b WHERE k = 'z')) IS FALSE"), "a1 a~", "1,");
        query(where("x NOT IN (SELECT x FROM b WHERE k = 'z')"), "a1 a~", "1,");
        query(where("(x IN (SELECT x FROM b WHERE k = 'a')) IS NULL"), "a1 b~ a2", ",");
    }

    @Test
    void shouldCompareWithSomeAndWithAll() {
        query(where("x > ALL (SELECT x FROM b WHERE k = 'b')"), "a1 b2 a3 b4 a5 a6", "5,6");
        query(where("x > ANY (SELECT x FROM b WHERE k = 'b')"), "a1 b2 a3 b4 a5 a6", "3,6");
        query(where("x < SOME (SELECT x FROM b WHERE k = 'b')"), "a1 b2 a5", "1,1");
        query(where("x <= ALL (SELECT x FROM b)"), "a1 b2 a5", "1,1");
        query(where("x >= SOME (SELECT x FROM b WHERE k = 'b')"), "a1 b2 a5", "2,5");
        query(where("x = ANY (SELECT x FROM b WHERE k = 'b')"), "a1 b2 a2", "2,2");
        query(where("x <> ALL (SELECT x FROM b WHERE k = 'b')"), "a1 b2 a3", "1,1", "3,3");
        query(where("x <> SOME (SELECT x FROM b WHERE k = 'b')"), "a1 b2 a3", "1,1", "3,3");
        query(where("x > ALL (SELECT x FROM b WHERE k = 'z')"), "a1 a2", "1,2");
        query(where("x > ANY (SELECT x FROM b WHERE k = 'z')"), "a1 a2");
        query(where("(x > ANY (SELECT x FROM b WHERE k = 'b')) IS NULL"), "a1 b~ b2 a3", "1,2");
        query(where("x > ALL (SELECT x FROM b WHERE k = 'b')"), "a1 b~ b2 a3");
    }

    @Test
    void shouldCompareOtherTypes() {
        query(where("k IN (SELECT k FROM b WHERE x > 5)"), "a1 b2 b7 cd3", "2,7");
        query(where("k = (SELECT MAX(k) FROM b)"), "a1 b2 a3", "2,2");
        query(where("k IN (VALUES 'a', 'abc')"), "a1 b2 abc3", "1,1", "3,3");
        query(where("ts = (SELECT MAX(ts) FROM b)"), "a1 b2 a3", "3,3");
        query(where("ts IN (SELECT ts FROM b WHERE k = 'b')"), "a1 b2 a3", "2,2");
        query(where("x IN (SELECT CAST(x AS BIGINT) FROM b WHERE k = 'b')"), "a1 b2 a2", "2,2");
        query(where("x IN (SELECT x / 1.0e0 FROM b WHERE k = 'b')"), "a1 b2 a2", "2,2");
        query(where("x IN (SELECT CAST(x AS DECIMAL(10, 2)) FROM b WHERE k = 'b')"), "a1 b2 a2", "2,2");
        query(where("x IN (SELECT CAST(x AS DECIMAL(30, 2)) FROM b WHERE k = 'b')"), "a1 b2 a2", "2,2");
        query(where("x = (SELECT CAST(MAX(x) AS DECIMAL(30, 2)) FROM b)"), "a1 b2 a2", "2,2");
        query(where("(k = 'a') IN (SELECT x > 5 FROM b)"), "a1 b2", "2,2");
        query(where("(k = 'a') = (SELECT MAX(x) > 5 FROM b)"), "a1 b7", "1,1");
    }

    @Test
    void shouldStandInNavigationsAndAggregates() {
        query(where("PREV(x) IN (SELECT x FROM b WHERE k = 'b')"), "a1 b2 a3 b4", "3,3");
        query(where("SUM(x) <= (SELECT MAX(x) FROM b)"), "a1 a2 b9 a1", "1,2", "9,9", "1,1");
        query(where("COUNT(*) FILTER (WHERE x IN (SELECT x FROM b WHERE k = 'b')) < 2"), "b1 b2 a3", "1,1", "2,3");
        query(where("PREV(x + (SELECT MIN(x) FROM b), 1) > 2"), "a1 a2 a3", "3,3");
        query(where("FIRST(x - (SELECT MIN(x) FROM b)) = 0 AND k = 'a'"), "a1 a2 b3", "1,2");
        query(measure("SUM(A.x - (SELECT MIN(x) FROM b))"), "a3 a4 b2", "3");
        query(measure("COUNT(DISTINCT x IN (SELECT x FROM b WHERE k = 'b'))"), "a3 a4 b4", "2");
        query(measure("LAST(A.x * (SELECT COUNT(*) FROM b), 1)"), "a3 a4 b2", "9");
        query(measure("A.x IN (SELECT x FROM b WHERE k = 'b')"), "a3 a4 b4", "true");
    }

    @Test
    void shouldHaveItsValueInEmptyMatchesAndAllRows() {
        query(
                "SELECT m FROM b MATCH_RECOGNIZE (ORDER BY ts MEASURES (SELECT MAX(x) FROM b) AS m PATTERN (A*)"
                        + " DEFINE A AS k = 'a')",
                "b1 a2",
                "2",
                "2");
        query(
                "SELECT x, m, n FROM b MATCH_RECOGNIZE (ORDER BY ts MEASURES (SELECT MAX(x) FROM b) AS m,"
                        + " SUM(x) - (SELECT MIN(x) FROM b) AS n ALL ROWS PER MATCH PATTERN (A+) DEFINE A AS k = 'a')",
                "b1 a2 a3",
                "2,3,1",
                "3,3,4");
    }

    @Test
    void shouldReadConstantsViewsAndOtherQueries() {
        query(where("x IN (VALUES 2, 3)"), "a1 a2 a3 a4", "2,3");
        query(where("x > (WITH w AS (SELECT x FROM b WHERE k = 'b') SELECT MAX(x) FROM w)"), "b2 a3 a1", "3,3");
        query(where("x IN (SELECT x FROM b WHERE k = 'b' UNION ALL VALUES 7)"), "b2 a7 a1", "2,7");
        query(where("x >= (SELECT x FROM b WHERE k = 'b' ORDER BY x DESC LIMIT 1)"), "b2 b5 a7 a1", "5,7");
        query("CREATE VIEW v AS SELECT MAX(x) AS m FROM b; " + where("x = (SELECT m FROM v)"), "b2 b5 a1", "5,5");
        query(
                "WITH w AS (SELECT x FROM b WHERE k = 'b') SELECT * FROM b MATCH_RECOGNIZE (ORDER BY ts MEASURES x AS l"
                        + " PATTERN (A) DEFINE A AS x IN (SELECT x FROM w))",
                "a1 b2",
                "2");
        query(
                "CREATE VIEW v AS SELECT * FROM b MATCH_RECOGNIZE (ORDER BY ts MEASURES LAST(x) AS m PATTERN (A B)"
                        + " DEFINE B AS x < PREV(x)); " + where("x IN (SELECT m FROM v)"),
                "a5 b2 a6 a7 a3",
                "2,2",
                "3,3");
    }

    @Test
    void shouldReadConstantsOnAStream() {
        String sql = "SELECT l FROM t MATCH_RECOGNIZE (ORDER BY ts MEASURES x AS l PATTERN (A) DEFINE A AS x ";
        query(sql + "IN (VALUES 2, 3))", "a1 a2 a3 a4", "2", "3");
        query(sql + "> (SELECT MAX(v) FROM (VALUES 2, 3) AS c(v)))", "a1 a2 a3 a4", "4");
    }

    @Test
    void shouldWaitWithoutAnOrderAndWithPartitions() {
        query(
                "SELECT * FROM b MATCH_RECOGNIZE (MEASURES x AS l PATTERN (A) DEFINE A AS x = (SELECT MAX(x) FROM b))",
                "a1 a9 a2 a9",
                "9",
                "9");
        query(
                "SELECT * FROM b MATCH_RECOGNIZE (PARTITION BY p ORDER BY x DESC MEASURES x AS l PATTERN (A)"
                        + " DEFINE A AS x > (SELECT AVG(x) FROM b))",
                "p:a1 q:a9 p:a8",
                "q,9",
                "p,8");
        query(
                "SELECT * FROM (SELECT * FROM b MATCH_RECOGNIZE (PARTITION BY p ORDER BY x MEASURES x AS l PATTERN (A)"
                        + " DEFINE A AS x >= (SELECT MAX(x) FROM b) - 1)) WHERE p = 'p'",
                "p:a1 q:a9 p:a8",
                "p,8");
    }

    @Test
    void shouldAskTheSameQueryOnce() {
        query(
                where("x > (SELECT MIN(x) FROM b) AND x < (SELECT MAX(x) FROM b) AND x <> (SELECT MIN(x) FROM b) + 1"),
                "a1 a2 a3 a9",
                "3,3");
    }

    @Test
    void shouldEndWhenOneValueIsManyRows() {
        assertThatThrownBy(() -> query(where("x > (SELECT x FROM b)"), "a1 a2"))
                .hasMessageContaining("SQL-0412")
                .hasMessageContaining("line 2")
                .hasMessageContaining("more than one row");
        query(where("x = (SELECT x FROM b)"), "a1", "1,1");
    }

    @Test
    void shouldRefuseSubQueriesThatReferToThePattern() {
        wrongCondition("x > (SELECT MAX(v) FROM (VALUES 1) AS c(v) WHERE v < A.x)", "SQL-0223 A outside", "A");
        wrongCondition("x > (SELECT MAX(v) FROM (VALUES 1) AS c(v) WHERE v < x)", "SQL-0223 x outside", "x");
        wrongCondition("x > (SELECT MAX(A.x) FROM b)", "SQL-0223 A", "A");
        wrongCondition("x > (SELECT MAX(x) + MATCH_NUMBER() FROM b)", "SQL-0223 MATCH_NUMBER", "MATCH_NUMBER()");
        wrongCondition("EXISTS (SELECT 1 FROM b WHERE k = CLASSIFIER())", "SQL-0223 CLASSIFIER", "CLASSIFIER()");
        wrongCondition("x > (SELECT MAX(y) FROM b)", "SQL-0101 y", "y");
        wrongCondition("x > (SELECT MAX(x) FROM bb)", "SQL-0103 bb", "bb");
    }

    @Test
    void shouldRefusePatternsInside() {
        String inner = "b MATCH_RECOGNIZE (ORDER BY ts MEASURES x AS m PATTERN (B))";
        wrongCondition("x IN (SELECT m FROM " + inner + ")", "SQL-0224 MATCH_RECOGNIZE view", inner);
    }

    @Test
    void shouldRefuseWhatHasNoEnd() {
        wrongCondition("x > (SELECT x FROM t)", "SQL-0411 end", "(SELECT x FROM t)");
        wrongQuery(
                "SELECT * FROM t MATCH_RECOGNIZE (ORDER BY ts MEASURES x AS l PATTERN (A)"
                        + " DEFINE A AS x IN (SELECT x FROM b))",
                "SQL-0411 end VALUES",
                "SELECT x FROM b");
    }

    @Test
    void shouldRefuseWhatCannotBeCompared() {
        wrongCondition("x > (SELECT x, ts FROM b)", "SQL-0104 one column", "(SELECT x, ts FROM b)");
        wrongCondition("x IN (SELECT k FROM b)", "SQL-0104 INTEGER VARCHAR CAST", "SELECT k FROM b");
        wrongCondition("(SELECT MAX(x) FROM b)", "SQL-0104 condition", "(SELECT MAX(x) FROM b)");
        wrongCondition("x IN (SELECT x, ts FROM b)", "SQL-0100 IN types", "x IN (SELECT x, ts FROM b");
        wrongCondition("(x, ts) IN (SELECT x, ts FROM b)", "SQL-0190", "(x, ts) IN (SELECT x, ts FROM b");
        wrongCondition("x > (SELECT MAX(x) FROM b b1 JOIN b b2 ON b1.x = b2.x)", "SQL-0190 join", "JOIN");
    }

    @Test
    void shouldBeExplained() {
        String text = ScriptRun.plan(
                        "CREATE TABLE b (p VARCHAR, k VARCHAR, ts TIMESTAMP(9), x INT) WITH ('connector' = 'rows'); EXPLAIN "
                                + where("x > (SELECT AVG(x) FROM b) AND x IN (VALUES 1, 2)"))
                .explained()
                .get(0);
        assertThat(text).contains("SubQuery 1", "SubQuery 2", "SUB_QUERY_1()", "IN_SUB_QUERY_2(x)", "sub-queries");
    }
}
