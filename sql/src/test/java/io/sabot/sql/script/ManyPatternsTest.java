package io.sabot.sql.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.cep.PatternKernel;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.type.SqlType;
import io.sabot.sql.pattern.PatternKernelSource;
import io.sabot.sql.physical.Plan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Many queries over one stream: they share classes, and rows go to those that they can concern. */
class ManyPatternsTest {
    private static final String TABLE =
            """
            CREATE TABLE t (ts TIMESTAMP(9), p VARCHAR, k VARCHAR, n BIGINT, x DOUBLE,
              WATERMARK FOR ts AS ts - INTERVAL '%d' SECOND) WITH ('connector' = 'stream');
            """;

    /** With %d for a number: those that can be kept from rows, and a few that cannot. */
    private static final List<String> DEFINITIONS = List.of(
            "PATTERN (A B+ C) DEFINE A AS A.k = 'S%d', B AS B.x < PREV(B.x), C AS C.x > %d.5",
            "PATTERN (A B) DEFINE A AS k IN ('S%d', 'S7') AND x > 2, B AS B.x > A.x",
            "PATTERN (A B) WITHIN INTERVAL '5' SECOND DEFINE A AS A.n = %d, B AS B.x > 5",
            "AFTER MATCH SKIP TO NEXT ROW PATTERN (A+ B) WITHIN INTERVAL '3' SECOND DEFINE A AS A.n = %d, B AS B.k = 'S1'",
            "PATTERN ((A | B) C*? D) DEFINE A AS A.k = 'S%d', B AS B.n = %d, D AS D.x > 6",
            "PATTERN (A B) DEFINE A AS A.k = 'S%d' AND A.x > PREV(A.x), B AS B.x > 3",
            "PATTERN (A* B?) DEFINE A AS A.k = 'S%d', B AS B.x > 3",
            "PATTERN (A {- X*? -} [^C] B) WITHIN INTERVAL '4' SECOND DEFINE A AS A.k = 'S%d', B AS B.x > 4, C AS C.n = 2");

    @Test
    void shouldGiveTheSameRowsAsIfEveryQueryHadSeenEveryRow() {
        long seed = System.nanoTime();
        for (int round = 0; round < 40; round++) {
            Random random = new Random(seed + round);
            int delay = random.nextInt(3);
            List<String> queries = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                queries.add(query(random));
            }
            String[] rows = rows(random, delay);
            String sql = TABLE.formatted(delay) + String.join("\n", queries);
            ScriptRun all = ScriptRun.of(sql).byQuery().givingAllRows().rows("t", rows);
            List<String> expected = all.run();
            ScriptRun routed =
                    ScriptRun.of(sql).byQuery().cutAtRandom(random, 20).rows("t", rows);
            assertThat(routed.run()).as("seed %d\n%s", seed + round, sql).isEqualTo(expected);
            assertThat(routed.deadLetters())
                    .as("dead letters, seed %d\n%s", seed + round, sql)
                    .isEqualTo(all.deadLetters());
        }
    }

    private static String query(Random random) {
        int number = random.nextInt(4);
        if (random.nextInt(6) == 0) {
            return "SELECT ts, x * 2 AS twice FROM t WHERE k = 'S" + number + "' AND x > 1;";
        }
        String definition = DEFINITIONS.get(random.nextInt(DEFINITIONS.size())).replace("%d", String.valueOf(number));
        String from = random.nextInt(4) == 0 ? "(SELECT * FROM t WHERE n = " + number + ")" : "t";
        return "SELECT * FROM " + from + " MATCH_RECOGNIZE (PARTITION BY p ORDER BY ts"
                + " MEASURES FIRST(ts) AS began, LAST(x) AS x " + definition + ");";
    }

    private static String[] rows(Random random, int delay) {
        String[] rows = new String[60];
        int second = 100;
        for (int i = 0; i < rows.length; i++) {
            second += random.nextInt(3);
            int late = random.nextInt(8) == 0 ? random.nextInt(delay + 2) : 0;
            String time = random.nextInt(40) == 0 ? "" : String.valueOf(second - late);
            String name = random.nextInt(10) == 0 ? "" : "S" + random.nextInt(9);
            rows[i] = time + ",P" + random.nextInt(2) + "," + name + "," + random.nextInt(7) + "," + random.nextInt(9);
        }
        return rows;
    }

    @Test
    void shouldCompileOneClassForPatternsThatDifferInConstants() {
        StringBuilder sql = new StringBuilder(TABLE.formatted(1));
        for (int i = 0; i < 300; i++) {
            sql.append("SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY p ORDER BY ts MEASURES LAST(B.x) AS low, 'x")
                    .append(i)
                    .append("' AS name PATTERN (A B+ C) DEFINE A AS A.k = 'S")
                    .append(i)
                    .append("' AND A.k LIKE '%")
                    .append(i)
                    .append("', B AS B.x < PREV(B.x) * 1.")
                    .append(10 + i)
                    .append(", C AS C.n > ")
                    .append(1000 + i)
                    .append(");\n");
        }
        ApplicationPlan plan = ScriptRun.plan(sql.toString());
        Set<Class<?>> classes = new HashSet<>();
        plan.queries().forEach(query -> classes.add(kernel(query.plan(), plan).getClass()));
        assertThat(classes).hasSizeLessThanOrEqualTo(3);
    }

    private static PatternKernel kernel(Plan plan, ApplicationPlan application) {
        if (plan instanceof Plan.Match match) {
            List<SqlType> types = match.input().flow().schema().columns().stream()
                    .map(ColumnSpec::type)
                    .toList();
            return PatternKernelSource.compile(match.query(), types, application.functions());
        }
        return kernel(plan.inputs().get(0), application);
    }
}
