package io.sabot.sql.codegen;

import static io.sabot.sql.codegen.Expressions.failure;
import static io.sabot.sql.codegen.Expressions.value;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CastTest {
    @ParameterizedTest
    @CsvSource({
        "i, -5, -5",
        "l, 9000000000, 9000000000",
        "n, 1.50, 1.50",
        "w, 1.5, 1.5000000000",
        "d, 1.0, 1.0",
        "d, 1e21, 1.0E21",
        "d, 0.1, 0.1"
    })
    void shouldWriteNumbers(String column, String number, String expected) {
        assertThat(value("CAST(" + column + " AS VARCHAR)", column, new BigDecimal(number)))
                .isEqualTo(expected);
        assertThat(value("CAST(" + column + " AS VARCHAR)")).isNull();
    }

    @Test
    void shouldWriteOtherKinds() {
        assertThat(value("CAST(b AS VARCHAR)", "b", true)).isEqualTo("TRUE");
        assertThat(value("CAST(dt AS VARCHAR)", "dt", 0)).isEqualTo("1970-01-01");
        assertThat(value("CAST(ti AS VARCHAR)", "ti", 1_500_000_000L)).isEqualTo("00:00:01.5");
        assertThat(value("CAST(ts AS VARCHAR)", "ts", 123)).isEqualTo("1970-01-01 00:00:00.000000123");
        assertThat(value("CAST(y AS VARCHAR)", "y", "é".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("é");
        assertThat(value("CAST(s AS VARCHAR(2))", "s", "abc")).isEqualTo("ab");
        assertThat(value("CAST(s AS CHAR(5)) || '.'", "s", "abc")).isEqualTo("abc  .");
    }

    @Test
    void shouldReadText() {
        assertThat(value("CAST(s AS INT)", "s", " 42 ")).isEqualTo(42);
        assertThat(value("CAST(s AS BIGINT)", "s", "-9000000000")).isEqualTo(-9000000000L);
        assertThat(value("CAST(s AS DOUBLE)", "s", "1e3")).isEqualTo(1000.0);
        assertThat(value("CAST(s AS DECIMAL(10, 2))", "s", "1.005")).isEqualTo(new BigDecimal("1.01"));
        assertThat(value("CAST(s AS DECIMAL(30, 2))", "s", "1.005")).isEqualTo(new BigDecimal("1.01"));
        assertThat(value("CAST(s AS BOOLEAN)", "s", "True")).isEqualTo(true);
        assertThat(value("CAST(s AS DATE)", "s", "1970-01-02")).isEqualTo(1);
        assertThat(value("CAST(s AS TIME(9))", "s", "00:00:01.5")).isEqualTo(1_500_000_000L);
        assertThat(value("CAST(s AS TIMESTAMP(9))", "s", "1970-01-01 00:00:00.000000001"))
                .isEqualTo(1L);
        assertThat(value("CAST(s AS TIMESTAMP(3))", "s", "1970-01-01 00:00:00.123456"))
                .isEqualTo(123_000_000L);
        assertThat(value("CAST('1970-01-01 00:00:00.123456' AS TIMESTAMP(3))")).isEqualTo(123_000_000L);
        assertThat((byte[]) value("CAST(s AS VARBINARY)", "s", "é")).isEqualTo("é".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void shouldConvertNumbers() {
        assertThat(value("CAST(d AS INT)", "d", 2.9)).isEqualTo(2);
        assertThat(value("CAST(d AS BIGINT)", "d", -2.9)).isEqualTo(-2L);
        assertThat(value("CAST(d AS BIGINT)", "d", 0.49999999999999994)).isEqualTo(0L);
        assertThat(value("CAST(n AS INT)", "n", "2.90")).isEqualTo(2);
        assertThat(value("CAST(w AS BIGINT)", "w", "-2.9")).isEqualTo(-2L);
        assertThat(value("CAST(l AS INT)", "l", 5)).isEqualTo(5);
        assertThat(value("CAST(i AS DECIMAL(5, 2))", "i", 5)).isEqualTo(new BigDecimal("5.00"));
        assertThat(value("CAST(n AS DECIMAL(10, 1))", "n", "-1.25")).isEqualTo(new BigDecimal("-1.3"));
        assertThat(value("CAST(d AS DECIMAL(10, 2))", "d", 1.005)).isEqualTo(new BigDecimal("1.01"));
        assertThat(value("CAST(w AS DECIMAL(10, 1))", "w", "1.25")).isEqualTo(new BigDecimal("1.3"));
        assertThat(value("CAST(n AS DOUBLE)", "n", "0.10")).isEqualTo(0.1);
        assertThat(value("CAST(w AS DOUBLE)", "w", "0.1")).isEqualTo(0.1);
        assertThat(value("CAST(b AS INT)", "b", true)).isEqualTo(1);
        assertThat(value("CAST(i AS BOOLEAN)", "i", 2)).isEqualTo(true);
    }

    @Test
    void shouldConvertTimes() {
        assertThat(value("CAST(ts AS DATE)", "ts", -1)).isEqualTo(-1);
        assertThat(value("CAST(ts AS TIME(9))", "ts", -1)).isEqualTo(86_399_999_999_999L);
        assertThat(value("CAST(dt AS TIMESTAMP(9))", "dt", 1)).isEqualTo(86_400_000_000_000L);
        assertThat(value("CAST(ts AS TIMESTAMP(6))", "ts", -1)).isEqualTo(-1000L);
    }

    @Test
    void shouldFail() {
        assertThat(failure("CAST(s AS INT)", "s", "x")).isEqualTo("'x' is no INT");
        assertThat(failure("CAST(s AS INT)", "s", "3000000000")).isEqualTo("'3000000000' is no INT");
        assertThat(failure("CAST(s AS DOUBLE)", "s", "")).contains("is no DOUBLE");
        assertThat(failure("CAST(s AS DATE)", "s", "2024-02-30")).contains("is no DATE");
        assertThat(failure("CAST(s AS TIMESTAMP)", "s", "yesterday")).contains("is no TIMESTAMP");
        assertThat(failure("CAST('yesterday' AS TIMESTAMP)")).contains("is no TIMESTAMP");
        assertThat(failure("CAST(s AS BOOLEAN)", "s", "perhaps")).contains("is no BOOLEAN");
        assertThat(failure("CAST(l AS INT)", "l", 1L << 40)).contains("does not fit INT");
        assertThat(failure("CAST(d AS BIGINT)", "d", 1e19)).contains("does not fit BIGINT");
        assertThat(failure("CAST(d AS INT)", "d", Double.NaN)).contains("does not fit BIGINT");
        assertThat(failure("CAST(n AS DECIMAL(3, 2))", "n", "10")).contains("does not fit DECIMAL(3, 2)");
        assertThat(failure("CAST(l AS DECIMAL(18, 0))", "l", Long.MIN_VALUE)).contains("does not fit DECIMAL(18, 0)");
        assertThat(failure("CAST(i AS DECIMAL(3, 2))", "i", 10)).contains("does not fit DECIMAL(3, 2)");
    }

    @Test
    void shouldTry() {
        assertThat(value("TRY_CAST(s AS INT)", "s", "x")).isNull();
        assertThat(value("TRY_CAST(s AS INT)", "s", "7")).isEqualTo(7);
        assertThat(value("TRY_CAST(s AS INT)")).isNull();
        assertThat(value("TRY_CAST('x' AS DATE)")).isNull();
        assertThat(value("COALESCE(TRY_CAST(s AS DECIMAL(4, 1)), 0)", "s", "12345"))
                .hasToString("0.0");
        assertThat(value("SAFE_CAST(s AS TIMESTAMP)", "s", "never")).isNull();
    }
}
