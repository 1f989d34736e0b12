package io.sabot.sql.script;

import static io.sabot.sql.script.Cases.bounded;
import static io.sabot.sql.script.Cases.script;
import static io.sabot.sql.script.Cases.stream;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ComposedQueryTest {
    @Test
    void shouldReadASubQuery() {
        assertThat(bounded("SELECT q.y FROM (SELECT x * 2 AS y FROM b) AS q WHERE q.y > 2", "a,1,1", "b,1,2"))
                .containsExactly("4");
        assertThat(bounded(
                        "SELECT n FROM (SELECT k, COUNT(*) AS n FROM b GROUP BY k) WHERE k = 'a'", "a,1", "b,1", "a,2"))
                .containsExactly("2");
    }

    @Test
    void shouldReadCommonTableExpressions() {
        assertThat(bounded(
                        "WITH w AS (SELECT k, x FROM b WHERE x > 1), v (p, q) AS (SELECT k, x + 1 FROM w)"
                                + " SELECT p, q FROM v ORDER BY q DESC",
                        "a,1,1",
                        "b,2,2",
                        "c,3,3"))
                .containsExactly("c,4", "b,3");
    }

    @Test
    void shouldLetACommonTableExpressionHideATable() {
        assertThat(bounded("WITH t AS (SELECT k FROM b) SELECT * FROM t", "a,1"))
                .containsExactly("a");
    }

    @Test
    void shouldReadViewsOfViews() {
        assertThat(bounded(
                        "CREATE VIEW v AS SELECT k, x FROM b; CREATE VIEW w (n, y) AS SELECT k, x + 1 FROM v;"
                                + " SELECT y, n FROM w WHERE y > 2",
                        "a,1,1",
                        "b,2,2"))
                .containsExactly("3,b");
    }

    @Test
    void shouldReplaceAView() {
        assertThat(bounded(
                        "CREATE VIEW v AS SELECT k FROM b; CREATE OR REPLACE VIEW v AS SELECT x FROM b; SELECT * FROM v",
                        "a,1,5"))
                .containsExactly("5");
    }

    @Test
    void shouldAppendBoundedInputs() {
        assertThat(bounded("SELECT k, x FROM b UNION ALL SELECT s, CAST(l AS INT) FROM b", "a,1,1,,z,9"))
                .containsExactlyInAnyOrder("a,1", "z,9");
        assertThat(bounded("SELECT x FROM b UNION ALL SELECT d FROM b UNION ALL SELECT l FROM b", "a,1,1,2.5,,9"))
                .containsExactlyInAnyOrder("1.0", "2.5", "9.0");
    }

    @Test
    void shouldHoldAWindowOverAUnionOpenForTheSlowerInput() {
        String sql =
                "SELECT window_end, SUM(x) FROM TABLE(TUMBLE(TABLE (SELECT ts, x FROM t UNION ALL SELECT ts, x FROM"
                        + " late), DESCRIPTOR(ts), INTERVAL '10' SECOND)) GROUP BY window_start, window_end";
        ScriptRun run = script(sql).rows("t", "a,1,1", "a,25,2").rows("late", "b,2,10", "b,9,20", "b,21,30");
        assertThat(run.run()).containsExactly("1970-01-01 00:00:10,31", "1970-01-01 00:00:30,32");
        assertThat(run.deadLetters()).isEmpty();
    }

    @Test
    void shouldGiveConstantRows() {
        assertThat(bounded("VALUES (1, 'a'), (2, NULL)")).containsExactly("1,a", "2,");
        assertThat(bounded("SELECT y FROM (VALUES (3, 'c'), (1, 'a')) AS v (x, y) ORDER BY x"))
                .containsExactly("a", "c");
        assertThat(bounded("SELECT 1 + 1, 'x' || 'y', TRUE, NULL, DATE '2024-01-01'"))
                .containsExactly("2,xy,true,,2024-01-01");
    }

    @Test
    void shouldReadOneTableInSeveralQueries() {
        assertThat(stream("SELECT k FROM t; SELECT x FROM t WHERE x > 1", "a,1,1", "b,2,2"))
                .containsExactlyInAnyOrder("a", "b", "2");
    }
}
