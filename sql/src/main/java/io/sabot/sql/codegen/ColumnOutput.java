package io.sabot.sql.codegen;

import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;

/** Statements that write a value into a column. */
public final class ColumnOutput {
    private ColumnOutput() {}

    /**
     * @param column Java expression of the {@link io.sabot.core.batch.Column}
     * @param row Java expression of the row, not yet committed
     */
    public static void write(CodeBlock block, String column, String row, Value value) {
        if (value.isAlwaysNull()) {
            block.line(column + ".setNull(" + row + ");");
        } else if (value.isNeverNull()) {
            block.line(put(block, column, row, value));
        } else {
            block.open("if (" + value.isNull() + ")");
            block.line(column + ".setNull(" + row + ");");
            block.next("else");
            block.line(put(block, column, row, value));
            block.close();
        }
    }

    private static String put(CodeBlock block, String column, String row, Value value) {
        SqlType type = value.type();
        String head = column + "." + method(type) + "(" + row + ", ";
        return switch (type.kind()) {
            case VARCHAR, BINARY, ARRAY -> {
                String writer =
                        block.addField("io.sabot.sql.codegen.TextWriter", "new io.sabot.sql.codegen.TextWriter()");
                String method = type.kind() == TypeKind.VARCHAR ? "put" : "putBytes";
                yield writer + "." + method + "(" + column + ", " + row + ", " + value.value() + ");";
            }
            case DECIMAL ->
                JavaTypes.isWide(type)
                        ? head + value.value() + ");"
                        : head + value.value() + ", " + value.value() + " >> 63);";
            default -> head + value.value() + ");";
        };
    }

    private static String method(SqlType type) {
        return switch (type.kind()) {
            case BOOLEAN -> "putBoolean";
            case INT, DATE -> "putInt";
            case BIGINT, TIME, TIMESTAMP, INTERVAL -> "putLong";
            case DOUBLE -> "putDouble";
            case DECIMAL -> "putDecimal";
            case VARCHAR, BINARY, ARRAY -> "";
        };
    }
}
