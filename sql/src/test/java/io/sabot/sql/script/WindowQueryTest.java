package io.sabot.sql.script;

import static io.sabot.sql.script.Cases.bounded;
import static io.sabot.sql.script.Cases.script;
import static io.sabot.sql.script.Cases.stream;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WindowQueryTest {
    private static final String[] ROWS = {"b,1,1", "a,12,2", "b,13,4"};

    /** "seconds of start to seconds of end: sum" of each window, over columns ts and x of t. */
    private static List<String> sums(String function, String... rows) {
        return stream(
                        "SELECT window_start, window_end, SUM(x) FROM TABLE(" + function
                                + ") GROUP BY window_start, window_end",
                        rows)
                .stream()
                .map(WindowQueryTest::shortened)
                .toList();
    }

    private static String shortened(String row) {
        return row.replace("1970-01-01 00:00:", "").replace("1969-12-31 23:59:", "-");
    }

    @Test
    void shouldTumble() {
        assertThat(sums("TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '10' SECOND)", ROWS))
                .containsExactly("00,10,1", "10,20,6");
        assertThat(sums("TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '10' SECOND, INTERVAL '2' SECOND)", ROWS))
                .containsExactly("-52,02,1", "12,22,6");
        assertThat(sums("TUMBLE(DATA => TABLE t, TIMECOL => DESCRIPTOR(ts), SIZE => INTERVAL '10' SECOND)", ROWS))
                .containsExactly("00,10,1", "10,20,6");
        assertThat(sums(
                        "TUMBLE(TIMECOL => DESCRIPTOR(ts), DATA => TABLE t, \"OFFSET\" => INTERVAL '2' SECOND, SIZE => INTERVAL '10' SECOND)",
                        ROWS))
                .containsExactly("-52,02,1", "12,22,6");
    }

    @Test
    void shouldHop() {
        assertThat(sums("HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '5' SECOND, INTERVAL '10' SECOND)", ROWS))
                .containsExactly("-55,05,1", "00,10,1", "05,15,6", "10,20,6");
        assertThat(sums(
                        "HOP(TABLE t, DESCRIPTOR(ts), SLIDE => INTERVAL '4' SECOND, SIZE => INTERVAL '6' SECOND)",
                        ROWS))
                .containsExactly("-56,02,1", "00,06,1", "08,14,6", "12,18,6");
    }

    @Test
    void shouldCumulate() {
        assertThat(sums("CUMULATE(TABLE t, DESCRIPTOR(ts), INTERVAL '5' SECOND, INTERVAL '10' SECOND)", ROWS))
                .containsExactly("00,05,1", "00,10,1", "10,15,6", "10,20,6");
    }

    @Test
    void shouldGroupSessions() {
        String sql = "SELECT k, window_start, window_end, SUM(x) FROM TABLE(SESSION(TABLE t PARTITION BY k,"
                + " DESCRIPTOR(ts), INTERVAL '5' SECOND)) GROUP BY k, window_start, window_end";
        assertThat(stream(sql, "b,1,1", "b,3,2", "a,4,8", "b,8,4").stream().map(WindowQueryTest::shortened))
                .containsExactly("b,01,08,3", "a,04,09,8", "b,08,13,4");
        assertThat(sums("SESSION(DATA => TABLE t, TIMECOL => DESCRIPTOR(ts), GAP => INTERVAL '5' SECOND)", ROWS))
                .containsExactly("01,06,1", "12,18,6");
    }

    @Test
    void shouldGroupByKeysInAnyPlace() {
        assertThat(stream(
                                "SELECT SUM(x), window_end, k, window_time FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '10'"
                                        + " SECOND)) GROUP BY window_time, window_end, k, window_start",
                                ROWS)
                        .stream()
                        .map(WindowQueryTest::shortened))
                .containsExactly("1,10,b,09.999999999", "2,20,a,19.999999999", "4,20,b,19.999999999");
        assertThat(stream(
                        "SELECT UPPER(k) AS u, x / 2, COUNT(*) FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '10'"
                                + " SECOND)) GROUP BY UPPER(k), x / 2, window_start, window_end HAVING COUNT(*) = 1",
                        ROWS))
                .containsExactly("B,0,1", "A,1,1", "B,2,1");
    }

    @Test
    void shouldGiveTheWindowsOfEachRowWithoutGroupBy() {
        assertThat(stream(
                                "SELECT window_start, window_end, x FROM TABLE(HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '5' SECOND,"
                                        + " INTERVAL '10' SECOND)) WHERE k = 'a'",
                                ROWS)
                        .stream()
                        .map(WindowQueryTest::shortened))
                .containsExactly("05,15,2", "10,20,2");
    }

    @Test
    void shouldFilterBeforeTheWindow() {
        assertThat(stream(
                                "SELECT window_end, SUM(x) FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '10' SECOND)) WHERE"
                                        + " x < 4 GROUP BY window_start, window_end",
                                ROWS)
                        .stream()
                        .map(WindowQueryTest::shortened))
                .containsExactly("10,1", "20,2");
    }

    @Test
    void shouldPutWindowsOverWindows() {
        String inner = "SELECT k, window_time AS wt, COUNT(*) AS n FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL"
                + " '5' SECOND)) GROUP BY k, window_start, window_end, window_time";
        String outer = " SELECT window_end, SUM(n), COUNT(*) FROM TABLE(TUMBLE(TABLE w, DESCRIPTOR(wt), INTERVAL '10'"
                + " SECOND)) GROUP BY window_start, window_end";
        List<String> expected = List.of("10,1,1", "20,2,2");
        assertThat(stream("CREATE VIEW w AS " + inner + ";" + outer, ROWS).stream()
                        .map(WindowQueryTest::shortened))
                .isEqualTo(expected);
        assertThat(stream("WITH w AS (" + inner + ")" + outer, ROWS).stream().map(WindowQueryTest::shortened))
                .isEqualTo(expected);
    }

    @Test
    void shouldSendLateRowsToTheDeadLetters() {
        ScriptRun run = script("SELECT window_end, SUM(x) FROM TABLE(TUMBLE(TABLE late, DESCRIPTOR(ts), INTERVAL '10'"
                        + " SECOND)) GROUP BY window_start, window_end")
                .rows("late", "a,1,1", "a,12,2", "a,8,4", "a,20,8", "a,3,16", "a,,32");
        assertThat(run.run().stream().map(WindowQueryTest::shortened)).containsExactly("10,5", "20,2", "30,8");
        assertThat(run.deadLetters())
                .containsExactly(
                        "LATE: window [1970-01-01 00:00:00, 1970-01-01 00:00:10) closed, watermark 1970-01-01 00:00:15",
                        "EXPRESSION_FAILED: event time is NULL");
    }

    @Test
    void shouldDecideWindowsOfABoundedInputAtItsEnd() {
        assertThat(bounded(
                                "SELECT window_end, SUM(x) FROM TABLE(TUMBLE(TABLE b, DESCRIPTOR(ts), INTERVAL '10' SECOND)) GROUP"
                                        + " BY window_start, window_end ORDER BY window_end DESC",
                                "a,12,1",
                                "a,1,2",
                                "a,13,4")
                        .stream()
                        .map(WindowQueryTest::shortened))
                .containsExactly("20,5", "10,2");
    }

    @Test
    void shouldTakeNumbersForEventTime() {
        ScriptRun run = ScriptRun.of(
                        "CREATE TABLE n (seq BIGINT, x INT, WATERMARK FOR seq AS seq - 2) WITH ('connector' ="
                                + " 'stream'); SELECT window_start, window_end, window_time, SUM(x) FROM TABLE(TUMBLE(TABLE n,"
                                + " DESCRIPTOR(seq), 10)) GROUP BY window_start, window_end, window_time")
                .rows("n", "1,1", "11,2", "9,4", "13,8", "9,16");
        assertThat(run.run()).containsExactly("0,10,9,5", "10,20,19,10");
        assertThat(run.deadLetters()).containsExactly("LATE: window [0, 10) closed, watermark 11");
    }

    @Test
    void shouldTakeDatesForEventTime() {
        assertThat(ScriptRun.of("CREATE TABLE n (dt DATE, x INT, WATERMARK FOR dt AS dt) WITH ('connector' = 'stream');"
                                + " SELECT window_start, SUM(x) FROM TABLE(TUMBLE(TABLE n, DESCRIPTOR(dt), INTERVAL '2'"
                                + " DAY)) GROUP BY window_start, window_end")
                        .rows("n", "1970-01-01,1", "1970-01-02,2", "1970-01-03,4")
                        .run())
                .containsExactly("1970-01-01 00:00:00,3", "1970-01-03 00:00:00,4");
    }

    @Test
    void shouldTakeAComputedColumnForEventTime() {
        ScriptRun run = ScriptRun.of(
                        "CREATE TABLE n (txt VARCHAR, x INT, ts AS TO_TIMESTAMP(txt), y AS x * 2, WATERMARK FOR"
                                + " ts AS ts) WITH ('connector' = 'stream'); SELECT window_start, SUM(y) FROM TABLE(TUMBLE(TABLE"
                                + " n, DESCRIPTOR(ts), INTERVAL '10' SECOND)) GROUP BY window_start, window_end")
                .rows("n", "1970-01-01 00:00:01,1", "bad,2", "1970-01-01 00:00:12,4", ",8");
        assertThat(run.run().stream().map(WindowQueryTest::shortened)).containsExactly("00,2", "10,8");
        assertThat(run.deadLetters())
                .containsExactly("EXPRESSION_FAILED: 'bad' is no TIMESTAMP", "EXPRESSION_FAILED: event time is NULL");
    }
}
