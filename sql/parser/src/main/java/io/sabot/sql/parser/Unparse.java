package io.sabot.sql.parser;

import java.util.List;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlWriter;

/** Common pieces of writing statements back as text. */
final class Unparse {
    private Unparse() {}

    static void list(SqlWriter writer, List<? extends SqlNode> nodes) {
        SqlWriter.Frame frame = writer.startList("(", ")");
        commas(writer, nodes);
        writer.endList(frame);
    }

    static void commas(SqlWriter writer, List<? extends SqlNode> nodes) {
        for (SqlNode node : nodes) {
            writer.sep(",");
            node.unparse(writer, 0, 0);
        }
    }

    static void comment(SqlWriter writer, SqlLiteral comment) {
        if (comment != null) {
            writer.keyword("COMMENT");
            comment.unparse(writer, 0, 0);
        }
    }

    static void options(SqlWriter writer, List<TableOption> options) {
        if (options.isEmpty()) {
            return;
        }
        writer.keyword("WITH");
        SqlWriter.Frame frame = writer.startList("(", ")");
        for (TableOption option : options) {
            writer.sep(",");
            option.key().unparse(writer, 0, 0);
            writer.keyword("=");
            option.value().unparse(writer, 0, 0);
        }
        writer.endList(frame);
    }

    static void create(SqlWriter writer, boolean replace) {
        writer.keyword("CREATE");
        if (replace) {
            writer.keyword("OR REPLACE");
        }
    }
}
