package io.sabot.sql.codegen;

import io.sabot.core.type.SqlType;
import java.util.List;

/**
 * Inputs that are columns {@code c0}, {@code c1}, … (Java variables of type {@link io.sabot.core.batch.Column}) at the
 * row in the variable {@code row}. Only columns that were asked for are counted as used.
 */
public final class ColumnInputs implements Inputs {
    private final List<SqlType> types;
    private final CodeBlock block;
    private final String row;

    /**
     * Makes each column a field of the class, set when it is bound to a batch named {@code in}.
     *
     * @param types of the columns, by position
     */
    public ColumnInputs(CodeBlock block, List<SqlType> types) {
        this(block, types, "row");
    }

    /** @param row Java expression of the row to read */
    public ColumnInputs(CodeBlock block, List<SqlType> types, String row) {
        this.block = block;
        this.types = List.copyOf(types);
        this.row = row;
    }

    @Override
    public Value read(int index) {
        return read(column(index), types.get(index));
    }

    @Override
    public ColumnRef column(int index) {
        String name = "c" + index;
        block.addVariable("io.sabot.core.batch.Column", name);
        block.onBind(name + " = in.column(" + index + ");");
        return new ColumnRef(name, row);
    }

    /** Reads any column: for inputs of the caller's making. */
    public static Value read(ColumnRef at, SqlType type) {
        String isNull = type.nullable() ? at.column() + ".isNull(" + at.row() + ")" : Value.NEVER;
        String getter =
                switch (type.kind()) {
                    case BOOLEAN -> "getBoolean";
                    case INT, DATE -> "getInt";
                    case BIGINT, TIME, TIMESTAMP, INTERVAL -> "getLong";
                    case DOUBLE -> "getDouble";
                    case DECIMAL -> JavaTypes.isWide(type) ? "getDecimal" : "getDecimalLow";
                    case VARCHAR -> "getString";
                    case BINARY, ARRAY -> "getBytes";
                };
        return new Value(isNull, at.column() + "." + getter + "(" + at.row() + ")", type);
    }
}
