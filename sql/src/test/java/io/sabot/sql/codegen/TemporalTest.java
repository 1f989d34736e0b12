package io.sabot.sql.codegen;

import static io.sabot.sql.codegen.Expressions.failure;
import static io.sabot.sql.codegen.Expressions.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.time.TimestampParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TemporalTest {
    private static final long SECOND = 1_000_000_000L;
    private static final String INSTANT = "2024-02-29 13:45:56.123456789";

    private static long ns(String timestamp) {
        return new TimestampParser("SQL").parse(timestamp);
    }

    private static int days(String date) {
        return (int) (ns(date) / (86_400 * SECOND));
    }

    @ParameterizedTest
    @CsvSource({
        "YEAR, 2024",
        "QUARTER, 1",
        "MONTH, 2",
        "WEEK, 9",
        "DAY, 29",
        "DOY, 60",
        "DOW, 5",
        "HOUR, 13",
        "MINUTE, 45",
        "SECOND, 56",
        "MILLISECOND, 56123",
        "MICROSECOND, 56123456",
        "NANOSECOND, 56123456789",
        "EPOCH, 1709214356"
    })
    void shouldExtract(String unit, long expected) {
        assertThat(value("EXTRACT(" + unit + " FROM ts)", "ts", ns(INSTANT))).isEqualTo(expected);
        assertThat(value("EXTRACT(" + unit + " FROM ts)")).isNull();
    }

    @Test
    void shouldExtractFromOtherKinds() {
        assertThat(value("EXTRACT(MONTH FROM dt)", "dt", days("2024-02-29"))).isEqualTo(2L);
        assertThat(value("EXTRACT(HOUR FROM ti)", "ti", 7200 * SECOND)).isEqualTo(2L);
        assertThat(value("EXTRACT(MINUTE FROM iv)", "iv", 3700 * SECOND)).isEqualTo(1L);
        assertThat(value("EXTRACT(YEAR FROM ts)", "ts", ns("1969-12-31 23:59:59")))
                .isEqualTo(1969L);
        assertThat(value("EXTRACT(SECOND FROM ts)", "ts", -1L)).isEqualTo(59L);
        assertThat(value("YEAR(ts) * 100 + MONTH(ts)", "ts", ns(INSTANT))).isEqualTo(202402L);
        assertThat(value("DAYOFMONTH(ts) + HOUR(ts) + MINUTE(ts) + SECOND(ts)", "ts", ns(INSTANT)))
                .isEqualTo(29L + 13 + 45 + 56);
    }

    @ParameterizedTest
    @CsvSource({
        "YEAR, 2024-01-01, 2025-01-01",
        "QUARTER, 2024-01-01, 2024-04-01",
        "MONTH, 2024-02-01, 2024-03-01",
        "WEEK, 2024-02-26, 2024-03-04",
        "DAY, 2024-02-29, 2024-03-01",
        "HOUR, 2024-02-29 13:00, 2024-02-29 14:00",
        "MINUTE, 2024-02-29 13:45, 2024-02-29 13:46",
        "SECOND, 2024-02-29 13:45:56, 2024-02-29 13:45:57",
        "MILLISECOND, 2024-02-29 13:45:56.123, 2024-02-29 13:45:56.124"
    })
    void shouldRoundToUnits(String unit, String floor, String ceil) {
        assertThat(value("FLOOR(ts TO " + unit + ")", "ts", ns(INSTANT))).isEqualTo(ns(floor));
        assertThat(value("CEIL(ts TO " + unit + ")", "ts", ns(INSTANT))).isEqualTo(ns(ceil));
        assertThat(value("CEIL(ts TO " + unit + ")", "ts", ns(floor))).isEqualTo(ns(floor));
    }

    @Test
    void shouldAddIntervals() {
        assertThat(value("ts + INTERVAL '1' HOUR", "ts", ns(INSTANT))).isEqualTo(ns(INSTANT) + 3600 * SECOND);
        assertThat(value("ts - INTERVAL '0.5' SECOND", "ts", 0)).isEqualTo(-SECOND / 2);
        assertThat(value("INTERVAL '1 02:03:04' DAY TO SECOND + ts", "ts", 0)).isEqualTo(93_784 * SECOND);
        assertThat(value("ts + iv", "ts", 1, "iv", 2)).isEqualTo(3L);
        assertThat(value("ts + i * INTERVAL '1' MINUTE", "ts", 0, "i", 2)).isEqualTo(120 * SECOND);
        assertThat(value("ts + INTERVAL i MINUTE", "ts", 0, "i", 2)).isEqualTo(120 * SECOND);
        assertThat(value("ts + INTERVAL '1' MONTH", "ts", ns("2024-01-31 10:00")))
                .isEqualTo(ns("2024-02-29 10:00"));
        assertThat(value("ts - INTERVAL '1' YEAR", "ts", ns("2024-02-29"))).isEqualTo(ns("2023-02-28"));
        assertThat(value("dt + INTERVAL '1' DAY", "dt", 1)).isEqualTo(2);
        assertThat(value("dt - INTERVAL '1' MONTH", "dt", days("2024-03-31"))).isEqualTo(days("2024-02-29"));
        assertThat(value("ti + INTERVAL '2' HOUR", "ti", 23 * 3600 * SECOND)).isEqualTo(3600 * SECOND);
        assertThat(value("ts + iv", "ts", 1)).isNull();
        assertThat(failure("ts + iv", "ts", Long.MAX_VALUE, "iv", 1)).contains("out of range");
    }

    @Test
    void shouldComputeIntervals() {
        assertThat(value("iv + INTERVAL '1' SECOND", "iv", 1)).isEqualTo(SECOND + 1);
        assertThat(value("iv * 3", "iv", 2)).isEqualTo(6L);
        assertThat(value("iv / 2", "iv", 7)).isEqualTo(3L);
        assertThat(value("-iv", "iv", 7)).isEqualTo(-7L);
        assertThat(value("(ts - ts2) SECOND", "ts", 5 * SECOND, "ts2", SECOND)).isEqualTo(4 * SECOND);
        assertThat(value("(ts - ts2) SECOND > INTERVAL '3' SECOND", "ts", 5 * SECOND, "ts2", SECOND))
                .isEqualTo(true);
        assertThat(value("EXTRACT(EPOCH FROM ts - ts2)", "ts", 90 * SECOND, "ts2", SECOND))
                .isEqualTo(89L);
        assertThat(value("CAST(iv AS VARCHAR)", "iv", 90_061 * SECOND)).isEqualTo("1 01:01:01");
    }

    @Test
    void shouldSubtractTimestamps() {
        assertThat(value("ts - ts2", "ts", 5, "ts2", 2)).isEqualTo(3L);
        assertThat(value("ts - ts2 < INTERVAL '3' SECOND", "ts", 5, "ts2", 2)).isEqualTo(true);
        assertThat(value("ts - ts2", "ts", 5)).isNull();
        assertThat(value("dt - DATE '1970-01-01'", "dt", 2)).isEqualTo(2 * 86_400 * SECOND);
    }

    @Test
    void shouldAddAndSubtractUnits() {
        assertThat(value("TIMESTAMPADD(MINUTE, i, ts)", "i", 2, "ts", 1)).isEqualTo(120 * SECOND + 1);
        assertThat(value("TIMESTAMPADD(MICROSECOND, l, ts)", "l", 1L << 40, "ts", 0))
                .isEqualTo((1L << 40) * 1000);
        assertThat(value("TIMESTAMPADD(MONTH, 1, ts)", "ts", ns("2024-01-31"))).isEqualTo(ns("2024-02-29"));
        assertThat(value("TIMESTAMPADD(DAY, 1, dt)", "dt", 1)).isEqualTo(2);
        assertThat(((Number) value("TIMESTAMPDIFF(SECOND, ts, ts2)", "ts", SECOND, "ts2", 4 * SECOND)).longValue())
                .isEqualTo(3);
        assertThat(((Number) value("TIMESTAMPDIFF(NANOSECOND, ts, ts2)", "ts", 1, "ts2", 4)).longValue())
                .isEqualTo(3);
        assertThat(((Number) value("TIMESTAMPDIFF(MILLISECOND, ts, ts2)", "ts", 0, "ts2", 4_500_000)).longValue())
                .isEqualTo(4);
        assertThat(((Number) value("TIMESTAMPDIFF(MONTH, ts, ts2)", "ts", ns("2024-01-31"), "ts2", ns("2024-03-30")))
                        .longValue())
                .isEqualTo(1);
    }

    @Test
    void shouldWorkWithCalcitesOwnConvertlets() {
        Expressions expressions = Expressions.withCalciteConvertlets();
        assertThat(expressions.compute("TIMESTAMPADD(MINUTE, i, ts)", "i", 2, "ts", 1))
                .isEqualTo(120 * SECOND + 1);
        assertThat(((Number) expressions.compute("TIMESTAMPDIFF(SECOND, ts, ts2)", "ts", 0, "ts2", 4 * SECOND))
                        .longValue())
                .isEqualTo(4);
        assertThat(expressions.compute("ts - ts2", "ts", 5, "ts2", 2)).isEqualTo(3L);
        assertThat(expressions.compute("i - j", "i", 5, "j", 2)).isEqualTo(3);
    }

    @Test
    void shouldFormatAndParse() {
        assertThat(value("DATE_FORMAT(ts, 'yyyy/MM/dd HH:mm')", "ts", ns(INSTANT)))
                .isEqualTo("2024/02/29 13:45");
        assertThat(value("TO_TIMESTAMP(s)", "s", INSTANT)).isEqualTo(ns(INSTANT));
        assertThat(value("TO_TIMESTAMP(s, 'dd.MM.yyyy HH:mm')", "s", "29.02.2024 13:45"))
                .isEqualTo(ns("2024-02-29 13:45"));
        assertThat(value("TO_DATE(s, 'yyyyMMdd')", "s", "20240229")).isEqualTo(days("2024-02-29"));
        assertThat(value("TO_DATE(s)", "s", "2024-02-29")).isEqualTo(days("2024-02-29"));
        assertThat(value("TO_TIMESTAMP_LTZ(l, 3)", "l", 1500)).isEqualTo(1_500_000_000L);
        assertThat(failure("TO_TIMESTAMP(s, 'yyyy-MM-dd')", "s", "x")).contains("does not have the pattern");
    }
}
