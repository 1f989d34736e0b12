package io.sabot.sql.codegen;

import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import java.util.List;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;

/** + - * / MOD and signs over numbers. */
final class Arithmetic {
    private final ExpressionTranslator translator;
    private final Conversions conversions;

    Arithmetic(ExpressionTranslator translator) {
        this.translator = translator;
        this.conversions = translator.conversions;
    }

    Value translate(RexCall call) {
        SqlType type = ExpressionTranslator.typeOf(call);
        List<RexNode> operands = call.getOperands();
        if (operands.size() == 1) {
            Value value = translator.translateAs(operands.get(0), type);
            return call.getKind() == SqlKind.PLUS_PREFIX ? value : negate(value, type);
        }
        return switch (type.kind()) {
            case INT, BIGINT -> integers(call, type);
            case DOUBLE -> doubles(call.getKind(), both(operands, type), type);
            case DECIMAL -> decimals(call.getKind(), operands, type);
            default -> throw ExpressionTranslator.unsupported(call);
        };
    }

    private List<Value> both(List<RexNode> operands, SqlType type) {
        return List.of(translator.translateAs(operands.get(0), type), translator.translateAs(operands.get(1), type));
    }

    private Value negate(Value value, SqlType type) {
        return switch (type.kind()) {
            case INT, BIGINT -> translator.strict(type, Calls.of("IntegerMath", "negate", value.value()), value);
            case DECIMAL ->
                JavaTypes.isWide(type)
                        ? translator.strict(type, value.value() + ".negate()", value)
                        : translator.pure(type, "-" + value.value(), value);
            default -> translator.pure(type, "-" + value.value(), value);
        };
    }

    private static String method(SqlKind kind) {
        return switch (kind) {
            case PLUS, CHECKED_PLUS -> "add";
            case MINUS, CHECKED_MINUS -> "subtract";
            case TIMES, CHECKED_TIMES -> "multiply";
            case DIVIDE, CHECKED_DIVIDE -> "divide";
            default -> "mod";
        };
    }

    /** The result of MOD may be narrower than an operand. */
    private Value integers(RexCall call, SqlType type) {
        boolean isLong = type.kind() == TypeKind.BIGINT;
        for (RexNode operand : call.getOperands()) {
            TypeKind kind = ExpressionTranslator.typeOf(operand).kind();
            if (kind == TypeKind.DECIMAL || kind == TypeKind.DOUBLE) {
                SqlType common = kind == TypeKind.DOUBLE ? SqlType.of(kind) : SqlType.decimal(38, 9);
                Value wide = kind == TypeKind.DOUBLE
                        ? doubles(call.getKind(), both(call.getOperands(), common), common)
                        : decimals(call.getKind(), call.getOperands(), common);
                return conversions.convert(wide, type);
            }
            isLong |= kind == TypeKind.BIGINT;
        }
        SqlType common = SqlType.of(isLong ? TypeKind.BIGINT : TypeKind.INT).withNullable(type.nullable());
        List<Value> values = both(call.getOperands(), common);
        String expression = Calls.of(
                "IntegerMath",
                method(call.getKind()),
                values.get(0).value(),
                values.get(1).value());
        return conversions.convert(translator.strict(common, expression, values), type);
    }

    private Value doubles(SqlKind kind, List<Value> values, SqlType type) {
        Value a = values.get(0);
        Value b = values.get(1);
        return switch (method(kind)) {
            case "add" -> translator.pure(type, a.value() + " + " + b.value(), a, b);
            case "subtract" -> translator.pure(type, a.value() + " - " + b.value(), a, b);
            case "multiply" -> translator.pure(type, a.value() + " * " + b.value(), a, b);
            default -> translator.strict(type, Calls.of("DoubleMath", method(kind), a.value(), b.value()), values);
        };
    }

    // ---- decimals ----

    private Value decimals(SqlKind kind, List<RexNode> operands, SqlType type) {
        Value a = decimal(operands.get(0));
        Value b = decimal(operands.get(1));
        boolean isNarrow = !JavaTypes.isWide(type) && !JavaTypes.isWide(a.type()) && !JavaTypes.isWide(b.type());
        if (isNarrow && isExact(kind, a.type(), b.type(), type)) {
            return narrow(method(kind), a, b, type);
        }
        if (isNarrow && method(kind).equals("divide")) {
            return translator.strict(
                    type,
                    Calls.of(
                            "DecimalMath",
                            "divide",
                            a.value(),
                            String.valueOf(a.type().scale()),
                            b.value(),
                            String.valueOf(b.type().scale()),
                            String.valueOf(type.precision()),
                            String.valueOf(type.scale())),
                    a,
                    b);
        }
        return wide(method(kind), a, b, type);
    }

    /** A DOUBLE operand of a DECIMAL result and integers become decimals. */
    private Value decimal(RexNode node) {
        Value value = translator.translate(node);
        return switch (value.type().kind()) {
            case INT -> conversions.convert(value, SqlType.decimal(10, 0));
            case BIGINT -> conversions.convert(value, SqlType.decimal(19, 0));
            case DECIMAL -> value;
            default -> conversions.convert(value, SqlType.of(TypeKind.DECIMAL));
        };
    }

    /** Whether the result type holds every possible result without rounding. */
    private static boolean isExact(SqlKind kind, SqlType a, SqlType b, SqlType type) {
        int scale = Math.max(a.scale(), b.scale());
        int whole = Math.max(a.precision() - a.scale(), b.precision() - b.scale());
        return switch (method(kind)) {
            case "add", "subtract" -> type.scale() == scale && type.precision() - scale > whole;
            case "multiply" ->
                type.scale() == a.scale() + b.scale() && type.precision() >= a.precision() + b.precision();
            case "mod" -> type.scale() == scale && whole + scale <= JavaTypes.LONG_DIGITS;
            default -> false;
        };
    }

    private Value narrow(String method, Value a, Value b, SqlType type) {
        if (method.equals("multiply")) {
            return translator.pure(type, a.value() + " * " + b.value(), a, b);
        }
        Value left = atScale(a, type.scale());
        Value right = atScale(b, type.scale());
        return switch (method) {
            case "add" -> translator.pure(type, left.value() + " + " + right.value(), a, b);
            case "subtract" -> translator.pure(type, left.value() + " - " + right.value(), a, b);
            default -> translator.strict(type, Calls.of("IntegerMath", "mod", left.value(), right.value()), a, b);
        };
    }

    private Value atScale(Value value, int scale) {
        int whole = value.type().precision() - value.type().scale();
        return conversions.convert(value, SqlType.decimal(whole + scale, scale));
    }

    private Value wide(String method, Value a, Value b, SqlType type) {
        SqlType exact = JavaTypes.isWide(type) ? type : SqlType.decimal(SqlType.MAX_DECIMAL_PRECISION, type.scale());
        Value result = translator.strict(
                exact.withNullable(type.nullable()),
                Calls.of(
                        "DecimalMath",
                        method,
                        conversions.wide(a).value(),
                        conversions.wide(b).value(),
                        String.valueOf(exact.precision()),
                        String.valueOf(exact.scale())),
                a,
                b);
        return conversions.convert(result, type);
    }
}
