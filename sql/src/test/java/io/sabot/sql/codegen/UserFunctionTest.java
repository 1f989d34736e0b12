package io.sabot.sql.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.sql.function.FunctionCatalog;
import io.sabot.sql.function.JavaStaticFunction;
import java.io.IOException;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

/** Public, as the class of a function must be. */
public final class UserFunctionTest {
    /** Called from generated code. */
    public static final class Shop {
        private Shop() {}

        public static long eval(long price, int quantity) {
            return price * quantity;
        }

        public static String eval(String name, Integer count) {
            return name == null ? null : name + "/" + count;
        }

        public static BigDecimal eval(BigDecimal price) {
            return price == null ? null : price.movePointLeft(1);
        }

        public static int eval(int a, int b, int c) throws IOException {
            throw new IOException("no such shop " + a + b + c);
        }
    }

    private static Object value(String expression, Object... row) {
        FunctionCatalog catalog = FunctionCatalog.builtIn().with(JavaStaticFunction.allOf("shop", Shop.class));
        return Expressions.with(catalog).compute(expression, row);
    }

    @Test
    void shouldCallByTypesOfArguments() {
        assertThat(value("shop(l, i)", "l", 5, "i", 3)).isEqualTo(15L);
        assertThat(value("shop(s, i)", "s", "tea", "i", 3)).isEqualTo("tea/3");
        assertThat((BigDecimal) value("shop(n)", "n", "12.50")).isEqualByComparingTo("1.25");
    }

    @Test
    void shouldShowNullToReferencesOnly() {
        assertThat(value("shop(l, i)", "l", 5)).isNull();
        assertThat(value("shop(s, i)", "s", "tea")).isEqualTo("tea/null");
        assertThat(value("shop(s, i)", "i", 3)).isNull();
        assertThat(value("shop(n)")).isNull();
    }

    @Test
    void shouldFailTheRowWhenTheMethodThrows() {
        assertThatThrownBy(() -> value("shop(1, 2, i)", "i", 3))
                .isInstanceOf(Expressions.Failed.class)
                .hasMessageContaining("shop failed: java.io.IOException: no such shop 123");
    }
}
