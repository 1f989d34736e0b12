package io.sabot.sql.parser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.parser.SqlParserPos;

/** Short forms of what the tests do again and again. */
final class Sql {
    private Sql() {}

    /** The only statement of a text, which must also survive being written and read again. */
    static SqlNode one(String sql) {
        ParsedScript script = SabotSqlParser.parse(sql);
        assertThat(script.errors()).as(sql).isEmpty();
        assertThat(script.statements()).as(sql).hasSize(1);
        SqlNode node = script.statements().get(0);
        ParsedScript again = SabotSqlParser.parse(node.toString());
        assertThat(again.errors()).as("%s%nwritten as%n%s", sql, node).isEmpty();
        assertThat(again.statements().get(0)).hasToString(node.toString());
        return node;
    }

    static <T extends SqlNode> T one(String sql, Class<T> type) {
        SqlNode node = one(sql);
        assertThat(node).isInstanceOf(type);
        return type.cast(node);
    }

    /** A text on one line and without quotes around its names. */
    static String flat(Object node) {
        return node.toString().replace("`", "").replaceAll("\\s+", " ");
    }

    static SqlNode expression(String sql) {
        SqlNode node = SabotSqlParser.parseExpression(sql);
        assertThat(SabotSqlParser.parseExpression(node.toString())).hasToString(node.toString());
        return node;
    }

    static SqlNode from(String sql) {
        return one("SELECT * FROM " + sql, SqlSelect.class).getFrom();
    }

    static SqlRowPatternRecognition match(String clauses) {
        SqlNode from = from("t MATCH_RECOGNIZE (" + clauses + ")");
        assertThat(from).isInstanceOf(SqlRowPatternRecognition.class);
        return (SqlRowPatternRecognition) from;
    }

    static List<SyntaxError> errors(String sql) {
        return SabotSqlParser.parse(sql).errors();
    }

    /** The name of a call's operator, or its kind where that says more, and the same of its operands. */
    static String shape(SqlNode node) {
        if (!(node instanceof SqlBasicCall call)) {
            return flat(node);
        }
        String name = call.getOperator().getName();
        StringBuilder shape =
                new StringBuilder(name.equals("TABLE") ? call.getKind().name() : name).append('(');
        for (SqlNode operand : call.getOperandList()) {
            shape.append(shape.charAt(shape.length() - 1) == '(' ? "" : ", ").append(shape(operand));
        }
        return shape.append(')').toString();
    }

    static String at(SqlParserPos pos) {
        return pos.getLineNum() + ":" + pos.getColumnNum() + "-" + pos.getEndLineNum() + ":" + pos.getEndColumnNum();
    }
}
