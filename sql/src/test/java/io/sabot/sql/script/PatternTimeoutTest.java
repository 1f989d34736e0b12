package io.sabot.sql.script;

import static io.sabot.sql.script.PatternCases.rows;
import static io.sabot.sql.script.PatternCases.stream;

import org.junit.jupiter.api.Test;

class PatternTimeoutTest {
    private static void timeouts(
            String columns, String measures, String pattern, String seconds, String input, String... expected) {
        stream(
                columns,
                "MEASURES " + measures + " ONE ROW PER MATCH SHOW TIMEOUT MATCHES PATTERN (" + pattern
                        + ") WITHIN INTERVAL '" + seconds + "' SECOND",
                input,
                expected);
    }

    private static final String MEASURES = "MATCH_STATUS() AS s, FIRST(x) AS f, COUNT(*) AS n";

    @Test
    void shouldShowAPartialMatchWhoseTimeRanOut() {
        timeouts("*", MEASURES, "A B", "2", "a@0 b@5", "TIMEOUT,0,1");
        timeouts("*", MEASURES, "A B", "2", "a@0 b@2", "TIMEOUT,0,1");
        timeouts("*", MEASURES, "A X*? B", "3", "a@0 .@1 .@2 .@5", "TIMEOUT,0,3");
        timeouts("*", MEASURES, "A X*? B", "3", "a@0 .@1 b@3", "TIMEOUT,0,2");
        timeouts("*", MEASURES, "A B C", "3", "a@0 b@1 c@9", "TIMEOUT,0,2");
    }

    @Test
    void shouldSayMATCHOfAMatch() {
        timeouts("*", MEASURES, "A B", "2", "a@0 b@1", "MATCH,0,2");
        rows("*", "MEASURES MATCH_STATUS() AS s PATTERN (A)", "a", "MATCH");
        rows("x, s", "MEASURES MATCH_STATUS() AS s ALL ROWS PER MATCH PATTERN (A B)", "a b", "0,MATCH", "1,MATCH");
        timeouts("*", MEASURES, "A X*? B", "3", "a@0 .@1 .@5 a@6 b@7", "TIMEOUT,0,2", "MATCH,3,2");
    }

    @Test
    void shouldNotNumberWhatTimedOut() {
        timeouts(
                "*",
                "MATCH_NUMBER() AS n, MATCH_STATUS() AS s",
                "A B",
                "2",
                "a@0 .@5 a@6 b@7 a@8 .@20 a@21 b@22",
                ",TIMEOUT",
                "1,MATCH",
                ",TIMEOUT",
                "2,MATCH");
    }

    @Test
    void shouldHaveNULLForWhatIsNotMatched() {
        timeouts(
                "*",
                "A.x AS a, B.x AS b, C.x AS c, COUNT(C.*) AS n, CLASSIFIER() AS d",
                "A B C",
                "3",
                "a@0 b@1 .@9",
                "0,1,,0,B");
        timeouts("*", "SUM(X.x) AS a, LAST(X.x) AS b, B.x AS c", "A X*? B", "3", "a@0 .@1 .@2 .@3", "3,2,");
    }

    @Test
    void shouldNotShowWhatFailedInTime() {
        timeouts("*", MEASURES, "A B", "5", "a@0 c@1 .@9");
        timeouts("*", MEASURES, "A B C", "5", "a@0 b@1 b@2 .@9");
    }

    @Test
    void shouldNotCallTheEndOfTheInputATimeout() {
        timeouts("*", MEASURES, "A B", "5", "a@0");
        timeouts("*", MEASURES, "A X*? B", "5", "a@0 .@4");
        timeouts("*", MEASURES, "A X*? B", "5", "a@0 .@5", "TIMEOUT,0,1");
    }

    @Test
    void shouldShowEachStartThatTimesOut() {
        timeouts("*", MEASURES, "A X*? B", "3", "a@0 a@1 .@9", "TIMEOUT,0,2", "TIMEOUT,1,1");
        timeouts("*", MEASURES, "A X*? B", "3", "a@0 a@1 b@3 .@9", "TIMEOUT,0,2", "MATCH,1,2");
    }

    @Test
    void shouldShowWhatMatchedAsAMatchThoughAPreferredWayTimedOut() {
        timeouts("*", MEASURES, "A X{3} | A", "3", "a@0 .@1 .@9", "MATCH,0,1");
        timeouts("*", MEASURES, "A B*", "3", "a@0 b@1 b@9", "MATCH,0,2");
        timeouts("*", MEASURES, "A B+", "3", "a@0 b@1 b@9", "MATCH,0,2");
    }

    @Test
    void shouldShowTheMostPreferredPartialMatch() {
        timeouts(
                "*",
                "MATCH_STATUS() AS s, COUNT(A.*) AS a, COUNT(B.*) AS b",
                "(A | B)+ C",
                "3",
                "*@0 .@9",
                "TIMEOUT,1,0");
        timeouts("*", "MATCH_STATUS() AS s, CLASSIFIER() AS c", "(A D | B E)", "3", "*@0 .@9", "TIMEOUT,A");
    }

    @Test
    void shouldShowTimeoutsOfEachPartition() {
        stream(
                "*",
                "PARTITION BY p ORDER BY ts MEASURES MATCH_STATUS() AS s, FIRST(x) AS f ONE ROW PER MATCH SHOW TIMEOUT MATCHES PATTERN (A B) WITHIN INTERVAL '2' SECOND",
                "q:a@0 r:a@1 q:.@9",
                "q,TIMEOUT,0",
                "r,TIMEOUT,1");
    }

    @Test
    void shouldShowTimeoutsOfOverlappingStarts() {
        stream(
                "*",
                "MEASURES MATCH_STATUS() AS s, FIRST(x) AS f, COUNT(*) AS n ONE ROW PER MATCH SHOW TIMEOUT MATCHES AFTER MATCH SKIP TO NEXT ROW PATTERN (A X*? B) WITHIN INTERVAL '3' SECOND",
                "a@0 a@1 a@2 b@3 .@9",
                "TIMEOUT,0,3",
                "MATCH,1,3",
                "MATCH,2,2");
    }

    @Test
    void shouldKnowTheTimeOfTheMatch() {
        rows("*", "MEASURES MATCH_ROWTIME() AS r PATTERN (A B+)", "a@1 b@2 b@5 .@7", "1970-01-01 00:00:05");
        rows(
                "x, r",
                "MEASURES MATCH_ROWTIME() AS r ALL ROWS PER MATCH PATTERN (A B+)",
                "a@1 b@2 b@5",
                "0,1970-01-01 00:00:01",
                "1,1970-01-01 00:00:02",
                "2,1970-01-01 00:00:05");
    }
}
