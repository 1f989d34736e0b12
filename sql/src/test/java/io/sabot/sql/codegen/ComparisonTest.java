package io.sabot.sql.codegen;

import static io.sabot.sql.codegen.Expressions.value;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ComparisonTest {
    private static final String EMOJI = "\uD83D\uDE00"; // above all of the BMP by code point, not by char

    @ParameterizedTest
    @CsvSource({"i, l", "l, i", "i, d", "d, n", "n, o", "o, n", "n, w", "w, o", "w, d", "i, n", "l, w", "d, l", "n, l"})
    void shouldCompareNumbersOfAnyKinds(String a, String b) {
        assertThat(value(a + " < " + b, a, 1, b, 2)).isEqualTo(true);
        assertThat(value(a + " >= " + b, a, 1, b, 2)).isEqualTo(false);
        assertThat(value(a + " = " + b, a, 2, b, 2)).isEqualTo(true);
        assertThat(value(a + " <> " + b, a, 2, b, 2)).isEqualTo(false);
        assertThat(value(a + " > " + b, a, -1, b, -2)).isEqualTo(true);
        assertThat(value(a + " <= " + b, a, -1)).isNull();
    }

    @Test
    void shouldCompareWithConstantsOfOtherTypes() {
        assertThat(value("n > 1.5", "n", "1.51")).isEqualTo(true);
        assertThat(value("n = 1.505", "n", "1.50")).isEqualTo(false);
        assertThat(value("i > 2.5", "i", 3)).isEqualTo(true);
        assertThat(value("i < 3000000000", "i", 3)).isEqualTo(true);
        assertThat(value("d = 0.1", "d", 0.1)).isEqualTo(true);
        assertThat(value("w = 3", "w", 3)).isEqualTo(true);
        assertThat(value("1 < l", "l", 3)).isEqualTo(true);
    }

    @ParameterizedTest
    @CsvSource({"s, t", "s, p", "p, s", "p, q"})
    void shouldCompareTextByCodePoint(String a, String b) {
        assertThat(value(a + " = " + b, a, "same", b, "same")).isEqualTo(true);
        assertThat(value(a + " = " + b, a, "same", b, "some")).isEqualTo(false);
        assertThat(value(a + " = " + b, a, "a text longer than a view", b, "a text longer than a view"))
                .isEqualTo(true);
        assertThat(value(a + " > " + b, a, EMOJI, b, "\uFFFD")).isEqualTo(true);
        assertThat(value("UPPER(" + a + ") > UPPER(" + b + ")", a, EMOJI, b, "\uFFFD"))
                .isEqualTo(true);
        assertThat(value(a + " < " + b, a, "ab", b, "abc")).isEqualTo(true);
        assertThat(value(a + " <> " + b, a, "ab")).isNull();
        assertThat(value(a + " IS NOT DISTINCT FROM " + b)).isEqualTo(true);
        assertThat(value(a + " IS DISTINCT FROM " + b, a, "ab")).isEqualTo(true);
        assertThat(value(a + " IS DISTINCT FROM " + b, a, "ab", b, "ab")).isEqualTo(false);
    }

    @ParameterizedTest
    @CsvSource({"s", "p", "rs"})
    void shouldCompareTextWithConstants(String a) {
        assertThat(value(a + " = 'abc'", a, "abc")).isEqualTo(true);
        assertThat(value(a + " = 'other'", a, "abc")).isEqualTo(false);
        assertThat(value("'abc' <> " + a, a, "abc")).isEqualTo(false);
        assertThat(value("'abd' > " + a, a, "abc")).isEqualTo(true);
        assertThat(value(a + " >= 'abd'", a, "abc")).isEqualTo(false);
        assertThat(value(a + " IN ('x', 'abc')", a, "abc")).isEqualTo(true);
        assertThat(value(a + " NOT IN ('x', 'abc')", a, "ab")).isEqualTo(true);
        assertThat(value(a + " IN ('x', NULL)", a, "ab")).isNull();
        assertThat(value(a + " BETWEEN 'a' AND 'b'", a, "abc")).isEqualTo(true);
        assertThat(value("LOWER(" + a + ") = 'abc'", a, "ABC")).isEqualTo(true);
    }

    @Test
    void shouldTellTwoColumnsComparedWithOneConstantApart() {
        assertThat(value("s = 'x' AND p = 'x'", "s", "x", "p", "x")).isEqualTo(true);
        assertThat(value("s = 'x' OR t = 'x'", "s", "y", "t", "x")).isEqualTo(true);
        assertThat(value("s = 'x' AND p = 'x'", "s", "x", "p", "y")).isEqualTo(false);
    }

    @Test
    void shouldBeNullForNull() {
        assertThat(value("s = 'x'")).isNull();
        assertThat(value("p = 'x'")).isNull();
        assertThat(value("i IN (1, 2)")).isNull();
        assertThat(value("b = c", "b", true)).isNull();
        assertThat(value("i = NULL", "i", 1)).isNull();
    }

    @Test
    void shouldSearchLists() {
        assertThat(value("i IN (1, 3, 5)", "i", 3)).isEqualTo(true);
        assertThat(value("i NOT IN (1, 3, 5)", "i", 3)).isEqualTo(false);
        assertThat(value("i NOT BETWEEN 2 AND 4", "i", 5)).isEqualTo(true);
        assertThat(value("i < 2 OR i BETWEEN 4 AND 6 OR i = 9", "i", 5)).isEqualTo(true);
        assertThat(value("n IN (1.5, 2.25)", "n", "2.25")).isEqualTo(true);
        assertThat(value("i IN (" + "1, ".repeat(400) + "2)", "i", 2)).isEqualTo(true);
    }

    @Test
    void shouldCompareOtherKinds() {
        assertThat(value("b > c", "b", true, "c", false)).isEqualTo(true);
        assertThat(value("b = TRUE", "b", true)).isEqualTo(true);
        assertThat(value("y = x'0a0b'", "y", new byte[] {10, 11})).isEqualTo(true);
        assertThat(value("y > x'7f'", "y", new byte[] {(byte) 0x80})).isEqualTo(true);
        assertThat(value("dt < DATE '1970-01-03'", "dt", 1)).isEqualTo(true);
        assertThat(value("ti >= TIME '00:00:01'", "ti", 1_000_000_000L)).isEqualTo(true);
        assertThat(value("ts = TIMESTAMP '1970-01-01 00:00:00.123456789'", "ts", 123_456_789L))
                .isEqualTo(true);
        assertThat(value("ts > '1970-01-01'", "ts", 1)).isEqualTo(true);
        assertThat(value("ts > dt", "ts", 1, "dt", 0)).isEqualTo(true);
        assertThat(value("iv > INTERVAL '1' MINUTE", "iv", 61_000_000_000L)).isEqualTo(true);
    }

    @Test
    void shouldDistinguishNulls() {
        assertThat(value("i IS DISTINCT FROM j", "i", 1)).isEqualTo(true);
        assertThat(value("i IS NOT DISTINCT FROM j")).isEqualTo(true);
        assertThat(value("i IS NOT DISTINCT FROM j", "i", 0)).isEqualTo(false);
        assertThat(value("n IS DISTINCT FROM w", "n", 1, "w", 1)).isEqualTo(false);
    }
}
