package io.sabot.sql.script;

import static io.sabot.sql.script.PatternCases.bounded;
import static io.sabot.sql.script.PatternCases.partitions;
import static io.sabot.sql.script.PatternCases.rows;

import org.junit.jupiter.api.Test;

class PatternRowsTest {
    @Test
    void shouldGiveOneRowPerMatchByDefault() {
        rows("*", "MEASURES A.x AS a, B.x AS b PATTERN (A B)", "a b a b", "0,1", "2,3");
        rows("*", "MEASURES A.x AS a, B.x AS b ONE ROW PER MATCH PATTERN (A B)", "a b a b", "0,1", "2,3");
        rows("*", "MEASURES MATCH_NUMBER() AS n, x AS a PATTERN (A*)", "a . a", "1,0", "2,", "3,2");
    }

    @Test
    void shouldGivePartitionColumnsAndMeasuresOnlyInOneRow() {
        partitions("*", "PARTITION BY p ORDER BY ts MEASURES COUNT(*) AS n PATTERN (X X)", "q:a q:a", "q,2");
    }

    @Test
    void shouldGiveEveryRowOfAMatch() {
        rows(
                "x, c",
                "MEASURES CLASSIFIER() AS c ALL ROWS PER MATCH PATTERN (A B+)",
                ". a b b . a b",
                "1,A",
                "2,B",
                "3,B",
                "5,A",
                "6,B");
        rows(
                "x, n",
                "MEASURES MATCH_NUMBER() AS n ALL ROWS PER MATCH PATTERN (A B)",
                "a b . a b",
                "0,1",
                "1,1",
                "3,2",
                "4,2");
    }

    @Test
    void shouldGivePartitionColumnsThenOrderColumnsThenMeasuresThenTheRest() {
        partitions(
                "*",
                "PARTITION BY p ORDER BY ts MEASURES CLASSIFIER() AS c ALL ROWS PER MATCH PATTERN (A)",
                "q:a7@1",
                "q,1970-01-01 00:00:01,A,a,7");
        bounded(
                "*",
                "PARTITION BY x, p ORDER BY ts, k MEASURES CLASSIFIER() AS c, 1 AS i ALL ROWS PER MATCH PATTERN (A)",
                "q:a7@1",
                "7,q,1970-01-01 00:00:01,a,A,1");
        bounded(
                "*",
                "ORDER BY x, p MEASURES CLASSIFIER() AS c ALL ROWS PER MATCH PATTERN (A)",
                "q:a7@1",
                "7,q,A,a,1970-01-01 00:00:01");
        rows("*", "MEASURES CLASSIFIER() AS c ALL ROWS PER MATCH PATTERN (A)", "q:a7@1", "1970-01-01 00:00:01,A,q,a,7");
        partitions(
                "*",
                "PARTITION BY p ORDER BY ts MEASURES 1 AS i ALL ROWS PER MATCH PATTERN (A)",
                "q:a7@1",
                "q,1970-01-01 00:00:01,1,a,7");
    }

    @Test
    void shouldGiveAllRowsWithoutMeasures() {
        rows("x", "ALL ROWS PER MATCH PATTERN (A B)", ". a b", "1", "2");
    }

    @Test
    void shouldRunMeasuresByDefaultInAllRows() {
        rows(
                "x, a, b, n, s",
                "MEASURES A.x AS a, B.x AS b, COUNT(*) AS n, SUM(B.x) AS s ALL ROWS PER MATCH PATTERN (A B B)",
                "a b b",
                "0,0,,1,",
                "1,0,1,2,1",
                "2,0,2,3,3");
        rows(
                "x, f, l",
                "MEASURES FIRST(x) AS f, LAST(x) AS l ALL ROWS PER MATCH PATTERN (A B B)",
                "a b b",
                "0,0,0",
                "1,0,1",
                "2,0,2");
    }

    @Test
    void shouldShowEmptyMatchesByDefault() {
        rows(
                "x, n, c, s, m",
                "MEASURES MATCH_NUMBER() AS n, CLASSIFIER() AS c, COUNT(*) AS s, SUM(x) AS m ALL ROWS PER MATCH PATTERN (A*)",
                "a . a",
                "0,1,A,1,0",
                "1,2,,0,",
                "2,3,A,1,2");
        rows(
                "x, n, a",
                "MEASURES MATCH_NUMBER() AS n, A.x AS a ALL ROWS PER MATCH SHOW EMPTY MATCHES PATTERN (A*)",
                "a . a",
                "0,1,0",
                "1,2,",
                "2,3,2");
        rows("x, n", "MEASURES MATCH_NUMBER() AS n ALL ROWS PER MATCH PATTERN (A?? )", "a b", "0,1", "1,2");
    }

