package io.sabot.sql.parser;

import static io.sabot.sql.parser.Sql.from;
import static io.sabot.sql.parser.Sql.shape;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableFunctionTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TABLE t                          | EXPLICIT_TABLE(t)",
                "TABLE db.t                       | EXPLICIT_TABLE(db.t)",
                "TABLE t PARTITION BY k           | SET_SEMANTICS_TABLE(EXPLICIT_TABLE(t), k, )",
                "TABLE t PARTITION BY (k, l)      | SET_SEMANTICS_TABLE(EXPLICIT_TABLE(t), k, l, )",
                "TABLE t PARTITION BY k ORDER BY o| SET_SEMANTICS_TABLE(EXPLICIT_TABLE(t), k, o)",
                "TABLE (SELECT a FROM t)          | SELECT a FROM t",
                "TABLE (SELECT a FROM t) PARTITION BY a | SET_SEMANTICS_TABLE(SELECT a FROM t, a, )",
            })
    void shouldReadEveryTableArgument(String argument, String shape) {
        for (String f : new String[] {"TUMBLE", "HOP", "CUMULATE", "SESSION", "COUNT_WINDOW", "FRAME", "WINDOW_OF"}) {
            String call = f + "(" + argument + ", DESCRIPTOR(ts), INTERVAL '5' MINUTE)";
            String wanted = "COLLECTION_TABLE(" + f + "(" + shape + ", DESCRIPTOR(ts), INTERVAL '5' MINUTE))";
            assertThat(shape(from(call))).isEqualTo(wanted);
            assertThat(shape(from("TABLE(" + call + ")"))).isEqualTo(wanted);
        }
    }

    @Test
    void shouldReadNamedArguments() {
        String named = "TUMBLE(DATA => TABLE t PARTITION BY k, TIMECOL => DESCRIPTOR(ts), SIZE => INTERVAL '5' MINUTE)";
        assertThat(shape(from(named))).isEqualTo(shape(from("TABLE(" + named + ")")));
        assertThat(shape(from(named))).contains("=>(DESCRIPTOR(ts), TIMECOL)", "=>(INTERVAL '5' MINUTE, SIZE)");
        from("COUNT_WINDOW(TABLE t PARTITION BY k, 10, 5) AS w");
        from("FRAME(TABLE t PARTITION BY (a, b), start > 5 AND x <> 'y', close => price < 3) w (a, b)");
        from("a JOIN TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL 5 MINUTES) AS w ON a.x = w.x");
    }
}
