package io.sabot.sql.script;

import static io.sabot.sql.script.PatternCases.emits;

import org.junit.jupiter.api.Test;

class PatternEmissionTest {
    /** First and last x of the matches. */
    private static void out(String pattern, String input, String expected) {
        emits("f, l", "MEASURES FIRST(x) AS f, LAST(x) AS l PATTERN (" + pattern + ")", input, expected);
    }

    private static void overlapping(String pattern, String input, String expected) {
        emits(
                "f, l",
                "MEASURES FIRST(x) AS f, LAST(x) AS l AFTER MATCH SKIP TO NEXT ROW PATTERN (" + pattern + ")",
                input,
                expected);
    }

    @Test
    void shouldComeOutWithTheLastRowIfNothingElseCanWin() {
        out("A B", "a b a", "a b 0,1 a");
        out("A B+?", "a b b", "a b 0,1 b");
        out("A | A B", "a b", "a 0,0 b");
        out("A B? C", "a b c .", "a b c 0,2 .");
        out("A X*? B", "a . b .", "a . b 0,2 .");
        out("A{2}", "a a a", "a a 0,1 a");
        out("A{2,3}", "a a a a .", "a a a 0,2 a .");
        out("A{2,3}?", "a a a", "a a 0,1 a");
        out("PERMUTE(A, B)", "b a .", "b a 0,1 .");
        out("^ A", "a a", "a 0,0 a");
    }

    @Test
    void shouldWaitForTheRowThatEndsAGreedyLoop() {
        out("A B+", "a b b . a", "a b b . 0,2 a");
        out("A B*", "a . .", "a . 0,0 .");
        out("A+", "a a b .", "a a b 0,1 .");
        out("A B?", "a . .", "a . 0,0 .");
        out("A B?", "a b .", "a b 0,1 .");
        out("A+ B*", "a b c .", "a b c 0,1 .");
        out("A{2,}", "a a a b .", "a a a b 0,2 .");
    }

    @Test
    void shouldWaitForThePreferredWay() {
        out("A B C | A B", "a b c .", "a b c 0,2 .");
        out("A B C | A B", "a b d .", "a b d 0,1 .");
        out("A B | A", "a c .", "a c 0,0 .");
        out("(A B)+", "a b a c .", "a b a c 0,1 .");
        out("A X* B", "a b .", "a b . 0,1");
        out("A X X | A", "a . . .", "a . . 0,2 .");
    }

    @Test
    void shouldWaitForAnEarlierStart() {
        out("A B C D | B C", "a b c d .", "a b c d 0,3 .");
        out("A B C D | B C", "a b c e .", "a b c e 1,2 .");
        out("A B C | B", "a b d .", "a b d 1,1 .");
        out("A X*? B | C", "a c b .", "a c b 0,2 .");
    }

    @Test
    void shouldComeOutAsTheyCompleteWhenTheyMayOverlap() {
        overlapping("A X*? B | C", "a c b .", "a c 1,1 b 0,2 .");
        overlapping("A X{3} | B", "a b . . .", "a b 1,1 . . 0,3 .");
        emits(
                "f, l, n",
                "MEASURES FIRST(x) AS f, LAST(x) AS l, MATCH_NUMBER() AS n AFTER MATCH SKIP TO NEXT ROW PATTERN (A X*? B | C)",
                "a c b .",
                "a c b 0,2,1 1,1,2 .");
    }

    @Test
    void shouldWaitForTheRowsThatNEXTReadsAndNoMore() {
        emits("f", "MEASURES FIRST(x) AS f PATTERN (A) DEFINE A AS NEXT(x) > x", "a1 b2 c1", "a b 1 c");
        emits("f", "MEASURES FIRST(x) AS f PATTERN (A) DEFINE A AS NEXT(x, 2) > x", "a1 b0 c2 d0 .", "a b c 1 d . 2");
        emits("n", "MEASURES NEXT(A.x) AS n PATTERN (A)", "a . a .", "a . 1 a . 3");
        emits("n", "MEASURES NEXT(A.x, 2) AS n PATTERN (A B)", "a b . .", "a b . . 2");
        emits(
                "f",
                "MEASURES FIRST(x) AS f PATTERN (A B) DEFINE A AS k = 'a', B AS NEXT(k) = 'c'",
                "a b c .",
                "a b c 0 .");
    }

