package io.sabot.sql.script;

import static io.sabot.sql.script.PatternCases.checkDefined;
import static io.sabot.sql.script.PatternCases.rows;

import org.junit.jupiter.api.Test;

class PatternAggregateTest {
    @Test
    void shouldCountRows() {
        rows(
                "*",
                "MEASURES COUNT(*) AS a, COUNT(A.*) AS b, COUNT(B.*) AS c, COUNT(C.*) AS d PATTERN (A B+ C?)",
                "a b b",
                "3,1,2,0");
        rows("*", "MEASURES COUNT(A.x) AS a, COUNT(x) AS b, COUNT(A.*) AS c PATTERN (A+ B)", "a~ a1 b~", "1,1,2");
    }

    @Test
    void shouldAggregateAVariableOrAll() {
        rows("*", "MEASURES SUM(A.x) AS a, SUM(B.x) AS b, SUM(x) AS c PATTERN (A+ B+)", "a1 a2 b3 b4", "3,7,10");
        rows("*", "MEASURES AVG(A.x) AS a, AVG(x) AS b PATTERN (A+ B+)", "a1 a2 b3 b4", "1.5,2.5");
        rows(
                "*",
                "MEASURES MIN(B.x) AS a, MAX(A.x) AS b, MIN(x) AS c, MAX(k) AS d PATTERN (A+ B+)",
                "a1 a2 b4 b3",
                "3,2,1,b");
        rows(
                "*",
                "MEASURES VAR_POP(x) AS a, CAST(VAR_SAMP(x) AS INT) AS b, CAST(STDDEV_SAMP(x) AS INT) AS c, STDDEV_POP(A.x) AS d PATTERN (A+ B)",
                "a1 a4 b7",
                "6.0,9,3,1.5");
        rows(
                "*",
                "MEASURES CAST(STDDEV(x) AS INT) AS a, CAST(VARIANCE(x) AS INT) AS b PATTERN (A+)",
                "a1 a4 a7",
                "3,9");
        rows(
                "*",
                "MEASURES VAR_SAMP(A.x) AS a, VAR_POP(A.x) AS b, STDDEV_SAMP(B.x) AS c PATTERN (A B?)",
                "a5",
                ",0.0,");
        rows("*", "MEASURES FIRST_VALUE(B.x) AS a, LAST_VALUE(B.x) AS b PATTERN (A B+)", "a b b", "1,2");
    }

    @Test
    void shouldAggregateExpressions() {
        rows(
                "*",
                "MEASURES SUM(A.x * 2 + 1) AS a, MAX(A.k || A.k) AS b, SUM(CASE WHEN x > 1 THEN 1 ELSE 0 END) AS c PATTERN (A+ B)",
                "a1 a2 b3",
                "8,aa,2");
        rows("*", "MEASURES SUM(A.x) * COUNT(B.*) - MIN(x) AS a PATTERN (A+ B+)", "a1 a2 b3 b4", "5");
    }

    @Test
    void shouldPassNULLOver() {
        rows(
                "*",
                "MEASURES SUM(x) AS a, AVG(x) AS b, MIN(x) AS c, MAX(x) AS d, COUNT(x) AS e PATTERN (A+)",
                "a~ a4 a~ a2",
                "6,3.0,2,4,2");
        rows(
                "*",
                "MEASURES SUM(x) AS a, AVG(x) AS b, MIN(x) AS c, COUNT(x) AS d, COUNT(*) AS e PATTERN (A+)",
                "a~ a~",
                ",,,0,2");
    }

    @Test
    void shouldBeNULLWithoutRowsButCountNone() {
        rows(
                "*",
                "MEASURES SUM(B.x) AS a, AVG(B.x) AS b, MAX(B.x) AS c, COUNT(B.x) AS d, COUNT(B.*) AS e PATTERN (A B*)",
                "a",
                ",,,0,0");
    }

    @Test
    void shouldRunInAllRows() {
        rows(
                "x, a, b, c",
                "MEASURES SUM(x) AS a, COUNT(B.*) AS b, MAX(B.x) AS c ALL ROWS PER MATCH PATTERN (A B+)",
                "a1 b5 b2",
                "1,1,0,",
                "5,6,1,5",
                "2,8,2,5");
        rows("x, a", "MEASURES AVG(x) AS a ALL ROWS PER MATCH PATTERN (A+)", "a2 a4 a9", "2,2.0", "4,3.0", "9,5.0");
        rows(
                "x, a, b",
                "MEASURES FINAL SUM(x) AS a, RUNNING SUM(x) AS b ALL ROWS PER MATCH PATTERN (A+)",
                "a2 a4 a9",
                "2,15,2",
                "4,15,6",
                "9,15,15");
    }