    @Test
    void shouldOmitEmptyMatchesAndCountThem() {
        rows(
                "x, n, c",
                "MEASURES MATCH_NUMBER() AS n, CLASSIFIER() AS c ALL ROWS PER MATCH OMIT EMPTY MATCHES PATTERN (A*)",
                ". a . a a",
                "1,2,A",
                "3,4,A",
                "4,4,A");
        rows("x, n", "MEASURES MATCH_NUMBER() AS n ALL ROWS PER MATCH OMIT EMPTY MATCHES PATTERN (A??)", "a b");
    }

    @Test
    void shouldGiveUnmatchedRowsInTheirPlace() {
        rows(
                "x, n, c",
                "MEASURES MATCH_NUMBER() AS n, CLASSIFIER() AS c ALL ROWS PER MATCH WITH UNMATCHED ROWS PATTERN (A B)",
                "a . a b .",
                "0,,",
                "1,,",
                "2,1,A",
                "3,1,B",
                "4,,");
        rows(
                "x, n, s, a, f",
                "MEASURES COUNT(*) AS n, SUM(x) AS s, A.x AS a, FINAL LAST(x) AS f ALL ROWS PER MATCH WITH UNMATCHED ROWS PATTERN (A B)",
                ". a b",
                "0,,,,",
                "1,1,1,1,2",
                "2,2,3,1,2");
        rows(
                "x, n",
                "MEASURES MATCH_NUMBER() AS n ALL ROWS PER MATCH WITH UNMATCHED ROWS PATTERN (A B)",
                ". .",
                "0,",
                "1,");
        rows(
                "x, n",
                "MEASURES MATCH_NUMBER() AS n ALL ROWS PER MATCH WITH UNMATCHED ROWS PATTERN (A B C)",
                "a b a b c",
                "0,",
                "1,",
                "2,1",
                "3,1",
                "4,1");
        rows("x, c", "MEASURES 1 AS c ALL ROWS PER MATCH WITH UNMATCHED ROWS PATTERN (A)", ". a", "0,", "1,1");
    }

    @Test
    void shouldShowEmptyMatchesWithUnmatchedRows() {
        rows(
                "x, n, s",
                "MEASURES MATCH_NUMBER() AS n, COUNT(*) AS s ALL ROWS PER MATCH WITH UNMATCHED ROWS PATTERN (A*)",
                "a . a",
                "0,1,1",
                "1,2,0",
                "2,3,1");
        rows(
                "x, n, s",
                "MEASURES MATCH_NUMBER() AS n, COUNT(*) AS s ALL ROWS PER MATCH WITH UNMATCHED ROWS PATTERN (A+ | ^)",
                ". . a",
                "0,1,0",
                "1,,",
                "2,2,1");
    }

    @Test
    void shouldNotCallARowUnmatchedThatAnotherMatchHas() {
        rows(
                "x, n, c",
                "MEASURES MATCH_NUMBER() AS n, CLASSIFIER() AS c ALL ROWS PER MATCH WITH UNMATCHED ROWS AFTER MATCH SKIP TO NEXT ROW PATTERN (A A)",
                "a a a .",
                "0,1,A",
                "1,1,A",
                "1,2,A",
                "2,2,A",
                "3,,");
        rows(
                "x, n, c",
                "MEASURES MATCH_NUMBER() AS n, CLASSIFIER() AS c ALL ROWS PER MATCH WITH UNMATCHED ROWS AFTER MATCH SKIP TO LAST B PATTERN (A B C?)",
                "a b c . a b",
                "0,1,A",
                "1,1,B",
                "2,1,C",
                "3,,",
                "4,2,A",
                "5,2,B");
    }

    @Test
    void shouldGiveARowToEveryMatchThatHasIt() {
        rows(
                "x, n, c",
                "MEASURES MATCH_NUMBER() AS n, CLASSIFIER() AS c ALL ROWS PER MATCH AFTER MATCH SKIP TO NEXT ROW PATTERN (A B?)",
                "a a b",
                "0,1,A",
                "1,2,A",
                "2,2,B");
        rows(
                "x, n",
                "MEASURES MATCH_NUMBER() AS n ALL ROWS PER MATCH AFTER MATCH SKIP TO NEXT ROW PATTERN (A+)",
                "a a a",
                "0,1",
                "1,1",
                "2,1",
                "1,2",
                "2,2",
                "2,3");
    }

    @Test
    void shouldKeepRowsOfPartitionsApart() {
        partitions(
                "p, x, n",
                "PARTITION BY p ORDER BY ts MEASURES MATCH_NUMBER() AS n ALL ROWS PER MATCH WITH UNMATCHED ROWS PATTERN (A B)",
                "q:a r:. q:b r:a r:b",
                "q,0,1",
                "q,2,1",
                "r,1,",
                "r,3,1",
                "r,4,1");
    }

    @Test
    void shouldKeepWhatTheRowItselfHas() {
        rows("p, k, x, s", "MEASURES SUM(x) AS s ALL ROWS PER MATCH PATTERN (X X)", "q:a~ _3", "q,a,,", ",,3,3");
    }
}
