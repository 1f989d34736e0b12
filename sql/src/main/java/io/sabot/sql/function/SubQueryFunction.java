package io.sabot.sql.function;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;

/** What an expression takes from the result of a sub-query, which is the same at every row. */
public final class SubQueryFunction extends SqlFunction {
    private final int number;
    private final int column;

    private SubQueryFunction(String name, int number, int column, RelDataType type) {
        super(
                name,
                SqlKind.OTHER_FUNCTION,
                ReturnTypes.explicit(type),
                null,
                OperandTypes.VARIADIC,
                SqlFunctionCategory.USER_DEFINED_FUNCTION);
        this.number = number;
        this.column = column;
    }

    /** A column of the only row, NULL if there is no row. */
    public static SubQueryFunction value(int number, int column, RelDataType type) {
        String name = "SUB_QUERY_" + (number + 1) + (column == 0 ? "" : "_" + (column + 1));
        return new SubQueryFunction(name, number, column, type);
    }

    /** Whether the operand is IN the rows. */
    public static SubQueryFunction in(int number, RelDataType type) {
        return new SubQueryFunction("IN_SUB_QUERY_" + (number + 1), number, -1, type);
    }

    /** Which of the pattern's sub-queries, from 0. */
    public int number() {
        return number;
    }

    public int column() {
        return column;
    }

    public boolean isIn() {
        return column < 0;
    }
}