    @Test
    void shouldStartAnewWithEachMatch() {
        rows("*", "MEASURES SUM(x) AS a, COUNT(*) AS b PATTERN (A B)", "a1 b2 a3 b4", "3,2", "7,2");
        rows(
                "*",
                "MEASURES SUM(x) AS a, MATCH_NUMBER() AS n AFTER MATCH SKIP TO NEXT ROW PATTERN (A A)",
                "a1 a2 a3",
                "3,1",
                "5,2");
    }

    @Test
    void shouldBeAskedInConditions() {
        checkDefined("A+", "A AS SUM(A.x) <= 6", "a1 a2 a3 a1", "0-2:AAA", "3-3:A");
        checkDefined("A B+", "B AS COUNT(B.*) <= 2", "abbb", "0-2:ABB");
        checkDefined("A B+", "B AS AVG(B.x) > A.x", "a3 b5 b4 b1", "0-3:ABBB");
        checkDefined("A B+", "B AS B.x > AVG(x)", "a3 b5 b4 b1", "0-1:AB");
        checkDefined("A B+", "B AS MIN(B.x) = B.x", "a9 b5 b4 b6", "0-2:ABB");
        checkDefined("A B+ C", "B AS k = 'b', C AS C.x > MAX(B.x) AND COUNT(B.x) = 2", "a1 b5 b4 c6", "0-3:ABBC");
        checkDefined("A B+", "B AS SUM(x) - A.x = B.x", "a9 b5 b4", "0-1:AB");
        checkDefined("A+ B", "A AS k = 'a', B AS VAR_POP(A.x) = 1", "a1 a3 b0", "0-2:AAB");
        checkDefined("A+", "A AS COUNT(DISTINCT A.x) <= 2", "a1 a2 a1 a3", "0-2:AAA", "3-3:A");
        checkDefined("A+", "A AS COUNT(*) FILTER (WHERE k = 'b') <= 1", "abab", "0-2:AAA", "3-3:A");
    }

    @Test
    void shouldTakeDistinctValues() {
        rows(
                "*",
                "MEASURES COUNT(DISTINCT x) AS a, SUM(DISTINCT x) AS b, AVG(DISTINCT x) AS c, MIN(DISTINCT x) AS d PATTERN (A+)",
                "a1 a3 a1 a3 a5 a~",
                "3,9,3.0,1");
        rows(
                "*",
                "MEASURES COUNT(DISTINCT A.x) AS a, COUNT(DISTINCT B.x) AS b, COUNT(DISTINCT k) AS c, COUNT(A.x) AS d PATTERN (A+ B+)",
                "a1 a1 b1 b2",
                "1,2,2,2");
        rows(
                "x, a",
                "MEASURES COUNT(DISTINCT x) AS a ALL ROWS PER MATCH PATTERN (A+)",
                "a1 a1 a2",
                "1,1",
                "1,1",
                "2,2");
        rows("*", "MEASURES COUNT(DISTINCT A.x + 1) AS a, SUM(DISTINCT B.x) AS b PATTERN (A+ B*)", "a1 a1", "1,");
    }

    @Test
    void shouldFilter() {
        rows(
                "*",
                "MEASURES COUNT(*) FILTER (WHERE x > 1) AS a, SUM(x) FILTER (WHERE k = 'a') AS b PATTERN (A+ B+)",
                "a1 a2 b3 b4",
                "3,3");
        rows(
                "*",
                "MEASURES SUM(A.x) FILTER (WHERE A.x > 1) AS a, MAX(A.x) FILTER (WHERE A.x < 3) AS b, COUNT(A.*) FILTER (WHERE A.k = 'z') AS c PATTERN (A+)",
                "a1 a2 a3",
                "5,2,0");
        rows(
                "*",
                "MEASURES SUM(x) FILTER (WHERE x > 9) AS a, COUNT(x) FILTER (WHERE x > 9) AS b, AVG(x) FILTER (WHERE x > 1) AS c PATTERN (A+)",
                "a1 a2 a4",
                ",0,3.0");
        rows(
                "x, a",
                "MEASURES COUNT(*) FILTER (WHERE x > 1) AS a ALL ROWS PER MATCH PATTERN (A+)",
                "a1 a2 a3",
                "1,0",
                "2,1",
                "3,2");
        rows("*", "MEASURES COUNT(DISTINCT x) FILTER (WHERE x > 1) AS a PATTERN (A+)", "a1 a2 a2 a3", "2");
        rows("*", "MEASURES COUNT(*) FILTER (WHERE CLASSIFIER() = 'B') AS a PATTERN ((A | B)+)", "a b b", "2");
    }

    @Test
    void shouldGoOverRowsOfANavigationInNoAggregate() {
        rows("*", "MEASURES SUM(x) - LAST(x) AS a, PREV(x) + COUNT(*) AS b PATTERN (A+)", "a1 a2 a4", "3,5");
    }
}
