package io.sabot.sql.parser;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlCreate;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/** {@code CREATE MATERIALIZED VIEW name [(PRIMARY KEY (columns) [NOT ENFORCED])] [WITH (options)] AS query}. */
public final class SqlCreateMaterializedView extends SqlCreate {
    private static final SqlOperator OPERATOR =
            new SqlSpecialOperator("CREATE MATERIALIZED VIEW", SqlKind.CREATE_MATERIALIZED_VIEW);

    private final SqlIdentifier name;
    private final SqlNodeList primaryKey;
    private final SqlLiteral comment;
    private final List<TableOption> options;
    private final SqlNode query;

    public SqlCreateMaterializedView(
            SqlParserPos pos,
            boolean replace,
            SqlIdentifier name,
            SqlNodeList primaryKey,
            SqlLiteral comment,
            List<TableOption> options,
            SqlNode query) {
        super(OPERATOR, pos, replace, false);
        this.name = name;
        this.primaryKey = primaryKey;
        this.comment = comment;
        this.options = List.copyOf(options);
        this.query = query;
    }

    public SqlIdentifier name() {
        return name;
    }

    /** The identifiers of the key's columns, empty without a key. Enforced or not: a view has one row per key. */
    public SqlNodeList primaryKey() {
        return primaryKey;
    }

    public List<TableOption> options() {
        return options;
    }

    public SqlNode query() {
        return query;
    }

    public boolean orReplace() {
        return getReplace();
    }

    /** Every node of the statement in the order of its text. */
    @Override
    public List<SqlNode> getOperandList() {
        List<SqlNode> operands = new ArrayList<>();
        operands.add(name);
        operands.add(primaryKey);
        for (TableOption option : options) {
            operands.add(option.key());
            operands.add(option.value());
        }
        operands.add(query);
        return operands;
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        Unparse.create(writer, getReplace());
        writer.keyword("MATERIALIZED VIEW");
        name.unparse(writer, 0, 0);
        if (!primaryKey.isEmpty()) {
            SqlWriter.Frame frame = writer.startList("(", ")");
            writer.keyword("PRIMARY KEY");
            Unparse.list(writer, primaryKey);
            writer.keyword("NOT ENFORCED");
            writer.endList(frame);
        }
        Unparse.comment(writer, comment);
        Unparse.options(writer, options);
        writer.keyword("AS");
        writer.newlineAndIndent();
        query.unparse(writer, 0, 0);
    }
}
