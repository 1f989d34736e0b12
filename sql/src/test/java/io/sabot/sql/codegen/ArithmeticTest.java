package io.sabot.sql.codegen;

import static io.sabot.sql.codegen.Expressions.failure;
import static io.sabot.sql.codegen.Expressions.value;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

final class ArithmeticTest {
    private static BigDecimal decimal(String text) {
        return new BigDecimal(text);
    }

    @Test
    void shouldComputeIntegers() {
        assertThat(value("i + j", "i", 1, "j", 2)).isEqualTo(3);
        assertThat(value("i - l", "i", 1, "l", 2)).isEqualTo(-1L);
        assertThat(value("i * ri", "i", 6)).isEqualTo(42);
        assertThat(value("i / j", "i", 7, "j", -2)).isEqualTo(-3);
        assertThat(value("MOD(i, j)", "i", -7, "j", 4)).isEqualTo(-3);
        assertThat(value("i % l", "i", -7, "l", 4)).isEqualTo(-3L);
        assertThat(value("-l", "l", 5)).isEqualTo(-5L);
        assertThat(value("+i", "i", 5)).isEqualTo(5);
        assertThat(value("-2147483648")).isEqualTo(Integer.MIN_VALUE);
        assertThat(value("i + 3000000000", "i", 1)).isEqualTo(3000000001L);
    }

    @Test
    void shouldBeNullIfAnOperandIsNull() {
        assertThat(value("i + j", "i", 1)).isNull();
        assertThat(value("i / j", "j", 0)).isNull();
        assertThat(value("l * m", "l", 1)).isNull();
        assertThat(value("d / e", "d", 1)).isNull();
        assertThat(value("n * o", "n", 1)).isNull();
        assertThat(value("w + w")).isNull();
        assertThat(value("i + NULL", "i", 1)).isNull();
        assertThat(value("-n")).isNull();
    }

    @Test
    void shouldFailOnOverflow() {
        assertThat(failure("i + 1", "i", Integer.MAX_VALUE)).isEqualTo("INT overflow: 2147483647 + 1");
        assertThat(failure("l - 1", "l", Long.MIN_VALUE)).contains("BIGINT overflow");
        assertThat(failure("i * j", "i", 1 << 20, "j", 1 << 20)).contains("INT overflow");
        assertThat(failure("l * m", "l", 1L << 40, "m", 1L << 40)).contains("BIGINT overflow");
        assertThat(failure("-i", "i", Integer.MIN_VALUE)).contains("INT overflow");
        assertThat(failure("i / j", "i", Integer.MIN_VALUE, "j", -1)).contains("INT overflow");
        assertThat(failure("ABS(l)", "l", Long.MIN_VALUE)).contains("BIGINT overflow");
        assertThat(failure("w * w", "w", "9999999999999999999999999999")).contains("does not fit DECIMAL");
    }

    @Test
    void shouldFailOnDivisionByZero() {
        assertThat(failure("i / j", "i", 1, "j", 0)).isEqualTo("division by zero");
        assertThat(failure("l / 0", "l", 1)).isEqualTo("division by zero");
        assertThat(failure("d / e", "d", 1, "e", 0)).isEqualTo("division by zero");
        assertThat(failure("n / o", "n", 1, "o", 0)).isEqualTo("division by zero");
        assertThat(failure("w / n", "w", 1, "n", 0)).isEqualTo("division by zero");
        assertThat(failure("MOD(i, j)", "i", 1, "j", 0)).isEqualTo("division by zero");
        assertThat(failure("MOD(n, o)", "n", 1, "o", 0)).isEqualTo("division by zero");
    }

