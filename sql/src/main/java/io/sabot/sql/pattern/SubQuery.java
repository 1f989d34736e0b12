package io.sabot.sql.pattern;

import io.sabot.sql.register.SubQueryResult;
import io.sabot.sql.type.Types;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * A sub-query in a condition or measure.
 *
 * @param rel what it selects
 * @param isSet all values of its only column are wanted, for IN; else a row
 * @param pos in the text
 */
public record SubQuery(RelNode rel, boolean isSet, SqlParserPos pos) {
    public SubQueryResult.Shape shape() {
        return new SubQueryResult.Shape(
                isSet,
                rel.getRowType().getFieldList().stream()
                        .map(RelDataTypeField::getType)
                        .map(Types::of)
                        .toList(),
                "line " + pos.getLineNum() + ", column " + pos.getColumnNum());
    }
}
