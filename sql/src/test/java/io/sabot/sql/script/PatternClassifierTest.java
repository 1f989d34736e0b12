package io.sabot.sql.script;

import static io.sabot.sql.script.PatternCases.checkDefined;
import static io.sabot.sql.script.PatternCases.rows;

import org.junit.jupiter.api.Test;

class PatternClassifierTest {
    @Test
    void shouldNameTheVariableOfTheLastRow() {
        rows("*", "MEASURES CLASSIFIER() AS c PATTERN (A (B | C))", "a b a c", "B", "C");
        rows("*", "MEASURES CLASSIFIER() AS c PATTERN (A B?)", "a a b", "A", "B");
    }

    @Test
    void shouldNameTheVariableOfTheCurrentRow() {
        rows(
                "x, c",
                "MEASURES CLASSIFIER() AS c ALL ROWS PER MATCH PATTERN (A (B | C)+ D)",
                "a b c d",
                "0,A",
                "1,B",
                "2,C",
                "3,D");
        rows("x, c", "MEASURES CLASSIFIER() AS c ALL ROWS PER MATCH PATTERN (A X B)", "a a b", "0,A", "1,X", "2,B");
    }

    @Test
    void shouldWriteItAsThePatternDoes() {
        rows("*", "MEASURES CLASSIFIER() AS c PATTERN (up) DEFINE up AS k = 'a'", "a", "up");
        rows("*", "MEASURES CLASSIFIER() AS c, CLASSIFIER(UP) AS d PATTERN (Up+) DEFINE uP AS k = 'a'", "a", "Up,Up");
        rows("*", "MEASURES CLASSIFIER() AS c PATTERN (\"the row\") DEFINE \"the row\" AS k = 'a'", "a", "the row");
    }

    @Test
    void shouldNameTheLastRowOfAVariableOrSubset() {
        rows(
                "*",
                "MEASURES CLASSIFIER(A) AS a, CLASSIFIER(B) AS b, CLASSIFIER(C) AS c PATTERN (A B? C)",
                "a c",
                "A,,C");
        rows(
                "*",
                "MEASURES CLASSIFIER(U) AS u, CLASSIFIER(V) AS v PATTERN (A (B | C)+ D) SUBSET U = (A, B, C), V = (B, D)",
                "a b c d",
                "C,D");
        rows(
                "x, u",
                "MEASURES CLASSIFIER(U) AS u ALL ROWS PER MATCH PATTERN ((A | B | C)+) SUBSET U = (A, B)",
                "c a c b",
                "0,",
                "1,A",
                "2,A",
                "3,B");
    }

    @Test
    void shouldGoToOtherRows() {
        rows(
                "*",
                "MEASURES FIRST(CLASSIFIER()) AS a, LAST(CLASSIFIER()) AS b, LAST(CLASSIFIER(), 1) AS c, FIRST(CLASSIFIER(), 1) AS d, FIRST(CLASSIFIER(), 9) AS e PATTERN (A B C)",
                "a b c",
                "A,C,B,B,");
        rows(
                "*",
                "MEASURES PREV(CLASSIFIER()) AS a, PREV(CLASSIFIER(), 2) AS b, PREV(CLASSIFIER(), 0) AS c PATTERN (A B C)",
                "a b c",
                "B,A,C");
        rows(
                "*",
                "MEASURES FIRST(CLASSIFIER(U)) AS a, LAST(CLASSIFIER(U)) AS b, LAST(CLASSIFIER(U), 1) AS c PATTERN (A (B | C)+) SUBSET U = (B, C)",
                "a b c b",
                "B,B,C");
        rows("x, a", "MEASURES FINAL LAST(CLASSIFIER()) AS a ALL ROWS PER MATCH PATTERN (A B)", "a b", "0,B", "1,B");
        rows(
                "x, a",
                "MEASURES NEXT(CLASSIFIER()) AS a ALL ROWS PER MATCH PATTERN (A B)",
                "a b a b",
                "0,B",
                "1,",
                "2,B",
                "3,");
    }

