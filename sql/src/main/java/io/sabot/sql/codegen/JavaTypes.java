package io.sabot.sql.codegen;

import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;

/** Which Java type stands for an SQL type in generated code. */
public final class JavaTypes {
    /** Digits that a {@code long} surely holds. */
    static final int LONG_DIGITS = 18;

    private JavaTypes() {}

    /** The Java type, as source. */
    public static String of(SqlType type) {
        return switch (type.kind()) {
            case BOOLEAN -> "boolean";
            case INT, DATE -> "int";
            case BIGINT, TIME, TIMESTAMP, INTERVAL -> "long";
            case DOUBLE -> "double";
            case DECIMAL -> isWide(type) ? "java.math.BigDecimal" : "long";
            case VARCHAR -> "String";
            case BINARY, ARRAY -> "byte[]";
        };
    }

    /** Java expression that makes the type anew. */
    public static String constructor(SqlType type) {
        return "new " + SqlType.class.getName() + "(" + TypeKind.class.getName() + "." + type.kind() + ", "
                + type.precision() + ", " + type.scale() + ", " + type.nullable() + ", "
                + (type.element() == null ? "null" : constructor(type.element())) + ")";
    }

    /** What a local holds while its value is NULL. */
    public static String defaultOf(SqlType type) {
        return switch (of(type)) {
            case "boolean" -> "false";
            case "int" -> "0";
            case "long" -> "0L";
            case "double" -> "0.0";
            default -> "null";
        };
    }

    /** True for a DECIMAL that is a {@code BigDecimal}. */
    public static boolean isWide(SqlType type) {
        return type.kind() == TypeKind.DECIMAL && type.precision() > LONG_DIGITS;
    }

    static boolean isPrimitive(SqlType type) {
        return switch (type.kind()) {
            case VARCHAR, BINARY, ARRAY -> false;
            case DECIMAL -> !isWide(type);
            default -> true;
        };
    }
}
