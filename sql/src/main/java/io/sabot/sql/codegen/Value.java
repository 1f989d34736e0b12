package io.sabot.sql.codegen;

import io.sabot.core.type.SqlType;
import java.util.Objects;

/**
 * An expression as Java: two side-effect-free expressions that may be written any number of times.
 *
 * <p>BOOLEAN is a {@code boolean}; INT and DATE an {@code int}; BIGINT, TIME, TIMESTAMP and INTERVAL a {@code long}
 * (nanoseconds); DOUBLE a {@code double}; DECIMAL a {@code long} of the type's scale where precision ≤ 18, else a
 * {@code BigDecimal} of that scale; VARCHAR a {@code String}; BINARY a {@code byte[]}; ARRAY
 * one too, see {@link io.sabot.core.array.ArrayDescriptor}.
 *
 * @param isNull Java boolean expression: {@code "false"} if never null, {@code "true"} if always
 * @param value Java expression; may be evaluated only if not null
 */
public record Value(String isNull, String value, SqlType type) {
    public static final String NEVER = "false";
    public static final String ALWAYS = "true";

    public Value {
        Objects.requireNonNull(isNull);
        Objects.requireNonNull(value);
        Objects.requireNonNull(type);
    }

    /** A value that is never null. */
    public static Value of(String value, SqlType type) {
        return new Value(NEVER, value, type.withNullable(false));
    }

    /** NULL. */
    public static Value nullOf(SqlType type) {
        return new Value(ALWAYS, JavaTypes.defaultOf(type), type.withNullable(true));
    }

    public boolean isNeverNull() {
        return isNull.equals(NEVER);
    }

    public boolean isAlwaysNull() {
        return isNull.equals(ALWAYS);
    }

    public Value withType(SqlType newType) {
        return new Value(isNull, value, newType);
    }

    /** Java boolean expression for a BOOLEAN: true only if the value is TRUE. */
    public String isTrue() {
        return isNeverNull() ? value : isAlwaysNull() ? NEVER : "(!" + isNull + " && " + value + ")";
    }

    /** Java boolean expression for a BOOLEAN: true only if the value is FALSE. */
    public String isFalse() {
        return isNeverNull() ? "(!" + value + ")" : isAlwaysNull() ? NEVER : "(!" + isNull + " && !" + value + ")";
    }
}
