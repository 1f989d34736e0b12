package io.sabot.sql.script;

import static io.sabot.sql.script.PatternCases.check;

import org.junit.jupiter.api.Test;

class PatternQuantifierTest {
    @Test
    void shouldTakeRowsOneAfterTheOther() {
        check("A B", "ab", "0-1:AB");
        check("A B C", "abcabc", "0-2:ABC", "3-5:ABC");
        check("A B", "a.b");
        check("A B", "ba");
        check("A B", "aab", "1-2:AB");
        check("A", "aba", "0-0:A", "2-2:A");
    }

    @Test
    void shouldChoose() {
        check("A | B", "abc", "0-0:A", "1-1:B");
        check("A (B | C)", "abac", "0-1:AB", "2-3:AC");
        check("(A | B) C", "bcac", "0-1:BC", "2-3:AC");
        check("A B | C D", "cdab", "0-1:CD", "2-3:AB");
        check("A | B | C | D", "dcba", "0-0:D", "1-1:C", "2-2:B", "3-3:A");
        check("A (B | C D | E) F", "acdfaef", "0-3:ACDF", "4-6:AEF");
        check("A B | A C", "ac", "0-1:AC");
        check("(A | A B) C", "abc", "0-2:ABC");
    }

    @Test
    void shouldGroup() {
        check("(A B) C", "abc", "0-2:ABC");
        check("A (B C)", "abc", "0-2:ABC");
        check("((A))", "a", "0-0:A");
        check("((A) (B (C)))", "abc", "0-2:ABC");
        check("(A B){2}", "ababab", "0-3:ABAB");
        check("(A B)+ C", "ababc", "0-4:ABABC");
        check("(A B)* C", "cabc", "0-0:C", "1-3:ABC");
        check("(A B)? C", "bcabc", "1-1:C", "2-4:ABC");
        check("(A | B){2}", "abba", "0-1:AB", "2-3:BA");
        check("(A | B C)+ D", "abcad", "0-4:ABCAD");
    }

    @Test
    void shouldRepeatGreedily() {
        check("A*", "aa", "0-1:AA");
        check("A+", "aab", "0-1:AA");
        check("A? B", "abb", "0-1:AB", "2-2:B");
        check("A B*", "abba", "0-2:ABB", "3-3:A");
        check("A+ B+", "aabb", "0-3:AABB");
        check("A X* B", "aabab", "0-4:AXXXB");
        check("A+ A", "aaa", "0-2:AAA");
        check("A* A", "aaa", "0-2:AAA");
        check("A? A", "aaa", "0-1:AA", "2-2:A");
        check("A* B", "b", "0-0:B");
    }

    @Test
    void shouldRepeatANumberOfTimes() {
        check("A{3}", "aaaaaa", "0-2:AAA", "3-5:AAA");
        check("A{1}", "aa", "0-0:A", "1-1:A");
        check("A{3}", "aabaaa", "3-5:AAA");
        check("A{2,}", "aaaab", "0-3:AAAA");
        check("A{2,}", "a");
        check("A{0,} B", "aab", "0-2:AAB");
        check("A{1,} B", "b");
        check("A{2,3}", "aaaaa", "0-2:AAA", "3-4:AA");
        check("A{2,3}", "aaaa", "0-2:AAA");
        check("A{2,2}", "aaaa", "0-1:AA", "2-3:AA");
        check("A{1,3} B", "aaaab", "1-4:AAAB");
        check("A{0,1} B", "aab", "1-2:AB");
        check("A{,2} B", "aaab", "1-3:AAB");
        check("A{,1}", "aa", "0-0:A", "1-1:A");
        check("A B{2} C", "abbcabc", "0-3:ABBC");
    }

    @Test
    void shouldRepeatReluctantly() {
        check("A+?", "aa", "0-0:A", "1-1:A");
        check("A+? B", "aab", "0-2:AAB");
        check("A B+? C", "abbc", "0-3:ABBC");
        check("A B+?", "abb", "0-1:AB");
        check("A B*?", "abb", "0-0:A");
        check("A B??", "abb", "0-0:A");
        check("A B?? C", "abcac", "0-2:ABC", "3-4:AC");
        check("A X*? B", "aabab", "0-2:AXB", "3-4:AB");
        check("A X+? B", "abb", "0-2:AXB");
        check("A{2,3}?", "aaaaa", "0-1:AA", "2-3:AA");
        check("A{2,3}? B", "aaab", "0-3:AAAB");
        check("A{2,}?", "aaaa", "0-1:AA", "2-3:AA");
        check("A{2,}? B", "aaab", "0-3:AAAB");
        check("A{2}?", "aaa", "0-1:AA");
        check("A{1,3}? B", "aaaab", "1-4:AAAB");
        check("A{,2}? B", "aaab", "1-3:AAB");
        check("A{0,1}? A", "aa", "0-0:A", "1-1:A");
    }

