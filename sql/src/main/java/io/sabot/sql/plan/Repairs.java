package io.sabot.sql.plan;

import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.util.SqlShuttle;

/** Copies of a tree in which what was wrong is NULL, so that what else is wrong can be found. */
final class Repairs {
    private Repairs() {}

    /** The validator rewrites the tree it is given; in the copy, intervals are exact. */
    static SqlNode copy(SqlNode node) {
        return node.accept(new Copier());
    }

    /** A copy with NULL for the node at the place, or null if there is none that may be replaced. */
    static SqlNode without(SqlNode tree, SqlParserPos pos) {
        Replacer replacer = new Replacer(pos);
        SqlNode result = tree.accept(replacer);
        return replacer.isReplaced ? result : null;
    }

    /** Every name in the tree. */
    static Set<String> names(SqlNode tree) {
        Set<String> names = new LinkedHashSet<>();
        tree.accept(new SqlBasicVisitor<Void>() {
            @Override
            public Void visit(SqlIdentifier id) {
                if (id.isSimple()) {
                    names.add(id.getSimple());
                }
                return null;
            }
        });
        return names;
    }

    private static class Copier extends SqlShuttle {
        @Override
        public SqlNode visit(SqlCall call) {
            CallCopyingArgHandler handler = new CallCopyingArgHandler(call, true);
            call.getOperator().acceptCall(this, call, false, handler);
            return handler.result();
        }

        @Override
        public SqlNode visit(SqlIdentifier id) {
            return id.clone(id.getParserPosition());
        }

        @Override
        public SqlNode visit(SqlLiteral literal) {
            return literal instanceof SqlIntervalLiteral interval ? ExactInterval.of(interval) : literal;
        }
    }

    private static final class Replacer extends Copier {
        private final SqlParserPos pos;
        boolean isReplaced;

        Replacer(SqlParserPos pos) {
            this.pos = pos;
        }

        @Override
        public SqlNode visit(SqlCall call) {
            return isAt(call.getParserPosition())
                            && call.getOperator().getSyntax() == org.apache.calcite.sql.SqlSyntax.FUNCTION
                    ? replace(call)
                    : super.visit(call);
        }

        @Override
        public SqlNode visit(SqlIdentifier id) {
            return isAt(id.getParserPosition()) || isComponent(id) ? replace(id) : super.visit(id);
        }

        private SqlNode replace(SqlNode node) {
            isReplaced = true;
            return SqlLiteral.createNull(node.getParserPosition());
        }

        private boolean isComponent(SqlIdentifier id) {
            for (int i = 0; i < id.names.size(); i++) {
                if (isAt(id.getComponentParserPosition(i))) {
                    return true;
                }
            }
            return false;
        }

        private boolean isAt(SqlParserPos other) {
            return other.getLineNum() == pos.getLineNum()
                    && other.getColumnNum() == pos.getColumnNum()
                    && other.getEndLineNum() == pos.getEndLineNum()
                    && other.getEndColumnNum() == pos.getEndColumnNum();
        }
    }
}
