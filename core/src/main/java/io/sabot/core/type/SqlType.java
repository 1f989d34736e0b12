package io.sabot.core.type;

import java.util.Objects;

/**
 * A column's type.
 *
 * @param precision digits of DECIMAL, fractional digits of TIME and TIMESTAMP; 0 elsewhere
 * @param scale of DECIMAL
 * @param element of ARRAY, else null
 */
public record SqlType(TypeKind kind, int precision, int scale, boolean nullable, SqlType element) {
    public static final int MAX_DECIMAL_PRECISION = 38;
    public static final int MAX_TIMESTAMP_PRECISION = 9;

    public SqlType {
        Objects.requireNonNull(kind);
        if (kind == TypeKind.DECIMAL
                && (precision < 1 || precision > MAX_DECIMAL_PRECISION || scale < 0 || scale > precision)) {
            throw new IllegalArgumentException("DECIMAL(" + precision + "," + scale + ") is out of range");
        }
        if (kind == TypeKind.TIMESTAMP && (precision < 0 || precision > MAX_TIMESTAMP_PRECISION)) {
            throw new IllegalArgumentException("TIMESTAMP(" + precision + ") is out of range");
        }
    }

    public static SqlType of(TypeKind kind) {
        return switch (kind) {
            case TIMESTAMP -> timestamp(9);
            case TIME -> new SqlType(kind, 9, 0, true, null);
            case DECIMAL -> decimal(38, 18);
            default -> new SqlType(kind, 0, 0, true, null);
        };
    }

    public static SqlType decimal(int precision, int scale) {
        return new SqlType(TypeKind.DECIMAL, precision, scale, true, null);
    }

    public static SqlType timestamp(int precision) {
        return new SqlType(TypeKind.TIMESTAMP, precision, 0, true, null);
    }

    public SqlType withNullable(boolean isNullable) {
        return isNullable == nullable ? this : new SqlType(kind, precision, scale, isNullable, element);
    }

    public Storage defaultStorage() {
        return kind.defaultStorage();
    }

    /** As SQL spells it. */
    @Override
    public String toString() {
        String base =
                switch (kind) {
                    case DECIMAL -> "DECIMAL(" + precision + ", " + scale + ")";
                    case TIMESTAMP -> "TIMESTAMP(" + precision + ")";
                    case ARRAY -> element + " ARRAY";
                    default -> kind.name();
                };
        return nullable ? base : base + " NOT NULL";
    }
}
