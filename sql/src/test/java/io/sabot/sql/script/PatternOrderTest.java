package io.sabot.sql.script;

import static io.sabot.sql.script.PatternCases.bounded;
import static io.sabot.sql.script.PatternCases.partitions;
import static io.sabot.sql.script.PatternCases.rows;
import static io.sabot.sql.script.PatternCases.stream;

import org.junit.jupiter.api.Test;

class PatternOrderTest {
    @Test
    void shouldMatchEachPartitionByItself() {
        partitions(
                "p, f, l",
                "PARTITION BY p ORDER BY ts MEASURES FIRST(x) AS f, LAST(x) AS l PATTERN (X X)",
                "q:a r:a q:a r:a",
                "q,0,2",
                "r,1,3");
        partitions(
                "*",
                "PARTITION BY p, k ORDER BY ts MEASURES FIRST(x) AS f, LAST(x) AS l PATTERN (X X)",
                "q:a q:b r:a q:a r:a q:b",
                "q,a,0,3",
                "r,a,2,4",
                "q,b,1,5");
        partitions("k, n", "PARTITION BY k ORDER BY ts MEASURES COUNT(*) AS n PATTERN (X+)", "a b a a", "a,3", "b,1");
    }

    @Test
    void shouldKeepRowsOfOtherPartitionsOutOfARun() {
        partitions(
                "p, n",
                "PARTITION BY p ORDER BY ts MEASURES COUNT(*) AS n PATTERN (A B C)",
                "q:a r:c q:b r:a q:c r:b r:c",
                "q,3",
                "r,3");
    }

    @Test
    void shouldTakeTheWholeInputForOnePartition() {
        rows("*", "MEASURES FIRST(x) AS f, LAST(x) AS l PATTERN (X X)", "q:a r:a q:a r:a", "0,1", "2,3");
    }

    @Test
    void shouldLetNULLKeysBeOnePartition() {
        partitions(
                "*",
                "PARTITION BY p ORDER BY ts MEASURES FIRST(x) AS f, LAST(x) AS l PATTERN (X X)",
                "a q:a a q:a",
                ",0,2",
                "q,1,3");
        partitions(
                "*",
                "PARTITION BY p, k ORDER BY ts MEASURES FIRST(x) AS f, LAST(x) AS l PATTERN (X X)",
                "_ q:_ _ q:a q:_ a",
                ",,0,2",
                "q,,1,4");
    }

    @Test
    void shouldNumberMatchesInEachPartition() {
        partitions(
                "p, n, f",
                "PARTITION BY p ORDER BY ts MEASURES MATCH_NUMBER() AS n, FIRST(x) AS f PATTERN (A B)",
                "q:a r:a q:b r:b q:a q:b",
                "q,1,0",
                "r,1,1",
                "q,2,4");
    }

    @Test
    void shouldNotLookBeyondThePartition() {
        partitions(
                "p, a",
                "PARTITION BY p ORDER BY ts MEASURES PREV(x) AS a PATTERN (X)",
                "q:a r:a q:a r:a",
                "q,",
                "r,",
                "q,0",
                "r,1");
        partitions(
                "p, a",
                "PARTITION BY p ORDER BY ts MEASURES NEXT(x) AS a PATTERN (X)",
                "q:a r:a q:a r:a",
                "q,2",
                "r,3",
                "q,",
                "r,");
        partitions(
                "p, f, l",
                "PARTITION BY p ORDER BY ts MEASURES FIRST(x) AS f, LAST(x) AS l PATTERN (X B+) DEFINE B AS x > PREV(x)",
                "q:a5 r:a1 q:a2 r:a3 q:a4",
                "r,1,3",
                "q,2,4");
    }

    @Test
    void shouldAnchorInEachPartition() {
        partitions("p, f", "PARTITION BY p ORDER BY ts MEASURES x AS f PATTERN (^ A)", "q:a r:a q:a r:a", "q,0", "r,1");
        partitions("p, f", "PARTITION BY p ORDER BY ts MEASURES x AS f PATTERN (A $)", "q:a r:a q:a r:a", "q,2", "r,3");
    }

    @Test
    void shouldReadPartitionColumnsAsAnyOthers() {
        partitions(
                "p, f",
                "PARTITION BY p ORDER BY ts MEASURES A.p || A.k AS f PATTERN (A) DEFINE A AS p = 'q'",
                "q:a r:a",
                "q,qa");
        partitions(
                "p, f", "PARTITION BY p ORDER BY ts MEASURES p || LAST(p) AS f PATTERN (X)", "q:a r:a", "q,qq", "r,rr");
    }

    @Test
    void shouldSkipInEachPartition() {
        partitions(
                "p, f",
                "PARTITION BY p ORDER BY ts MEASURES FIRST(x) AS f AFTER MATCH SKIP TO NEXT ROW PATTERN (X X)",
                "q:a r:a q:a r:a q:a",
                "q,0",
                "r,1",
                "q,2");
    }

