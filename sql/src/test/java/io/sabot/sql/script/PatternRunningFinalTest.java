package io.sabot.sql.script;

import static io.sabot.sql.script.PatternCases.checkDefined;
import static io.sabot.sql.script.PatternCases.rows;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PatternRunningFinalTest {
    @Test
    void shouldBeRunningByDefault() {
        rows(
                "x, a, b",
                "MEASURES LAST(A.x) AS a, RUNNING LAST(A.x) AS b ALL ROWS PER MATCH PATTERN (A+ B)",
                "a a b",
                "0,0,0",
                "1,1,1",
                "2,1,1");
        rows(
                "x, a, b",
                "MEASURES COUNT(*) AS a, RUNNING COUNT(*) AS b ALL ROWS PER MATCH PATTERN (A+ B)",
                "a a b",
                "0,1,1",
                "1,2,2",
                "2,3,3");
    }

    @Test
    void shouldSeeTheWholeMatchIfFinal() {
        rows(
                "x, a, b, c",
                "MEASURES FINAL LAST(A.x) AS a, FINAL LAST(B.x) AS b, FINAL FIRST(x) AS c ALL ROWS PER MATCH PATTERN (A+ B)",
                "a a b",
                "0,1,2,0",
                "1,1,2,0",
                "2,1,2,0");
        rows(
                "x, a, b, c",
                "MEASURES FINAL LAST(x, 1) AS a, FINAL FIRST(A.x, 1) AS b, FINAL LAST(A.x, 2) AS c ALL ROWS PER MATCH PATTERN (A+ B)",
                "a a b",
                "0,1,1,",
                "1,1,1,",
                "2,1,1,");
        rows(
                "x, a, b, c, d",
                "MEASURES FINAL COUNT(*) AS a, FINAL SUM(A.x) AS b, FINAL MAX(x) AS c, FINAL MIN(B.x) AS d ALL ROWS PER MATCH PATTERN (A+ B)",
                "a a b",
                "0,3,1,2,2",
                "1,3,1,2,2",
                "2,3,1,2,2");
        rows(
                "x, a",
                "MEASURES FINAL LAST(CLASSIFIER()) AS a ALL ROWS PER MATCH PATTERN (A+ B)",
                "a a b",
                "0,B",
                "1,B",
                "2,B");
    }

    @Test
    void shouldMix() {
        rows(
                "x, a",
                "MEASURES FINAL COUNT(*) - RUNNING COUNT(*) AS a ALL ROWS PER MATCH PATTERN (A+ B)",
                "a a b",
                "0,2",
                "1,1",
                "2,0");
        rows(
                "x, a",
                "MEASURES SUM(x) * 100 / FINAL SUM(x) AS a ALL ROWS PER MATCH PATTERN (A+)",
                "a1 a4 a5",
                "1,10",
                "4,50",
                "5,100");
        rows(
                "x, a",
                "MEASURES FINAL LAST(x) - x AS a ALL ROWS PER MATCH PATTERN (A+)",
                "a1 a4 a9",
                "1,8",
                "4,5",
                "9,0");
        rows(
                "x, a, b",
                "MEASURES RUNNING FIRST(A.x, 1) AS a, FINAL FIRST(A.x, 1) AS b ALL ROWS PER MATCH PATTERN (A+)",
                "a a a",
                "0,,1",
                "1,1,1",
                "2,1,1");
        rows(
                "x, a, b",
                "MEASURES RUNNING LAST(B.x) AS a, FINAL LAST(B.x) AS b ALL ROWS PER MATCH PATTERN (A B A)",
                "a b a",
                "0,,1",
                "1,1,1",
                "2,1,1");
    }

    @Test
    void shouldBeTheSameInOneRow() {
        rows(
                "*",
                "MEASURES RUNNING LAST(A.x) AS a, FINAL LAST(A.x) AS b, RUNNING COUNT(*) AS c, FINAL COUNT(*) AS d PATTERN (A+ B)",
                "a a b",
                "1,1,3,3");
    }

    @Test
    void shouldNestInAPhysicalOffset() {
        rows(
                "x, a, b",
                "MEASURES PREV(FINAL LAST(A.x)) AS a, NEXT(FINAL LAST(x)) AS b ALL ROWS PER MATCH PATTERN (A+ B)",
                "a a b z",
                "0,0,3",
                "1,0,3",
                "2,0,3");
        rows(
                "x, a, b",
                "MEASURES PREV(RUNNING LAST(x)) AS a, NEXT(RUNNING FIRST(x)) AS b ALL ROWS PER MATCH PATTERN (A+ B)",
                "a a b z",
                "0,,1",
                "1,0,1",
                "2,1,1");
    }

    @Test
    void shouldWaitForTheWholeMatch() {
        rows(
                "x, n, f",
                "MEASURES MATCH_NUMBER() AS n, FINAL LAST(x) AS f ALL ROWS PER MATCH PATTERN (A B+)",
                "a b b a b",
                "0,1,2",
                "1,1,2",
                "2,1,2",
                "3,2,4",
                "4,2,4");
    }

    @Test
    void shouldLetRUNNINGStandInConditions() {
        checkDefined("A B+", "B AS x > RUNNING LAST(x, 1) AND RUNNING COUNT(*) < 4", "a1 b2 b3 b4", "0-2:ABB");
    }

    @Test
    void shouldCountForEachMatchWhenRowsAreInSeveral() {
        rows(
                "x, n, r, f",
                "MEASURES MATCH_NUMBER() AS n, COUNT(*) AS r, FINAL COUNT(*) AS f ALL ROWS PER MATCH AFTER MATCH SKIP TO NEXT ROW PATTERN (A+)",
                "a a",
                "0,1,1,2",
                "1,1,2,2",
                "1,2,1,1");
    }

    @Test
    void shouldKeepTextsOfTheMatchThatIsShown() {
        int count = 10_000;
        String[] input = IntStream.range(0, count)
                .mapToObj(i -> "k" + i + "," + i + "," + i)
                .toArray(String[]::new);
        List<String> shown = Cases.stream(
                "SELECT x, f FROM t MATCH_RECOGNIZE (ORDER BY ts MEASURES FINAL LAST(k) AS f, LAST(k) AS l2"
                        + " ALL ROWS PER MATCH PATTERN (A B))",
                input);
        assertThat(shown).hasSize(count);
        assertThat(shown.get(count - 2)).isEqualTo((count - 2) + ",k" + (count - 1));
    }
}
