package io.sabot.sql.pattern;

import io.sabot.sql.catalog.SqlFault;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.dialect.AnsiSqlDialect;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;

/** What is wrong with a navigation or aggregate that stands inside of another. */
final class NestedNavigation {
    private static final String CODE = "SQL-0213";
    private static final Set<String> LOGICAL = Set.of("FIRST", "LAST");

    private NestedNavigation() {}

    /** In FIRST, LAST or an aggregate. */
    static SqlFault inside(String name, SqlCall call) {
        boolean isPhysical = name.equals("PREV") || name.equals("NEXT");
        return new SqlFault(
                CODE,
                name + " cannot stand inside another navigation or aggregate",
                call,
                isPhysical ? name + " stands outside, as in " + name + "(LAST(A.price))" : null);
    }

    /**
     * In PREV or NEXT. Those may have FIRST and LAST inside, with nothing around.
     *
     * @param name what stands inside
     */
    static SqlFault in(SqlCall outer, String name, SqlCall call) {
        if (!LOGICAL.contains(name)) {
            return inside(name, call);
        }
        String outerName = outer.getOperator().getName().toUpperCase(Locale.ROOT);
        String instead = instead(outer);
        return new SqlFault(
                CODE,
                outerName + " takes " + name + "(…) alone: an expression around it stands outside of " + outerName,
                call,
                instead == null ? outerName + "(" + name + "(A.price)) + 1" : "write " + instead);
    }

    /** The expression around with PREV inside, as text; null if that could mean something else. */
    private static String instead(SqlCall outer) {
        boolean[] isOther = new boolean[1];
        SqlNode moved = outer.operand(0).accept(new SqlShuttle() {
            @Override
            public SqlNode visit(SqlCall call) {
                if (!LOGICAL.contains(call.getOperator().getName().toUpperCase(Locale.ROOT))) {
                    return super.visit(call);
                }
                SqlNode[] operands = outer.getOperandList().toArray(new SqlNode[0]);
                operands[0] = call;
                return outer.getOperator().createCall(SqlParserPos.ZERO, operands);
            }

            @Override
            public SqlNode visit(SqlIdentifier id) {
                isOther[0] = true;
                return id;
            }
        });
        return isOther[0]
                ? null
                : moved.toSqlString(text -> text.withDialect(AnsiSqlDialect.DEFAULT)
                                .withQuoteAllIdentifiers(false)
                                .withAlwaysUseParentheses(false))
                        .getSql();
    }
}
