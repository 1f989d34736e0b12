package io.sabot.sql.operator;

import io.sabot.sql.codegen.RowErrors;
import io.sabot.sql.type.SabotTypeSystem;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeFactoryImpl;
import org.apache.calcite.sql.type.SqlTypeName;

/** What a row must be equal to somewhere if a condition is to be true for it. */
final class NecessaryValues {
    private static final int MAX_VALUES = 1_000;
    private static final RexBuilder BUILDER = new RexBuilder(new SqlTypeFactoryImpl(SabotTypeSystem.INSTANCE));

    /** Of conditions that {@link #cannotFail}. */
    static final RowErrors NO_ERRORS = (row, message) -> {
        throw new IllegalStateException("a condition that cannot fail: " + message);
    };

    private NecessaryValues() {}

    /**
     * A column's value.
     *
     * @param value a String or a Long
     */
    record ColumnValue(int column, Object value) {}

    /**
     * A row for which the condition is true has at least one of these. Null if nothing is known.
     *
     * @param columns how many of the inputs, the first, are columns of the row
     */
    static List<ColumnValue> of(RexNode condition, int columns) {
        if (!(condition instanceof RexCall call)) {
            return null;
        }
        List<ColumnValue> found =
                switch (call.getKind()) {
                    case EQUALS -> equality(call, columns);
                    case SEARCH -> search(call, columns);
                    case AND -> smallest(call, columns);
                    case OR -> all(call, columns);
                    default -> null;
                };
        return found == null || found.size() > MAX_VALUES ? null : found;
    }

    private static List<ColumnValue> search(RexCall call, int columns) {
        RexNode expanded = RexUtil.expandSearch(BUILDER, null, call);
        return expanded.getKind() == SqlKind.SEARCH ? null : of(expanded, columns);
    }

    private static List<ColumnValue> smallest(RexCall call, int columns) {
        List<ColumnValue> best = null;
        for (RexNode operand : call.getOperands()) {
            List<ColumnValue> found = of(operand, columns);
            if (found != null && (best == null || found.size() < best.size())) {
                best = found;
            }
        }
        return best;
    }

    private static List<ColumnValue> all(RexCall call, int columns) {
        List<ColumnValue> all = new ArrayList<>();
        for (RexNode operand : call.getOperands()) {
            List<ColumnValue> found = of(operand, columns);
            if (found == null) {
                return null;
            }
            all.addAll(found);
        }
        return all;
    }

    private static List<ColumnValue> equality(RexCall call, int columns) {
        RexNode left = withoutCast(call.getOperands().get(0));
        RexNode right = withoutCast(call.getOperands().get(1));
        if (left instanceof RexInputRef ref && right instanceof RexLiteral literal) {
            return equality(ref, literal, columns);
        }
        return left instanceof RexLiteral literal && right instanceof RexInputRef ref
                ? equality(ref, literal, columns)
                : null;
    }

    private static List<ColumnValue> equality(RexInputRef ref, RexLiteral literal, int columns) {
        if (ref.getIndex() >= columns || literal.isNull()) {
            return null;
        }
        SqlTypeName type = ref.getType().getSqlTypeName();
        if (type == SqlTypeName.VARCHAR
                && SqlTypeName.CHAR_TYPES.contains(literal.getType().getSqlTypeName())) {
            return List.of(new ColumnValue(ref.getIndex(), literal.getValueAs(String.class)));
        }
        boolean isInteger = type == SqlTypeName.INTEGER || type == SqlTypeName.BIGINT;
        if (isInteger && literal.getValue() instanceof BigDecimal number && isLong(number)) {
            return List.of(new ColumnValue(ref.getIndex(), number.longValueExact()));
        }
        return null;
    }

    private static boolean isLong(BigDecimal number) {
        return number.stripTrailingZeros().scale() <= 0 && number.toBigInteger().bitLength() < Long.SIZE;
    }

    /** Under casts that change no value: of text to text of any length, of an integer to a longer one. */
    private static RexNode withoutCast(RexNode node) {
        if (node.getKind() != SqlKind.CAST) {
            return node;
        }
        RexNode operand = ((RexCall) node).getOperands().get(0);
        SqlTypeName from = operand.getType().getSqlTypeName();
        RelDataType to = node.getType();
        boolean isText = to.getSqlTypeName() == SqlTypeName.VARCHAR
                && to.getPrecision() == RelDataType.PRECISION_NOT_SPECIFIED
                && SqlTypeName.CHAR_TYPES.contains(from);
        boolean isLonger = to.getSqlTypeName() == SqlTypeName.BIGINT
                && (from == SqlTypeName.INTEGER || from == SqlTypeName.BIGINT);
        return isText || isLonger ? withoutCast(operand) : node;
    }

    /** Whether no row can make the expression fail: only what surely cannot. */
    static boolean cannotFail(RexNode node) {
        if (!(node instanceof RexCall call)) {
            return node instanceof RexInputRef || node instanceof RexLiteral;
        }
        boolean isSafe =
                switch (call.getKind()) {
                    case AND, OR, NOT, IS_NULL, IS_NOT_NULL, IS_TRUE, IS_NOT_TRUE, IS_FALSE, IS_NOT_FALSE -> true;
                    case EQUALS, NOT_EQUALS, LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL -> true;
                    case SEARCH -> true;
                    case PLUS, MINUS, TIMES ->
                        call.getType().getSqlTypeName() == SqlTypeName.DOUBLE
                                && call.getOperands().stream().allMatch(NecessaryValues::isNumber);
                    case CAST -> isSafeCast(call);
                    default -> false;
                };
        return isSafe && call.getOperands().stream().allMatch(NecessaryValues::cannotFail);
    }

    private static boolean isSafeCast(RexCall cast) {
        RexNode operand = cast.getOperands().get(0);
        boolean isDouble = cast.getType().getSqlTypeName() == SqlTypeName.DOUBLE && isNumber(operand);
        return isDouble || !withoutCast(cast).equals(cast);
    }

    private static boolean isNumber(RexNode node) {
        return SqlTypeName.NUMERIC_TYPES.contains(node.getType().getSqlTypeName());
    }
}
