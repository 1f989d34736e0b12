package io.sabot.sql.parser;

import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * A column of a CREATE TABLE.
 *
 * @param type null if the column is computed
 * @param expression null if the column is physical
 * @param nullable as declared; true for a computed column, whose expression decides
 * @param comment null without one
 */
public record ColumnDef(
        SqlIdentifier name,
        SqlDataTypeSpec type,
        SqlNode expression,
        boolean nullable,
        SqlLiteral comment,
        SqlParserPos pos) {
    public boolean computed() {
        return type == null;
    }
}
