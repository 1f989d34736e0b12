package io.sabot.sql.script;

import static io.sabot.sql.script.Cases.plan;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExplainPatternTest {
    private static final String CLAUSE =
            """
            SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY k ORDER BY ts MEASURES LAST(B.x) AS lb %s
              PATTERN (A B+ {- X*? -} [^C] D) WITHIN INTERVAL '5' SECOND
              DEFINE B AS x > A.x AND x > PREV(x), C AS x > 100)""";

    @Test
    void shouldShowTheAutomatonWithPreferences() {
        String text = plan("EXPLAIN " + CLAUSE.formatted("")).explained().get(0);
        assertThat(text)
                .contains(
                        """
                        Automaton
                          (A B+ {- X*? -} [^C] D)
                            start → 1 A
                            1 A → 2 B
                            2 B → 3 B, 5 D if the next row is not C, 4 {- X -} if the next row is not C
                            3 B → 3 B, 5 D if the next row is not C, 4 {- X -} if the next row is not C
                            4 {- X -} → 5 D if the next row is not C, 4 {- X -} if the next row is not C
                            5 D → match
                            conditions read of a partial match: [LAST(A.x)]
                            measures are made of: [LAST(B.x)] beside these
                        """)
                .contains("B: AND(>(x, LAST(x)), >(x, PREV(x)))")
                .contains("a match is emitted at its last row, when WITHIN runs out, or at the end");
    }

    @Test
    void shouldSayThatRowsAreHeld() {
        assertThat(plan("EXPLAIN " + CLAUSE.formatted("ALL ROWS PER MATCH"))
                        .explained()
                        .get(0))
                .contains("measures are made of: the rows of the match, which are held")
                .contains("rows: those from the oldest partial match of each key on");
        assertThat(
                        plan("EXPLAIN SELECT * FROM t MATCH_RECOGNIZE (ORDER BY ts MEASURES A.x AS x PATTERN (A+) DEFINE A AS"
                                        + " NEXT(x, 2) > 1)")
                                .explained()
                                .get(0))
                .contains(
                        "at the first row at which no preferred alternative can still win, 2 rows later because of NEXT");
    }

    @Test
    void shouldDrawTheAutomaton() {
        QueryPlan query = plan("SELECT * FROM t MATCH_RECOGNIZE (ORDER BY ts MEASURES A.x AS x PATTERN (A B? $))")
                .queries()
                .get(0);
        assertThat(ExplainPattern.graphs(query))
                .containsExactly(
                        """
                        digraph "(A B? $)" {
                          rankdir=LR;
                          start [shape=point];
                          match [shape=doublecircle];
                          s0 [label="1 A"];
                          s1 [label="2 B"];
                          start -> s0;
                          s0 -> s1 [label="1"];
                          s0 -> match [label="2 at the end"];
                          s1 -> match [label="at the end"];
                        }
                        """);
    }
}
