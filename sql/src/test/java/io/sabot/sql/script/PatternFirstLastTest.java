package io.sabot.sql.script;

import static io.sabot.sql.script.PatternCases.checkDefined;
import static io.sabot.sql.script.PatternCases.rows;

import org.junit.jupiter.api.Test;

class PatternFirstLastTest {
    @Test
    void shouldCountRowsOfTheVariable() {
        rows(
                "*",
                "MEASURES FIRST(B.x) AS a, FIRST(B.x, 0) AS b, FIRST(B.x, 1) AS c, FIRST(B.x, 2) AS d, FIRST(B.x, 3) AS e PATTERN (A B+ C)",
                "a b b b c",
                "1,1,2,3,");
        rows(
                "*",
                "MEASURES LAST(B.x) AS a, LAST(B.x, 0) AS b, LAST(B.x, 1) AS c, LAST(B.x, 2) AS d, LAST(B.x, 3) AS e PATTERN (A B+ C)",
                "a b b b c",
                "3,3,2,1,");
        rows("*", "MEASURES FIRST(B.x, 1) AS a, LAST(B.x, 1) AS b PATTERN ((A B)+)", "a b a b a b", "3,3");
        rows("*", "MEASURES FIRST(A.x, 1) AS a, LAST(A.x, 1) AS b PATTERN ((A B)+)", "a b a b a b a b", "2,4");
    }

    @Test
    void shouldBeNULLWithoutRows() {
        rows("*", "MEASURES FIRST(B.x) AS a, LAST(B.x) AS b, B.x AS c PATTERN (A B*)", "a", ",,");
        rows("*", "MEASURES FIRST(A.x, 1) AS a, LAST(A.x, 1) AS b, FIRST(A.x, 100) AS c PATTERN (A)", "a", ",,");
    }

    @Test
    void shouldRunOverTheRowsSoFar() {
        rows(
                "x, a, b, c",
                "MEASURES FIRST(B.x) AS a, FIRST(B.x, 1) AS b, FIRST(x, 2) AS c ALL ROWS PER MATCH PATTERN (A B+ C)",
                "a b b b c",
                "0,,,",
                "1,1,,",
                "2,1,2,2",
                "3,1,2,2",
                "4,1,2,2");
        rows(
                "x, a, b, c",
                "MEASURES LAST(B.x) AS a, LAST(B.x, 1) AS b, LAST(x, 2) AS c ALL ROWS PER MATCH PATTERN (A B+ C)",
                "a b b b c",
                "0,,,",
                "1,1,,",
                "2,2,1,0",
                "3,3,2,1",
                "4,3,2,2");
        rows(
                "x, a, b",
                "MEASURES FIRST(A.x, 1) AS a, LAST(A.x, 1) AS b ALL ROWS PER MATCH PATTERN ((A B)+)",
                "a b a b",
                "0,,",
                "1,,",
                "2,2,0",
                "3,2,0");
    }

    @Test
    void shouldTakeExpressionsOfOneVariable() {
        rows(
                "*",
                "MEASURES FIRST(A.x + 1) AS a, LAST(A.x * A.x) AS b, LAST(A.k || '!') AS c, FIRST(A.x > 0) AS d PATTERN (A+)",
                "a a a",
                "1,4,a!,false");
        rows(
                "*",
                "MEASURES LAST(CASE WHEN A.x > 1 THEN A.k ELSE 'z' END) AS a, FIRST(COALESCE(A.x, -1)) AS b PATTERN (A+)",
                "a~ a a",
                "a,-1");
        rows("*", "MEASURES LAST(A.x + 1, 1) AS a, FIRST(A.x + 1, 1) AS b PATTERN (A+)", "a a a", "2,2");
    }

    @Test
    void shouldGiveTheValueNULLOfARowThatIsThere() {
        rows("*", "MEASURES FIRST(A.x) AS a, LAST(A.x) AS b, LAST(A.x, 1) AS c PATTERN (A+)", "a~ a5 a~", ",,5");
    }

    @Test
    void shouldStandInExpressions() {
        rows(
                "*",
                "MEASURES LAST(A.x) - FIRST(A.x) AS a, FIRST(A.x) + LAST(B.x) AS b PATTERN (A+ B+)",
                "a a b b",
                "1,3");
    }

    @Test
    void shouldCountInConditionsWithTheCandidate() {
        checkDefined("A B+", "B AS FIRST(B.x) + 2 > B.x", "a0 b5 b6 b7", "0-2:ABB");
        checkDefined("A B+", "B AS LAST(B.x, 1) IS NULL OR B.x > LAST(B.x, 1)", "a0 b5 b6 b6", "0-2:ABB");
        checkDefined("A B+", "B AS LAST(B.x, 2) IS NULL", "a0 b5 b6 b6", "0-2:ABB");
        checkDefined("A B+", "B AS FIRST(B.x, 1) IS NULL OR B.x <= FIRST(B.x, 1)", "a0 b5 b6 b4 b7", "0-3:ABBB");
        checkDefined("A B+", "B AS x > LAST(A.x)", "a1 b5 b2 b1 b0", "0-2:ABB");
        checkDefined("A+ B", "A AS k = 'a', B AS B.x = FIRST(A.x) + LAST(A.x)", "a1 a2 a3 b4", "0-3:AAAB");
        checkDefined("A+ B", "A AS k = 'a', B AS LAST(A.x, 1) = 2", "a1 a2 a3 b4", "0-3:AAAB");
        checkDefined("A+ B", "A AS k = 'a', B AS FIRST(A.x, 1) = 3", "a1 a2 a3 b4", "1-3:AAB");
    }

    @Test
    void shouldAgreeInTheLastRowWithFINAL() {
        rows(
                "*",
                "MEASURES LAST(A.x) = FINAL LAST(A.x) AS a, FIRST(A.x, 1) = FINAL FIRST(A.x, 1) AS b PATTERN (A+ B)",
                "a a b",
                "true,true");
    }

    @Test
    void shouldTakeBigOffsets() {
        rows("*", "MEASURES FIRST(A.x, 9) AS a, LAST(A.x, 9) AS b PATTERN (A+)", "a a a a a a a a a a a", "9,1");
    }
}