    @Test
    void shouldGiveUpRowsThatWhatFollowsNeeds() {
        check("A* A A", "aaa", "0-2:AAA");
        check("A+ A+ A+", "aaaa", "0-3:AAAA");
        check("X* A", "abab", "0-2:XXA");
        check("X+ A", "abab", "0-2:XXA");
        check("X* X", "ab", "0-1:XX");
        check("X? A", "aa", "0-1:XA");
        check("X{2,3} B", "aabb", "0-3:XXXB");
        check("X*? B", "aabb", "0-2:XXB", "3-3:B");
    }

    @Test
    void shouldNestQuantifiers() {
        check("(A+)+ B", "aaab", "0-3:AAAB");
        check("((A+)+ B)", "aaaa");
        check("(A{2})+", "aaaaa", "0-3:AAAA");
        check("(A{2}){2}", "aaaaa", "0-3:AAAA");
        check("(A{2,3}){2}", "aaaaaa", "0-5:AAAAAA");
        check("(A{2,3}){2}", "aaaaa", "0-4:AAAAA");
        check("(A{2,3}?){2}", "aaaaa", "0-3:AAAA");
        check("(A{2,3}){1,2}?", "aaaaaa", "0-2:AAA", "3-5:AAA");
        check("(A+ B){2}", "aabab", "0-4:AABAB");
        check("(A B+)+ C", "abbabc", "0-5:ABBABC");
        check("(A B*)* C", "aabac", "0-4:AABAC");
        check("(A? B)+", "bab", "0-2:BAB");
        check("((A | B)+ C)+", "abcac", "0-4:ABCAC");
        check("(A+?)+? B", "aab", "0-2:AAB");
        check("(A+?)+", "aa", "0-1:AA");
        check("(A+)+?", "aab", "0-1:AA");
        check("((A B){1,2} C)+ D", "ababcabcd", "0-8:ABABCABCD");
        check("((A B)?){2} C", "ababc", "0-4:ABABC");
    }

    @Test
    void shouldRepeatGroupsReluctantly() {
        check("(A B)+?", "abab", "0-1:AB", "2-3:AB");
        check("(A B)+? A", "ababa", "0-2:ABA");
        check("(A B)+ A", "ababa", "0-4:ABABA");
        check("(A B)*? C", "ababc", "0-4:ABABC");
        check("(A B)?? A", "aba", "0-0:A", "2-2:A");
        check("(A | B)+? B", "abb", "0-1:AB");
        check("(A | B){2,}? C", "abac", "0-3:ABAC");
    }

    @Test
    void shouldEndALoopWhenAnIterationTakesNothing() {
        check("(A??)* B", "b", "0-0:B");
        check("(A??)* B", "ab", "0-1:AB");
        check("(A??)* B", "aab", "0-2:AAB");
        check("(A?)* B", "aab", "0-2:AAB");
        check("(A*)* B", "aab", "0-2:AAB");
        check("(A*)+ B", "aab", "0-2:AAB");
        check("(A*)+ B", "b", "0-0:B");
        check("(A*?)*? B", "aab", "0-2:AAB");
        check("(A*?)+? B", "aab", "0-2:AAB");
        check("(A?)+ B", "ab", "0-1:AB");
        check("(A* B*)* C", "abac", "0-3:ABAC");
        check("(A* | B)* C", "abac", "0-3:ABAC");
        check("(A B?)* B", "abb", "0-2:ABB");
        check("(A B?)* B", "ab", "0-1:AB");
        check("(A | ())* B", "aab", "0-2:AAB");
        check("(() | A)* B", "aab", "0-2:AAB");
        check("((A?)*)* B", "aab", "0-2:AAB");
        check("(A?)*", "aab", "0-1:AA", "2:()");
        check("(A??)*", "aa", "0:()", "1:()");
        check("(^)* A", "aa", "0-0:A", "1-1:A");
    }

    @Test
    void shouldRepeatWhatMayTakeNothingAsOftenAsItMust() {
        check("(A?){2} B", "aab", "0-2:AAB");
        check("(A?){2} B", "ab", "0-1:AB");
        check("(A?){2} B", "b", "0-0:B");
        check("(A?){2} B", "aaab", "1-3:AAB");
        check("(A?){2,} B", "aaab", "0-3:AAAB");
        check("(A?){2,3} B", "aaaab", "1-4:AAAB");
        check("(A??){2} B", "aab", "0-2:AAB");
        check("(A??){2}", "aa", "0:()", "1:()");
        check("(() | A){2} B", "aab", "0-2:AAB");
        check("(A*){3} B", "aab", "0-2:AAB");
        check("(A?){3}", "aaaa", "0-2:AAA", "3-3:A");
        check("(E?){2,}", "ee.e", "0-1:EE", "2:()", "3-3:E");
    }
}
