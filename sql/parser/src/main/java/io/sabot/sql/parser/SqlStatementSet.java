package io.sabot.sql.parser;

import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/** Statements that are one job, in either spelling of a statement set. */
public final class SqlStatementSet extends SqlCall {
    private static final SqlOperator OPERATOR = new SqlSpecialOperator("STATEMENT SET", SqlKind.OTHER);

    private final List<SqlNode> statements;

    public SqlStatementSet(SqlParserPos pos, List<? extends SqlNode> statements) {
        super(pos);
        this.statements = List.copyOf(statements);
    }

    public List<SqlNode> statements() {
        return statements;
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return statements;
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        writer.keyword("EXECUTE STATEMENT SET BEGIN");
        for (SqlNode statement : statements) {
            writer.newlineAndIndent();
            statement.unparse(writer, 0, 0);
            writer.print(";");
        }
        writer.newlineAndIndent();
        writer.keyword("END");
    }
}