    @Test
    void shouldComputeDoubles() {
        assertThat(value("d + e", "d", 0.5, "e", 0.25)).isEqualTo(0.75);
        assertThat(value("d * i", "d", 0.5, "i", 3)).isEqualTo(1.5);
        assertThat(value("d / n", "d", 1, "n", "0.50")).isEqualTo(2.0);
        assertThat(value("d - 1.5", "d", 1)).isEqualTo(-0.5);
        assertThat(value("d * d", "d", 1e200)).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void shouldComputeDecimalsExactly() {
        assertThat(value("n + o", "n", "1.10", "o", "0.0001")).isEqualTo(decimal("1.1001"));
        assertThat(value("n - o", "n", "1.10", "o", "2.0001")).isEqualTo(decimal("-0.9001"));
        assertThat(value("n * n", "n", "1.10")).isEqualTo(decimal("1.2100"));
        assertThat(value("n * o", "n", "-99999999.99", "o", "99999999.9999"))
                .isEqualTo(decimal("-99999999.99").multiply(decimal("99999999.9999")));
        assertThat((BigDecimal) value("n / o", "n", "1", "o", "3")).isEqualByComparingTo("0.333333333333333");
        assertThat(value("w + n", "w", "1.5", "n", "1.25")).isEqualTo(decimal("2.750000000"));
        assertThat(value("n + i", "n", "1.25", "i", 2)).isEqualTo(decimal("3.25"));
        assertThat(value("n * l", "n", "1.25", "l", 1L << 40))
                .isEqualTo(decimal("1.25").multiply(BigDecimal.valueOf(1L << 40)));
        assertThat(value("MOD(n, 0.70)", "n", "-2.00")).isEqualTo(decimal("-0.60"));
        assertThat(value("-w", "w", "1.5")).isEqualTo(decimal("-1.5000000000"));
        assertThat(value("1.5 + n", "n", "1")).isEqualTo(decimal("2.50"));
    }

    @Test
    void shouldComputeNumericFunctions() {
        assertThat(value("ABS(i)", "i", -4)).isEqualTo(4);
        assertThat(value("ABS(n)", "n", "-4.50")).isEqualTo(decimal("4.50"));
        assertThat(value("ABS(w)", "w", "-4.5")).isEqualTo(decimal("4.5000000000"));
        assertThat(value("ABS(d)", "d", -4.5)).isEqualTo(4.5);
        assertThat(value("SIGN(i)", "i", -4)).isEqualTo(-1);
        assertThat((BigDecimal) value("SIGN(n)", "n", "-4.5")).isEqualByComparingTo("-1");
        assertThat(value("SIGN(d)", "d", 4.5)).isEqualTo(1.0);
        assertThat(value("FLOOR(d)", "d", -1.5)).isEqualTo(-2.0);
        assertThat(value("CEIL(d)", "d", 1.2)).isEqualTo(2.0);
        assertThat((BigDecimal) value("FLOOR(n)", "n", "-1.50")).isEqualByComparingTo("-2");
        assertThat((BigDecimal) value("CEILING(n)", "n", "1.01")).isEqualByComparingTo("2");
        assertThat((BigDecimal) value("CEIL(w)", "w", "1.01")).isEqualByComparingTo("2");
        assertThat(value("SQRT(d)", "d", 2)).isEqualTo(Math.sqrt(2));
        assertThat(value("SQRT(i)", "i", 16)).isEqualTo(4.0);
        assertThat(value("CBRT(d)", "d", 27)).isEqualTo(3.0);
        assertThat(value("POWER(d, 3)", "d", 2)).isEqualTo(8.0);
        assertThat(value("EXP(d)", "d", 1)).isEqualTo(StrictMath.exp(1));
        assertThat(value("LN(d)", "d", 10)).isEqualTo(StrictMath.log(10));
        assertThat(value("LOG10(d)", "d", 1000)).isEqualTo(StrictMath.log10(1000));
        assertThat(value("LOG2(d)", "d", 8)).isEqualTo(3.0);
        assertThat((Double) value("LOG(2, d)", "d", 8)).isEqualTo(3.0);
        assertThat(value("SIN(d) + COS(d) + TAN(d)", "d", 1))
                .isEqualTo(StrictMath.sin(1) + StrictMath.cos(1) + StrictMath.tan(1));
        assertThat(value("ATAN2(d, e)", "d", 1, "e", 2)).isEqualTo(StrictMath.atan2(1, 2));
        assertThat(value("ASIN(d) + ACOS(d) + ATAN(d)", "d", 0.5))
                .isEqualTo(StrictMath.asin(0.5) + StrictMath.acos(0.5) + StrictMath.atan(0.5));
        assertThat(value("DEGREES(RADIANS(d))", "d", 180)).isEqualTo(180.0);
        assertThat(value("PI()")).isEqualTo(Math.PI);
        assertThat(value("SQRT(d)")).isNull();
    }

    @Test
    void shouldRoundHalfAwayFromZero() {
        assertThat(value("ROUND(d)", "d", 2.5)).isEqualTo(3.0);
        assertThat(value("ROUND(d, 1)", "d", -0.25)).isEqualTo(-0.3);
        assertThat(value("ROUND(n)", "n", "2.50")).isEqualTo(decimal("3"));
        assertThat(value("ROUND(n, 1)", "n", "99999999.95")).isEqualTo(decimal("100000000.0"));
        assertThat(value("ROUND(n, 5)", "n", "1.25")).isEqualTo(decimal("1.25"));
        assertThat(value("ROUND(n, i)", "n", "1.25", "i", 1)).isEqualTo(decimal("1.30"));
        assertThat(value("ROUND(i, -1)", "i", 15)).isEqualTo(20);
        assertThat(value("TRUNCATE(n, 1)", "n", "-1.29")).isEqualTo(decimal("-1.20"));
        assertThat(value("TRUNCATE(d, 1)", "d", 1.29)).isEqualTo(1.2);
        assertThat(value("TRUNCATE(l, -2)", "l", 199)).isEqualTo(100L);
    }
}
