package io.sabot.sql.catalog;

import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

/** One thing wrong in a statement, at a place; caught where the statement is planned and reported with the others. */
public final class SqlFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final transient SqlParserPos pos;
    private final String hint;

    public SqlFault(String code, String message, SqlParserPos pos, String hint) {
        super(message);
        this.code = code;
        this.pos = pos;
        this.hint = hint;
    }

    public SqlFault(String code, String message, SqlNode node, String hint) {
        this(code, message, node.getParserPosition(), hint);
    }

    public String code() {
        return code;
    }

    public SourceText.Place place() {
        return SourceText.Place.of(pos);
    }

    public SqlParserPos pos() {
        return pos;
    }

    public String hint() {
        return hint;
    }
}
