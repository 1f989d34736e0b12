package io.sabot.sql.script;

import static io.sabot.sql.script.Cases.bounded;
import static io.sabot.sql.script.Cases.script;
import static io.sabot.sql.script.Cases.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.error.SabotException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PatternQueryTest {
    private static final List<String> VARIABLES = List.of("A", "B", "C", "X");

    /** Matches as "rows of variables in order", over rows that are letters; X stands for any. */
    private static List<String> match(String pattern, String letters) {
        return match(pattern, "", letters);
    }

    private static List<String> match(String pattern, String skip, String letters) {
        StringBuilder measures = new StringBuilder("FIRST(x) AS f, LAST(x) AS l");
        StringBuilder defines = new StringBuilder();
        for (String variable : VARIABLES) {
            if (pattern.contains(variable)) {
                measures.append(", '")
                        .append(variable)
                        .append("' || CAST(COUNT(")
                        .append(variable);
                measures.append(".*) AS VARCHAR) AS n").append(variable);
                if (!variable.equals("X")) {
                    defines.append(defines.length() == 0 ? "DEFINE " : ", ").append(variable);
                    defines.append(" AS k = '")
                            .append(variable.toLowerCase(java.util.Locale.ROOT))
                            .append('\'');
                }
            }
        }
        String[] rows = new String[letters.length()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = letters.charAt(i) + "," + i + "," + i;
        }
        return stream(
                "SELECT * FROM t MATCH_RECOGNIZE (ORDER BY ts MEASURES " + measures + " " + skip + " PATTERN ("
                        + pattern + ") " + defines + ")",
                rows);
    }

    @Test
    void shouldQuantify() {
        assertThat(match("A B+", "abba")).containsExactly("0,2,A1,B2");
        assertThat(match("A B*", "aab")).containsExactly("0,0,A1,B0", "1,2,A1,B1");
        assertThat(match("A B?", "abb")).containsExactly("0,1,A1,B1");
        assertThat(match("A B{2}", "ababb")).containsExactly("2,4,A1,B2");
        assertThat(match("A B{1,}", "abbb")).containsExactly("0,3,A1,B3");
        assertThat(match("A B{1,2}", "abbb")).containsExactly("0,2,A1,B2");
        assertThat(match("A B{,2}", "abbba")).containsExactly("0,2,A1,B2", "4,4,A1,B0");
    }

    @Test
    void shouldQuantifyReluctantly() {
        assertThat(match("A B+?", "abb")).containsExactly("0,1,A1,B1");
        assertThat(match("A X*? C", "abbcc")).containsExactly("0,3,A1,C1,X2");
        assertThat(match("A B??", "ab")).containsExactly("0,0,A1,B0");
        assertThat(match("A B{2,}?", "abbb")).containsExactly("0,2,A1,B2");
        assertThat(match("A B{1,3}? C", "abbc")).containsExactly("0,3,A1,B2,C1");
    }

    @Test
    void shouldAlternate() {
        assertThat(match("A (B | C)", "abac")).containsExactly("0,1,A1,B1,C0", "2,3,A1,B0,C1");
        assertThat(match("A | A B", "ab")).containsExactly("0,0,A1,B0");
        assertThat(match("A B | A", "aab")).containsExactly("0,0,A1,B0", "1,2,A1,B1");
    }

    @Test
    void shouldGroup() {
        assertThat(match("(A B)+ C", "ababcab")).containsExactly("0,4,A2,B2,C1");
        assertThat(match("(A B?){2}", "aba")).containsExactly("0,2,A2,B1");
        assertThat(match("(A | B)* C", "aabbc")).containsExactly("0,4,A2,B2,C1");
        assertThat(match("(A??)* B", "b")).containsExactly("0,0,A0,B1");
    }

    @Test
    void shouldPermute() {
        assertThat(match("PERMUTE(A, B, C)", "cab")).containsExactly("0,2,A1,B1,C1");
        assertThat(match("PERMUTE(A, B?)", "ba")).containsExactly("0,1,A1,B1");
    }

    @Test
    void shouldAnchor() {
        assertThat(match("^ A", "aa")).containsExactly("0,0,A1");
        assertThat(match("A $", "aa")).containsExactly("1,1,A1");
        assertThat(match("^ A+ $", "aba")).isEmpty();
    }

    @Test
    void shouldExcludeAsTheBodyMatches() {
        assertThat(match("A {- X*? -} C", "abbc")).containsExactly("0,3,A1,C1,X2");
    }

    @Test
    void shouldMatchNothing() {
        assertThat(stream(
                        "SELECT * FROM t MATCH_RECOGNIZE (ORDER BY ts MEASURES MATCH_NUMBER() AS n, CLASSIFIER() AS c,"
                                + " COUNT(*) AS rs, A.x AS x PATTERN (A*) DEFINE A AS x = 1)",
                        "a,1,1",
                        "a,2,1",
                        "a,3,2",
                        "a,4,1"))
                .containsExactly("1,A,2,1", "2,,0,", "3,A,1,1");
    }

    @Test
    void shouldSkip() {
        assertThat(match("A B", "AFTER MATCH SKIP PAST LAST ROW", "abab")).containsExactly("0,1,A1,B1", "2,3,A1,B1");
        assertThat(match("A A", "AFTER MATCH SKIP TO NEXT ROW", "aaa")).containsExactly("0,1,A2", "1,2,A2");
        assertThat(match("A B+ A", "AFTER MATCH SKIP TO LAST A", "abbaba")).containsExactly("0,3,A2,B2", "3,5,A2,B1");
        assertThat(match("A B+", "AFTER MATCH SKIP TO FIRST B", "abbab")).containsExactly("0,2,A1,B2", "3,4,A1,B1");
        assertThat(match("A A B", "AFTER MATCH SKIP TO B", "aabaab")).containsExactly("0,2,A2,B1", "3,5,A2,B1");
    }

    @Test
    void shouldFailWhenTheRowToSkipToIsNone() {
        assertThatThrownBy(() -> match("A B? C", "AFTER MATCH SKIP TO B", "ac"))
                .isInstanceOf(SabotException.class)
                .hasMessageContaining("no row of the match is mapped to");
        assertThatThrownBy(() -> match("A B", "AFTER MATCH SKIP TO FIRST A", "ab"))
                .isInstanceOf(SabotException.class)
                .hasMessageContaining("the match's first row");
    }

    @Test
    void shouldEndWithTheInterval() {
        String sql = "SELECT * FROM t MATCH_RECOGNIZE (ORDER BY ts MEASURES A.x AS a, B.x AS b PATTERN (A X*? B) WITHIN"
                + " INTERVAL '3' SECOND DEFINE A AS k = 'a', B AS k = 'b')";
        assertThat(stream(sql, "a,1,1", "x,2,2", "b,4,3", "a,5,4", "b,7,5")).containsExactly("4,5");
    }

    @Test
    void shouldPartition() {
        String sql =
                "SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY k, b ORDER BY ts MEASURES FIRST(x) AS f, LAST(x) AS l,"
                        + " MATCH_NUMBER() AS n PATTERN (A A))";
        assertThat(stream(
                        sql,
                        "p,1,1,,,,,true",
                        "q,2,2,,,,,true",
                        "p,3,3,,,,,false",
                        ",4,4",
                        "p,5,5,,,,,true",
                        ",6,6",
                        "p,7,7,,,,,true",
                        "p,8,8,,,,,true"))
                .containsExactly("p,true,1,5,1", ",,4,6,1", "p,true,7,8,2");
    }

    @Test
    void shouldSortAStreamThatIsOutOfOrder() {
        ScriptRun run = script(
                        "SELECT * FROM late MATCH_RECOGNIZE (ORDER BY ts, x DESC MEASURES FIRST(x) AS f, LAST(x) AS l"
                                + " PATTERN (A{3}))")
                .rows("late", "a,3,1", "a,1,2", "a,1,5", "a,10,3", "a,9,3", "a,12,7", "a,1,3");
        assertThat(run.run()).containsExactly("5,1", "3,7");
        assertThat(run.deadLetters()).hasSize(1);
        assertThat(run.deadLetters().get(0)).startsWith("LATE");
    }

    @Test
    void shouldSortABoundedInputByAnything() {
        String pattern = " MEASURES FIRST(x) AS f, LAST(x) AS l, COUNT(*) AS n PATTERN (A+) DEFINE A AS x > 1)";
        assertThat(bounded("SELECT * FROM b MATCH_RECOGNIZE (ORDER BY x DESC" + pattern, "a,1,1", "b,2,2", "c,3,3"))
                .containsExactly("3,2,2");
        assertThat(bounded("SELECT * FROM b MATCH_RECOGNIZE (ORDER BY k, x DESC" + pattern, "b,1,2", "a,2,2", "a,3,3"))
                .containsExactly("3,2,3");
        assertThat(bounded("SELECT * FROM (SELECT * FROM (VALUES (1), (3), (2)) AS v (x)) MATCH_RECOGNIZE (ORDER BY x"
                        + pattern))
                .containsExactly("2,3,2");
    }

    @Test
    void shouldUseTimeOfABoundedInputForTheInterval() {
        assertThat(bounded(
                        "SELECT * FROM b MATCH_RECOGNIZE (ORDER BY ts MEASURES A.x AS a, B.x AS b PATTERN (A B) WITHIN"
                                + " INTERVAL '2' SECOND)",
                        "a,9,1",
                        "a,1,2",
                        "a,5,3",
                        "a,6,4"))
                .containsExactly("3,4");
    }

    @Test
    void shouldTakeDatesForEventTime() {
        assertThat(ScriptRun.of("CREATE TABLE n (dt DATE, x INT, WATERMARK FOR dt AS dt) WITH ('connector' = 'stream');"
                                + " SELECT * FROM n MATCH_RECOGNIZE (ORDER BY dt MEASURES A.dt AS a, B.dt AS b PATTERN"
                                + " (A B) WITHIN INTERVAL '2' DAY)")
                        .rows("n", "1970-01-01,1", "1970-01-03,2", "1970-01-04,3")
                        .run())
                .containsExactly("1970-01-03,1970-01-04");
    }

    @Test
    void shouldReadMatchesOfAView() {
        assertThat(stream(
                        "CREATE VIEW w AS SELECT k, ts, x * 2 AS y FROM t WHERE x > 0; SELECT k, s + 1 FROM w MATCH_RECOGNIZE"
                                + " (PARTITION BY k ORDER BY ts MEASURES SUM(y) AS s PATTERN (A A)) WHERE s > 5",
                        "a,1,1",
                        "a,2,-1",
                        "a,3,2",
                        "b,3,1",
                        "b,4,1"))
                .containsExactly("a,7");
    }

    @Test
    void shouldRefuseTheMatchWhoseMeasureFails() {
        ScriptRun run = script(
                        "SELECT * FROM t MATCH_RECOGNIZE (ORDER BY ts MEASURES 10 / (A.x - 1) AS q PATTERN (A B*)"
                                + " DEFINE B AS FALSE)")
                .rows("t", "a,1,2", "a,2,1", "a,3,3", "a,4,1");
        assertThat(run.run()).containsExactly("10", "5");
        assertThat(run.deadLetters())
                .containsExactly("EXPRESSION_FAILED: division by zero", "EXPRESSION_FAILED: division by zero");
    }
}
