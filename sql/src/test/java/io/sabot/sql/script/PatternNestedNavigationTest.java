package io.sabot.sql.script;

import static io.sabot.sql.script.PatternCases.checkDefined;
import static io.sabot.sql.script.PatternCases.rows;

import org.junit.jupiter.api.Test;

class PatternNestedNavigationTest {
    @Test
    void shouldGoToARowOfTheVariableAndThenOnInThePartition() {
        rows(
                "*",
                "MEASURES PREV(FIRST(B.x)) AS a, PREV(LAST(B.x)) AS b, NEXT(FIRST(B.x)) AS c, NEXT(LAST(B.x)) AS d PATTERN (A B+)",
                "a b b b z",
                "0,2,2,4");
        rows(
                "*",
                "MEASURES PREV(FIRST(B.x, 1)) AS a, PREV(LAST(B.x, 1)) AS b, NEXT(FIRST(B.x, 2)) AS c, NEXT(LAST(B.x, 2)) AS d PATTERN (A B+)",
                "a b b b z",
                "1,1,4,2");
        rows(
                "*",
                "MEASURES PREV(FIRST(B.x, 1), 2) AS a, PREV(LAST(B.x, 1), 0) AS b, NEXT(FIRST(B.x), 3) AS c, NEXT(LAST(B.x), 0) AS d PATTERN (A B+)",
                "a b b b z",
                "0,2,4,3");
        rows(
                "*",
                "MEASURES PREV(FIRST(x)) AS a, NEXT(LAST(x)) AS b, NEXT(FIRST(x), 2) AS c PATTERN (A B)",
                "z a b y",
                "0,3,3");
    }

    @Test
    void shouldBeNULLIfEitherRowDoesNotExist() {
        rows(
                "*",
                "MEASURES PREV(FIRST(B.x, 5)) AS a, NEXT(LAST(B.x, 5), 2) AS b, PREV(FIRST(A.x)) AS c, NEXT(LAST(B.x), 2) AS d PATTERN (A B+)",
                "a b b z",
                ",,,");
        rows("*", "MEASURES NEXT(FIRST(C.x)) AS a, PREV(LAST(C.x, 0), 0) AS b PATTERN (A B C?)", "a b z", ",");
    }

    @Test
    void shouldMoveEveryColumnOfTheExpression() {
        rows(
                "*",
                "MEASURES NEXT(FIRST(A.x + A.x * 10)) AS a, PREV(LAST(A.k || A.k)) AS b, NEXT(FIRST(A.x * 2, 1), 1) AS c PATTERN (A+)",
                "z a a a y",
                "22,aa,6");
        rows(
                "*",
                "MEASURES PREV(LAST(A.x + 1), 1) - 1 AS a, PREV(LAST(A.x)) + NEXT(FIRST(B.x)) AS b PATTERN (A+ B+)",
                "a a b b",
                "0,3");
    }

    @Test
    void shouldSkipBetweenRowsOfTheVariable() {
        rows("*", "MEASURES PREV(LAST(A.x, 1)) AS a, NEXT(FIRST(A.x, 1)) AS b PATTERN ((A B)+)", "z a b a b", "0,4");
    }

    @Test
    void shouldRunOverTheRowsSoFar() {
        rows(
                "x, a, b, c",
                "MEASURES PREV(LAST(B.x, 1)) AS a, NEXT(FIRST(B.x)) AS b, PREV(FIRST(B.x, 1)) AS c ALL ROWS PER MATCH PATTERN (A B+)",
                "a b b b",
                "0,,,",
                "1,,2,",
                "2,0,2,1",
                "3,1,2,1");
        rows(
                "x, a, b",
                "MEASURES PREV(FINAL LAST(B.x, 1)) AS a, NEXT(RUNNING LAST(x)) AS b ALL ROWS PER MATCH PATTERN (A B+)",
                "a b b b",
                "0,1,1",
                "1,1,2",
                "2,1,3",
                "3,1,");
    }

    @Test
    void shouldBeAskedInConditions() {
        checkDefined("A B+", "A AS k = 'a', B AS PREV(FIRST(A.x)) = 9", "z9 a1 b1 b1", "1-3:ABB");
        checkDefined("A B+", "A AS k = 'a', B AS x > PREV(LAST(B.x, 1))", "a1 b5 b6 b0");
        checkDefined(
                "A B+",
                "A AS k = 'a', B AS LAST(B.x, 1) IS NULL OR x > PREV(LAST(B.x, 1))",
                "a1 b0 b2 b0 b9",
                "0-2:ABB");
        checkDefined("A B+", "A AS k = 'a', B AS NEXT(FIRST(A.x)) = 5", "a1 b5 b6 a1 b2", "0-4:ABBBB");
        checkDefined("A B", "A AS k = 'a', B AS NEXT(FIRST(A.x), 2) = 6", "a1 b5 b6 a1 b2 b7", "0-1:AB");
        checkDefined("A B+", "A AS k = 'a', B AS NEXT(LAST(B.x)) IS NOT NULL", "abbb", "0-2:ABB");
    }

    @Test
    void shouldNameTheRow() {
        rows(
                "*",
                "MEASURES PREV(LAST(CLASSIFIER())) AS a, PREV(CLASSIFIER()) AS b, NEXT(FIRST(CLASSIFIER())) AS c, FIRST(CLASSIFIER(), 1) AS d PATTERN (A B C)",
                "a b c",
                "B,B,B,B");
    }

    @Test
    void shouldTakeRUNNINGAndFINALInsidePREVAndNEXT() {
        rows(
                "x, a, b, c, d",
                "MEASURES PREV(RUNNING LAST(A.x)) AS a, PREV(FINAL LAST(A.x), 1) AS b, NEXT(FINAL FIRST(A.x, 1), 2) AS c,"
                        + " NEXT(RUNNING FIRST(A.x, 1)) AS d ALL ROWS PER MATCH PATTERN (A+ B)",
                "z a a a b z",
                "1,0,2,4,",
                "2,1,2,4,3",
                "3,2,2,4,3",
                "4,2,2,4,3");
    }
}