    @Test
    void shouldDecideAnEndByTheEnd() {
        out("A $", "a a", "a a 1,1");
        out("A+ $", "a a", "a a 0,1");
        out("X* A", "a b", "a b 0,0");
    }

    @Test
    void shouldComeOutWhenTimeRunsOut() {
        emits(
                "p, f, l",
                "PARTITION BY p ORDER BY ts MEASURES FIRST(x) AS f, LAST(x) AS l PATTERN (A B+) WITHIN INTERVAL '3' SECOND",
                "q:a@0 q:b@1 r:.@2 r:.@3 r:.@4",
                "a b . . q,0,1 .");
        emits(
                "p, f, l",
                "PARTITION BY p ORDER BY ts MEASURES FIRST(x) AS f, LAST(x) AS l PATTERN (A X*) WITHIN INTERVAL '3' SECOND",
                "q:a@0 r:.@1 r:.@2 r:.@5 r:.@6",
                "a . . . q,0,0 .");
        emits(
                "p, f, s",
                "PARTITION BY p ORDER BY ts MEASURES FIRST(x) AS f, MATCH_STATUS() AS s ONE ROW PER MATCH SHOW TIMEOUT MATCHES PATTERN (A B) WITHIN INTERVAL '2' SECOND",
                "q:a@0 r:.@1 r:.@2 r:.@3",
                "a . . q,0,TIMEOUT .");
        emits(
                "p, f",
                "PARTITION BY p ORDER BY ts MEASURES FIRST(x) AS f PATTERN (A {- X*? -} [^C]) WITHIN INTERVAL '2' SECOND",
                "q:a@0 r:.@1 r:.@2 r:.@3",
                "a . . q,0 .");
        emits(
                "f, l",
                "MEASURES FIRST(x) AS f, LAST(x) AS l PATTERN (A X{3} | A) WITHIN INTERVAL '2' SECOND",
                "a@0 .@1 .@2 .@3",
                "a . . 0,0 .");
    }

    @Test
    void shouldLetTheNextRowBeTested() {
        out("A [^B]", "a c b", "a c 0,0 b");
        out("A [^B] C", "a c b", "a c 0,1 b");
    }

    @Test
    void shouldGiveAllRowsWhenTheMatchIsSure() {
        emits(
                "x, n",
                "MEASURES MATCH_NUMBER() AS n ALL ROWS PER MATCH PATTERN (A B+)",
                "a b b . .",
                "a b b . 0,1 1,1 2,1 .");
        emits("x, n", "MEASURES COUNT(*) AS n ALL ROWS PER MATCH PATTERN (A B C)", "a b c .", "a b c 0,1 1,2 2,3 .");
    }

    @Test
    void shouldGiveUnmatchedRowsWhenNoMatchCanHaveThem() {
        emits(
                "x, n",
                "MEASURES MATCH_NUMBER() AS n ALL ROWS PER MATCH WITH UNMATCHED ROWS PATTERN (A B)",
                ". a . a b .",
                ". 0, a . 1, 2, a b 3,1 4,1 . 5,");
    }

    @Test
    void shouldGiveAnEmptyMatchAtOnceIfItIsPreferred() {
        emits("n", "MEASURES MATCH_NUMBER() AS n PATTERN (A??)", "a a", "a 1 a 2");
        emits("n", "MEASURES MATCH_NUMBER() AS n PATTERN (A*)", ". a .", ". 1 a . 2 3");
    }
}
