package io.sabot.sql.script;

import static io.sabot.sql.script.PatternCases.checkDefined;
import static io.sabot.sql.script.PatternCases.partitions;
import static io.sabot.sql.script.PatternCases.rows;
import static io.sabot.sql.script.PatternCases.stream;

import org.junit.jupiter.api.Test;

class PatternMatchNumberTest {
    @Test
    void shouldCountMatchesFromOne() {
        rows("*", "MEASURES MATCH_NUMBER() AS n, A.x AS a PATTERN (A B)", "a b . a b a a b", "1,0", "2,3", "3,6");
        rows(
                "x, n",
                "MEASURES MATCH_NUMBER() AS n ALL ROWS PER MATCH PATTERN (A B)",
                "a b . a b",
                "0,1",
                "1,1",
                "3,2",
                "4,2");
    }

    @Test
    void shouldCountInEachPartition() {
        partitions(
                "p, n",
                "PARTITION BY p ORDER BY ts MEASURES MATCH_NUMBER() AS n PATTERN (A)",
                "q:a r:a q:a s:b s:a",
                "q,1",
                "r,1",
                "q,2",
                "s,1");
    }

    @Test
    void shouldCountEmptyMatches() {
        rows("n", "MEASURES MATCH_NUMBER() AS n PATTERN (A*)", "a . . a", "1", "2", "3", "4");
        rows("n, s", "MEASURES MATCH_NUMBER() AS n, COUNT(*) AS s PATTERN (A*)", ". a . a", "1,0", "2,1", "3,0", "4,1");
    }

    @Test
    void shouldCountByStartIfMatchesOverlap() {
        rows(
                "n, f, l",
                "MEASURES MATCH_NUMBER() AS n, FIRST(x) AS f, LAST(x) AS l AFTER MATCH SKIP TO NEXT ROW PATTERN (A X*? B | C)",
                "a a c b b",
                "1,0,3",
                "2,1,3",
                "3,2,2");
        rows(
                "n, f, l",
                "MEASURES MATCH_NUMBER() AS n, FIRST(x) AS f, LAST(x) AS l AFTER MATCH SKIP TO NEXT ROW PATTERN (A X{3} | B)",
                "a b a b a",
                "1,0,3",
                "2,1,1",
                "3,3,3");
    }

    @Test
    void shouldNotCountWhatDidNotMatch() {
        rows("n, f", "MEASURES MATCH_NUMBER() AS n, FIRST(x) AS f PATTERN (A B C)", "a b a b c a a b c", "1,2", "2,6");
    }

    @Test
    void shouldBeANumberInExpressions() {
        rows(
                "*",
                "MEASURES MATCH_NUMBER() * 10 + COUNT(*) AS n, CAST(MATCH_NUMBER() AS VARCHAR) || 'th' AS s PATTERN (A B?)",
                "a b a",
                "12,1th",
                "21,2th");
        rows(
                "x, n",
                "MEASURES SUM(x) * MATCH_NUMBER() AS n ALL ROWS PER MATCH PATTERN (A B)",
                "a1 b2 a3 b4",
                "1,1",
                "2,3",
                "3,6",
                "4,14");
    }

    @Test
    void shouldBeTheNumberOfTheMatchSoughtInConditions() {
        checkDefined("A+", "A AS MATCH_NUMBER() < 3", "abcd", "0-3:AAAA");
        checkDefined("A", "A AS MATCH_NUMBER() < 3", "abcd", "0-0:A", "1-1:A");
        checkDefined("A B*", "B AS COUNT(B.*) <= MATCH_NUMBER()", "abcdef", "0-1:AB", "2-4:ABB", "5-5:A");
        checkDefined(
                "A | B", "A AS MATCH_NUMBER() = 1, B AS MATCH_NUMBER() = x", "a1 a2 a9 a3", "0-0:A", "1-1:B", "3-3:B");
        checkDefined("A?", "A AS MATCH_NUMBER() > 2", "abcd", "0:()", "1:()", "2-2:A", "3-3:A");
    }

    @Test
    void shouldStandInNavigationsAndAggregates() {
        String clause = "MEASURES LAST(A.x + MATCH_NUMBER()) AS a, FIRST(x * MATCH_NUMBER(), 1) AS b,"
                + " SUM(A.x + MATCH_NUMBER()) AS s, COUNT(*) FILTER (WHERE x < MATCH_NUMBER()) AS c PATTERN (A A)";
        rows("*", clause, "a a . a a a a", "2,1,3,1", "6,8,11,0", "9,18,17,0");
        rows(
                "*",
                "MEASURES PREV(MATCH_NUMBER()) AS p, PREV(A.x + MATCH_NUMBER()) AS q, NEXT(LAST(x * MATCH_NUMBER())) AS n,"
                        + " PREV(LAST(MATCH_NUMBER(), 1), 1) AS o PATTERN (A A)",
                "a a a a",
                "1,1,2,",
                "2,4,,2");
        rows(
                "x, a, f",
                "MEASURES SUM(x + MATCH_NUMBER()) AS a, FINAL LAST(x + MATCH_NUMBER()) AS f ALL ROWS PER MATCH PATTERN (A A)",
                "a a a a",
                "0,1,2",
                "1,3,2",
                "2,4,5",
                "3,9,5");
    }

    @Test
    void shouldStandInNavigationsOfConditions() {
        checkDefined(
                "A B", "A AS k = 'a', B AS LAST(A.x + MATCH_NUMBER()) = x", "a1 b2 a1 b2 a1 b3", "0-1:AB", "4-5:AB");
        checkDefined("A B", "A AS k = 'a', B AS SUM(x * MATCH_NUMBER()) < 10", "a1 b2 a1 b2 a1 b3", "0-1:AB", "2-3:AB");
        checkDefined("A B", "A AS k = 'a', B AS PREV(x + MATCH_NUMBER()) = x", "a1 b2 a1 b2 a1 b3", "0-1:AB", "4-5:AB");
        checkDefined("A B", "A AS k = 'a', B AS LAST(x + MATCH_NUMBER()) = 3", "a1 b2 a1 b2 a1 b1", "0-1:AB", "4-5:AB");
    }

    @Test
    void shouldBeNULLInNavigationsOfTimeouts() {
        stream(
                "*",
                "MEASURES LAST(A.x + MATCH_NUMBER()) AS a, MATCH_STATUS() AS s ONE ROW PER MATCH SHOW TIMEOUT MATCHES"
                        + " PATTERN (A B) WITHIN INTERVAL '2' SECOND",
                "a0@0 b@1 a@5 .@9",
                "1,MATCH",
                ",TIMEOUT");
    }
}
