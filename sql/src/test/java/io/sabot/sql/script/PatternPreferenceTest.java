package io.sabot.sql.script;

import static io.sabot.sql.script.PatternCases.check;
import static io.sabot.sql.script.PatternCases.checkDefined;

import org.junit.jupiter.api.Test;

class PatternPreferenceTest {
    @Test
    void shouldPreferTheFirstChoiceAndNotTheLongest() {
        check("A | A B", "ab", "0-0:A");
        check("A B | A", "aab", "0-0:A", "1-2:AB");
        check("A | A B | A B C", "abc", "0-0:A");
        check("A B C | A B | A", "abab", "0-1:AB", "2-3:AB");
        check("(A | A B) (B | C)?", "ab", "0-1:AB");
        check("(A | A B) (C | ())", "abc", "0-0:A");
        check("(A B | A) (B C | C)", "abc", "0-2:ABC");
        check("(A | A B) (B C | C)", "abc", "0-2:ABC");
    }

    @Test
    void shouldTakeTheFirstVariableThatTheRowCanBe() {
        check("A | B", "*", "0-0:A");
        check("B | A", "*", "0-0:B");
        check("(A | B) (B | A)", "**", "0-1:AB");
        check("(A | B)+", "*b*", "0-2:ABA");
        check("(A | B) C", "*c", "0-1:AC");
        check("(A C | B) C", "*c", "0-1:BC");
        check("(X | A) B", "ab", "0-1:XB");
        check("(A | X) B", "ab", "0-1:AB");
    }

    @Test
    void shouldPreferMoreIfGreedyAndLessIfReluctant() {
        check("A* B*", "**", "0-1:AA");
        check("A*? B*", "**", "0-1:BB");
        check("A* B", "***", "0-2:AAB");
        check("A*? B", "***", "0-0:B", "1-1:B", "2-2:B");
        check("A+ B+", "****", "0-3:AAAB");
        check("A+? B+", "****", "0-3:ABBB");
        check("A+ B+?", "****", "0-3:AAAB");
        check("A+? B+?", "****", "0-1:AB", "2-3:AB");
        check("A? B", "*", "0-0:B");
        check("A? B", "**", "0-1:AB");
        check("A?? B", "**", "0-0:B", "1-1:B");
        check("A{1,2} B{1,2}", "***", "0-2:AAB");
        check("A{1,2}? B{1,2}", "***", "0-2:ABB");
        check("A{,2} B{,2}", "***", "0-2:AAB");
        check("A{2,} B{1,}", "*****", "0-4:AAAAB");
        check("A{2,}? B{1,}", "*****", "0-4:AABBB");
    }

    @Test
    void shouldDecideEarlierChoicesBeforeLaterOnes() {
        check("(A | B) (A | B) C", "**c", "0-2:AAC");
        check("(A | B)* C", "***", "0-2:AAC");
        check("(A | B)*? C", "***", "0-0:C", "1-1:C", "2-2:C");
        check("(A | B C)+ D", "*cd", "0-2:BCD");
        check("(A+ | B) C", "**c", "0-2:AAC");
        check("(A B?)+", "***", "0-2:ABA");
        check("(A B??)+", "***", "0-2:AAA");
        check("(A? B?)+", "***", "0-2:ABA");
        check("(A?? B)+", "***", "0-2:BBB");
        check("(A | B){2} (A | B)?", "***", "0-2:AAA");
        check("((A | B) C)+", "*c*c", "0-3:ACAC");
        check("A (B | C)* D", "a**d", "0-3:ABBD");
        check("X* A X*", "bab", "0-2:XAX");
        check("X*? A X*?", "bab", "0-1:XA");
        check("X* A X*", "bababb", "0-5:XXXAXX");
    }

    @Test
    void shouldGiveUpAPreferredWayOnlyIfItFails() {
        check("A B C | X", "abd", "0-0:X", "1-1:X", "2-2:X");
        check("A B C | X", "abc", "0-2:ABC");
        check("A+ C | A", "aab", "0-0:A", "1-1:A");
        check("A+ C | A+", "aab", "0-1:AA");
        check("(A B)+ C | A", "abab", "0-0:A", "2-2:A");
        check("A X X X D | A X", "aabcd", "0-4:AXXXD");
        check("A X X X D | A X", "aabce", "0-1:AX");
    }

    @Test
    void shouldBeginAsEarlyAsItCan() {
        check("A A B | B A", "aaaba", "1-3:AAB");
        check("A B | B", "bab", "0-0:B", "1-2:AB");
        check("B | A B", "ab", "0-1:AB");
        check("C | X X C", "abc", "0-2:XXC");
    }

    @Test
    void shouldKeepConditionsOfThePreferredWay() {
        checkDefined("(A | B)+ C", "A AS x > 0, B AS x > 0, C AS COUNT(B.*) = 1 AND k = 'c'", "a1 a1 c1", "0-2:ABC");
        checkDefined(
                "(A | B)+ C",
                "A AS x > 0, B AS x > 0, C AS FIRST(CLASSIFIER()) = 'B' AND k = 'c'",
                "a1 a1 c1",
                "0-2:BAC");
        checkDefined("A* B* C", "C AS COUNT(A.*) = COUNT(B.*)", "abcde", "0-4:AABBC");
        checkDefined("A*? B* C", "C AS COUNT(A.*) = COUNT(B.*)", "abcde", "0-0:C", "1-1:C", "2-2:C", "3-3:C", "4-4:C");
        checkDefined("A+? B* C", "C AS COUNT(A.*) = COUNT(B.*)", "abcde", "0-2:ABC");
        checkDefined("(A | B) (C | D)", "C AS LAST(CLASSIFIER(), 1) = 'B', D AS FALSE", "ab", "0-1:BC");
    }

    @Test
    void shouldSurvivePatternsWithVeryManyWays() {
        check("(A+)+ B", "a".repeat(30));
        check("(A* A*)* B", "a".repeat(30) + "b", "0-30:" + "A".repeat(30) + "B");
        check("(A | X | A X)* C", "a".repeat(24));
        check("(A?){20} A{20}", "a".repeat(20), "0-19:" + "A".repeat(20));
    }
}
