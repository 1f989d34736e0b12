package io.sabot.sql.parser;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlCreate;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/** {@code CREATE FUNCTION name AS 'class#method'}. */
public final class SqlCreateFunction extends SqlCreate {
    private static final SqlOperator OPERATOR = new SqlSpecialOperator("CREATE FUNCTION", SqlKind.CREATE_FUNCTION);

    private final boolean temporary;
    private final SqlIdentifier name;
    private final SqlLiteral implementation;
    private final boolean java;
    private final List<SqlLiteral> jars;

    public SqlCreateFunction(
            SqlParserPos pos,
            boolean replace,
            boolean temporary,
            SqlIdentifier name,
            SqlLiteral implementation,
            boolean java,
            List<SqlLiteral> jars) {
        super(OPERATOR, pos, replace, false);
        this.temporary = temporary;
        this.name = name;
        this.implementation = implementation;
        this.java = java;
        this.jars = List.copyOf(jars);
    }

    public SqlIdentifier name() {
        return name;
    }

    /** A class, or a class and one of its methods after a {@code #}. */
    public SqlLiteral implementation() {
        return implementation;
    }

    public boolean temporary() {
        return temporary;
    }

    public boolean orReplace() {
        return getReplace();
    }

    public List<SqlLiteral> jars() {
        return jars;
    }

    @Override
    public List<SqlNode> getOperandList() {
        List<SqlNode> operands = new ArrayList<>();
        operands.add(name);
        operands.add(implementation);
        operands.addAll(jars);
        return operands;
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        Unparse.create(writer, getReplace());
        if (temporary) {
            writer.keyword("TEMPORARY");
        }
        writer.keyword("FUNCTION");
        name.unparse(writer, 0, 0);
        writer.keyword("AS");
        implementation.unparse(writer, 0, 0);
        if (java) {
            writer.keyword("LANGUAGE JAVA");
        }
        if (!jars.isEmpty()) {
            writer.keyword("USING");
            SqlWriter.Frame frame = writer.startList("", "");
            for (SqlLiteral jar : jars) {
                writer.sep(",");
                writer.keyword("JAR");
                jar.unparse(writer, 0, 0);
            }
            writer.endList(frame);
        }
    }
}
