package io.sabot.sql.script;

import static io.sabot.sql.script.PatternCases.checkDefined;
import static io.sabot.sql.script.PatternCases.rows;

import org.junit.jupiter.api.Test;

class PatternUniversalTest {
    @Test
    void shouldTakeTheLastRowOfAllVariables() {
        rows("*", "MEASURES x AS a, k AS b, LAST(x) AS c PATTERN (A B C)", "a b c", "2,c,2");
        rows(
                "*",
                "MEASURES FIRST(x) AS a, FIRST(x, 1) AS b, LAST(x, 1) AS c, LAST(x, 2) AS d, FIRST(x, 3) AS e PATTERN (A B C)",
                "a b c",
                "0,1,1,0,");
        rows("*", "MEASURES COUNT(*) AS a, SUM(x) AS b, MIN(k) AS c, MAX(x) AS d PATTERN (A B C)", "a b c", "3,3,a,2");
    }

    @Test
    void shouldTakeTheCurrentRowInAllRows() {
        rows(
                "x, a, f, n",
                "MEASURES x AS a, FIRST(x) AS f, COUNT(x) AS n ALL ROWS PER MATCH PATTERN (A B C)",
                "a b c",
                "0,0,0,1",
                "1,1,0,2",
                "2,2,0,3");
    }

    @Test
    void shouldTakeTheCandidateInConditions() {
        checkDefined("A B", "A AS x = 1, B AS x = 2", "a1 a2", "0-1:AB");
        checkDefined("A B+", "B AS LAST(x) = x AND x > 1", "a1 b2 b3 b0", "0-2:ABB");
        checkDefined("A B+", "B AS x > FIRST(x)", "a1 b2 b3 b0", "0-2:ABB");
        checkDefined("A B+", "B AS x > LAST(x, 1)", "a1 b2 b3 b3", "0-2:ABB");
        checkDefined("A B+", "B AS COUNT(*) <= 3", "a1 b1 b1 b1", "0-2:ABB");
        checkDefined("A B+", "B AS SUM(x) < 7", "a1 b2 b3 b1", "0-2:ABB");
        checkDefined("A B+", "B AS x >= MAX(x)", "a1 b2 b3 b1", "0-2:ABB");
        checkDefined("A B+", "B AS x > PREV(x)", "a1 b2 b3 b1", "0-2:ABB");
    }

    @Test
    void shouldGoOverTheRowsOfAllVariables() {
        rows("*", "MEASURES PREV(x) AS a, PREV(x, 2) AS b, NEXT(FIRST(x)) AS c PATTERN (A B C)", "a b c", "1,0,1");
        rows(
                "*",
                "MEASURES LAST(x * 2 + x) AS a, FIRST(k || k) AS b, SUM(x * x) AS c PATTERN (A B C)",
                "a b c",
                "6,aa,5");
    }

    @Test
    void shouldBeOneVariableForTheRuleOfOneVariable() {
        rows("*", "MEASURES x - A.x AS a, SUM(x) - SUM(B.x) AS b PATTERN (A B C)", "a b c", "2,2");
    }

    @Test
    void shouldAgreeWithTheVariableThatHasAllRows() {
        rows(
                "*",
                "MEASURES x = A.x AS a, FIRST(x) = FIRST(A.x) AS b, SUM(x) = SUM(A.x) AS c, COUNT(*) = COUNT(A.*) AS d PATTERN (A+)",
                "a a a",
                "true,true,true,true");
    }
}
