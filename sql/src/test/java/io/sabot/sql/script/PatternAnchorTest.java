package io.sabot.sql.script;

import static io.sabot.sql.script.PatternCases.check;
import static io.sabot.sql.script.PatternCases.checkSkip;
import static io.sabot.sql.script.PatternCases.partitions;

import org.junit.jupiter.api.Test;

class PatternAnchorTest {
    @Test
    void shouldBeginAtTheFirstRow() {
        check("^ A", "aa", "0-0:A");
        check("^ A", "ba");
        check("^ A+", "aaba", "0-1:AA");
        check("^ X A", "bab", "0-1:XA");
        check("^ A | B", "abab", "0-0:A", "1-1:B", "3-3:B");
        check("^ (A | B)", "bb", "0-0:B");
        check("(^ A | B) C", "acacbc", "0-1:AC", "4-5:BC");
        check("^ A*", "ba", "0:()");
        check("^ ^ A", "a", "0-0:A");
        check("^ () A", "a", "0-0:A");
        checkSkip("^ A A", "TO NEXT ROW", "aaa", "0-1:AA");
    }

    @Test
    void shouldEndAtTheLastRow() {
        check("A $", "aa", "1-1:A");
        check("A $", "ab");
        check("A+ $", "aba", "2-2:A");
        check("A+ $", "aaa", "0-2:AAA");
        check("A+? $", "aa", "0-1:AA");
        check("X*? A $", "baa", "0-2:XXA");
        check("A $ | B", "aba", "1-1:B", "2-2:A");
        check("A (B | $)", "aba", "0-1:AB", "2-2:A");
        check("A (B | $)", "abab", "0-1:AB", "2-3:AB");
        check("A B? $", "aab", "1-2:AB");
        check("A B?? $", "aab", "1-2:AB");
        check("A $ $", "a", "0-0:A");
        checkSkip("A+ $", "TO NEXT ROW", "aaa", "0-2:AAA", "1-2:AA", "2-2:A");
    }

    @Test
    void shouldBeginAndEnd() {
        check("^ A+ $", "aaa", "0-2:AAA");
        check("^ A+ $", "aba");
        check("^ A $", "aa");
        check("^ A $", "a", "0-0:A");
        check("^ A* $", "ab");
        check("A* $", "ab");
    }

    @Test
    void shouldHoldNowhereElse() {
        check("A ^", "aa");
        check("A ^ B", "ab");
        check("$ A", "a");
        check("A $ B", "ab");
        check("A (^ B | C)", "abac", "2-3:AC");
        check("(A ^)? B", "ab", "1-1:B");
        check("(A $)? B", "ab", "1-1:B");
        check("(^ A)+", "aa", "0-0:A");
        check("(A $)+", "aa", "1-1:A");
        check("(^ A)* B", "aab", "2-2:B");
    }

    @Test
    void shouldBeTheFirstAndLastRowOfThePartitionAndNotOfTheSearch() {
        check("^ A B | C", "cab", "0-0:C");
        check("A B | C $", "cabc", "1-2:AB", "3-3:C");
        check("(^ | A) B", "bab", "0-0:B", "1-2:AB");
    }

    @Test
    void shouldAnchorInEveryPartition() {
        partitions(
                "p, n",
                "PARTITION BY p ORDER BY ts MEASURES COUNT(*) AS n PATTERN (^ A+ $)",
                "q:a r:a q:a r:b s:a",
                "q,2",
                "s,1");
    }
}
