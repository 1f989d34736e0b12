package io.sabot.sql.script;

import static io.sabot.sql.script.PatternCases.check;
import static io.sabot.sql.script.PatternCases.checkDefined;
import static io.sabot.sql.script.PatternCases.checkSkip;
import static io.sabot.sql.script.PatternCases.partitions;
import static io.sabot.sql.script.PatternCases.rows;

import org.junit.jupiter.api.Test;

class PatternAbsenceTest {
    /** First and last row of the matches and how many rows they have. */
    private static void within(String pattern, String seconds, String input, String... expected) {
        rows(
                "f, l, n",
                "MEASURES FIRST(x) AS f, LAST(x) AS l, COUNT(*) AS n PATTERN (" + pattern + ") WITHIN INTERVAL '"
                        + seconds + "' SECOND",
                input,
                expected);
    }

    @Test
    void shouldTestTheNextRow() {
        check("A [^B]", "abac", "2-2:A");
        check("A [^B] X", "abacx", "2-3:AX");
        check("A [^B] C", "acabc", "0-1:AC");
        check("A [^B] (B | C)", "abac", "2-3:AC");
        check("A [^B] C", "a*");
        check("A [^B] B", "ab");
        check("[^C] X", "cab", "1-1:X", "2-2:X");
        check("[^C] (A | C)", "ca", "1-1:A");
        check("A [^B] | X", "ab", "0-0:X", "1-1:X");
    }

    @Test
    void shouldHoldWhereNoRowFollows() {
        check("A [^B]", "a", "0-0:A");
        check("A [^B]", "aba", "2-2:A");
        check("A [^X]", "aa", "1-1:A");
        check("X* [^A]", "ba", "0-1:XX");
    }

    @Test
    void shouldTakeNoRow() {
        check("A [^B] [^C] D", "adabdacd", "0-1:AD");
        check("A [^B] [^B] C", "ac", "0-1:AC");
        check("A [^B] X B", "acb", "0-2:AXB");
    }

    @Test
    void shouldStandInGroupsAndLoops() {
        check("(A [^C])+", "aac", "0-0:A");
        check("(A [^C])+", "aaa", "0-2:AAA");
        check("(A [^C])+ B", "aab", "0-2:AAB");
        check("([^C] X)+", "abca", "0-1:XX", "3-3:X");
        check("([^C] X)* C", "abca", "0-2:XXC");
        check("A ([^C] X | C)", "abac", "0-1:AX", "2-3:AC");
        check("([^A] X)+? A", "bba", "0-2:XXA");
        check("A+ [^B]", "aab", "0-0:A");
        check("A+ [^B]", "aac", "0-1:AA");
        check("A+? [^B]", "aac", "0-0:A", "1-1:A");
    }

    @Test
    void shouldBeDecidedByTheConditionAsIfTheRowWereMapped() {
        checkDefined("A [^C] B", "A AS k = 'a', C AS C.x > A.x", "a5 b6 a5 b4", "2-3:AB");
        checkDefined("A [^C]", "A AS k = 'a', C AS x > PREV(x)", "a5 b6 a5 b4", "2-2:A");
        checkDefined("A B [^C]", "A AS k = 'a', B AS k = 'b', C AS C.x = A.x + B.x", "a1 b2 c3 a1 b2 c4", "3-4:AB");
        checkDefined("A [^C]", "A AS k = 'a', C AS COUNT(*) = 2 AND CLASSIFIER() = 'C'", "aba", "2-2:A");
        checkDefined("A [^C] B", "A AS k = 'a', C AS x IS NULL", "a1 b~ a1 b2", "2-3:AB");
        checkDefined("A [^C] B", "A AS k = 'a', C AS x > 5", "a1 b~ a1 b9", "0-1:AB");
    }

