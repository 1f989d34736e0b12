package io.sabot.sql.script;

import static io.sabot.sql.script.PatternCases.rows;

import org.junit.jupiter.api.Test;

class PatternSubsetTest {
    /** First and last x of the matches; U is A and B. */
    private static void united(String pattern, String defines, String input, String... expected) {
        String clause = "MEASURES FIRST(x) AS f, LAST(x) AS l PATTERN (" + pattern + ") SUBSET U = (A, B) DEFINE ";
        rows("f, l", clause + defines, input, expected);
    }

    @Test
    void shouldUniteRowsOfVariables() {
        rows(
                "*",
                "MEASURES U.x AS a, FIRST(U.x) AS b, LAST(U.x, 1) AS c, FIRST(U.x, 1) AS d, COUNT(U.*) AS n PATTERN (A B+ C) SUBSET U = (A, B)",
                "a b b c",
                "2,0,1,1,3");
        rows(
                "*",
                "MEASURES SUM(U.x) AS a, MIN(U.x) AS b, MAX(U.x) AS c, COUNT(U.x) AS d, AVG(U.x) AS e PATTERN (A B C) SUBSET U = (A, C)",
                "a1 b7 c3",
                "4,1,3,2,2.0");
        rows("*", "MEASURES U.k || LAST(U.k, 1) AS a PATTERN (A B C) SUBSET U = (C, A)", "a b c", "ca");
    }

    @Test
    void shouldHaveTheOrderOfRowsAndNotOfTheList() {
        rows("*", "MEASURES FIRST(U.k) AS a, LAST(U.k) AS b PATTERN (A B) SUBSET U = (B, A)", "a b", "a,b");
        rows("*", "MEASURES FIRST(U.k) AS a, LAST(U.k) AS b PATTERN (PERMUTE(A, B)) SUBSET U = (A, B)", "b a", "b,a");
        rows(
                "x, u, c",
                "MEASURES U.x AS u, CLASSIFIER(U) AS c ALL ROWS PER MATCH PATTERN ((A | B | C)+) SUBSET U = (A, C)",
                "b a b c b",
                "0,,",
                "1,1,A",
                "2,1,A",
                "3,3,C",
                "4,3,C");
    }

    @Test
    void shouldBeOneVariableForTheRuleOfOneVariable() {
        rows(
                "*",
                "MEASURES LAST(U.x * 10 + U.x) AS a, SUM(U.x + U.x) AS b PATTERN (A B) SUBSET U = (A, B)",
                "a1 b2",
                "22,6");
        rows("*", "MEASURES SUM(U.x) - SUM(A.x) AS a PATTERN (A B) SUBSET U = (A, B)", "a1 b2", "2");
    }

    @Test
    void shouldHaveOneVariable() {
        rows("*", "MEASURES U.x AS u, COUNT(U.*) AS n PATTERN (A B) SUBSET U = (A)", "a1 b2", "1,1");
    }

    @Test
    void shouldOverlap() {
        rows(
                "*",
                "MEASURES SUM(U.x) AS u, SUM(V.x) AS v, SUM(W.x) AS w PATTERN (A B C) SUBSET U = (A, B), V = (B, C), W = (A, B, C)",
                "a1 b2 c4",
                "3,6,7");
    }

    @Test
    void shouldBeEmptyWhereNoneOfItsVariablesIsMapped() {
        rows(
                "*",
                "MEASURES U.x AS a, COUNT(U.*) AS b, CLASSIFIER(U) AS c, SUM(U.x) AS d PATTERN (A (B | C)* D) SUBSET U = (B, C)",
                "a d a c d",
                ",0,,",
                "3,1,C,3");
    }

    @Test
    void shouldBeReadInConditions() {
        united("A B C", "C AS C.x > U.x", "a1 b2 c3", "1,3");
        united("(A | B)+ C", "A AS k = 'a', B AS k = 'b', C AS C.x = SUM(U.x)", "a1 b2 a3 c6", "1,6");
        united("A B+", "B AS COUNT(U.*) <= 3", "a b b b", "0,2");
        united("A B+", "B AS B.x > LAST(U.x, 1)", "a1 b2 b3 b3", "1,3");
        united("A B+", "B AS U.x < 3", "a1 b2 b3 b4", "1,2");
        united("A B C", "C AS CLASSIFIER(U) = 'B' AND FIRST(U.x) = 1", "a1 b2 c3", "1,3");
        united("A B C", "C AS PREV(U.x) = 1", "a1 b2 c3", "1,3");
    }

    @Test
    void shouldBeGivenToCLASSIFIER() {
        rows(
                "*",
                "MEASURES CLASSIFIER(U) AS a, CLASSIFIER(V) AS b, CLASSIFIER() AS c PATTERN (A B C) SUBSET U = (A, B), V = (A)",
                "a b c",
                "B,A,C");
    }
}
