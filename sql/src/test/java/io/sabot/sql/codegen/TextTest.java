package io.sabot.sql.codegen;

import static io.sabot.sql.codegen.Expressions.failure;
import static io.sabot.sql.codegen.Expressions.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.error.SabotException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TextTest {
    private static final String EMOJI = "\uD83D\uDE00";

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "UPPER(s)                      ~ HELLO WORLD",
                "LOWER('ABC')                  ~ abc",
                "INITCAP('hello WORLD')        ~ Hello World",
                "TRIM('  x ')                  ~ x",
                "TRIM(LEADING 'xy' FROM 'xyxab') ~ ab",
                "TRIM(TRAILING 'b' FROM 'abb') ~ a",
                "TRIM(BOTH 'a' FROM 'aba')     ~ b",
                "LTRIM('  x') || '.'           ~ x.",
                "RTRIM('x  ') || '.'           ~ x.",
                "LTRIM('xxa', 'x')             ~ a",
                "SUBSTRING(s FROM 7)           ~ world",
                "SUBSTRING(s FROM 1 FOR 5)     ~ hello",
                "SUBSTRING(s, 7, 2)            ~ wo",
                "SUBSTRING(s, -1, 4)           ~ he",
                "SUBSTRING(s, ri)              ~ world",
                "SUBSTR(s, 7)                  ~ world",
                "LEFT(s, 5)                    ~ hello",
                "RIGHT(s, 5)                   ~ world",
                "LPAD('7', 3, '0')             ~ 007",
                "RPAD('7', 3, 'ab')            ~ 7ab",
                "LPAD('1234', 2)               ~ 12",
                "REPLACE(s, 'l', 'L')          ~ heLLo worLd",
                "REVERSE('abc')                ~ cba",
                "REPEAT('ab', 3)               ~ ababab",
                "SPLIT_INDEX('a,b,c', ',', 1)  ~ b",
                "CONCAT('a', s, 'b')           ~ ahello worldb",
                "CONCAT('a', ri)               ~ a7",
                "CONCAT_WS('-', 'a', t, 'b')   ~ a-b",
                "s || ' ' || s                 ~ hello world hello world",
                "OVERLAY(s PLACING 'J' FROM 1 FOR 1) ~ Jello world",
                "TRANSLATE('12345', '143', 'ax') ~ a2x5",
                "REGEXP_EXTRACT('id=42;', 'id=([0-9]+)', 1) ~ 42",
                "REGEXP_REPLACE('a1b2', '[0-9]', '#') ~ a#b#",
                "SPACE(2) || '.'               ~ '  .'",
            })
    void shouldMakeText(String expression, String expected) {
        assertThat(value(expression, "s", "hello world")).isEqualTo(expected);
    }

    @Test
    void shouldMeasure() {
        assertThat(value("CHAR_LENGTH(s)", "s", "a" + EMOJI)).isEqualTo(2);
        assertThat(value("CHARACTER_LENGTH(p)", "p", "abc")).isEqualTo(3);
        assertThat(value("LENGTH(p)", "p", "abc")).isEqualTo(3);
        assertThat(value("OCTET_LENGTH(y)", "y", new byte[4])).isEqualTo(4);
        assertThat(value("POSITION('lo' IN s)", "s", EMOJI + "hello")).isEqualTo(5);
        assertThat(value("POSITION('x' IN s)", "s", "hello")).isEqualTo(0);
        assertThat(value("POSITION('l' IN s FROM 4)", "s", "hello")).isEqualTo(4);
        assertThat(value("ASCII(s)", "s", "A")).isEqualTo(65);
        assertThat(value("STARTS_WITH(s, 'he')", "s", "hello")).isEqualTo(true);
        assertThat(value("ENDS_WITH(s, 'he')", "s", "hello")).isEqualTo(false);
    }

    @Test
    void shouldCountCodePoints() {
        assertThat(value("SUBSTRING(s, 2, 1)", "s", EMOJI + EMOJI + "x")).isEqualTo(EMOJI);
        assertThat(value("LEFT(s, 1)", "s", EMOJI + "x")).isEqualTo(EMOJI);
        assertThat(value("REVERSE(s)", "s", EMOJI + "x")).isEqualTo("x" + EMOJI);
        assertThat(value("s LIKE '_x'", "s", EMOJI + "x")).isEqualTo(true);
        assertThat(value("s || '\u00e9'", "s", EMOJI)).isEqualTo(EMOJI + "\u00e9");
    }

    @Test
    void shouldBeNullForNull() {
        assertThat(value("UPPER(s)")).isNull();
        assertThat(value("s || 'x'")).isNull();
        assertThat(value("CONCAT(s, 'x')")).isNull();
        assertThat(value("SUBSTRING(s, 1, i)", "s", "x")).isNull();
        assertThat(value("SPLIT_INDEX('a,b', ',', 2)")).isNull();
        assertThat(value("REGEXP_EXTRACT('a', 'b')")).isNull();
        assertThat(value("CONCAT_WS(s, 'a')")).isNull();
        assertThat(value("s LIKE 'a%'")).isNull();
        assertThat(value("POSITION(s IN 'x')")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"s", "p", "LOWER(s)"})
    void shouldMatchPatterns(String text) {
        Object[] row = {"s", "hello_world%", "p", "hello_world%"};
        assertThat(value(text + " LIKE 'hello%'", row)).isEqualTo(true);
        assertThat(value(text + " LIKE '%o_w%d_'", row)).isEqualTo(true);
        assertThat(value(text + " LIKE 'hello'", row)).isEqualTo(false);
        assertThat(value(text + " NOT LIKE '%x%'", row)).isEqualTo(true);
        assertThat(value(text + " LIKE '%!%' ESCAPE '!'", row)).isEqualTo(true);
        assertThat(value(text + " LIKE 'hello!_%' ESCAPE '!'", row)).isEqualTo(true);
        assertThat(value(text + " LIKE 'hell!_%' ESCAPE '!'", row)).isEqualTo(false);
        assertThat(value(text + " LIKE t", "s", "abc", "p", "abc", "t", "a%")).isEqualTo(true);
        assertThat(value(text + " SIMILAR TO '(hello|bye)%'", row)).isEqualTo(true);
        assertThat(value(text + " RLIKE '^h.*o_'", row)).isEqualTo(true);
        assertThat(value("REGEXP(" + text + ", 'o_w')", row)).isEqualTo(true);
        assertThat(value(text + " ILIKE 'HELLO%'", row)).isEqualTo(true);
    }

    @Test
    void shouldRefuseWrongPatterns() {
        assertThatThrownBy(() -> value("s LIKE 'a!b' ESCAPE '!'")).isInstanceOf(SabotException.class);
        assertThatThrownBy(() -> value("s RLIKE '('")).isInstanceOf(SabotException.class);
        assertThat(failure("REGEXP('x', s)", "s", "(")).contains("no regular expression");
        assertThat(failure("SUBSTRING(s, 1, i)", "s", "x", "i", -1)).contains("negative length");
    }
}
