package io.sabot.sql.script;

import static io.sabot.sql.script.PatternCases.check;
import static io.sabot.sql.script.PatternCases.checkDefined;
import static io.sabot.sql.script.PatternCases.checkSkip;

import org.junit.jupiter.api.Test;

class PatternPermuteTest {
    @Test
    void shouldTakeRowsInAnyOrder() {
        check("PERMUTE(A, B)", "abba", "0-1:AB", "2-3:BA");
        check(
                "PERMUTE(A, B, C)",
                "abcacbbacbcacabcba",
                "0-2:ABC",
                "3-5:ACB",
                "6-8:BAC",
                "9-11:BCA",
                "12-14:CAB",
                "15-17:CBA");
        check("PERMUTE(A, B, C, D)", "dcba", "0-3:DCBA");
        check("PERMUTE(A)", "ba", "1-1:A");
        check("PERMUTE(A, B)", "aab", "1-2:AB");
        check("PERMUTE(A, B)", "aa");
    }

    @Test
    void shouldPreferTheOrdersAsTheyAreWritten() {
        check("PERMUTE(A, B, C)", "***", "0-2:ABC");
        check("PERMUTE(C, B, A)", "***", "0-2:CBA");
        check("PERMUTE(A, B, C)", "*a*", "0-2:BAC");
        check("PERMUTE(A, B, C)", "*a.");
        check("PERMUTE(A, B, C)", "**a", "0-2:BCA");
        check("PERMUTE(A, X)", "ab", "0-1:AX");
        check("PERMUTE(X, A)", "aa", "0-1:XA");
        check("PERMUTE(X, A)", "ab", "0-1:AX");
        check("PERMUTE(A, X, B)", "cba", "0-2:XBA");
        check("PERMUTE(A, X, B)", "aab", "0-2:AXB");
        check("PERMUTE(A?, B)", "ba", "0-0:B");
        check("PERMUTE(A, B?)", "ba", "0-1:BA");
        check("PERMUTE(A?, B?)", "ba", "0-0:B", "1-1:A");
        check("PERMUTE(A?, B?)", "ab", "0-1:AB");
        check("PERMUTE(A*, B)", "aab", "0-2:AAB");
        check("PERMUTE(A+, B)", "baa", "0-2:BAA");
        check("PERMUTE(A+, B+) C", "bbaac", "0-4:BBAAC");
        check("PERMUTE(A+?, B)", "baa", "0-1:BA");
    }

    @Test
    void shouldPermuteSequencesAndChoices() {
        check("PERMUTE(A B, C)", "cab", "0-2:CAB");
        check("PERMUTE(A B, C)", "acb");
        check("PERMUTE(A B, C D)", "cdab", "0-3:CDAB");
        check("PERMUTE(A | B, C)", "cb", "0-1:CB");
        check("PERMUTE(A | B, C)", "bcac", "0-1:BC", "2-3:AC");
        check("PERMUTE((A | B), C)", "ca", "0-1:CA");
        check("PERMUTE(A{2}, B)", "baa", "0-2:BAA");
        check("PERMUTE(A{2}, B)", "aba");
        check("PERMUTE(A, PERMUTE(B, C))", "cba", "0-2:CBA");
        check("PERMUTE(A, PERMUTE(B, C))", "bac");
        check("PERMUTE(A, A)", "aa", "0-1:AA");
        check("PERMUTE(A, B, A)", "aab", "0-2:AAB");
        check("PERMUTE(A, ())", "a", "0-0:A");
    }

    @Test
    void shouldStandAmongOthers() {
        check("A PERMUTE(B, C) D", "acbd", "0-3:ACBD");
        check("PERMUTE(A, B) | C", "cba", "0-0:C", "1-2:BA");
        check("PERMUTE(A, B)+", "abba", "0-3:ABBA");
        check("PERMUTE(A, B){2}", "abab", "0-3:ABAB");
        check("PERMUTE(A, B)* C", "bac", "0-2:BAC");
        check("PERMUTE(A, B)? C", "abc", "0-2:ABC");
        check("PERMUTE(A, B)+? C", "abbac", "0-4:ABBAC");
        check("^ PERMUTE(A, B) $", "ba", "0-1:BA");
        checkSkip("PERMUTE(A, B)", "TO NEXT ROW", "abab", "0-1:AB", "1-2:BA", "2-3:AB");
    }

    @Test
    void shouldAskConditionsInTheOrderOfTheRows() {
        checkDefined("PERMUTE(A, B)", "B AS B.x > A.x", "a1 b2 c2 d1", "0-1:AB");
        checkDefined("PERMUTE(A, B)", "A AS k = 'a', B AS x > PREV(x)", "b1 b2 a0", "1-2:BA");
        checkDefined(
                "PERMUTE(A, B, C)",
                "A AS CLASSIFIER() = 'A', B AS COUNT(*) = 3, C AS COUNT(C.*) = 1",
                "aaa",
                "0-2:ACB");
    }
}
