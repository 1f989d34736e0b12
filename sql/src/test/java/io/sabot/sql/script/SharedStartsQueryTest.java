package io.sabot.sql.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Queries whose starts share threads against the same with one measure more, which cannot be put together of parts: all other
 * columns must be equal. Every run of such length is repeated with a checkpoint and other operators after each row.
 */
class SharedStartsQueryTest {
    private static final int ROUNDS = Integer.getInteger("sabot.matches.rounds", 10_000) / 300;
    private static final int ROWS = 90;
    private static final String TABLE =
            "CREATE TABLE t (p VARCHAR, ts TIMESTAMP(9), v INT, w BIGINT, x DOUBLE, d DECIMAL(20, 2), s VARCHAR,"
                    + " WATERMARK FOR ts AS ts) WITH ('connector' = 'rows'); ";
    private static final String APART = ", LAST(v, 1) AS apart";

    private static final String[] MEASURES = {
        "FIRST(B.s)",
        "LAST(B.s)",
        "LAST(s)",
        "FIRST(w)",
        "LAST(B.w)",
        "LAST(w)",
        "COUNT(*)",
        "COUNT(B.w)",
        "COUNT(B.*)",
        "MIN(x)",
        "MAX(B.x)",
        "MIN(s)",
        "MAX(B.s)",
        "MIN(d)",
        "MAX(B.d)",
        "LAST(B.d)",
        "SUM(v)",
        "SUM(w)",
        "AVG(B.w)",
        "AVG(B.v)",
        "CLASSIFIER()",
        "PREV(LAST(B.w), 2)",
        "LAST(B.x) - FIRST(x)",
        "MATCH_ROWTIME()",
        "COUNT(*) FILTER (WHERE v > 3)",
        "FIRST(ts)",
        "LAST(B.w) + COUNT(*)",
        "SUM(B.v) FILTER (WHERE B.s = 'b')"
    };
    private static final String[] PATTERNS = {
        "A B* C",
        "A B*? C",
        "A (B | D)* C",
        "A D*? B D*? C",
        "A (B D)*? C",
        "A (B | C)+",
        "A (B? D)+? C",
        "A {- D*? -} B? C"
    };
    private static final String[] CONDITIONS = {
        "A AS v < 6, B AS v > 1, C AS v = 9",
        "B AS v < 8 OR s = 'b', C AS v = 9 AND w IS NOT NULL",
        "A AS v < 6, B AS w > 2 OR w IS NULL, C AS v = 9",
        "B AS v <> PREV(v), C AS v = 9",
        "A AS v < 3, B AS v <> 7, C AS v = 9 AND MAX(B.w) > 1",
        "C AS v = 9 AND w >= FIRST(A.w)"
    };

    private static String text(Random random, String[] of) {
        return of[random.nextInt(of.length)];
    }

    private static String query(Random random) {
        StringBuilder measures = new StringBuilder();
        StringBuilder columns = new StringBuilder();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            measures.append(i == 0 ? "" : ", ")
                    .append(text(random, MEASURES))
                    .append(" AS m")
                    .append(i);
            columns.append(i == 0 ? "m" : ", m").append(i);
        }
        boolean isToNext = random.nextBoolean();
        boolean hasWithin = !isToNext || random.nextBoolean();
        String rows = hasWithin && random.nextInt(3) == 0 ? " ONE ROW PER MATCH SHOW TIMEOUT MATCHES" : "";
        return "SELECT " + columns + "%s FROM t MATCH_RECOGNIZE (PARTITION BY p ORDER BY ts MEASURES " + measures + "%s"
                + rows
                + " AFTER MATCH SKIP " + (isToNext ? "TO NEXT ROW" : "PAST LAST ROW") + " PATTERN ("
                + text(random, PATTERNS)
                + ")" + (hasWithin ? " WITHIN INTERVAL '" + (1 + random.nextInt(60)) + "' SECOND" : "") + " DEFINE "
                + text(random, CONDITIONS) + ")";
    }

    private static String row(Random random, int number) {
        return (random.nextInt(8) == 0 ? "q" : "p") + "," + "2026-01-01T00:0" + number / 60 + ":" + number % 60 / 10
                + number % 10
                + "," + (random.nextInt(12) == 0 ? "" : Math.min(9, random.nextInt(11)))
                + "," + (random.nextInt(4) == 0 ? "" : random.nextInt(5))
                + "," + (random.nextInt(4) == 0 ? "" : random.nextInt(50) / 4.0)
                + "," + (random.nextInt(4) == 0 ? "" : random.nextInt(50) + ".25")
                + "," + (random.nextInt(4) == 0 ? "" : "" + (char) ('a' + random.nextInt(4)));
    }

    private static boolean isShared(String sql) {
        return ScriptRun.plan(TABLE + "EXPLAIN " + sql).explained().get(0).contains("share their threads");
    }

    private static List<String> run(String sql, String[] rows, long cuts) {
        return ScriptRun.of(TABLE + sql)
                .rows("t", rows)
                .cutAtRandom(new Random(cuts), 20)
                .run();
    }

    @Test
    void shouldGiveWhatStartsWithTheirOwnThreadsGive() {
        long seed = System.nanoTime();
        System.out.println("SharedStartsQueryTest seed " + seed);
        Random random = new Random(seed);
        int results = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String query = query(random);
            String[] rows =
                    IntStream.range(0, ROWS).mapToObj(i -> row(random, i)).toArray(String[]::new);
            long cuts = random.nextLong();
            assertThat(isShared(query.formatted("", ""))).as(query).isTrue();
            assertThat(isShared(query.formatted(", apart", APART))).as(query).isFalse();
            List<String> apart = run(query.formatted(", apart", APART), rows, cuts).stream()
                    .map(line -> line.substring(0, line.lastIndexOf(',')))
                    .toList();
            assertThat(run(query.formatted("", ""), rows, cuts))
                    .as("%s over %s", query, List.of(rows))
                    .isEqualTo(apart);
            results += apart.size();
        }
        assertThat(results).isGreaterThan(ROUNDS);
    }
}
