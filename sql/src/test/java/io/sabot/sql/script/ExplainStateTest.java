package io.sabot.sql.script;

import static io.sabot.sql.script.Cases.plan;
import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.sql.physical.PlanState;
import org.junit.jupiter.api.Test;

class ExplainStateTest {
    private static final String TIMERS = ", in pages: the near ones in a heap, far ones in sorted runs that spill\n";
    private static final String DERIVED = "    derived: hash table and order of the keys";
    private static final String ANEW = ", on the heap; made anew at each start\n";
    private static final String PAGES = "  " + PlanState.PAGES + "\n";

    private static String section(String title, String end, String sql) {
        String text = plan(sql).explained().get(0);
        return text.substring(text.indexOf(title) + title.length(), text.indexOf(end));
    }

    private static String state(String sql) {
        return section("\nState\n", "\nWatermark\n", sql);
    }

    private static String window(String function, String select, String keys) {
        return state("EXPLAIN SELECT " + select + " FROM TABLE(" + function + ") GROUP BY " + keys
                + "window_start, window_end");
    }

    private static String function(Class<?> owner, String from) {
        return "CREATE FUNCTION f AS '" + owner.getName() + "'; EXPLAIN SELECT * FROM TABLE(f(TABLE " + from + "))";
    }

    @Test
    void shouldSayWhenNothingIsKept() {
        assertThat(state("EXPLAIN SELECT k, x + 1 FROM t WHERE x > 1")).isEqualTo("  none\n");
        assertThat(state("EXPLAIN SELECT k FROM b LIMIT 3")).isEqualTo("  none\n");
    }

    @Test
    void shouldTellOfWindows() {
        assertThat(window(
                        "HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '1' SECOND, INTERVAL '10' SECOND)",
                        "k, COUNT(*), MAX(s)",
                        "k, "))
                .isEqualTo("  aggregate over windows\n"
                        + "    keys: an index of [k] and a record per key, in pages\n"
                        + "    panes: an accumulator per key and pane, in pages; gone with the last window that covers it\n"
                        + "    timers: keys whose next window is not the next to fire" + TIMERS + DERIVED
                        + ", keys of the next window" + ANEW
                        + "    text: in [MAX] as numbers; what is no symbol is on the heap and in the checkpoint's root, and stays until the query ends\n"
                        + "    bounded by: the keys with open windows, which the watermark closes; keys without open windows are forgotten, the longest idle first, once they are more than 2048 and than four times the others\n"
                        + PAGES);
        assertThat(window(
                        "CUMULATE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' SECOND, INTERVAL '10' SECOND)", "COUNT(*)", ""))
                .startsWith(
                        "  aggregate over windows\n    keys: one for all rows, a record with what its window has added"
                                + " up, in pages\n")
                .contains("    bounded by: open windows, which the watermark closes\n");
    }

    @Test
    void shouldTellOfSessions() {
        assertThat(window("SESSION(TABLE t PARTITION BY k, DESCRIPTOR(ts), INTERVAL '5' MINUTE)", "k, COUNT(*)", "k, "))
                .isEqualTo("  aggregate over sessions\n"
                        + "    keys: an index of [k] and a record per key, in pages\n"
                        + "    sessions: an accumulator per key and open session, in pages; gone when it fires\n"
                        + "    timers: one per key with open sessions" + TIMERS + DERIVED + ANEW
                        + "    bounded by: the keys with open sessions, which the watermark closes; keys without open sessions are forgotten, the longest idle first, once they are more than 2048 and than four times the others\n"
                        + PAGES);
    }

    @Test
    void shouldTellOfWhatOnlyTheEndDecides() {
        assertThat(state("EXPLAIN SELECT k, COUNT(*) FROM b GROUP BY k"))
                .isEqualTo("  aggregate over all rows\n"
                        + "    keys: an index of [k] and a record per key with its accumulator, in pages\n" + DERIVED
                        + ANEW + "    bounded by: the number of keys, until the input ends\n" + PAGES);
        assertThat(state("EXPLAIN SELECT k, x FROM b ORDER BY x LIMIT 5 OFFSET 2"))
                .isEqualTo("  sort\n"
                        + "    rows: whole rows that may come out, and their order, in pages\n"
                        + "    bounded by: OFFSET and LIMIT: 7 rows\n" + PAGES);
    }

