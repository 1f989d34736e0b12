package io.sabot.sql.script;

import static io.sabot.sql.script.Cases.bounded;
import static io.sabot.sql.script.Cases.script;
import static io.sabot.sql.script.Cases.stream;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AggregateQueryTest {
    private static final String[] ROWS = {
        "a,5,1,1.5,z,9,1.10,true,2024-01-01", "a,3,4,,y,8,2,false,2024-01-03", "a,4,,2.5,,1,2.21,,2024-01-02"
    };

    private static String aggregate(String aggregates) {
        return bounded("SELECT " + aggregates + " FROM b", ROWS).get(0);
    }

    @Test
    void shouldCount() {
        assertThat(aggregate("COUNT(*), COUNT(x), COUNT(d), COUNT(s), COUNT(b), COUNT(1), COUNT(dt)"))
                .isEqualTo("3,2,2,2,2,3,3");
    }

    @Test
    void shouldSum() {
        assertThat(aggregate("SUM(x), SUM(l), SUM(d), SUM(m), SUM(x + l), SUM(-m)"))
                .isEqualTo("5,18,4.0,5.31,22,-5.31");
    }

    @Test
    void shouldAverage() {
        assertThat(aggregate("AVG(x), AVG(l), AVG(d), AVG(m)")).isEqualTo("2.5,6.0,2.0,1.770000");
    }

    @Test
    void shouldFindExtremes() {
        assertThat(aggregate("MIN(x), MAX(x), MIN(l), MAX(d), MIN(m), MAX(m), MIN(s), MAX(s), MIN(b), MAX(b)"))
                .isEqualTo("1,4,1,2.5,1.10,2.21,y,z,false,true");
        assertThat(aggregate("MIN(ts), MAX(ts), MIN(dt), MAX(dt), MAX(UPPER(s))"))
                .isEqualTo("1970-01-01 00:00:03,1970-01-01 00:00:05,2024-01-01,2024-01-03,Z");
    }

    @Test
    void shouldMeasureSpread() {
        assertThat(aggregate("VAR_POP(x), VAR_SAMP(x), STDDEV_POP(x), VARIANCE(x), STDDEV_SAMP(d), VAR_POP(d)"))
                .isEqualTo("2.25,4.5,1.5,4.5,0.7071067811865476,0.25");
        assertThat(bounded("SELECT VAR_SAMP(x), STDDEV_SAMP(d), VAR_POP(x) FROM b", "a,1,4"))
                .containsExactly(",,0.0");
    }

    @Test
    void shouldTakeFirstAndLastAsTheyCameWithoutEventTime() {
        assertThat(aggregate("FIRST_VALUE(x), LAST_VALUE(x), FIRST_VALUE(s), LAST_VALUE(l), LAST_VALUE(s)"))
                .isEqualTo("1,,z,1,");
    }

    @Test
    void shouldTakeFirstAndLastByEventTime() {
        String sql = "SELECT FIRST_VALUE(x), LAST_VALUE(x), FIRST_VALUE(k), LAST_VALUE(k) FROM TABLE(TUMBLE(TABLE late,"
                + " DESCRIPTOR(ts), INTERVAL '10' SECOND)) GROUP BY window_start, window_end";
        assertThat(script(sql).rows("late", "a,3,1", "b,1,2", "c,4,3", "d,2,4").run())
                .containsExactly("2,3,b,c");
    }

    @Test
    void shouldAggregateWhatAFilterLetsPass() {
        assertThat(aggregate("COUNT(*) FILTER (WHERE x > 1), SUM(l) FILTER (WHERE b), MAX(s) FILTER (WHERE s < 'z')"))
                .isEqualTo("1,9,y");
        assertThat(bounded("SELECT SUM(10 / x) FILTER (WHERE x <> 0), COUNT(*) FROM b", "a,1,0", "a,1,5"))
                .containsExactly("2,2");
    }

    @Test
    void shouldComputeWithAggregates() {
        assertThat(aggregate("SUM(x) + COUNT(*), MAX(x) - MIN(x), SUM(d * x) / SUM(x), COUNT(*) > 2"))
                .isEqualTo("8,3,0.3,true");
    }

    @Test
    void shouldAddARowAsAWholeOrNotAtAll() {
        ScriptRun run = script("SELECT COUNT(*), SUM(x), SUM(l), AVG(x) FROM b")
                .rows("b", "a,1,1,,,9223372036854775807", "a,1,2,,,1", "a,1,4,,,-7");
        assertThat(run.run()).containsExactly("2,5,9223372036854775800,2.5");
        assertThat(run.deadLetters()).containsExactly("EXPRESSION_FAILED: the sum exceeds BIGINT");
    }

    @Test
    void shouldNotOpenAWindowForARowThatIsRefused() {
        String sql = "SELECT window_start, COUNT(*), SUM(1 / x) FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts),"
                + " INTERVAL '10' SECOND)) GROUP BY window_start, window_end";
        ScriptRun run = script(sql).rows("t", "a,1,0", "a,11,1", "a,12,0");
        assertThat(run.run()).containsExactly("1970-01-01 00:00:10,1,1");
        assertThat(run.deadLetters()).hasSize(2);
        assertThat(bounded("SELECT k, SUM(1 / x) FROM b GROUP BY k", "a,1,0", "b,1,1"))
                .containsExactly("b,1");
        assertThat(bounded("SELECT COUNT(*), SUM(1 / x) FROM b", "a,1,0")).containsExactly("0,");
    }

    @Test
    void shouldRefuseAWindowWhosePanesExceedTheSum() {
        String sql = "SELECT k, window_end, SUM(l) FROM TABLE(HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '5' SECOND,"
                + " INTERVAL '10' SECOND)) GROUP BY k, window_start, window_end";
        ScriptRun run = script(sql).rows("t", "a,1,,,,9223372036854775807", "a,6,,,,1", "b,7,,,,2");
        assertThat(run.run())
                .containsExactly(
                        "a,1970-01-01 00:00:05,9223372036854775807",
                        "b,1970-01-01 00:00:10,2",
                        "a,1970-01-01 00:00:15,1",
                        "b,1970-01-01 00:00:15,2");
        assertThat(run.deadLetters()).containsExactly("EXPRESSION_FAILED: the sum exceeds BIGINT");
    }

    @Test
    void shouldRefuseEveryWindowThatGrowsBeyondTheSum() {
        String sql = "SELECT k, window_end, SUM(l), COUNT(*) FROM TABLE(CUMULATE(TABLE t, DESCRIPTOR(ts), INTERVAL '5'"
                + " SECOND, INTERVAL '15' SECOND)) GROUP BY k, window_start, window_end";
        ScriptRun run =
                script(sql).rows("t", "a,1,,,,9223372036854775807", "a,6,,,,1", "b,7,,,,2", "a,21,,,,5", "a,26,,,,6");
        assertThat(run.run())
                .containsExactly(
                        "a,1970-01-01 00:00:05,9223372036854775807,1",
                        "b,1970-01-01 00:00:10,2,1",
                        "b,1970-01-01 00:00:15,2,1",
                        "a,1970-01-01 00:00:25,5,1",
                        "a,1970-01-01 00:00:30,11,2");
        assertThat(run.deadLetters()).hasSize(2);
    }

    @Test
    void shouldRefuseTheRowThatWouldJoinSessionsBeyondTheSum() {
        String sql = "SELECT window_start, window_end, SUM(x), COUNT(*) FROM TABLE(SESSION(TABLE late PARTITION BY k,"
                + " DESCRIPTOR(ts), INTERVAL '3' SECOND)) GROUP BY k, window_start, window_end";
        String big = sql.replace("SUM(x)", "SUM(x * 4611686018427387904)");
        String[] rows = {"a,1,1", "a,5,1", "a,3,0", "a,21,1"};
        ScriptRun run = script(big).rows("late", rows);
        assertThat(run.run())
                .containsExactly(
                        "1970-01-01 00:00:01,1970-01-01 00:00:04,4611686018427387904,1",
                        "1970-01-01 00:00:05,1970-01-01 00:00:08,4611686018427387904,1",
                        "1970-01-01 00:00:21,1970-01-01 00:00:24,4611686018427387904,1");
        assertThat(run.deadLetters()).containsExactly("EXPRESSION_FAILED: the sum exceeds BIGINT");
        assertThat(script(sql).rows("late", rows).run())
                .containsExactly(
                        "1970-01-01 00:00:01,1970-01-01 00:00:08,2,3", "1970-01-01 00:00:21,1970-01-01 00:00:24,1,1");
    }

    @Test
    void shouldAggregateSymbolsAndTextInWindows() {
        assertThat(stream(
                        "SELECT MIN(s), MAX(s), FIRST_VALUE(s), LAST_VALUE(k || s) FROM TABLE(TUMBLE(TABLE t,"
                                + " DESCRIPTOR(ts), INTERVAL '10' SECOND)) GROUP BY window_start, window_end",
                        "a,1,,,m",
                        "b,2,,,z",
                        "c,3,,,b and some more text than fits in place"))
                .containsExactly(
                        "b and some more text than fits in place,z,m,cb and some more text than fits in place");
    }
}
