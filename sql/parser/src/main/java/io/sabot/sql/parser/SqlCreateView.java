package io.sabot.sql.parser;

import java.util.List;
import org.apache.calcite.sql.SqlCreate;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.util.ImmutableNullableList;

/** {@code CREATE VIEW name [(columns)] AS query}. */
public final class SqlCreateView extends SqlCreate {
    private static final SqlOperator OPERATOR = new SqlSpecialOperator("CREATE VIEW", SqlKind.CREATE_VIEW);

    private final SqlIdentifier name;
    private final SqlNodeList columns;
    private final SqlNode query;

    public SqlCreateView(SqlParserPos pos, boolean replace, SqlIdentifier name, SqlNodeList columns, SqlNode query) {
        super(OPERATOR, pos, replace, false);
        this.name = name;
        this.columns = columns;
        this.query = query;
    }

    public SqlIdentifier name() {
        return name;
    }

    /** Null if the query names the columns. */
    public SqlNodeList columns() {
        return columns;
    }

    public SqlNode query() {
        return query;
    }

    public boolean orReplace() {
        return getReplace();
    }

    @Override
    public List<SqlNode> getOperandList() {
        return ImmutableNullableList.of(name, columns, query);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        Unparse.create(writer, getReplace());
        writer.keyword("VIEW");
        name.unparse(writer, 0, 0);
        if (columns != null) {
            Unparse.list(writer, columns);
        }
        writer.keyword("AS");
        writer.newlineAndIndent();
        query.unparse(writer, 0, 0);
    }
}
