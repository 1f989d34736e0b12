package io.sabot.sql.codegen;

import static io.sabot.sql.codegen.Expressions.failure;
import static io.sabot.sql.codegen.Expressions.value;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LogicTest {
    private static final Boolean[] TRUTHS = {true, false, null};

    private static Boolean and(Boolean a, Boolean b) {
        return Boolean.FALSE.equals(a) || Boolean.FALSE.equals(b)
                ? (Boolean) false
                : a == null || b == null ? null : (Boolean) true;
    }

    private static Boolean not(Boolean a) {
        return a == null ? null : (Boolean) !a;
    }

    @Test
    void shouldHaveThreeTruthValues() {
        for (Boolean b : TRUTHS) {
            for (Boolean c : TRUTHS) {
                Object[] row = {"b", b, "c", c};
                assertThat(value("b AND c", row)).isEqualTo(and(b, c));
                assertThat(value("b OR c", row)).isEqualTo(not(and(not(b), not(c))));
                assertThat(value("NOT (b AND NOT c)", row)).isEqualTo(not(and(b, not(c))));
                assertThat(value("(b OR c) AND (c OR b IS NULL)", row))
                        .isEqualTo(and(not(and(not(b), not(c))), not(and(not(c), b != null))));
            }
            assertThat(value("b IS TRUE", "b", b)).isEqualTo(Boolean.TRUE.equals(b));
            assertThat(value("b IS NOT TRUE", "b", b)).isEqualTo(!Boolean.TRUE.equals(b));
            assertThat(value("b IS FALSE", "b", b)).isEqualTo(Boolean.FALSE.equals(b));
            assertThat(value("b IS NOT FALSE", "b", b)).isEqualTo(!Boolean.FALSE.equals(b));
            assertThat(value("b IS NULL", "b", b)).isEqualTo(b == null);
            assertThat(value("b IS NOT NULL", "b", b)).isEqualTo(b != null);
            assertThat(value("b IS UNKNOWN", "b", b)).isEqualTo(b == null);
        }
    }

    @Test
    void shouldNotComputeWhatIsDecided() {
        assertThat(value("i <> 0 AND 1 / i > 0", "i", 0)).isEqualTo(false);
        assertThat(value("i = 0 OR 1 / i > 0", "i", 0)).isEqualTo(true);
        assertThat(value("CASE WHEN i = 0 THEN 0 ELSE 1 / i END", "i", 0)).isEqualTo(0);
        assertThat(failure("1 / i > 0 AND i <> 0", "i", 0)).isEqualTo("division by zero");
    }

    @Test
    void shouldReuseOnlyWhatWasComputed() {
        String expression = "CASE WHEN b THEN i + j ELSE 0 END + CASE WHEN c THEN i + j ELSE 0 END";
        assertThat(value(expression, "b", false, "c", true, "i", 1, "j", 2)).isEqualTo(3);
        assertThat(value("(b AND UPPER(s) = 'A') OR UPPER(s) = 'B'", "b", false, "s", "b"))
                .isEqualTo(true);
    }

    @Test
    void shouldChoose() {
        assertThat(value("CASE WHEN i > 5 THEN 'big' WHEN i > 2 THEN 'middle' END", "i", 3))
                .isEqualTo("middle");
        assertThat(value("CASE WHEN i > 5 THEN 'big' WHEN i > 2 THEN 'middle' END", "i", 1))
                .isNull();
        assertThat(value("CASE i WHEN 1 THEN d WHEN 2 THEN l END", "i", 2, "l", 4))
                .isEqualTo(4.0);
        assertThat(value("CASE WHEN b THEN 1 ELSE 2.5 END", "b", true).toString())
                .isEqualTo("1.0");
        assertThat(value("CASE WHEN b THEN i ELSE ri END")).isEqualTo(7);
        assertThat(value("COALESCE(i, j, 3)", "j", 2)).isEqualTo(2);
        assertThat(value("COALESCE(s, t)")).isNull();
        assertThat(value("COALESCE(n, w)", "w", 2).toString()).isEqualTo("2.0000000000");
        assertThat(value("NULLIF(i, 1)", "i", 1)).isNull();
        assertThat(value("NULLIF(i, 1)", "i", 2)).isEqualTo(2);
        assertThat(value("NULLIF(s, 'x')", "s", "y")).isEqualTo("y");
        assertThat(value("IF(i > 1, 'more', 'less')", "i", 1)).isEqualTo("less");
        assertThat(value("NVL(s, 'none')")).isEqualTo("none");
        assertThat(value("IFNULL(i, 9)", "i", 1)).isEqualTo(1);
        assertThat(value("GREATEST(i, j, 3)", "i", 1, "j", 9)).isEqualTo(9);
        assertThat(value("LEAST(i, l)", "i", 1, "l", 9)).isEqualTo(1L);
        assertThat(value("GREATEST(i, j)", "i", 1)).isNull();
        assertThat(value("GREATEST(s, 'b')", "s", "c")).isEqualTo("c");
        assertThat(value("DECODE(i, 1, 'one', 2, 'two', 'many')", "i", 2)).isEqualTo("two");
    }

    @Test
    void shouldTakeConstants() {
        assertThat(value("TRUE AND b", "b", true)).isEqualTo(true);
        assertThat(value("CASE WHEN TRUE THEN i ELSE j END", "i", 1)).isEqualTo(1);
        assertThat(value("CASE WHEN FALSE THEN i ELSE j END", "i", 1)).isNull();
        assertThat(value("CAST(NULL AS INT) + 1")).isNull();
        assertThat(value("CAST(NULL AS VARCHAR)")).isNull();
        assertThat(value("'it''s \"\u00e9\" \\'")).isEqualTo("it's \"\u00e9\" \\");
    }
}
