package io.sabot.sql.script;

import static io.sabot.sql.script.PatternCases.checkDefined;
import static io.sabot.sql.script.PatternCases.partitions;
import static io.sabot.sql.script.PatternCases.rows;

import org.junit.jupiter.api.Test;

class PatternPrevNextTest {
    @Test
    void shouldGoOneRowByDefault() {
        rows(
                "*",
                "MEASURES PREV(B.x) AS a, NEXT(A.x) AS b, PREV(x) AS c, NEXT(FIRST(x)) AS d PATTERN (A B C)",
                "a b c",
                "0,1,1,1");
    }

    @Test
    void shouldGoANumberOfRows() {
        rows(
                "*",
                "MEASURES PREV(C.x, 2) AS a, PREV(C.x, 1) AS b, PREV(C.x, 0) AS c, NEXT(A.x, 2) AS d, NEXT(A.x, 0) AS e PATTERN (A B C)",
                "a b c",
                "0,1,2,2,0");
    }

    @Test
    void shouldLeaveTheMatch() {
        rows(
                "*",
                "MEASURES PREV(A.x) AS a, PREV(A.x, 2) AS b, NEXT(B.x) AS c, NEXT(B.x, 2) AS d PATTERN (A B)",
                "z y a b x w",
                "1,0,4,5");
        rows("*", "MEASURES PREV(A.x) AS a, NEXT(A.x) AS b PATTERN (A)", "a a a", ",1", "0,2", "1,");
    }

    @Test
    void shouldEndAtThePartition() {
        rows(
                "*",
                "MEASURES PREV(A.x) AS a, NEXT(B.x) AS b, PREV(B.x, 2) AS c, NEXT(A.x, 2) AS d PATTERN (A B)",
                "a b",
                ",,,");
        rows("*", "MEASURES PREV(A.x, 100) AS a, NEXT(A.x, 100) AS b PATTERN (A)", "a", ",");
        partitions(
                "p, a, b",
                "PARTITION BY p ORDER BY ts MEASURES PREV(A.x) AS a, NEXT(A.x) AS b PATTERN (A)",
                "q:. r:a q:a r:. q:.",
                "q,0,4",
                "r,,3");
    }

    @Test
    void shouldStartFromTheLastRowOfTheVariable() {
        rows("*", "MEASURES PREV(B.x) AS a, NEXT(B.x) AS b, PREV(A.x) AS c PATTERN (A B+ C)", "z a b b c", "2,4,0");
        rows(
                "x, a, b, c",
                "MEASURES PREV(B.x) AS a, NEXT(B.x) AS b, PREV(x) AS c ALL ROWS PER MATCH PATTERN (A B+ C)",
                "a b b c",
                "0,,,",
                "1,0,2,0",
                "2,1,3,1",
                "3,1,3,2");
    }

    @Test
    void shouldBeNULLIfTheVariableHasNoRow() {
        rows("*", "MEASURES PREV(B.x) AS a, NEXT(B.x) AS b, PREV(B.x, 0) AS c PATTERN (A B?)", "z a y", ",,");
    }

    @Test
    void shouldMoveEveryColumnOfTheExpression() {
        rows(
                "*",
                "MEASURES PREV(B.x + B.x * 10) AS a, NEXT(A.k || A.k) AS b, PREV(B.x IS NULL) AS c PATTERN (A B)",
                "a3 b4",
                "33,bb,false");
        rows("*", "MEASURES PREV(COALESCE(A.x, 7)) AS a, NEXT(COALESCE(A.x, 7)) AS b PATTERN (A)", "a~ a~", ",7", "7,");
        rows("*", "MEASURES B.x - PREV(B.x) AS a, PREV(B.x) + NEXT(B.x) AS b PATTERN (A B)", "a3 b5 c9", "2,12");
    }

    @Test
    void shouldReadRowsOfOtherVariables() {
        rows("*", "MEASURES PREV(B.k) AS a, NEXT(A.k) AS b, PREV(A.k) AS c PATTERN (A B)", "z a b", "a,b,z");
    }

    @Test
    void shouldLookBackInConditions() {
        checkDefined("A+", "A AS x > PREV(x)", "a1 a2 a3 a3 a4", "1-2:AA", "4-4:A");
        checkDefined("A+", "A AS PREV(A.x) IS NULL OR A.x > PREV(A.x)", "a1 a2 a1", "0-1:AA");
        checkDefined("A B+ C+", "B AS B.x < PREV(B.x), C AS C.x > PREV(C.x)", "a5 a4 a3 a6 a7 a1", "0-4:ABBCC");
        checkDefined("A", "A AS x > PREV(x, 2)", "a1 a5 a2 a3", "2-2:A");
        checkDefined("A", "A AS PREV(x, 0) = 2", "a1 a2", "1-1:A");
        checkDefined("A B C", "C AS PREV(A.x) = 9", "z9 a1 b2 c3", "1-3:ABC");
        checkDefined("A B C", "A AS k = 'a', C AS PREV(C.x, 2) = A.x", "a1 b2 c3", "0-2:ABC");
        checkDefined("A B", "A AS k = 'a', B AS PREV(k) = 'a'", "aab", "0-1:AB");
    }

    @Test
    void shouldLookForwardInConditions() {
        checkDefined("A", "A AS x < NEXT(x)", "a1 a2 a1 a2", "0-0:A", "2-2:A");
        checkDefined("A", "A AS NEXT(x) IS NULL", "a1 a2", "1-1:A");
        checkDefined("A", "A AS NEXT(x, 2) = 3", "a1 a2 a3 a4", "0-0:A");
        checkDefined("A+", "A AS NEXT(k) = 'b'", "abbab", "0-1:AA", "3-3:A");
        checkDefined("A+", "A AS NEXT(A.x) > A.x", "a1 a2 a3 a1", "0-1:AA");
        checkDefined("A B", "A AS NEXT(k) = k", "aabb", "0-1:AB", "2-3:AB");
        checkDefined("A B", "B AS NEXT(A.x) = B.x AND NEXT(B.k) = 'c'", "abbc", "1-2:AB");
        checkDefined("A B*", "A AS k = 'a', B AS NEXT(k) = 'b'", "abbbc", "0-2:ABB");
        checkDefined("A B", "A AS x < PREV(x) AND x < NEXT(x)", "a3 a1 a2 a2", "1-2:AB");
        checkDefined("A", "A AS NEXT(x) > 1 OR NEXT(x) IS NULL", "a1 a2 a1", "0-0:A", "2-2:A");
        checkDefined("A B", "A AS NEXT(x, 1) = NEXT(x, 2)", "a1 a2 a2", "0-1:AB");
    }

    @Test
    void shouldLookForwardInAllRows() {
        rows(
                "x, a, c",
                "MEASURES NEXT(x) AS a, CLASSIFIER() AS c ALL ROWS PER MATCH PATTERN (A B)",
                "a b z a b",
                "0,1,A",
                "1,2,B",
                "3,4,A",
                "4,,B");
        rows("x, a", "MEASURES NEXT(A.x) AS a ALL ROWS PER MATCH PATTERN (A B)", "a b", "0,1", "1,1");
        rows("x, a", "MEASURES NEXT(x, 2) AS a ALL ROWS PER MATCH PATTERN (A+)", "a a a", "0,2", "1,", "2,");
    }
}
