package io.sabot.sql.script;

import static io.sabot.sql.script.PatternCases.bounded;
import static io.sabot.sql.script.PatternCases.partitions;
import static io.sabot.sql.script.PatternCases.rows;

import org.junit.jupiter.api.Test;

class PatternWithinTest {
    /** First and last row of the matches. */
    private static void within(String pattern, String interval, String input, String... expected) {
        rows(
                "f, l",
                "MEASURES FIRST(x) AS f, LAST(x) AS l PATTERN (" + pattern + ") WITHIN INTERVAL " + interval,
                input,
                expected);
    }

    private static void overlapping(String pattern, String interval, String input, String... expected) {
        rows(
                "f, l",
                "MEASURES FIRST(x) AS f, LAST(x) AS l, MATCH_NUMBER() AS n AFTER MATCH SKIP TO NEXT ROW PATTERN ("
                        + pattern + ") WITHIN INTERVAL " + interval,
                input,
                expected);
    }

    @Test
    void shouldTakeARowLessThanTheIntervalLater() {
        within("A B", "'2' SECOND", "a@1 b@2", "0,1");
        within("A B", "'2' SECOND", "a@1 b@3");
        within("A B", "'2' SECOND", "a@1 b@4");
        within("A B", "'2' SECOND", "a@1 b@1", "0,1");
        within("A X*? B", "'3' SECOND", "a@1 .@2 b@3", "0,2");
        within("A X*? B", "'3' SECOND", "a@1 .@2 b@4");
    }

    @Test
    void shouldCountFromTheFirstRow() {
        within("A B C", "'3' SECOND", "a@1 b@3 c@4");
        within("A B C", "'3' SECOND", "a@1 b@2 c@3", "0,2");
        within("A+ B", "'3' SECOND", "a@1 a@2 a@3 b@4", "1,3");
        within("A X*? B", "'3' SECOND", "a@1 a@3 b@5", "1,2");
    }

    @Test
    void shouldEndAGreedyLoop() {
        within("A B+", "'3' SECOND", "a@0 b@1 b@2 b@3 b@4", "0,2");
        within("A X*", "'3' SECOND", "a@0 .@1 .@2 .@3", "0,2");
        within("A X* B", "'3' SECOND", "a@0 b@1 .@2 b@3", "0,1");
        within("A+", "'2' SECOND", "a@0 a@1 a@2 a@3 a@5", "0,1", "2,3", "4,4");
        within("X+", "'1' SECOND", "a@0 a@0 a@1", "0,1", "2,2");
    }

    @Test
    void shouldFallBackOnWhatIsInTime() {
        within("A X{3} | A", "'2' SECOND", "a@0 .@1 .@2 .@3", "0,0");
        within("A X{3} | A", "'4' SECOND", "a@0 .@1 .@2 .@3", "0,3");
        within("A B C | B", "'2' SECOND", "a@0 b@1 c@2", "1,1");
        within("A X X B | A X", "'2' SECOND", "a@0 .@1 .@3 b@4", "0,1");
    }

    @Test
    void shouldNotLetRowsAfterTheIntervalInByALaterChoice() {
        within("A (B | C)", "'2' SECOND", "a@0 c@2");
        within("A B?", "'2' SECOND", "a@0 b@2", "0,0");
        within("A* B", "'2' SECOND", "a@0 a@1 b@2", "1,2");
    }

    @Test
    void shouldTakeAnyUnit() {
        within("A B", "'1' MINUTE", "a@0 b@59", "0,1");
        within("A B", "'1' MINUTE", "a@0 b@60");
        within("A B", "'1' HOUR", "a@0 b@3599", "0,1");
        within("A B", "'1' DAY", "a@0 b@86399", "0,1");
        within("A B", "'1:30' MINUTE TO SECOND", "a@0 b@89", "0,1");
        within("A B", "'1:30' MINUTE TO SECOND", "a@0 b@90");
        within("A B", "'0.5' SECOND", "a@0 b@0", "0,1");
        within("A B", "'0.5' SECOND", "a@0 b@1");
    }

    @Test
    void shouldHoldForEachStart() {
        overlapping("A X*? B", "'4' SECOND", "a@1 a@2 a@3 b@5", "1,3", "2,3");
        overlapping("A X*", "'2' SECOND", "a@1 a@2 a@3", "0,1", "1,2", "2,2");
        overlapping("A A", "'2' SECOND", "a@1 a@2 a@4 a@5", "0,1", "2,3");
    }

    @Test
    void shouldHoldInEachPartition() {
        partitions(
                "p, f, l",
                "PARTITION BY p ORDER BY ts MEASURES FIRST(x) AS f, LAST(x) AS l PATTERN (A B) WITHIN INTERVAL '3' SECOND",
                "q:a@1 r:a@2 q:b@3 r:b@5",
                "q,0,2");
    }

    @Test
    void shouldNotConcernRowsBeforeTheMatch() {
        rows(
                "a, f",
                "MEASURES PREV(A.x) AS a, FIRST(x) AS f PATTERN (A B) WITHIN INTERVAL '2' SECOND",
                ".@0 a@10 b@11",
                "0,1");
        rows(
                "a, f",
                "MEASURES NEXT(B.x) AS a, FIRST(x) AS f PATTERN (A B) WITHIN INTERVAL '2' SECOND",
                "a@10 b@11 .@20",
                "2,0");
    }

    @Test
    void shouldNotConcernEmptyMatches() {
        rows(
                "n, s",
                "MEASURES MATCH_NUMBER() AS n, COUNT(*) AS s PATTERN (A*) WITHIN INTERVAL '2' SECOND",
                "a@0 a@1 a@2 .@3 a@9",
                "1,2",
                "2,1",
                "3,0",
                "4,1");
    }

    @Test
    void shouldLeaveRowsUnmatched() {
        rows(
                "x, n",
                "MEASURES MATCH_NUMBER() AS n ALL ROWS PER MATCH WITH UNMATCHED ROWS PATTERN (A B) WITHIN INTERVAL '2' SECOND",
                "a@0 b@2 a@3 b@4",
                "0,",
                "1,",
                "2,1",
                "3,1");
    }

    @Test
    void shouldGoByTheOrderOfABoundedTable() {
        bounded(
                "f, l",
                "MEASURES FIRST(x) AS f, LAST(x) AS l PATTERN (A B) WITHIN INTERVAL '2' SECOND",
                "a1@9 a2@1 b3@5 b4@10 b5@2",
                "2,5",
                "1,4");
    }
}
