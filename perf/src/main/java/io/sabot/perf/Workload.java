package io.sabot.perf;

import io.sabot.core.schema.EventSchema;
import io.sabot.engine.Sabot;
import io.sabot.sql.script.ApplicationPlan;
import java.nio.file.Path;

/** What is measured, in SQL. */
enum Workload {
    /** Falls, then rises: per symbol, past the last row of each match. */
    W1(
            20_000_000,
            """
            CREATE TABLE ticks (symbol VARCHAR, ts TIMESTAMP(9), price DOUBLE, WATERMARK FOR ts AS ts);
            CREATE TABLE results (symbol VARCHAR, a DOUBLE, low DOUBLE, back DOUBLE);
            INSERT INTO results SELECT * FROM ticks MATCH_RECOGNIZE (
              PARTITION BY symbol ORDER BY ts
              MEASURES A.price AS a, LAST(B.price) AS low, C.price AS back
              AFTER MATCH SKIP PAST LAST ROW
              PATTERN (A B+ C)
              DEFINE B AS B.price < PREV(B.price), C AS C.price > PREV(C.price));
            """),

    /** Volume-weighted price per symbol over 10 seconds, every second. */
    W4(
            10_000_000,
            """
            CREATE TABLE ticks (symbol VARCHAR, ts TIMESTAMP(9), price DOUBLE, size INT, WATERMARK FOR ts AS ts);
            CREATE TABLE results (symbol VARCHAR, window_end TIMESTAMP(9), vwap DOUBLE);
            INSERT INTO results SELECT symbol, window_end, SUM(price * size) / SUM(size) FROM TABLE(
              HOP(TABLE ticks, DESCRIPTOR(ts), INTERVAL '1' SECOND, INTERVAL '10' SECONDS))
              GROUP BY symbol, window_start, window_end;
            """);

    static final String INPUT = "ticks";
    static final String OUTPUT = "results";

    private final int defaultRows;
    private final String sql;
    private final ApplicationPlan plan;

    Workload(int defaultRows, String sql) {
        this.defaultRows = defaultRows;
        this.sql = sql;
        this.plan = Sabot.plan(name(), sql, Path.of(""));
    }

    int defaultRows() {
        return defaultRows;
    }

    String sql() {
        return sql;
    }

    /** Of the rows that go in. */
    EventSchema input() {
        return plan.tables().stream().filter(table -> table.name().equals(INPUT)).findFirst().orElseThrow().stream();
    }

    /** Of the rows that come out. */
    EventSchema output() {
        return plan.queries().get(0).output();
    }

    /** A fresh one: it keeps state. */
    Ceiling ceiling() {
        return this == W1 ? new W1Ceiling() : new W4Ceiling();
    }
}
