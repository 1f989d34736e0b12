package io.sabot.sql.script;

import static io.sabot.sql.script.Cases.stream;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Patterns over the matches of other patterns. */
class ChainedPatternTest {
    private static final String[] ROWS = {
        "a,1,1", "b,2,2", "a,3,3", "b,4,4", "c,5,5", "a,6,6", "b,7,7", "c,8,8", "c,9,9", "a,10,10", "b,30,11"
    };

    @Test
    void shouldTakeMatchesForEvents() {
        assertThat(stream(
                        """
                        CREATE VIEW pairs AS SELECT * FROM t MATCH_RECOGNIZE (ORDER BY ts
                          MEASURES MATCH_ROWTIME() AS rt, A.x AS a, B.x AS b PATTERN (A B) DEFINE A AS k = 'a', B AS k = 'b');
                        SELECT * FROM pairs MATCH_RECOGNIZE (ORDER BY rt
                          MEASURES FIRST(P.a) AS f, LAST(P.b) AS l, MATCH_ROWTIME() AS rt PATTERN (P P) WITHIN INTERVAL '10' SECOND)
                        """,
                        ROWS))
                .containsExactly("1,4,1970-01-01 00:00:04");
    }

    /** A greedy match is decided later than it ended: what is told meanwhile must not be later. */
    @Test
    void shouldKeepTimeBackForMatchesThatAreNotDecided() {
        assertThat(stream(
                        """
                        CREATE VIEW runs AS SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY k ORDER BY ts
                          MEASURES MATCH_ROWTIME() AS rt, FIRST(A.x) AS f, COUNT(*) AS n PATTERN (A+) WITHIN INTERVAL '5' SECOND);
                        SELECT * FROM runs MATCH_RECOGNIZE (ORDER BY rt
                          MEASURES FIRST(P.f) AS f, LAST(P.f) AS l, SUM(n) AS n PATTERN (P{3}))
                        """,
                        ROWS))
                .containsExactly("1,7,5", "5,11,6");
    }

    @Test
    void shouldTakeTheRowsOfMatchesForEvents() {
        assertThat(stream(
                        """
                        CREATE VIEW shown AS SELECT * FROM t MATCH_RECOGNIZE (ORDER BY ts
                          MEASURES CLASSIFIER() AS v ALL ROWS PER MATCH PATTERN (A {- B -} C) DEFINE A AS k = 'a', B AS k = 'b',
                          C AS k = 'c');
                        SELECT * FROM shown MATCH_RECOGNIZE (ORDER BY ts
                          MEASURES FIRST(x) AS f, LAST(x) AS l, LAST(v) AS v PATTERN (X Y) DEFINE Y AS Y.v <> X.v)
                        """,
                        ROWS))
                .containsExactly("3,5,C", "6,8,C");
    }
}
