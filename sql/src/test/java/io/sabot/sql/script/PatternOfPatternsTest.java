package io.sabot.sql.script;

import static io.sabot.sql.script.PatternCases.query;

import org.junit.jupiter.api.Test;

class PatternOfPatternsTest {
    private static final String PAIRS =
            "(SELECT * FROM t MATCH_RECOGNIZE (ORDER BY ts MEASURES MATCH_ROWTIME() AS mt, A.x AS ax, B.x AS bx PATTERN (A B)"
                    + " DEFINE A AS k = 'a', B AS k = 'b'))";

    private static final String ROWS_OF_PAIRS =
            "(SELECT ts, c, x, n FROM t MATCH_RECOGNIZE (ORDER BY ts MEASURES CLASSIFIER() AS c, MATCH_NUMBER() AS n ALL ROWS PER"
                    + " MATCH PATTERN (A B) DEFINE A AS k = 'a', B AS k = 'b'))";

    private static String over(String input, String clause) {
        return "SELECT * FROM " + input + " MATCH_RECOGNIZE (" + clause + ")";
    }

    @Test
    void shouldMatchMatches() {
        query(
                over(PAIRS, "ORDER BY mt MEASURES FIRST(ax) AS f, LAST(bx) AS l, COUNT(*) AS n PATTERN (M M)"),
                "a b . a b a b",
                "0,4,2");
        query(
                over(
                        PAIRS,
                        "ORDER BY mt MEASURES M.ax AS m, N.ax AS n PATTERN (M N) DEFINE N AS N.bx - N.ax > M.bx - M.ax"),
                "a1 b2 a1 b9 a1 b2",
                "1,1");
        query(over(PAIRS, "ORDER BY mt MEASURES COUNT(*) AS n PATTERN (M+)"), "a b a b . a b", "3");
        query(over(PAIRS, "ORDER BY mt MEASURES PREV(ax) AS a, ax AS b PATTERN (M)"), "a b . a b", ",0", "0,3");
    }

    @Test
    void shouldCarryTheTimeOfTheLastRow() {
        query(
                over(PAIRS, "ORDER BY mt MEASURES FIRST(mt) AS f, LAST(mt) AS l PATTERN (M M)"),
                "a@1 b@3 a@4 b@9",
                "1970-01-01 00:00:03,1970-01-01 00:00:09");
        query(
                over(
                        PAIRS,
                        "ORDER BY mt MEASURES FIRST(ax) AS f, LAST(ax) AS l PATTERN (M M) WITHIN INTERVAL '3' SECOND"),
                "a@1 b@2 a@4 b@5 a@6 b@7",
                "2,4");
    }

    @Test
    void shouldMatchRowsOfMatches() {
        query(
                over(ROWS_OF_PAIRS, "ORDER BY ts MEASURES FIRST(x) AS f, LAST(x) AS l, LAST(n) AS n PATTERN (X{4})"),
                "a b . a b",
                "0,4,2");
        query(
                over(
                        ROWS_OF_PAIRS,
                        "ORDER BY ts MEASURES B.x AS f, A.x AS l PATTERN (B A) DEFINE B AS c = 'B', A AS c = 'A'"),
                "a b . a b . . a b",
                "1,3",
                "4,7");
        query(
                over(ROWS_OF_PAIRS, "PARTITION BY c ORDER BY ts MEASURES SUM(x) AS s PATTERN (X X)"),
                "a b . a b",
                "A,3",
                "B,5");
    }

    @Test
    void shouldGiveAllRowsOfMatchesOfMatches() {
        query(
                "SELECT ax, c FROM " + PAIRS
                        + " MATCH_RECOGNIZE (ORDER BY mt MEASURES CLASSIFIER() AS c ALL ROWS PER MATCH PATTERN (M N))",
                "a b . a b a b",
                "0,M",
                "3,N");
    }

    @Test
    void shouldPartitionAnew() {
        query(
                "SELECT * FROM (SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY p ORDER BY ts MEASURES MATCH_ROWTIME() AS mt, FIRST(x) AS f PATTERN (A A) DEFINE A AS k = 'a')) MATCH_RECOGNIZE (ORDER BY mt MEASURES FIRST(p) || LAST(p) AS ps, FIRST(f) AS f, LAST(f) AS l PATTERN (X X))",
                "q:a r:a q:a r:a",
                "qr,0,1");
        query(
                "SELECT * FROM (SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY p ORDER BY ts MEASURES MATCH_ROWTIME() AS mt, FIRST(x) AS f PATTERN (A A) DEFINE A AS k = 'a')) MATCH_RECOGNIZE (PARTITION BY p ORDER BY mt MEASURES FIRST(f) AS f, LAST(f) AS l PATTERN (X X))",
                "q:a r:a q:a r:a q:a q:a",
                "q,0,4");
    }

    @Test
    void shouldGoOnOverThreeLevels() {
        query(
                "SELECT * FROM (SELECT * FROM " + PAIRS
                        + " MATCH_RECOGNIZE (ORDER BY mt MEASURES MATCH_ROWTIME() AS mmt, FIRST(ax) AS f, LAST(bx) AS l PATTERN (X X))) MATCH_RECOGNIZE (ORDER BY mmt MEASURES FIRST(f) AS f, LAST(l) AS l PATTERN (X X))",
                "a b a b a b a b",
                "0,7");
    }

    @Test
    void shouldReadViews() {
        query(
                "CREATE VIEW pairs AS SELECT * FROM t MATCH_RECOGNIZE (ORDER BY ts MEASURES MATCH_ROWTIME() AS mt, A.x AS ax PATTERN (A B) DEFINE A AS k = 'a', B AS k = 'b'); SELECT * FROM pairs MATCH_RECOGNIZE (ORDER BY mt MEASURES SUM(ax) AS s PATTERN (X X))",
                "a b a b",
                "2");
        query(
                "SELECT * FROM (SELECT * FROM " + PAIRS
                        + " WHERE ax > 0) MATCH_RECOGNIZE (ORDER BY mt MEASURES SUM(ax) AS s PATTERN (X X))",
                "a b a b a b",
                "6");
    }

    @Test
    void shouldBeWindowed() {
        query(
                "SELECT COUNT(*), SUM(ax) FROM TABLE(TUMBLE(TABLE " + PAIRS
                        + ", DESCRIPTOR(mt), INTERVAL '10' SECOND)) GROUP BY window_start, window_end",
                "a@1 b@2 a@8 b@11 a@12 b@13",
                "1,0",
                "2,6");
    }

    @Test
    void shouldWorkOnBoundedTables() {
        query(
                "SELECT * FROM (SELECT * FROM b MATCH_RECOGNIZE (ORDER BY x MEASURES FIRST(x) AS f, LAST(x) AS l PATTERN (X X))) MATCH_RECOGNIZE (ORDER BY f DESC MEASURES FIRST(f) AS f, LAST(f) AS l PATTERN (X X))",
                "a4 a1 a3 a2",
                "3,1");
    }

    @Test
    void shouldNotMatchEmptyMatchesWithRowsThatDoNotExist() {
        query(
                "SELECT * FROM (SELECT ts, n, c FROM t MATCH_RECOGNIZE (ORDER BY ts MEASURES MATCH_NUMBER() AS n, CLASSIFIER() AS c ALL ROWS PER MATCH PATTERN (A*) DEFINE A AS k = 'a')) MATCH_RECOGNIZE (ORDER BY ts MEASURES FIRST(n) AS f, LAST(n) AS l PATTERN (E F) DEFINE E AS c IS NULL, F AS c = 'A')",
                "a . a",
                "2,3");
    }
}
