package io.sabot.sql.script;

import static io.sabot.sql.script.PatternCases.partitions;
import static io.sabot.sql.script.PatternCases.query;
import static io.sabot.sql.script.PatternCases.rows;

import org.junit.jupiter.api.Test;

class PatternMeasuresTest {
    @Test
    void shouldTakeTheLastRowOfAVariable() {
        rows("*", "MEASURES A.x AS a, B.x AS b PATTERN (A+ B+)", "a a b b", "1,3");
        rows("*", "MEASURES B.x AS b, A.x AS a PATTERN (A B)", "a b", "1,0");
    }

    @Test
    void shouldGiveNULLForAVariableWithoutRows() {
        rows("*", "MEASURES A.x AS a, B.x AS b, C.x AS c PATTERN (A (B | C))", "a c a b", "0,,1", "2,3,");
        rows("*", "MEASURES B.x IS NULL AS b, COALESCE(B.x, -1) AS c, A.x + B.x AS d PATTERN (A B?)", "a", "true,-1,");
    }

    @Test
    void shouldCompute() {
        rows("*", "MEASURES B.x - A.x AS d, A.k || B.k AS s, A.x < B.x AS c PATTERN (A B)", "a3 b7", "4,ab,true");
        rows(
                "*",
                "MEASURES CASE WHEN COUNT(B.*) > 1 THEN 'many' ELSE 'few' END AS c PATTERN (A B*)",
                "a a b b",
                "few",
                "many");
        rows(
                "*",
                "MEASURES UPPER(A.k) AS u, CAST(A.x AS VARCHAR) || '!' AS v, ABS(A.x) AS w PATTERN (A)",
                "a-4",
                "A,-4!,4");
        rows("*", "MEASURES (LAST(x) - FIRST(x)) * 10 / COUNT(*) AS d PATTERN (A B B)", "a1 b2 b7", "20");
    }

    @Test
    void shouldGiveConstants() {
        rows(
                "*",
                "MEASURES 1 AS one, 'a' AS txt, TRUE AS yes, CAST(NULL AS INT) AS none PATTERN (A)",
                "a",
                "1,a,true,");
    }

    @Test
    void shouldReadOneRowInSeveralMeasures() {
        rows(
                "*",
                "MEASURES A.x AS a, A.x AS b, A.x + 1 AS c, A.k AS d, A.ts AS e PATTERN (A)",
                "a5@1",
                "5,5,6,a,1970-01-01 00:00:01");
    }

    @Test
    void shouldKeepNULLValues() {
        rows(
                "*",
                "MEASURES A.x AS a, A.k AS b, A.x + 1 AS c, A.k || 'z' AS d PATTERN (A) DEFINE A AS TRUE",
                "_~",
                ",,,");
    }

    @Test
    void shouldDoWithoutMeasures() {
        partitions("*", "PARTITION BY p ORDER BY ts PATTERN (X X)", "q:a r:a q:a", "q");
        partitions("*", "PARTITION BY p, k ORDER BY ts ONE ROW PER MATCH PATTERN (X X)", "q:a r:a q:a", "q,a");
    }

    @Test
    void shouldNameAMeasureAsAColumn() {
        rows("*", "MEASURES LAST(A.x) AS x, COUNT(*) AS k PATTERN (A+)", "a a", "1,2");
        rows("x + k", "MEASURES LAST(A.x) AS x, COUNT(*) AS k PATTERN (A+)", "a a", "3");
    }

    @Test
    void shouldLetTheQueryGoOnWithMeasures() {
        rows("a * 2", "MEASURES A.x AS a PATTERN (A)", "a1 a2", "2", "4");
        query(
                "SELECT m.a FROM t MATCH_RECOGNIZE (ORDER BY ts MEASURES A.x AS a, A.k AS s PATTERN (A)) AS m WHERE m.a > 1 AND s = 'a'",
                "a1 a2 a3",
                "2",
                "3");
        query(
                "SELECT SUM(a), MAX(n) FROM b MATCH_RECOGNIZE (ORDER BY ts MEASURES A.x AS a, MATCH_NUMBER() AS n PATTERN (A))",
                "a1 a2 a3",
                "6,3");
        query(
                "SELECT a, n FROM b MATCH_RECOGNIZE (ORDER BY ts MEASURES A.x AS a, MATCH_NUMBER() AS n PATTERN (A)) ORDER BY a DESC",
                "a1 a3 a2",
                "3,2",
                "2,3",
                "1,1");
    }

    @Test
    void shouldQuoteNames() {
        rows(
                "\"the a\"",
                "MEASURES \"low\".x AS \"the a\" PATTERN (\"low\" B) DEFINE \"low\" AS \"low\".k = 'a', B AS k = 'b'",
                "a b",
                "0");
    }
}
