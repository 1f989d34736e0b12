package io.sabot.sql.codegen;

import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;

/** ABS, ROUND, SQRT and the like. Transcendental functions are {@link StrictMath}'s: equal on every machine. */
final class NumericFunctions {
    /** Of DOUBLE arguments, none of which can fail. */
    private static final Map<String, String> OF_DOUBLES = Map.ofEntries(
            Map.entry("SQRT", "Math.sqrt"),
            Map.entry("CBRT", "StrictMath.cbrt"),
            Map.entry("POWER", "StrictMath.pow"),
            Map.entry("POW", "StrictMath.pow"),
            Map.entry("EXP", "StrictMath.exp"),
            Map.entry("LN", "StrictMath.log"),
            Map.entry("LOG10", "StrictMath.log10"),
            Map.entry("LOG2", Calls.PACKAGE + "DoubleMath.log2"),
            Map.entry("SIN", "StrictMath.sin"),
            Map.entry("COS", "StrictMath.cos"),
            Map.entry("TAN", "StrictMath.tan"),
            Map.entry("COT", "1.0 / StrictMath.tan"),
            Map.entry("SINH", "StrictMath.sinh"),
            Map.entry("COSH", "StrictMath.cosh"),
            Map.entry("TANH", "StrictMath.tanh"),
            Map.entry("ASIN", "StrictMath.asin"),
            Map.entry("ACOS", "StrictMath.acos"),
            Map.entry("ATAN", "StrictMath.atan"),
            Map.entry("ATAN2", "StrictMath.atan2"),
            Map.entry("DEGREES", "StrictMath.toDegrees"),
            Map.entry("RADIANS", "StrictMath.toRadians"));

    private static final List<String> OF_ANY =
            List.of("ABS", "SIGN", "ROUND", "TRUNCATE", "TRUNC", "FLOOR", "CEIL", "CEILING", "PI", "LOG");

    private static final BigDecimal HALF = new BigDecimal("0.5");

    private final ExpressionTranslator translator;

    NumericFunctions(ExpressionTranslator translator) {
        this.translator = translator;
    }

    private static String name(RexCall call) {
        return call.getOperator().getName().toUpperCase(Locale.ROOT);
    }

    static boolean knows(RexCall call) {
        return OF_DOUBLES.containsKey(name(call)) || OF_ANY.contains(name(call));
    }

    Value translate(RexCall call) {
        SqlType type = ExpressionTranslator.typeOf(call);
        String name = name(call);
        return switch (name) {
            case "PI" -> Value.of("Math.PI", SqlType.of(TypeKind.DOUBLE));
            case "ABS" -> abs(value(call, type), type);
            case "SIGN" -> sign(call, type);
            case "ROUND" -> atDigits("round", call, type);
            case "TRUNCATE", "TRUNC" -> atDigits("truncate", call, type);
            case "FLOOR" -> whole("floor", call, type);
            case "CEIL", "CEILING" -> whole("ceil", call, type);
            case "LOG" -> log(call, type);
            default -> ofDoubles(name, call, type);
        };
    }

    private Value value(RexCall call, SqlType type) {
        return translator.translateAs(call.getOperands().get(0), type);
    }

    private Value converted(Value value, SqlType type) {
        return translator.conversions.convert(value, type);
    }

    private Value abs(Value value, SqlType type) {
        return switch (type.kind()) {
            case INT, BIGINT, INTERVAL -> translator.strict(type, Calls.of("IntegerMath", "abs", value.value()), value);
            case DECIMAL ->
                JavaTypes.isWide(type)
                        ? translator.strict(type, value.value() + ".abs()", value)
                        : translator.pure(type, "Math.abs(" + value.value() + ")", value);
            default -> translator.pure(type, "Math.abs(" + value.value() + ")", value);
        };
    }

    private Value sign(RexCall call, SqlType type) {
        Value value = translator.translate(call.getOperands().get(0));
        if (value.type().kind() == TypeKind.DOUBLE) {
            return converted(translator.pure(value.type(), "Math.signum(" + value.value() + ")", value), type);
        }
        String sign = JavaTypes.isWide(value.type())
                ? value.value() + ".signum()"
                : "Long.signum((long) " + value.value() + ")";
        return converted(translator.pure(SqlType.of(TypeKind.INT), sign, value), type);
    }

