package io.sabot.sql.script;

import static io.sabot.sql.script.Cases.plan;
import static io.sabot.sql.script.Cases.problems;
import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.state.view.ViewSpec;
import org.junit.jupiter.api.Test;

class ViewDeclarationTest {
    private static final String TUMBLE = "FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '10' SECOND))";

    private static ViewSpec view(String sql) {
        return plan(sql).queries().get(0).view();
    }

    @Test
    void shouldTakeTheDeclaredKeyAndLimit() {
        ViewSpec view = view("CREATE MATERIALIZED VIEW V (PRIMARY KEY (X, k) NOT ENFORCED) WITH ('max-keys' = '50')"
                + " AS SELECT k, l, x FROM b");
        assertThat(view.name()).isEqualTo("V");
        assertThat(view.keyColumns()).containsExactly(2, 0);
        assertThat(view.maxKeys()).isEqualTo(50);
        assertThat(view.columns()).extracting(column -> column.name()).containsExactly("k", "l", "x");
    }

    @Test
    void shouldTakeTheGroupForTheKeyWithoutItsWindow() {
        assertThat(view("CREATE MATERIALIZED VIEW v AS SELECT window_end, COUNT(*) AS n, k AS kk, SUM(x) AS s " + TUMBLE
                                + " GROUP BY k, window_start, window_end HAVING COUNT(*) > 1")
                        .keyColumns())
                .containsExactly(2);
        assertThat(view("CREATE MATERIALIZED VIEW v AS SELECT COUNT(*) AS n, x, k FROM b GROUP BY k, x")
                        .keyColumns())
                .containsExactlyInAnyOrder(1, 2);
        assertThat(view("CREATE MATERIALIZED VIEW v AS SELECT COUNT(*) AS n FROM b")
                        .keyColumns())
                .isEmpty();
    }

    @Test
    void shouldAskForAKeyWhereThereIsNone() {
        String hint = " [CREATE MATERIALIZED VIEW v (PRIMARY KEY (…) NOT ENFORCED) AS …]";
        assertThat(problems("CREATE MATERIALIZED VIEW v AS SELECT k, x FROM b"))
                .containsExactly(
                        "SQL-0140 1:26-26 view 'v' needs a key: the last row of which columns is it to show?" + hint);
        assertThat(problems("CREATE MATERIALIZED VIEW v AS SELECT COUNT(*) AS n " + TUMBLE
                        + " GROUP BY k, window_start, window_end"))
                .hasSize(1);
    }

    @Test
    void shouldSayWhatIsWrongWithADeclaration() {
        String query = " AS SELECT k, x FROM b";
        assertThat(problems("CREATE MATERIALIZED VIEW v (PRIMARY KEY (kk) NOT ENFORCED)" + query))
                .containsExactly("SQL-0101 1:42-43 unknown column 'kk' of the view [did you mean 'k'?]");
        assertThat(problems("CREATE MATERIALIZED VIEW v (PRIMARY KEY (k, k) NOT ENFORCED)" + query))
                .containsExactly("SQL-0109 1:45-45 column 'k' is named twice");
        assertThat(problems("CREATE MATERIALIZED VIEW v (PRIMARY KEY (k)) WITH ('max-key' = '5')" + query))
                .containsExactly(
                        "SQL-0123 1:52-60 a materialized view has no option 'max-key' [did you mean" + " 'max-keys'?]");
        assertThat(problems("CREATE MATERIALIZED VIEW v (PRIMARY KEY (k)) WITH ('max-keys' = '0')" + query))
                .containsExactly(
                        "SQL-0125 1:65-67 option 'max-keys' takes a whole number from 1 to 1000000000, not" + " '0'");
        assertThat(problems("CREATE MATERIALIZED VIEW b (PRIMARY KEY (k))" + query))
                .containsExactly("SQL-0110 1:26-26 'b' is declared already");
        assertThat(problems("CREATE MATERIALIZED VIEW v (PRIMARY KEY (k)) AS SELECT zz AS k FROM b; SELECT * FROM v"))
                .containsExactly("SQL-0101 1:56-57 unknown column 'zz'");
    }

    @Test
    void shouldRefuseToInsertIntoAView() {
        assertThat(problems("CREATE MATERIALIZED VIEW v (PRIMARY KEY (k)) AS SELECT k, x FROM b;\n"
                        + "INSERT INTO v SELECT k, x FROM b"))
                .containsExactly("SQL-0141 2:13-13 'v' is a materialized view: what is in it is what its query gives");
    }

    @Test
    void shouldExplainAView() {
        assertThat(plan("EXPLAIN CREATE MATERIALIZED VIEW v (PRIMARY KEY (k)) AS SELECT k, x FROM b; SELECT k FROM b")
                        .explained()
                        .get(0))
                .contains("== Query v_1 → v ==")
                .contains(
                        """
                        State
                          served view
                            rows: the last one per [k], in a Chronicle Map file that other processes read; made anew from the results at each start
                            bounded by: 1000000 keys, see 'max-keys'
                        """);
    }
}
