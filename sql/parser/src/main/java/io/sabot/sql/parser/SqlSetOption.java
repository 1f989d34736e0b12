package io.sabot.sql.parser;

import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/** {@code SET 'key' = 'value'}. */
public final class SqlSetOption extends SqlCall {
    private static final SqlOperator OPERATOR = new SqlSpecialOperator("SET", SqlKind.SET_OPTION);

    private final SqlLiteral key;
    private final SqlLiteral value;

    public SqlSetOption(SqlParserPos pos, SqlLiteral key, SqlLiteral value) {
        super(pos);
        this.key = key;
        this.value = value;
    }

    public SqlLiteral key() {
        return key;
    }

    public SqlLiteral value() {
        return value;
    }

    public String keyText() {
        return key.getValueAs(String.class);
    }

    public String valueText() {
        return value.getValueAs(String.class);
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return List.of(key, value);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        writer.keyword("SET");
        key.unparse(writer, 0, 0);
        writer.keyword("=");
        value.unparse(writer, 0, 0);
    }
}
