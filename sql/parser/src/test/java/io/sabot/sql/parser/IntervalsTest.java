package io.sabot.sql.parser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalsTest {
    private static SqlIntervalLiteral literal(String sql) {
        SqlNode node = Sql.expression(sql);
        assertThat(node).isInstanceOf(SqlIntervalLiteral.class);
        return (SqlIntervalLiteral) node;
    }

    @ParameterizedTest
    @CsvSource({
        "INTERVAL '5' SECOND, 5000000000",
        "INTERVAL '5' SECONDS, 5000000000",
        "INTERVAL 5 SECOND, 5000000000",
        "INTERVAL 1.5 SECONDS, 1500000000",
        "INTERVAL '0.000000001' SECOND, 1",
        "INTERVAL '0.1' SECOND, 100000000",
        "INTERVAL -'5' SECOND, -5000000000",
        "INTERVAL '-5' SECOND, -5000000000",
        "INTERVAL -'-5' SECOND, 5000000000",
        "INTERVAL '5' MINUTES, 300000000000",
        "INTERVAL '2' HOURS, 7200000000000",
        "INTERVAL '3' DAYS, 259200000000000",
        "INTERVAL '90' MINUTE, 5400000000000",
        "INTERVAL '1:30' MINUTE TO SECOND, 90000000000",
        "INTERVAL '1:30.25' MINUTE TO SECOND, 90250000000",
        "INTERVAL '1:02:03' HOUR TO SECOND, 3723000000000",
        "INTERVAL '1:02' HOUR TO MINUTE, 3720000000000",
        "INTERVAL '1 02' DAY TO HOUR, 93600000000000",
        "INTERVAL '1 02:03' DAY TO MINUTE, 93780000000000",
        "INTERVAL '1 02:03:04.000000005' DAY TO SECOND(9), 93784000000005",
        "INTERVAL '0' SECOND, 0",
        "INTERVAL '106751' DAY, 9223286400000000000",
    })
    void shouldTellTheExactLengthOfAnInterval(String sql, long nanos) {
        assertThat(Intervals.nanos(literal(sql))).isEqualTo(nanos);
    }

    @ParameterizedTest
    @CsvSource({
        "INTERVAL '1' YEAR, no fixed length",
        "INTERVAL '1-2' YEAR TO MONTH, no fixed length",
        "INTERVAL '1' MONTH, no fixed length",
        "INTERVAL '0.0000000001' SECOND, finer than a nanosecond",
        "INTERVAL '106752' DAY, longer than",
        "INTERVAL '99999999999999999999' SECOND, longer than",
        "INTERVAL 'x' SECOND, form of its qualifier",
        "INTERVAL '1.5' MINUTE, form of its qualifier",
        "INTERVAL '1:60' MINUTE TO SECOND, must be below 60",
        "INTERVAL '1 24' DAY TO HOUR, must be below 24",
    })
    void shouldSayWhyAnIntervalHasNoLength(String sql, String why) {
        assertThatThrownBy(() -> Intervals.nanos(literal(sql)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @Test
    void shouldKeepTheTextOfAnInterval() {
        SqlIntervalLiteral literal = literal("INTERVAL '0.000000001' SECOND");
        assertThat(literal.getValueAs(SqlIntervalLiteral.IntervalValue.class).getIntervalLiteral())
                .isEqualTo("0.000000001");
    }
}
