package io.sabot.sql.script;

import static io.sabot.sql.script.PatternCases.check;
import static io.sabot.sql.script.PatternCases.checkSkip;
import static io.sabot.sql.script.PatternCases.rows;

import org.junit.jupiter.api.Test;

class PatternExclusionTest {
    @Test
    void shouldLeaveExcludedRowsOut() {
        rows("x, c", "MEASURES CLASSIFIER() AS c ALL ROWS PER MATCH PATTERN (A {- B+ -} C)", "a b b c", "0,A", "3,C");
        rows("x, c", "MEASURES CLASSIFIER() AS c ALL ROWS PER MATCH PATTERN ({- A -} B)", "a b", "1,B");
        rows("x, c", "MEASURES CLASSIFIER() AS c ALL ROWS PER MATCH PATTERN (A {- B -})", "a b a b", "0,A", "2,A");
        rows("x, c", "MEASURES CLASSIFIER() AS c ALL ROWS PER MATCH PATTERN (A {- X*? -} B)", "a . . b", "0,A", "3,B");
        rows("x, c", "MEASURES CLASSIFIER() AS c ALL ROWS PER MATCH PATTERN (A {- B C -} D)", "a b c d", "0,A", "3,D");
        rows(
                "x, c",
                "MEASURES CLASSIFIER() AS c ALL ROWS PER MATCH PATTERN (A {- B | C -} D)",
                "a b d a c d",
                "0,A",
                "2,D",
                "3,A",
                "5,D");
        rows(
                "x, c",
                "MEASURES CLASSIFIER() AS c ALL ROWS PER MATCH PATTERN (A {- B -} C {- D -})",
                "a b c d",
                "0,A",
                "2,C");
        rows("x, c", "MEASURES CLASSIFIER() AS c ALL ROWS PER MATCH PATTERN ({- A -} {- B -} C)", "a b c", "2,C");
    }

    @Test
    void shouldLeaveOutOnlyWhatIsMappedInside() {
        rows("x, c", "MEASURES CLASSIFIER() AS c ALL ROWS PER MATCH PATTERN (A {- A+ -} A)", "a a a a", "0,A", "3,A");
        rows("x, c", "MEASURES CLASSIFIER() AS c ALL ROWS PER MATCH PATTERN (A+ {- A -})", "a a a", "0,A", "1,A");
        rows("x, c", "MEASURES CLASSIFIER() AS c ALL ROWS PER MATCH PATTERN (A {- A*? -} B)", "a a a b", "0,A", "3,B");
        rows("x, c", "MEASURES CLASSIFIER() AS c ALL ROWS PER MATCH PATTERN (A* {- A -} B)", "a a b", "0,A", "2,B");
        rows(
                "x, c",
                "MEASURES CLASSIFIER() AS c ALL ROWS PER MATCH PATTERN ((A B | {- A -} C))",
                "a b a c",
                "0,A",
                "1,B",
                "3,C");
        rows("x, c", "MEASURES CLASSIFIER() AS c ALL ROWS PER MATCH PATTERN (A {- B? -} C)", "a c", "0,A", "1,C");
    }

    @Test
    void shouldExcludeInGroupsAndLoops() {
        rows(
                "x, c",
                "MEASURES CLASSIFIER() AS c ALL ROWS PER MATCH PATTERN ((A {- B -})+ C)",
                "a b a b c",
                "0,A",
                "2,A",
                "4,C");
        rows(
                "x, c",
                "MEASURES CLASSIFIER() AS c ALL ROWS PER MATCH PATTERN (A ({- B -} | C)* D)",
                "a b c b d",
                "0,A",
                "2,C",
                "4,D");
        rows(
                "x, c",
                "MEASURES CLASSIFIER() AS c ALL ROWS PER MATCH PATTERN (A {- (B C)+ -} D)",
                "a b c b c d",
                "0,A",
                "5,D");
        rows(
                "x, c",
                "MEASURES CLASSIFIER() AS c ALL ROWS PER MATCH PATTERN (A {- PERMUTE(B, C) -} D)",
                "a c b d",
                "0,A",
                "3,D");
        rows(
                "x, c",
                "MEASURES CLASSIFIER() AS c ALL ROWS PER MATCH PATTERN (PERMUTE(A, {- B -}) C)",
                "b a c",
                "1,A",
                "2,C");
        rows("x, c", "MEASURES CLASSIFIER() AS c ALL ROWS PER MATCH PATTERN (A {- B -}+ C)", "a b b c", "0,A", "3,C");
    }