    @Test
    void shouldTellOfPatterns() {
        assertThat(state("EXPLAIN SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY k ORDER BY ts MEASURES LAST(A.s) AS a,"
                        + " SUM(B.x) AS b PATTERN (A B) WITHIN INTERVAL '10' SECOND DEFINE B AS B.x > PREV(B.x))"))
                .isEqualTo("  match\n"
                        + "    keys: an index of [k] and a record per key with the values that PREV reads, in pages\n"
                        + "    threads: the partial matches of each key, each with its state and 2 registers, in pages; gone when decided\n"
                        + "    starts: partial matches of different first rows with one future share their threads; each keeps where it began"
                        + " and its own measures, in pages\n"
                        + "    timers: one per key with partial matches, for WITHIN" + TIMERS + DERIVED + ANEW
                        + "    text: in [LAST] as numbers; what is no symbol is on the heap and in the checkpoint's root, and stays until the query ends\n"
                        + "    bounded by: WITHIN 10 s, and 33554432 partial matches of a key; nothing bounds the keys: none is forgotten, because of PREV\n"
                        + PAGES);
        assertThat(state(
                        "EXPLAIN SELECT * FROM late MATCH_RECOGNIZE (PARTITION BY k ORDER BY ts MEASURES A.x AS a PATTERN"
                                + " (A B))"))
                .contains(
                        "    bounded by: the pattern, not by time, and 65536 partial matches of a key; keys without"
                                + " partial matches are forgotten, the longest idle first, once they are more than 131072"
                                + " and than four times the others\n",
                        "  sort by ts\n    rows: whole rows that the watermark has not passed, and their order, in pages\n"
                                + "    bounded by: how far the watermark is behind the newest row\n");
        assertThat(state("EXPLAIN SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY k ORDER BY ts MEASURES A.x AS a PATTERN"
                        + " (^ A B))"))
                .contains("none is forgotten, because of ^");
    }

    @Test
    void shouldTellOfFunctions() {
        assertThat(state(function(KeyedFunctions.Everything.class, "t PARTITION BY (k, x)")))
                .isEqualTo("  function f\n"
                        + "    keys: an index of [k, x] and a record per key with where its state begins, in pages\n"
                        + "    value 'longest': in pages, until the function clears them\n"
                        + "    list 'recent': in pages, 7 s after the last write\n"
                        + "    map 'per-digit': in pages, 9 s after the last read or write\n"
                        + "    reduced number 'sum': in pages, until the function clears them\n"
                        + "    reduced number 'top': in pages, 5 s after the last write\n"
                        + "    accumulator 'squares': in pages, until the function clears them\n"
                        + "    timers: the function's, and one per entry that can expire" + TIMERS + DERIVED
                        + ", hash tables of maps" + ANEW
                        + "    bounded by: nothing but what the function clears; keys without state and timers are forgotten, the longest idle first, once they are more than 2048 and than four times the others\n"
                        + PAGES);
        assertThat(state(function(KeyedFunctions.Everything.class, "u")))
                .contains(
                        "    keys: one for all rows, a record with where its state begins, in pages\n",
                        "    list 'recent': in pages, for ever: 7 s after the last write means nothing without a watermark\n",
                        "    bounded by: nothing but what the function clears\n");
        assertThat(state(function(KeyedFunctions.Namer.class, "t")))
                .contains("    bounded by: nothing is kept of a key\n");
    }

    @Test
    void shouldShowAFunctionAmongTheOperators() {
        String ticks = "CREATE TABLE ticks (symbol VARCHAR, ts TIMESTAMP(9), price DOUBLE, WATERMARK FOR ts AS ts) WITH"
                + " ('connector' = 'stream'); ";
        String sql = ticks + function(Spikes.class, "ticks PARTITION BY symbol");
        assertThat(section("\nOperators\n", "\nState\n", sql))
                .isEqualTo(
                        "  Function [f = io.sabot.sql.script.Spikes, by [symbol], gives [ts TIMESTAMP, price DOUBLE, n"
                                + " BIGINT], event time ts]\n    Scan [ticks, stream, unbounded, columns [symbol, ts, price]]\n");
        assertThat(plan(sql).explained().get(0))
                .endsWith(
                        "\nFinal\n  timers of f fire when the watermark reaches them, the rest at the end of the input\n");
    }
}