    /** ROUND and TRUNCATE, to a number of digits behind the point. */
    private Value atDigits(String method, RexCall call, SqlType type) {
        List<RexNode> operands = call.getOperands();
        Value value = translator.translate(operands.get(0));
        Value digits = operands.size() == 1
                ? Value.of("0", SqlType.of(TypeKind.INT))
                : translator.translateAs(operands.get(1), SqlType.of(TypeKind.INT));
        return switch (value.type().kind()) {
            case DECIMAL -> {
                String number = translator.conversions.wide(value).value();
                String rounded = Calls.of("DecimalMath", method, number, digits.value());
                yield type.kind() == TypeKind.DECIMAL
                        ? translator.conversions.fit(type, rounded, value, digits)
                        : converted(translator.conversions.fit(value.type(), rounded, value, digits), type);
            }
            case DOUBLE ->
                converted(
                        translator.strict(
                                value.type(),
                                Calls.of("DoubleMath", method, value.value(), digits.value()),
                                value,
                                digits),
                        type);
            default -> {
                SqlType bigint = SqlType.of(TypeKind.BIGINT);
                String rounded = Calls.of("IntegerMath", method, "(long) " + value.value(), digits.value());
                yield converted(translator.strict(bigint, rounded, value, digits), type);
            }
        };
    }

    private Value whole(String method, RexCall call, SqlType type) {
        Value value = translator.translate(call.getOperands().get(0));
        return switch (value.type().kind()) {
            case DOUBLE ->
                converted(translator.pure(value.type(), "Math." + method + "(" + value.value() + ")", value), type);
            case DECIMAL -> wholeDecimal(method, value, type);
            default -> converted(value, type);
        };
    }

    private Value wholeDecimal(String method, Value value, SqlType type) {
        if (JavaTypes.isWide(value.type())) {
            Value whole = translator.strict(
                    SqlType.decimal(SqlType.MAX_DECIMAL_PRECISION, 0),
                    Calls.of("DecimalMath", method, value.value()),
                    value);
            return converted(whole, type);
        }
        String scale = String.valueOf(value.type().scale());
        Value whole = translator.pure(
                SqlType.decimal(JavaTypes.LONG_DIGITS, 0),
                Calls.of("DecimalMath", method, value.value(), scale),
                value);
        return converted(whole, type);
    }

    /** LOG(x) is the natural logarithm, LOG(b, x) that to the base b. */
    private Value log(RexCall call, SqlType type) {
        List<Value> values = doubles(call);
        if (values.size() == 1) {
            return translator.pure(type, "StrictMath.log(" + values.get(0).value() + ")", values.get(0));
        }
        return translator.strict(
                type,
                Calls.of(
                        "DoubleMath",
                        "log",
                        values.get(0).value(),
                        values.get(1).value()),
                values);
    }

    private Value ofDoubles(String name, RexCall call, SqlType type) {
        SqlType result = SqlType.of(TypeKind.DOUBLE);
        if (name.equals("POWER") && isHalf(call.getOperands().get(1))) {
            Value value = translator.translateAs(call.getOperands().get(0), result); // how Calcite writes SQRT
            return converted(translator.pure(result, "Math.sqrt(" + value.value() + ")", value), type);
        }
        List<Value> values = doubles(call);
        String arguments = String.join(", ", values.stream().map(Value::value).toList());
        String expression = OF_DOUBLES.get(name) + "(" + arguments + ")";
        return converted(translator.pure(result, expression, values.toArray(Value[]::new)), type);
    }

    private static boolean isHalf(RexNode node) {
        return node instanceof RexLiteral literal
                && !literal.isNull()
                && literal.getValue() instanceof BigDecimal number
                && number.compareTo(HALF) == 0;
    }

    private List<Value> doubles(RexCall call) {
        SqlType type = SqlType.of(TypeKind.DOUBLE);
        return call.getOperands().stream()
                .map(operand -> translator.translateAs(operand, type))
                .toList();
    }
}