    @Test
    void shouldSortABoundedInputByAnyColumns() {
        bounded("*", "ORDER BY x MEASURES FIRST(x) AS f, LAST(x) AS l PATTERN (X X X)", "a3 a1 a2", "1,3");
        bounded("*", "ORDER BY x DESC MEASURES FIRST(x) AS f, LAST(x) AS l PATTERN (X X X)", "a3 a1 a2", "3,1");
        bounded(
                "*",
                "ORDER BY k, x DESC MEASURES FIRST(x) AS f, FIRST(x, 1) AS g, LAST(x) AS l PATTERN (X X X)",
                "b1 a2 a3",
                "3,2,1");
        bounded(
                "*",
                "ORDER BY k DESC, x MEASURES FIRST(x) AS f, FIRST(x, 1) AS g, LAST(x) AS l PATTERN (X X X)",
                "a1 b5 b4",
                "4,5,1");
        bounded(
                "*",
                "PARTITION BY p ORDER BY x DESC MEASURES FIRST(x) AS f, LAST(x) AS l PATTERN (X X) DEFINE X AS p = 'q'",
                "q:a3 r:a9 q:a5",
                "q,5,3");
        bounded("*", "ORDER BY ts DESC MEASURES FIRST(x) AS f, LAST(x) AS l PATTERN (A B)", "b1 a2 b3", "2,1");
    }

    @Test
    void shouldGoByOrderInPREVAndNEXT() {
        bounded(
                "x, a, n",
                "ORDER BY x DESC MEASURES PREV(x) AS a, NEXT(x) AS n ALL ROWS PER MATCH PATTERN (X+)",
                "a1 a3 a2",
                "3,,2",
                "2,3,1",
                "1,2,");
    }

    @Test
    void shouldKeepTheOrderOfRowsThatTie() {
        bounded(
                "*",
                "ORDER BY x MEASURES FIRST(k) AS f, FIRST(k, 1) AS g, LAST(k) AS l PATTERN (X X X)",
                "a1 b1 c0",
                "c,a,b");
        stream("*", "MEASURES FIRST(x) AS f, LAST(x) AS l PATTERN (A B C)", "a@1 b@1 c@1", "0,2");
        stream("*", "MEASURES FIRST(k) AS f, FIRST(k, 1) AS g, LAST(k) AS l PATTERN (X X X)", "b@1 c@1 a@1", "b,c,a");
    }

    @Test
    void shouldBreakTiesOfTimeByFurtherKeys() {
        rows(
                "*",
                "ORDER BY ts, x MEASURES FIRST(x) AS f, FIRST(x, 1) AS g, LAST(x) AS l PATTERN (X X X)",
                "a2@1 a1@1 a0@2",
                "1,2,0");
        rows(
                "*",
                "ORDER BY ts, x DESC MEASURES FIRST(x) AS f, FIRST(x, 1) AS g, LAST(x) AS l PATTERN (X X X)",
                "a1@1 a2@1 a3@2",
                "2,1,3");
        rows(
                "*",
                "ORDER BY ts, k, x DESC MEASURES FIRST(x) AS f, FIRST(x, 1) AS g, LAST(x) AS l PATTERN (X X X)",
                "b1@1 a2@1 a3@1",
                "3,2,1");
    }

    @Test
    void shouldPutNULLLastAscendingAndFirstDescending() {
        bounded(
                "*",
                "ORDER BY x MEASURES FIRST(k) AS f, FIRST(k, 1) AS g, LAST(k) AS l PATTERN (X X X)",
                "a~ b2 c1",
                "c,b,a");
        bounded(
                "*",
                "ORDER BY x DESC MEASURES FIRST(k) AS f, FIRST(k, 1) AS g, LAST(k) AS l PATTERN (X X X)",
                "b2 a~ c1",
                "a,b,c");
        bounded(
                "*",
                "ORDER BY x NULLS FIRST MEASURES FIRST(k) AS f, FIRST(k, 1) AS g, LAST(k) AS l PATTERN (X X X)",
                "b2 a~ c1",
                "a,c,b");
        bounded(
                "*",
                "ORDER BY x DESC NULLS LAST MEASURES FIRST(k) AS f, FIRST(k, 1) AS g, LAST(k) AS l PATTERN (X X X)",
                "c1 a~ b2",
                "b,c,a");
    }

    @Test
    void shouldGiveNothingForNothing() {
        rows("*", "MEASURES COUNT(*) AS n PATTERN (X*)", "");
        rows("*", "MEASURES COUNT(*) AS n ALL ROWS PER MATCH WITH UNMATCHED ROWS PATTERN (X*)", "");
    }
}
