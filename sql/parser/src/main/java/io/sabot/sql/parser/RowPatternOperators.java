package io.sabot.sql.parser;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlPrefixOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;

/** The words before a function in MEASURES and DEFINE that say which rows of the match it sees. */
public final class RowPatternOperators {
    /** The rows mapped so far. */
    public static final SqlPrefixOperator RUNNING = new Modifier("RUNNING", SqlKind.RUNNING);

    /** All rows of the match. */
    public static final SqlPrefixOperator FINAL = new Modifier("FINAL", SqlKind.FINAL);

    private RowPatternOperators() {}

    /** Written without the parentheses that the grammar does not allow after it. */
    private static final class Modifier extends SqlPrefixOperator {
        Modifier(String name, SqlKind kind) {
            super(name, kind, 100, ReturnTypes.ARG0, null, OperandTypes.ANY);
        }

        @Override
        public void unparse(SqlWriter writer, SqlCall call, int leftPrec, int rightPrec) {
            writer.keyword(getName());
            call.operand(0).unparse(writer, 0, 0);
        }
    }
}
