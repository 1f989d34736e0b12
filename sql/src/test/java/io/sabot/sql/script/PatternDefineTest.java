package io.sabot.sql.script;

import static io.sabot.sql.script.PatternCases.checkDefined;

import org.junit.jupiter.api.Test;

class PatternDefineTest {
    @Test
    void shouldHoldForAnyRowIfNotDefined() {
        checkDefined("A B", "", "xyz", "0-1:AB");
        checkDefined("A B", "B AS k = 'b'", "xbb", "0-1:AB");
        checkDefined("A+", "", "xyz", "0-2:AAA");
        checkDefined("A B+", "A AS k = 'a'", "axyz", "0-3:ABBB");
        checkDefined("A*", "", "xy", "0-1:AA");
    }

    @Test
    void shouldNotHoldIfNULL() {
        checkDefined("A", "A AS x > 1", "a~ b2", "1-1:A");
        checkDefined("A", "A AS x = x", "a~");
        checkDefined("A", "A AS NOT (x > 1)", "a~ b1", "1-1:A");
        checkDefined("A", "A AS x > 1 OR TRUE", "a~", "0-0:A");
        checkDefined("A", "A AS CAST(NULL AS BOOLEAN)", "a1");
        checkDefined("A", "A AS x IS NULL", "a~ b1", "0-0:A");
    }

    @Test
    void shouldBeConstant() {
        checkDefined("A | B", "A AS FALSE, B AS TRUE", "xy", "0-0:B", "1-1:B");
        checkDefined("A B", "A AS TRUE, B AS FALSE", "xy");
        checkDefined("A*", "A AS FALSE", "xy", "0:()", "1:()");
    }

    @Test
    void shouldCompute() {
        checkDefined("A B", "A AS x * 2 > 5 AND k LIKE 'a%', B AS x BETWEEN 1 AND 3", "a2 a3 b2", "1-2:AB");
        checkDefined("A", "A AS CASE WHEN k = 'a' THEN x > 1 ELSE x > 2 END", "a1 a2 b2 b3", "1-1:A", "3-3:A");
        checkDefined("A", "A AS COALESCE(x, 5) = 5 AND UPPER(k) IN ('A', 'B')", "a~ b5 c5", "0-0:A", "1-1:A");
    }

    @Test
    void shouldSeeTheCandidateAsARowOfItsVariable() {
        checkDefined("A B", "A AS A.x > 1, B AS B.x > 2", "a1 a2 b3", "1-2:AB");
        checkDefined("A+", "A AS LAST(A.x) > 1", "a2 a3 a1", "0-1:AA");
        checkDefined("A+", "A AS COUNT(A.*) <= 2", "a1 a1 a1", "0-1:AA", "2-2:A");
        checkDefined("A+", "A AS FIRST(A.x) = A.x", "a1 a1 a2", "0-1:AA", "2-2:A");
        checkDefined("A B+", "B AS CLASSIFIER() = 'B'", "abc", "0-2:ABB");
    }

    @Test
    void shouldSeeTheLastRowsOfOtherVariables() {
        checkDefined("A B", "B AS B.x > A.x", "a2 b1 b2", "1-2:AB");
        checkDefined("A B C", "C AS C.x = A.x + B.x", "a1 b2 c3 d4", "0-2:ABC");
        checkDefined("A+ B", "B AS B.x > A.x, A AS k = 'a'", "a1 a5 b3 a2 b3", "0-1:AB", "3-4:AB");
        checkDefined("A B+ C", "B AS k = 'b', C AS C.x > B.x", "a1 b2 b5 c6", "0-3:ABBC");
        checkDefined("A B+ C", "B AS x > 1, C AS C.x < FIRST(B.x)", "a1 b3 b5 c2 d0", "0-4:ABBBC");
        checkDefined("A B+ C", "B AS x > 1, C AS C.x < B.x AND COUNT(B.*) = 2", "a1 b3 b5 c2 d0", "0-3:ABBC");
    }

    @Test
    void shouldSeeNULLWhereAVariableHasNoRowYet() {
        checkDefined("A B", "A AS B.x IS NULL", "xy", "0-1:AB");
        checkDefined("A B", "A AS B.x > 0", "x1 y2");
        checkDefined("A? B", "B AS A.x IS NULL", "xy", "0-0:B", "1-1:B");
        checkDefined("A? B", "A AS k = 'a', B AS A.x = 1", "bab", "1-2:AB");
        checkDefined("(A | B)+", "A AS k = 'a' AND B.x IS NULL, B AS k = 'b'", "aaba", "0-2:AAB", "3-3:A");
    }

    @Test
    void shouldSeeOnlyTheRowsOfItsOwnPath() {
        checkDefined("A+ B", "A AS SUM(A.x) <= 5", "a2 a3 a1", "0-2:AAB");
        checkDefined("A+ B", "B AS COUNT(A.*) = 2", "abcd", "0-2:AAB");
        checkDefined("A+? B", "B AS COUNT(A.*) = 2", "abcd", "0-2:AAB");
        checkDefined("(A | B)+ C", "A AS x > 0, C AS COUNT(A.*) = COUNT(B.*)", "a1 a1 a1", "0-2:ABC");
        checkDefined("(A | B){3} C", "C AS FIRST(B.x) = 2 AND COUNT(A.*) = 1", "a1 a2 a3 a4", "0-3:ABBC");
        checkDefined("A* B* C", "C AS SUM(A.x) = SUM(B.x)", "a1 a2 a3 a9", "0-3:AABC");
        checkDefined("A B | A C", "B AS A.x = 2, C AS A.x = 1", "a1 a2 a1", "0-1:AC");
        checkDefined("(A B)* A C", "B AS k = 'b', C AS COUNT(A.*) = 2 AND k = 'c'", "abac", "0-3:ABAC");
    }

    @Test
    void shouldForgetTheRowsOfEarlierMatches() {
        checkDefined("A+", "A AS COUNT(*) < 3", "abcde", "0-1:AA", "2-3:AA", "4-4:A");
        checkDefined("A B", "B AS x > FIRST(x)", "a5 b1 a2 b3", "1-2:AB");
        checkDefined("A+", "A AS SUM(x) < 4", "a1 a2 a3 a1", "0-1:AA", "2-2:A", "3-3:A");
    }

    @Test
    void shouldSeeTheRowsBeforeTheMatch() {
        checkDefined("A B", "A AS PREV(x) = 9", "c9 a1 b2", "1-2:AB");
        checkDefined("A", "A AS x > PREV(x)", "a1 a2 a1 a2", "1-1:A", "3-3:A");
    }

    @Test
    void shouldDefineInAnyOrder() {
        checkDefined("A B C", "C AS k = 'c', A AS k = 'a', B AS k = 'b'", "abc", "0-2:ABC");
    }

    @Test
    void shouldTryVariablesInTheOrderOfThePattern() {
        checkDefined("A | B", "B AS x > 0, A AS x > 1", "a1 a2", "0-0:B", "1-1:A");
        checkDefined("A+ B+", "A AS x > 0, B AS x > 1", "a1 a2 a3", "0-2:AAB");
        checkDefined("A+? B+", "A AS x > 0, B AS x > 1", "a1 a2 a3", "0-2:ABB");
    }

    @Test
    void shouldKnowTextAndTimes() {
        checkDefined("A B", "B AS B.k > A.k", "b1 a1 c1", "1-2:AB");
        checkDefined("A B", "B AS B.ts > A.ts + INTERVAL '1' SECOND", "a1 b1 c1@5", "1-5:AB");
        checkDefined("A B", "B AS A.k || B.k = 'ab'", "aab", "1-2:AB");
    }
}
