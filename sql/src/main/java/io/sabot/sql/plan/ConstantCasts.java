package io.sabot.sql.plan;

import java.math.BigDecimal;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexExecutor;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Folds constants while a query is converted. The casts that comparisons imply, of text to VARCHAR and of exact numbers to
 * DOUBLE, are folded in place; Calcite's own executor, which generates and compiles a class for each expression, has the
 * rest.
 */
final class ConstantCasts implements RexExecutor {
    @Override
    public void reduce(RexBuilder builder, List<RexNode> expressions, List<RexNode> reduced) {
        if (expressions.size() == 1) {
            RexNode folded = fold(builder, expressions.get(0));
            if (folded != null) {
                reduced.add(folded);
                return;
            }
        }
        RexUtil.EXECUTOR.reduce(builder, expressions, reduced);
    }

    /** Null if it is none of these casts. */
    private static RexNode fold(RexBuilder builder, RexNode node) {
        if (node.getKind() != SqlKind.CAST
                || !(((RexCall) node).getOperands().get(0) instanceof RexLiteral literal)
                || literal.isNull()) {
            return null;
        }
        RelDataType type = node.getType();
        SqlTypeName from = literal.getType().getSqlTypeName();
        if (type.getSqlTypeName() == SqlTypeName.VARCHAR && SqlTypeName.CHAR_TYPES.contains(from)) {
            String text = literal.getValueAs(String.class);
            boolean isWhole =
                    type.getPrecision() == RelDataType.PRECISION_NOT_SPECIFIED || text.length() <= type.getPrecision();
            return isWhole ? builder.makeLiteral(text, type, true) : null;
        }
        if (type.getSqlTypeName() == SqlTypeName.DOUBLE && SqlTypeName.EXACT_TYPES.contains(from)) {
            return builder.makeLiteral(literal.getValueAs(BigDecimal.class).doubleValue(), type, true);
        }
        return null;
    }
}