    @Test
    void shouldForbidOnEveryRowThatAReluctantStarTakes() {
        check("A X*? [^C] B", "abacb", "0-1:AB");
        check("A X*? [^C] B", "a.b", "0-2:AXB");
        check("A X*? [^C] B", "a.cb");
        check("A X*? [^C] B", "ac.b");
        check("A X*? [^C] B", "a..b", "0-3:AXXB");
        check("A X*? [^C] B", "a*");
        check("A X*? [^C] B", "a.*b", "2-3:AB");
        check("A X*? [^C] B", "acab", "2-3:AB");
        check("A X*? [^C] (B | C)", "acab", "2-3:AB");
        check("A {- X*? -} [^C] B", "abacb", "0-1:AB");
        check("A {- X*? -} [^C] B", "a.b", "0-2:AXB");
        check("A {- X*? -} [^C] B", "a.cb");
        check("A {- X*? -} [^C] B", "a.*b", "2-3:AB");
        check("A {- X*? -} [^C] B", "a.bcab", "0-2:AXB", "4-5:AB");
        check("A {- X*? -} [^C] B {- X*? -} [^D] E", "a.b.eabdea.be", "0-4:AXBXE", "5-12:AXXXXXBE");
        checkSkip("A {- X*? -} [^C] B", "TO NEXT ROW", "aab", "0-2:AXB", "1-2:AB");
        checkSkip("A {- X*? -} [^C] B", "TO NEXT ROW", "acab", "2-3:AB");
    }

    @Test
    void shouldForbidOnTheNextRowOnlyBehindAnythingElse() {
        check("A X* [^C] B", "acb", "0-2:AXB");
        check("A X [^C] B", "acb", "0-2:AXB");
        check("A X [^C] B", "a.*");
        check("A X+? [^C] B", "acb", "0-2:AXB");
    }

    @Test
    void shouldGiveTheRowsThatAreNotExcluded() {
        rows(
                "x, c",
                "MEASURES CLASSIFIER() AS c ALL ROWS PER MATCH PATTERN (A {- X*? -} [^C] B)",
                "a . b a c b",
                "0,A",
                "2,B");
        rows(
                "x, c",
                "MEASURES CLASSIFIER() AS c ALL ROWS PER MATCH PATTERN (A X*? [^C] B)",
                "a . b a c b",
                "0,A",
                "1,X",
                "2,B");
    }

    @Test
    void shouldBeAbsentAtTheEndUntilTimeRunsOut() {
        within("A {- X*? -} [^C]", "3", "a@0 .@5", "0,0,1");
        within("A {- X*? -} [^C]", "3", "a@0 .@1 .@2 .@5", "0,2,3");
        within("A {- X*? -} [^C]", "3", "a@0 c@1 .@5");
        within("A {- X*? -} [^C]", "3", "a@0 .@1 c@2 .@5");
        within("A {- X*? -} [^C]", "3", "a@0 c@3", "0,0,1");
        within("A {- X*? -} [^C]", "3", "a@0 .@2 c@3", "0,1,2");
        within("A X*? [^C]", "3", "a@0 .@1 .@9", "0,1,2");
        within("A B {- X*? -} [^C]", "3", "a@0 b@1 .@2 c@3 a@4 b@5 c@6", "0,2,3");
        within("A {- X*? -} B {- X*? -} [^C]", "4", "a@0 .@1 b@2 .@3 c@4", "0,3,4");
    }

    @Test
    void shouldBeAbsentAtTheEndOfTheInput() {
        within("A {- X*? -} [^C]", "9", "a@0 .@1", "0,1,2");
        within("A {- X*? -} [^C]", "9", "a@0", "0,0,1");
        within("A {- X*? -} [^C]", "9", "a@0 c@1");
    }

    @Test
    void shouldSkipAfterAnAbsence() {
        within("A {- X*? -} [^C]", "3", "a@0 a@1 .@9", "0,1,2");
        within("A {- X*? -} [^C]", "3", "a@0 c@1 a@2 .@9", "2,2,1");
        rows(
                "f, l, n",
                "MEASURES FIRST(x) AS f, LAST(x) AS l, MATCH_NUMBER() AS n AFTER MATCH SKIP TO NEXT ROW PATTERN (A {- X*? -} [^C]) WITHIN INTERVAL '3' SECOND",
                "a@0 a@1 .@9",
                "0,1,1",
                "1,1,2");
        rows(
                "f, l, n",
                "MEASURES FIRST(x) AS f, LAST(x) AS l, MATCH_NUMBER() AS n AFTER MATCH SKIP TO NEXT ROW PATTERN (A {- X*? -} [^C]) WITHIN INTERVAL '3' SECOND",
                "a@0 a@2 c@3 .@9",
                "0,1,1");
    }

    @Test
    void shouldHoldInThePartition() {
        partitions(
                "p, f",
                "PARTITION BY p ORDER BY ts MEASURES FIRST(x) AS f PATTERN (A {- X*? -} [^C]) WITHIN INTERVAL '3' SECOND",
                "q:a@0 r:a@0 q:c@1 r:.@1",
                "r,1");
    }
}
