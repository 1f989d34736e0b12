package io.sabot.sql.script;

import static io.sabot.sql.script.Cases.bounded;
import static io.sabot.sql.script.Cases.ofNulls;
import static io.sabot.sql.script.Cases.script;
import static io.sabot.sql.script.Cases.stream;
import static io.sabot.sql.script.Cases.value;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProjectionQueryTest {
    @Test
    void shouldPassColumnsOfEveryType() {
        assertThat(value("*")).isEqualTo("a,1970-01-01 00:00:01,7,2.5,text,9,1.25,true,2024-02-29");
        assertThat(ofNulls("*")).isEqualTo(",,,,,,,,");
        assertThat(value("dt, b, x, k")).isEqualTo("2024-02-29,true,7,a");
    }

    @Test
    void shouldComputeNumbers() {
        assertThat(value("x / 2, x / 2.0, -x, MOD(x, 4), x + l, x * d, m * 2, m + x, ABS(-x)"))
                .isEqualTo("3,3.500000,-7,3,16,17.5,2.50,8.25,7");
        assertThat(value("CAST(m AS INT), CAST('12' AS INT), TRY_CAST(k AS INT), ROUND(m, 1)"))
                .isEqualTo("1,12,,1.3");
    }

    @Test
    void shouldComputeText() {
        assertThat(value("UPPER(s), k || s, CHAR_LENGTH(s), SUBSTRING(s FROM 2 FOR 2), s LIKE 'te%', TRIM(' y ')"))
                .isEqualTo("TEXT,atext,4,ex,true,y");
    }

    @Test
    void shouldComputeTimes() {
        assertThat(value(
                        "ts + INTERVAL '1' DAY, ts - INTERVAL '1' MONTH, EXTRACT(YEAR FROM dt), dt + INTERVAL '1' DAY"))
                .isEqualTo("1970-01-02 00:00:01,1969-12-01 00:00:01,2024,2024-03-01");
        assertThat(value("ts < '2000-01-01 00:00:00', FLOOR(ts TO MINUTE), CAST(ts AS DATE)"))
                .isEqualTo("true,1970-01-01 00:00:00,1970-01-01");
    }

    @Test
    void shouldChoose() {
        assertThat(value("CASE WHEN x > 5 THEN 'big' ELSE 'small' END, CASE k WHEN 'b' THEN 1 END, COALESCE(NULL, x)"))
                .isEqualTo("big,,7");
        assertThat(value("x BETWEEN 1 AND 7, x IN (1, 7), k NOT IN ('a', 'c'), NULLIF(x, 7), GREATEST(x, 9)"))
                .isEqualTo("true,true,false,,9");
    }

    @Test
    void shouldFilter() {
        assertThat(bounded("SELECT x FROM b WHERE x > 1 AND k <> 'c'", "a,1,1", "b,2,2", "c,3,3", ",,4"))
                .containsExactly("2");
        assertThat(stream("SELECT x FROM t WHERE k = 'a' OR x = 3", "a,1,1", "b,2,2", "c,3,3"))
                .containsExactly("1", "3");
        assertThat(bounded("SELECT x FROM b WHERE b", "a,1,1,,,,,true", "b,2,2,,,,,false", "c,3,3"))
                .containsExactly("1");
    }

    @Test
    void shouldTreatNullAsUnknown() {
        assertThat(ofNulls("x + 1, x > 1, x = x, x IS NULL, NOT b, b AND FALSE, b OR TRUE, b IS NOT TRUE"))
                .isEqualTo(",,,true,,false,true,true");
        assertThat(ofNulls("x IN (1, 2), x NOT IN (1, NULL), x IS DISTINCT FROM 1, k || 'x', COALESCE(x, 3)"))
                .isEqualTo(",,true,,3");
        assertThat(bounded("SELECT x FROM b WHERE x NOT IN (1, NULL)", "a,1,1", "a,1,2"))
                .isEmpty();
        assertThat(bounded("SELECT k FROM b WHERE NOT (x > 1)", "a,1,1", "b,1,", "c,1,3"))
                .containsExactly("a");
    }

    @Test
    void shouldRefuseTheRowWhoseExpressionFails() {
        ScriptRun run = script("SELECT k, 10 / x FROM b").rows("b", "a,1,0", "b,1,5");
        assertThat(run.run()).containsExactly("b,2");
        assertThat(run.deadLetters()).containsExactly("EXPRESSION_FAILED: division by zero");
    }

    @Test
    void shouldRefuseTheRowWhoseFilterFails() {
        ScriptRun run = script("SELECT k FROM t WHERE CAST(k AS INT) > 1").rows("t", "a,1", "2,2", "1,3");
        assertThat(run.run()).containsExactly("2");
        assertThat(run.deadLetters()).hasSize(1);
    }

    @Test
    void shouldKeepIntervalsFinerThanAMillisecond() {
        assertThat(value("ts + INTERVAL '0.000001' SECOND, ts - INTERVAL '0.000000001' SECOND(1, 9)"))
                .isEqualTo("1970-01-01 00:00:01.000001,1970-01-01 00:00:00.999999999");
    }
}
