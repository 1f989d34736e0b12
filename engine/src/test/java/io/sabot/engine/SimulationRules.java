package io.sabot.engine;

import java.util.List;

/** What the simulated node computes: a filter, all kinds of windows, a pattern, a chain over a topic, two queries into one sink. */
final class SimulationRules {
    /** Tables that are filled from outside. */
    static final List<String> INPUTS = List.of("ticks", "marks");

    static final String FILTERED = "big";
    static final String COUNTED = "counts";

    /** Of {@link #FILTERED}. */
    static final int LEAST_BIG = 60;

    /** Of {@link #COUNTED}. */
    static final long COUNTED_SECONDS = 10;

    static final long LATENESS_SECONDS = 3;

    static final String SQL =
            """
            CREATE TABLE ticks (id BIGINT, sym VARCHAR, ts TIMESTAMP(9), v INT, WATERMARK FOR ts AS ts - INTERVAL '3' SECOND);
            CREATE TABLE marks (id BIGINT, sym VARCHAR, ts TIMESTAMP(9), v INT, WATERMARK FOR ts AS ts - INTERVAL '3' SECOND);

            CREATE TABLE big (id BIGINT, sym VARCHAR, ts TIMESTAMP(9), v INT, WATERMARK FOR ts AS ts - INTERVAL '3' SECOND);
            INSERT INTO big SELECT id, sym, ts, v FROM ticks WHERE v >= 60;

            CREATE TABLE counts (sym VARCHAR, starts TIMESTAMP(9), n BIGINT, total BIGINT);
            INSERT INTO counts SELECT sym, window_start, COUNT(*), SUM(v)
              FROM TABLE(TUMBLE(TABLE ticks, DESCRIPTOR(ts), INTERVAL '10' SECOND))
              GROUP BY sym, window_start, window_end;

            CREATE TABLE hops (sym VARCHAR, ends TIMESTAMP(9), n BIGINT, top INT);
            INSERT INTO hops SELECT sym, window_end, COUNT(*), MAX(v)
              FROM TABLE(HOP(TABLE marks, DESCRIPTOR(ts), INTERVAL '5' SECOND, INTERVAL '20' SECOND))
              GROUP BY sym, window_start, window_end;

            CREATE TABLE sessions (sym VARCHAR, n BIGINT, last_id BIGINT);
            INSERT INTO sessions SELECT sym, COUNT(*), MAX(id)
              FROM TABLE(SESSION(TABLE big PARTITION BY sym, DESCRIPTOR(ts), INTERVAL '4' SECOND))
              GROUP BY sym, window_start, window_end;

            CREATE TABLE rises (sym VARCHAR, low INT, high INT, n BIGINT);
            INSERT INTO rises SELECT * FROM ticks MATCH_RECOGNIZE (
              PARTITION BY sym ORDER BY ts
              MEASURES A.v AS low, LAST(B.v) AS high, COUNT(*) AS n
              PATTERN (A B+ C) WITHIN INTERVAL '20' SECOND
              DEFINE B AS B.v > PREV(B.v), C AS C.v < PREV(C.v));

            CREATE TABLE mixed (id BIGINT, origin VARCHAR);
            INSERT INTO mixed SELECT id, 'a tick of little value' FROM ticks WHERE v < 15;
            INSERT INTO mixed SELECT id, sym FROM marks WHERE v < 30;
            """;

    private SimulationRules() {}
}