    @Test
    void shouldBeNULLOutsideOfTheMatch() {
        rows(
                "*",
                "MEASURES PREV(CLASSIFIER()) AS a, NEXT(CLASSIFIER()) AS b, PREV(FIRST(CLASSIFIER())) AS c PATTERN (A)",
                "b a b",
                ",,");
        rows("*", "MEASURES PREV(CLASSIFIER(), 1) AS a PATTERN (A)", "a a", "", "");
    }

    @Test
    void shouldBeAggregated() {
        rows(
                "*",
                "MEASURES MIN(CLASSIFIER()) AS a, MAX(CLASSIFIER()) AS b, COUNT(CLASSIFIER()) AS c PATTERN (B A C)",
                "b a c",
                "A,C,3");
        rows(
                "*",
                "MEASURES SUM(CASE WHEN CLASSIFIER() = 'B' THEN x ELSE 0 END) AS a PATTERN ((A | B)+)",
                "a1 b2 a3 b4",
                "6");
        rows("*", "MEASURES COUNT(DISTINCT CLASSIFIER()) AS a PATTERN ((A | B)+)", "a b a b", "2");
        rows(
                "*",
                "MEASURES MAX(CLASSIFIER(U)) AS a, COUNT(CLASSIFIER(U)) AS b PATTERN (A B C) SUBSET U = (A, B)",
                "a b c",
                "B,2");
    }

    @Test
    void shouldStandBesideColumnsOfAllRows() {
        rows(
                "*",
                "MEASURES LAST(CLASSIFIER() || k, 1) AS a, MAX(k || CLASSIFIER()) AS b PATTERN (A B)",
                "a b",
                "Aa,bB");
        rows("*", "MEASURES LAST(CLASSIFIER(A) || A.k) AS a PATTERN (A B)", "a b", "Aa");
    }

    @Test
    void shouldStandInExpressions() {
        rows(
                "*",
                "MEASURES CASE CLASSIFIER() WHEN 'B' THEN 'up' ELSE 'no' END AS a, CLASSIFIER() || '!' AS b, CLASSIFIER() = 'B' AS c PATTERN (A (B | C))",
                "a b a c",
                "up,B!,true",
                "no,C!,false");
    }

    @Test
    void shouldBeTheCandidatesOwnInConditions() {
        checkDefined("(A | B)+", "A AS k = 'a' AND CLASSIFIER() = 'A', B AS CLASSIFIER() = 'B'", "aab", "0-2:AAB");
        checkDefined("A B", "A AS CLASSIFIER() = 'B'", "aa");
        checkDefined(
                "(A | B)+",
                "A AS LAST(CLASSIFIER(), 1) IS NULL OR LAST(CLASSIFIER(), 1) = 'B', B AS LAST(CLASSIFIER(), 1) = 'A'",
                "xxxx",
                "0-3:ABAB");
        checkDefined(
                "(A | B)+ C",
                "A AS k = 'a', B AS k = 'b', C AS LAST(CLASSIFIER(), 1) = 'B' AND FIRST(CLASSIFIER()) = 'A'",
                "abac",
                "0-2:ABC");
        checkDefined("(A | B)+ C", "A AS k = 'a', B AS k = 'b', C AS CLASSIFIER(B) = 'B'", "aba", "0-2:ABC");
        checkDefined("A B", "B AS PREV(CLASSIFIER()) = 'A'", "xx", "0-1:AB");
        checkDefined("A", "A AS PREV(CLASSIFIER()) IS NULL", "xx", "0-0:A", "1-1:A");
        checkDefined(
                "(A | B)+",
                "A AS COUNT(CLASSIFIER()) < 3, B AS MIN(CLASSIFIER()) = 'A' AND COUNT(*) = 3",
                "xxxx",
                "0-2:AAB",
                "3-3:A");
    }
}
