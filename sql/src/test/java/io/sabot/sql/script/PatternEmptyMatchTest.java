package io.sabot.sql.script;

import static io.sabot.sql.script.PatternCases.check;
import static io.sabot.sql.script.PatternCases.checkSkip;
import static io.sabot.sql.script.PatternCases.partitions;
import static io.sabot.sql.script.PatternCases.rows;

import org.junit.jupiter.api.Test;

class PatternEmptyMatchTest {
    @Test
    void shouldMatchNothingWithAnEmptyPattern() {
        check("()", "ab", "0:()", "1:()");
        check("()", "");
        check("() ()", "a", "0:()");
        check("()+", "a", "0:()");
        check("()*", "a", "0:()");
        check("() | A", "a", "0:()");
        check("A | ()", "ab", "0-0:A", "1:()");
        check("() A ()", "a", "0-0:A");
        check("(() | A) B", "abb", "0-1:AB", "2-2:B");
        check("(A | ()) B", "abb", "0-1:AB", "2-2:B");
    }

    @Test
    void shouldMatchNothingWhereAQuantifierMay() {
        check("A*", "aba", "0-0:A", "1:()", "2-2:A");
        check("A?", "aab", "0-0:A", "1-1:A", "2:()");
        check("A{0,2}", "aaab", "0-1:AA", "2-2:A", "3:()");
        check("A{,2}", "ba", "0:()", "1-1:A");
        check("A{0,}", "b", "0:()");
        check("A* B*", "acb", "0-0:A", "1:()", "2-2:B");
        check("(A B)*", "aab", "0:()", "1-2:AB");
        check("A? B?", "cab", "0:()", "1-2:AB");
    }

    @Test
    void shouldPreferNothingIfReluctant() {
        check("A??", "aa", "0:()", "1:()");
        check("A*?", "aa", "0:()", "1:()");
        check("A{0,2}?", "a", "0:()");
        check("A{,2}?", "a", "0:()");
        check("A*? B??", "ab", "0:()", "1:()");
        check("A?? B*", "bab", "0-0:B", "1:()", "2-2:B");
    }

    @Test
    void shouldMatchNothingAtAnAnchor() {
        check("^", "aa", "0:()");
        check("$", "aa");
        check("^ $", "a");
        check("A | ^", "bab", "0:()", "1-1:A");
    }

    @Test
    void shouldHaveNoValues() {
        rows(
                "*",
                "MEASURES MATCH_NUMBER() AS n, CLASSIFIER() AS c, x AS a, A.x AS b, FIRST(x) AS d, LAST(A.x) AS e PATTERN (A*)",
                ".",
                "1,,,,,");
        rows(
                "*",
                "MEASURES COUNT(*) AS a, COUNT(A.*) AS b, COUNT(A.x) AS c, COUNT(x) AS d PATTERN (A*)",
                ".",
                "0,0,0,0");
        rows("*", "MEASURES SUM(x) AS a, AVG(A.x) AS b, MIN(x) AS c, MAX(A.x) AS d PATTERN (A*)", ".", ",,,");
        rows("*", "MEASURES PREV(x) AS a, NEXT(x) AS b, PREV(A.x, 0) AS c PATTERN (A*)", ". .", ",,", ",,");
        rows("x, m, c", "MEASURES x AS m, CLASSIFIER(A) AS c ALL ROWS PER MATCH PATTERN (A*)", ". a", "0,,", "1,1,A");
        rows(
                "x, f, r, n",
                "MEASURES FINAL LAST(x) AS f, RUNNING LAST(x) AS r, FINAL COUNT(*) AS n ALL ROWS PER MATCH PATTERN (A*)",
                ".",
                "0,,,0");
    }

    @Test
    void shouldKeepThePartition() {
        partitions(
                "*",
                "PARTITION BY p ORDER BY ts MEASURES COUNT(*) AS n PATTERN (A*)",
                "q:a r:. q:.",
                "q,1",
                "r,0",
                "q,0");
    }

    @Test
    void shouldGoOnAtTheNextRowWhateverTheSkipMode() {
        checkSkip("A*", "PAST LAST ROW", "bb", "0:()", "1:()");
        checkSkip("A*", "TO NEXT ROW", "bb", "0:()", "1:()");
        checkSkip("A*", "TO LAST A", "bb", "0:()", "1:()");
        checkSkip("(B A)*", "TO FIRST A", "bb", "0:()", "1:()");
    }

    @Test
    void shouldBeCounted() {
        rows(
                "n",
                "MEASURES MATCH_NUMBER() AS n ALL ROWS PER MATCH OMIT EMPTY MATCHES PATTERN (A*)",
                ". . a . a",
                "3",
                "5");
        rows(
                "n, s",
                "MEASURES MATCH_NUMBER() AS n, COUNT(*) AS s ONE ROW PER MATCH PATTERN (A*)",
                ". a .",
                "1,0",
                "2,1",
                "3,0");
    }
}