    @Test
    void shouldMatchExcludedRowsLikeOthers() {
        check("A {- X*? -} C", "abbc", "0-3:AXXC");
        check("A {- B+ -} C", "abbc", "0-3:ABBC");
        check("{- A -}", "aa", "0-0:A", "1-1:A");
        check("A {- B -} C", "ac");
        checkSkip("A {- B+ -} X", "TO LAST B", "abbcabc", "0-3:ABBX", "4-6:ABX");
        checkSkip("{- A -} A", "TO NEXT ROW", "aaa", "0-1:AA", "1-2:AA");
    }

    @Test
    void shouldCountExcludedRowsInMeasures() {
        rows(
                "x, n, s, f, l",
                "MEASURES COUNT(*) AS n, SUM(x) AS s, FIRST(B.x) AS f, LAST(B.x) AS l ALL ROWS PER MATCH PATTERN (A {- B+ -} C)",
                "a b b c",
                "0,1,0,,",
                "3,4,6,1,2");
        rows(
                "x, n, s, f",
                "MEASURES FINAL COUNT(*) AS n, FINAL SUM(B.x) AS s, FINAL LAST(B.x) AS f ALL ROWS PER MATCH PATTERN (A {- B+ -} C)",
                "a b b c",
                "0,4,3,2",
                "3,4,3,2");
        rows(
                "x, a, b",
                "MEASURES PREV(x) AS a, NEXT(x) AS b ALL ROWS PER MATCH PATTERN (A {- B -} C)",
                "a b c",
                "0,,1",
                "2,1,");
        rows(
                "x, a, b",
                "MEASURES FINAL LAST(x) AS a, FINAL LAST(CLASSIFIER()) AS b ALL ROWS PER MATCH PATTERN (A {- B -})",
                "a b",
                "0,1,B");
        rows(
                "x, a",
                "MEASURES LAST(CLASSIFIER(), 1) AS a ALL ROWS PER MATCH PATTERN (A {- B -} C)",
                "a b c",
                "0,",
                "2,B");
    }

    @Test
    void shouldCountExcludedRowsInOneRow() {
        rows(
                "*",
                "MEASURES COUNT(*) AS n, x AS l, CLASSIFIER() AS c, SUM(B.x) AS s PATTERN (A {- B+ -})",
                "a b b",
                "3,2,B,3");
        rows("*", "MEASURES COUNT(*) AS n PATTERN ({- A+ -})", "a a . a", "2", "1");
    }

    @Test
    void shouldGiveNoRowIfAllAreExcluded() {
        rows("x", "ALL ROWS PER MATCH PATTERN ({- A B -})", "a b");
        rows("x, n", "MEASURES MATCH_NUMBER() AS n ALL ROWS PER MATCH PATTERN ({- A -} | B)", "a b a b", "1,2", "3,4");
        rows("x, n", "MEASURES MATCH_NUMBER() AS n ALL ROWS PER MATCH PATTERN ({- A* -})", ". a .", "0,1", "2,3");
        rows("x, n", "MEASURES MATCH_NUMBER() AS n ALL ROWS PER MATCH OMIT EMPTY MATCHES PATTERN ({- A* -})", ". a .");
        rows(
                "x, n",
                "MEASURES MATCH_NUMBER() AS n ALL ROWS PER MATCH SHOW EMPTY MATCHES PATTERN ({- A* -} B?)",
                ". a b",
                "0,1",
                "2,2");
    }

    @Test
    void shouldSeeExcludedRowsInConditions() {
        rows(
                "x",
                "ALL ROWS PER MATCH PATTERN (A {- B+ -} C) DEFINE A AS k = 'a', B AS k = 'b', C AS x > LAST(B.x) AND COUNT(*) = 4",
                "a0 b1 b2 c3",
                "0",
                "3");
    }
}
