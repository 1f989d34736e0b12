package io.sabot.sql.script;

import static io.sabot.sql.script.PatternCases.check;
import static io.sabot.sql.script.PatternCases.checkDefined;
import static io.sabot.sql.script.PatternCases.checkSkip;
import static io.sabot.sql.script.PatternCases.rows;

import org.junit.jupiter.api.Test;

class PatternRepeatedVariableTest {
    @Test
    void shouldMapAVariableInSeveralPlaces() {
        check("A B A", "aba", "0-2:ABA");
        check("A B A B", "abab", "0-3:ABAB");
        check("A A", "aaa", "0-1:AA");
        check("A+ B A+", "aabaa", "0-4:AABAA");
        check("(A B) | (B A)", "baab", "0-1:BA", "2-3:AB");
        check("(A | B) (A | B)", "ba", "0-1:BA");
        check("A (B A)* C", "ababac", "0-5:ABABAC");
        check("A{2} B A{2}", "aabaa", "0-4:AABAA");
        check("X A X", "bab", "0-2:XAX");
    }

    @Test
    void shouldNumberRowsOfAllPlacesTogether() {
        rows(
                "*",
                "MEASURES FIRST(A.x) AS f, LAST(A.x) AS l, FIRST(A.x, 1) AS g, LAST(A.x, 1) AS h PATTERN (A B A)",
                "a b a",
                "0,2,2,0");
        rows(
                "*",
                "MEASURES COUNT(A.*) AS n, SUM(A.x) AS s, A.x AS a, CLASSIFIER() AS c PATTERN (A B A)",
                "a b a",
                "2,2,2,A");
        rows(
                "x, a, n",
                "MEASURES A.x AS a, COUNT(A.*) AS n ALL ROWS PER MATCH PATTERN (A B A)",
                "a b a",
                "0,0,1",
                "1,0,1",
                "2,2,2");
    }

    @Test
    void shouldHaveOneConditionForAllPlaces() {
        checkDefined("A B A", "A AS x > 1, B AS x <= 1", "a2 a1 a3", "0-2:ABA");
        checkDefined("A B A", "A AS A.x >= FIRST(A.x), B AS TRUE", "a2 a1 a1 a5", "1-3:ABA");
        checkDefined("A B A", "A AS COUNT(A.*) = 1 OR x > LAST(A.x, 1)", "a1 b0 c1 d2 e3", "1-3:ABA");
        checkDefined("A+ B A+", "A AS SUM(A.x) < 6, B AS k = 'b'", "a1 a2 b9 a2 a1", "0-3:AABA");
    }

    @Test
    void shouldSkipToItsLastPlace() {
        checkSkip("A B A", "TO LAST A", "ababa", "0-2:ABA", "2-4:ABA");
        checkSkip("B A B A", "TO FIRST A", "babababa", "0-3:BABA", "2-5:BABA", "4-7:BABA");
    }
}
