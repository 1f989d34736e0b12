package io.sabot.sql.script;

import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import java.util.List;

/**
 * One-line cases over a few tables. Columns of {@code t} (a stream, watermark without delay) and {@code b} (bounded, no
 * watermark): {@code k, ts, x, d, s, l, m, b, dt}; of {@code late} (a stream, 5 s behind): {@code k, ts, x}; of {@code u}
 * (a stream without watermark): {@code k, x}. Fields left out at the end of a row are NULL; a time may be a number of
 * seconds.
 */
final class Cases {
    private static final String COLUMNS =
            "(k VARCHAR, ts TIMESTAMP(9), x INT, d DOUBLE, s VARCHAR, l BIGINT, m DECIMAL(10, 2), b BOOLEAN, dt DATE";

    /** In one line, so that the case begins at line 2. */
    private static final String TABLES = "CREATE TABLE t " + COLUMNS
            + ", WATERMARK FOR ts AS ts) WITH ('connector' = 'stream'); CREATE TABLE b " + COLUMNS
            + ") WITH ('connector' = 'rows'); CREATE TABLE late (k VARCHAR, ts TIMESTAMP(9), x INT,"
            + " WATERMARK FOR ts AS ts - INTERVAL '5' SECOND) WITH ('connector' = 'stream');"
            + " CREATE TABLE u (k VARCHAR, x INT) WITH ('connector' = 'stream');\n";

    private Cases() {}

    static ScriptRun script(String sql) {
        return ScriptRun.of(TABLES + sql);
    }

    static ApplicationPlan plan(String sql) {
        return ScriptRun.plan(TABLES + sql);
    }

    /** Result over rows of {@code t}. */
    static List<String> stream(String sql, String... rows) {
        return script(sql).rows("t", rows).run();
    }

    /** Result over rows of {@code b}. */
    static List<String> bounded(String sql, String... rows) {
        return script(sql).rows("b", rows).run();
    }

    /** Values of the expressions, in the one row "a, 00:00:01, 7, 2.5, 'text', 9, 1.25, TRUE, 2024-02-29". */
    static String value(String expressions) {
        List<String> rows = bounded("SELECT " + expressions + " FROM b", "a,1,7,2.5,text,9,1.25,true,2024-02-29");
        return rows.isEmpty() ? "refused" : rows.get(0);
    }

    /** Values of the expressions in a row that is all NULL. */
    static String ofNulls(String expressions) {
        return bounded("SELECT " + expressions + " FROM b", ",,,,,,,,").get(0);
    }

    /** "code line:column-endColumn message [hint]" of each problem; the case's first line is 1. */
    static List<String> problems(String sql) {
        try {
            plan(sql);
        } catch (SabotException e) {
            return e.problems().stream().map(Cases::text).toList();
        }
        return List.of();
    }

    private static String text(Problem problem) {
        return problem.code() + " " + (problem.line() - 1) + ":" + problem.column() + "-" + problem.endColumn() + " "
                + problem.message() + (problem.hint() == null ? "" : " [" + problem.hint() + "]");
    }
}
