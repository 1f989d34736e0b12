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

/** {@code CREATE TABLE}: columns, watermark, primary key and the options of a connector. */
public final class SqlCreateTable extends SqlCreate {
    private static final SqlOperator OPERATOR = new SqlSpecialOperator("CREATE TABLE", SqlKind.CREATE_TABLE);

    private final SqlIdentifier name;
    private final List<ColumnDef> columns;
    private final WatermarkDef watermark;
    private final SqlNodeList primaryKey;
    private final boolean enforced;
    private final SqlLiteral comment;
    private final List<TableOption> options;

    private SqlCreateTable(Builder from, SqlParserPos pos, SqlLiteral comment, List<TableOption> options) {
        super(OPERATOR, pos, from.replace, from.ifNotExists);
        this.name = from.name;
        this.columns = List.copyOf(from.columns);
        this.watermark = from.watermark;
        this.primaryKey = from.primaryKey;
        this.enforced = from.enforced;
        this.comment = comment;
        this.options = List.copyOf(options);
    }

    public SqlIdentifier name() {
        return name;
    }

    public List<ColumnDef> columns() {
        return columns;
    }

    /** Null without one. */
    public WatermarkDef watermark() {
        return watermark;
    }

    /** The identifiers of the key's columns, empty without a key. */
    public SqlNodeList primaryKey() {
        return primaryKey;
    }

    /** False if the key says NOT ENFORCED. */
    public boolean primaryKeyEnforced() {
        return enforced;
    }

    /** Null without one. */
    public SqlLiteral comment() {
        return comment;
    }

    public List<TableOption> options() {
        return options;
    }

    public boolean ifNotExists() {
        return ifNotExists;
    }

    public boolean orReplace() {
        return getReplace();
    }

    /** Every node of the statement in the order of its text. */
    @Override
    public List<SqlNode> getOperandList() {
        List<SqlNode> operands = new ArrayList<>();
        operands.add(name);
        for (ColumnDef column : columns) {
            operands.add(column.name());
            operands.add(column.computed() ? column.expression() : column.type());
        }
        if (watermark != null) {
            operands.add(watermark.column());
            operands.add(watermark.expression());
        }
        operands.add(primaryKey);
        for (TableOption option : options) {
            operands.add(option.key());
            operands.add(option.value());
        }
        return operands;
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        Unparse.create(writer, getReplace());
        writer.keyword("TABLE");
        if (ifNotExists) {
            writer.keyword("IF NOT EXISTS");
        }
        name.unparse(writer, 0, 0);
        SqlWriter.Frame frame = writer.startList("(", ")");
        for (ColumnDef column : columns) {
            writer.sep(",");
            unparse(writer, column);
        }
        if (watermark != null) {
            writer.sep(",");
            writer.keyword("WATERMARK FOR");
            watermark.column().unparse(writer, 0, 0);
            writer.keyword("AS");
            watermark.expression().unparse(writer, 0, 0);
        }
        if (!primaryKey.isEmpty()) {
            writer.sep(",");
            writer.keyword("PRIMARY KEY");
            Unparse.list(writer, primaryKey);
            if (!enforced) {
                writer.keyword("NOT ENFORCED");
            }
        }
        writer.endList(frame);
        Unparse.comment(writer, comment);
        Unparse.options(writer, options);
    }

    private static void unparse(SqlWriter writer, ColumnDef column) {
        column.name().unparse(writer, 0, 0);
        if (column.computed()) {
            writer.keyword("AS");
            column.expression().unparse(writer, 0, 0);
        } else {
            column.type().unparse(writer, 0, 0);
            if (!column.nullable()) {
                writer.keyword("NOT NULL");
            }
        }
        Unparse.comment(writer, column.comment());
    }

    /** Collects the elements of a table in the order the grammar meets them. */
    public static final class Builder {
        private final SqlIdentifier name;
        private final boolean replace;
        private final boolean ifNotExists;
        private final List<ColumnDef> columns = new ArrayList<>();
        private WatermarkDef watermark;
        private SqlNodeList primaryKey = SqlNodeList.EMPTY;
        private boolean enforced = true;

        public Builder(SqlIdentifier name, boolean replace, boolean ifNotExists) {
            this.name = name;
            this.replace = replace;
            this.ifNotExists = ifNotExists;
        }

        public void column(ColumnDef column) {
            columns.add(column);
        }

        public void watermark(WatermarkDef def) {
            if (watermark != null) {
                throw new SyntaxException(def.pos(), "a table has at most one watermark");
            }
            watermark = def;
        }

        public void primaryKey(SqlNodeList key, boolean isEnforced, SqlParserPos pos) {
            if (!primaryKey.isEmpty()) {
                throw new SyntaxException(pos, "a table has at most one primary key");
            }
            primaryKey = key;
            enforced = isEnforced;
        }

        public SqlCreateTable build(SqlParserPos pos, SqlLiteral comment, List<TableOption> options) {
            return new SqlCreateTable(this, pos, comment, options);
        }
    }
}
