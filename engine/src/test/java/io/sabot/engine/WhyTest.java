package io.sabot.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.error.SabotException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a result was made of, from the log. */
final class WhyTest {
    private static final String TABLES =
            """
            CREATE TABLE t (k VARCHAR, ts TIMESTAMP(3), x INT, WATERMARK FOR ts AS ts)
              WITH ('connector' = 'file', 'path' = 'in.csv');
            CREATE TABLE alerts (k VARCHAR, a INT) WITH ('connector' = 'file', 'path' = 'alerts.csv');
            """;

    @TempDir
    Path directory;

    private TestNode node;

    @BeforeEach
    void makeNode() throws Exception {
        StringBuilder rows = new StringBuilder("k,ts,x\n");
        int[] values = {1, 2, 3, 2, 5, 6, 1, 4, 9, 3, 2, 8};
        for (int i = 0; i < values.length; i++) {
            rows.append(i % 3 == 2 ? 'q' : 'p')
                    .append(",1970-01-01 00:00:")
                    .append(10 + i)
                    .append(',')
                    .append(values[i]);
            rows.append('\n');
        }
        node = new TestNode(directory).file("in.csv", rows.toString());
    }

    /** The classifiers and values of x of each result's rows. */
    private List<String> reasons(String query, int results) throws Exception {
        node.run(TABLES + "INSERT INTO alerts " + query);
        List<String> reasons = new ArrayList<>();
        for (int number = 1; number <= results; number++) {
            Why why = new Why(node.data(), "ALERTS", number, directory);
            StringBuilder reason = new StringBuilder();
            why.result((schema, batch, row, first, position) ->
                    reason.append(batch.column(1).getInt(row)).append(" because"));
            why.rows((name, batch, row) -> reason.append(' ')
                    .append(batch.column(0).getString(row))
                    .append(batch.column(3).getInt(row)));
            reasons.add(reason.toString());
        }
        assertThat(node.lines("alerts.csv")).hasSize(results + 1);
        return reasons;
    }

    private static String pattern(String clause) {
        return "SELECT k, a FROM t MATCH_RECOGNIZE (PARTITION BY k ORDER BY ts MEASURES LAST(B.x) AS a " + clause
                + " DEFINE B AS x > A.x)";
    }

    @Test
    void shouldShowEveryRowOfTheMatchWithItsVariable() throws Exception {
        assertThat(reasons(pattern("PATTERN (A {- B -} B)"), 3))
                .containsExactly("2 because A1 B2 B2", "9 because A3 B6 B9", "3 because A1 B4 B3");
    }

    @Test
    void shouldTellMatchesThatOverlapApart() throws Exception {
        assertThat(reasons(pattern("AFTER MATCH SKIP TO NEXT ROW PATTERN (A B B)"), 4))
                .containsExactlyInAnyOrder(
                        "2 because A1 B2 B2", "9 because A3 B6 B9", "3 because A1 B4 B3", "8 because A6 B9 B8");
    }

    @Test
    void shouldReadTheLogAsFarAsItsEnd() throws Exception {
        assertThat(reasons(pattern("PATTERN (A B+ $)"), 2))
                .containsExactly("2 because A1 B4 B3 B2", "8 because A3 B6 B9 B8");
    }

    @Test
    void shouldSayThatThereIsNoSuchResult() throws Exception {
        node.run(TABLES + "INSERT INTO alerts SELECT k, x FROM t WHERE x > 5");
        assertThatThrownBy(() -> new Why(node.data(), "alerts", 9, directory).result((s, b, r, f, p) -> {}))
                .isInstanceOf(SabotException.class)
                .hasMessageContaining("ENG-0125");
        assertThatThrownBy(() -> new Why(node.data(), "alert", 1, directory)).hasMessageContaining("'alerts'");
        assertThat(new Why(node.data(), "alerts", 1, directory).rows((q, b, r) -> {}))
                .as("no pattern")
                .isZero();
    }
}
