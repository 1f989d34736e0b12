package io.sabot.sql.function;

import java.util.List;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql2rel.SqlRexContext;
import org.apache.calcite.sql2rel.SqlRexConvertlet;
import org.apache.calcite.sql2rel.SqlRexConvertletTable;
import org.apache.calcite.sql2rel.StandardConvertletTable;

/**
 * From SQL calls to row expressions. As Calcite's own, but TIMESTAMPADD and TIMESTAMPDIFF stay calls, which Calcite
 * turns into arithmetic on milliseconds, and times may be subtracted from one another.
 */
public final class SabotConvertlets implements SqlRexConvertletTable {
    public static final SabotConvertlets INSTANCE = new SabotConvertlets();

    private static final int OPERANDS = 3;

    private SabotConvertlets() {}

    @Override
    public SqlRexConvertlet get(SqlCall call) {
        if (call.getOperator().equals(SabotFunctions.MINUS)) {
            return SabotConvertlets::minus;
        }
        boolean isUnitCall = (call.getKind() == SqlKind.TIMESTAMP_ADD || call.getKind() == SqlKind.TIMESTAMP_DIFF)
                && call.operandCount() == OPERANDS
                && call.operand(0) instanceof SqlIntervalQualifier;
        return isUnitCall ? SabotConvertlets::withUnit : StandardConvertletTable.INSTANCE.get(call);
    }

    private static RexNode minus(SqlRexContext context, SqlCall call) {
        RexNode left = context.convertExpression(call.operand(0));
        RexNode right = context.convertExpression(call.operand(1));
        if (!SqlTypeUtil.isDatetime(left.getType())) {
            return context.getRexBuilder().makeCall(SqlStdOperatorTable.MINUS, left, right);
        }
        RelDataType type = context.getValidator().getValidatedNodeType(call);
        return context.getRexBuilder().makeCall(type, SqlStdOperatorTable.MINUS_DATE, List.of(left, right));
    }

    private static RexNode withUnit(SqlRexContext context, SqlCall call) {
        SqlIntervalQualifier qualifier = call.operand(0);
        TimeUnit unit = context.getValidator().validateTimeFrame(qualifier).unit();
        if (unit == null) {
            return StandardConvertletTable.INSTANCE.get(call).convertCall(context, call);
        }
        RelDataType type = context.getValidator().getValidatedNodeType(call);
        return context.getRexBuilder()
                .makeCall(
                        type,
                        call.getOperator(),
                        List.of(
                                context.getRexBuilder().makeFlag(unit),
                                context.convertExpression(call.operand(1)),
                                context.convertExpression(call.operand(2))));
    }
}
