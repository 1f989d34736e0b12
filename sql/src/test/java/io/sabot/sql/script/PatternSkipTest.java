package io.sabot.sql.script;

import static io.sabot.sql.script.PatternCases.check;
import static io.sabot.sql.script.PatternCases.checkSkip;
import static io.sabot.sql.script.PatternCases.checkSkipFails;
import static io.sabot.sql.script.PatternCases.rows;

import org.junit.jupiter.api.Test;

class PatternSkipTest {
    @Test
    void shouldSkipPastTheLastRowByDefault() {
        check("A B", "abab", "0-1:AB", "2-3:AB");
        check("A A", "aaaaa", "0-1:AA", "2-3:AA");
        check("A B? A", "aabaa", "0-1:AA", "3-4:AA");
        checkSkip("A A", "PAST LAST ROW", "aaaaa", "0-1:AA", "2-3:AA");
        checkSkip("A B A", "PAST LAST ROW", "ababa", "0-2:ABA");
    }

    @Test
    void shouldSkipToTheNextRow() {
        checkSkip("A A", "TO NEXT ROW", "aaa", "0-1:AA", "1-2:AA");
        checkSkip("A B A", "TO NEXT ROW", "ababa", "0-2:ABA", "2-4:ABA");
        checkSkip("A+", "TO NEXT ROW", "aaba", "0-1:AA", "1-1:A", "3-3:A");
        checkSkip("A+?", "TO NEXT ROW", "aaa", "0-0:A", "1-1:A", "2-2:A");
        checkSkip("A X* B", "TO NEXT ROW", "aabb", "0-3:AXXB", "1-3:AXB");
        checkSkip("A X*? B", "TO NEXT ROW", "aabb", "0-2:AXB", "1-2:AB");
        checkSkip("A{2,3}", "TO NEXT ROW", "aaaa", "0-2:AAA", "1-3:AAA", "2-3:AA");
    }

    @Test
    void shouldSkipToTheFirstRowOfAVariable() {
        checkSkip("A B+", "TO FIRST B", "abab", "0-1:AB", "2-3:AB");
        checkSkip("A+ B+ A", "TO FIRST B", "aabba", "0-4:AABBA");
        checkSkip("A X X", "TO FIRST X", "aaaa", "0-2:AXX", "1-3:AXX");
        checkSkip("X A+", "TO FIRST A", "aaaa", "0-3:XAAA", "1-3:XAA", "2-3:XA");
        checkSkip("(A | B) C+", "TO FIRST C", "accbc", "0-2:ACC", "3-4:BC");
    }

    @Test
    void shouldSkipToTheLastRowOfAVariable() {
        checkSkip("A B+ A", "TO LAST A", "abbaba", "0-3:ABBA", "3-5:ABA");
        checkSkip("X A+", "TO LAST A", "aaaa", "0-3:XAAA");
        checkSkip("A X A", "TO LAST X", "aaaaa", "0-2:AXA", "1-3:AXA", "2-4:AXA");
        checkSkip("A+ B", "TO LAST B", "aabab", "0-2:AAB", "3-4:AB");
        checkSkip("A A B A", "TO LAST A", "aabaaba", "0-3:AABA", "3-6:AABA");
    }

    @Test
    void shouldSkipToAVariableAsToItsLastRow() {
        checkSkip("A B+ A", "TO A", "abbaba", "0-3:ABBA", "3-5:ABA");
        checkSkip("A A B", "TO B", "aabaab", "0-2:AAB", "3-5:AAB");
    }

    @Test
    void shouldSkipToASubset() {
        rows(
                "f, l",
                "MEASURES FIRST(x) AS f, LAST(x) AS l AFTER MATCH SKIP TO FIRST U PATTERN (A (B | C)+) SUBSET U = (B, C)",
                "a c b a b",
                "0,2",
                "3,4");
        rows(
                "f, l",
                "MEASURES FIRST(x) AS f, LAST(x) AS l AFTER MATCH SKIP TO LAST U PATTERN (A B C X) SUBSET U = (B, C)",
                "a b c a b c a",
                "0,3",
                "3,6");
        rows(
                "f, l",
                "MEASURES FIRST(x) AS f, LAST(x) AS l AFTER MATCH SKIP TO U PATTERN (A X? A) SUBSET U = (X, A)",
                "a b a a",
                "0,2",
                "2,3");
    }

    @Test
    void shouldSkipToRowsThatGiveNoOutput() {
        rows(
                "x, n",
                "MEASURES MATCH_NUMBER() AS n ALL ROWS PER MATCH AFTER MATCH SKIP TO LAST B PATTERN (A {- B -} X)",
                "a b a b a",
                "0,1",
                "2,1",
                "2,2",
                "4,2");
    }

    @Test
    void shouldGoOnAtTheNextRowAfterAnEmptyMatch() {
        checkSkip("A*", "TO NEXT ROW", "baa", "0:()", "1-2:AA", "2-2:A");
        checkSkip("A*", "PAST LAST ROW", "baab", "0:()", "1-2:AA", "3:()");
        checkSkip("(A B)?", "TO B", ".ab.", "0:()", "1-2:AB", "2:()", "3:()");
        checkSkip("(A A)??", "TO LAST A", "aa", "0:()", "1:()");
    }

    @Test
    void shouldFailIfNoRowIsMappedToTheVariable() {
        checkSkipFails("A B? C", "TO B", "ac", "no row of the match");
        checkSkipFails("A B? C", "TO FIRST B", "ac", "no row of the match");
        checkSkipFails("A (B | C)", "TO LAST B", "abac", "no row of the match");
        checkSkipFails("A B* C", "TO LAST B", "abcac", "no row of the match");
    }

    @Test
    void shouldFailIfTheRowIsTheFirstOfTheMatch() {
        checkSkipFails("A+", "TO LAST A", "a", "first row");
        checkSkipFails("B? A", "TO A", "a", "first row");
        checkSkipFails("B? A", "TO FIRST A", "a", "first row");
        checkSkipFails("PERMUTE(A, B)", "TO FIRST A", "ab", "first row");
        checkSkipFails("(A | C? B) C", "TO B", "bc", "first row");
    }

    @Test
    void shouldNotFailBeforeThereIsSuchAMatch() {
        checkSkip("A B? C", "TO B", "aab");
        checkSkip("A B? C", "TO B", "abc", "0-2:ABC");
    }

    @Test
    void shouldSkipBackOverRowsAlreadySeen() {
        checkSkip("A B C+", "TO FIRST B", "abcc", "0-3:ABCC");
        checkSkip("A X+ C", "TO FIRST X", "aaac", "0-3:AXXC", "1-3:AXC");
        checkSkipFails("A X* C", "TO FIRST X", "aaac", "no row of the match");
    }
}
