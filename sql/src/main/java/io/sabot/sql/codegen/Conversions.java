package io.sabot.sql.codegen;

import io.sabot.core.error.SabotException;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import io.sabot.sql.function.DecimalMath;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;

/** CAST, TRY_CAST and the conversions that assignments and mixed arithmetic imply. */
final class Conversions {
    private static final long NS_PER_MS = 1_000_000L;

    private final ExpressionTranslator translator;
    private final CodeBlock block;

    Conversions(ExpressionTranslator translator) {
        this.translator = translator;
        this.block = translator.block;
    }

    // ---- CAST ----

    Value cast(RexCall call) {
        RexNode operand = call.getOperands().get(0);
        SqlType type = ExpressionTranslator.typeOf(call);
        Value constant = constant(operand, call.getType(), type);
        if (constant != null) {
            return constant;
        }
        Value value = translator.translate(operand);
        return call.getKind() == SqlKind.SAFE_CAST
                ? tryCast(value, operand.getType(), call.getType())
                : cast(value, operand.getType(), call.getType());
    }

    private Value constant(RexNode operand, RelDataType to, SqlType type) {
        if (!(operand instanceof RexLiteral literal)) {
            return null;
        }
        if (literal.isNull()) {
            return Value.nullOf(type);
        }
        boolean isText = SqlTypeName.CHAR_TYPES.contains(literal.getType().getSqlTypeName());
        if (isText) {
            return Literals.cast(block, Literals.text(literal), type);
        }
        return isInterval(to) ? null : Literals.as(block, literal, type);
    }

    private Value tryCast(Value value, RelDataType from, RelDataType to) {
        SqlType type = io.sabot.sql.type.Types.ofExpression(to).withNullable(true);
        String isNull = block.declare("boolean", "n", "true");
        String result = block.declare(JavaTypes.of(type), "v", JavaTypes.defaultOf(type));
        translator.open("try");
        Value cast = cast(value, from, to);
        block.line(result + " = " + cast.value() + ";");
        block.line(isNull + " = " + cast.isNull() + ";");
        translator.next("catch (ArithmeticException " + block.local("e") + ")");
        block.line(isNull + " = true;");
        translator.close();
        return new Value(isNull, result, type);
    }

    private Value cast(Value value, RelDataType from, RelDataType to) {
        SqlType type = io.sabot.sql.type.Types.ofExpression(to);
        if (isInterval(from) && Literals.isNumeric(type) && !isInterval(to)) {
            return ofInterval(value, from, type);
        }
        if (isInterval(to) && Literals.isNumeric(value.type()) && !isInterval(from)) {
            return toInterval(value, to, type);
        }
        if (isMonths(from) && type.kind() == TypeKind.VARCHAR) {
            return translator.strict(text(value), Calls.of("Casts", "monthsToText", value.value()), value);
        }
        if (isMonths(from) != isMonths(to) && isInterval(from) && isInterval(to)) {
            throw impossible(value.type(), type);
        }
        Value converted = convert(value, type);
        return type.kind() == TypeKind.VARCHAR ? cut(converted, to) : converted;
    }

    private Value cut(Value value, RelDataType to) {
        if (to.getPrecision() == RelDataType.PRECISION_NOT_SPECIFIED || to.getPrecision() == Integer.MAX_VALUE) {
            return value;
        }
        String method = to.getSqlTypeName() == SqlTypeName.CHAR ? "pad" : "cut";
        String length = String.valueOf(to.getPrecision());
        return translator.strict(value.type(), Calls.of("Casts", method, value.value(), length), value);
    }

    // ---- intervals ----

    static boolean isInterval(RelDataType type) {
        return SqlTypeName.INTERVAL_TYPES.contains(type.getSqlTypeName());
    }

    static boolean isMonths(RelDataType type) {
        return SqlTypeName.YEAR_INTERVAL_TYPES.contains(type.getSqlTypeName());
    }

    /** Length of the last field of an interval type: nanoseconds or months. */
    private static long unit(RelDataType interval) {
        long multiplier =
                interval.getIntervalQualifier().getEndUnit().multiplier.longValueExact();
        return isMonths(interval) ? multiplier : multiplier * NS_PER_MS;
    }

    /** A number of the interval's last unit. */
    private Value ofInterval(Value value, RelDataType from, SqlType type) {
        SqlType bigint = SqlType.of(TypeKind.BIGINT).withNullable(value.type().nullable());
        String unit = unit(from) + "L";
        return convert(translator.pure(bigint, "((long) " + value.value() + ") / " + unit, value), type);
    }

    private Value toInterval(Value value, RelDataType to, SqlType type) {
        long unit = unit(to);
        if (isMonths(to)) {
            Value months = convert(value, SqlType.of(TypeKind.INT));
            return translator.strict(
                    type.withNullable(value.type().nullable()),
                    Calls.of("IntegerMath", "multiply", months.value(), String.valueOf(unit)),
                    months);
        }
        return switch (value.type().kind()) {
            case DOUBLE -> translator.strict(type, Calls.of("TimeMath", "multiply", unit + "L", value.value()), value);
            case DECIMAL ->
                translator.strict(
                        type,
                        Calls.of("TimeMath", "multiply", unit + "L", wide(value).value()),
                        value);
            default ->
                translator.strict(
                        type, Calls.of("IntegerMath", "multiply", "(long) " + value.value(), unit + "L"), value);
        };
    }

    // ---- any kind to any kind ----

    /** As an assignment converts: numbers widen or are checked, text is not cut. */
    Value assign(Value value, SqlType type) {
        return convert(value, type);
    }

    /** The nullability of the result is that of the value. */
    Value convert(Value value, SqlType to) {
        SqlType from = value.type();
        SqlType type = to.withNullable(from.nullable());
        if (value.isAlwaysNull()) {
            return Value.nullOf(to);
        }
        return switch (to.kind()) {
            case BOOLEAN -> toBoolean(value, type);
            case INT, BIGINT -> toInteger(value, type);
            case DOUBLE -> toDouble(value, type);
            case DECIMAL -> toDecimal(value, type);
            case VARCHAR -> toText(value, type);
            case BINARY -> toBinary(value, type);
            case DATE -> toDate(value, type);
            case TIME -> toTime(value, type);
            case TIMESTAMP -> toTimestamp(value, type);
            case INTERVAL -> toInterval(value, type);
            case ARRAY -> toArray(value, type);
        };
    }

    private Value toArray(Value value, SqlType type) {
        if (value.type().kind() != TypeKind.ARRAY) {
            throw impossible(value.type(), type);
        }
        SqlType from = value.type().element().withNullable(true);
        return from.equals(type.element().withNullable(true))
                ? value.withType(type)
                : translator.arrays.convert(value, type);
    }

    private static Value same(Value value, SqlType type) {
        if (value.type().kind() != type.kind()) {
            throw impossible(value.type(), type);
        }
        return value.withType(type);
    }

    private static SabotException impossible(SqlType from, SqlType to) {
        return SabotException.configuration(
                "SQL-0305", "a value of type " + from.kind() + " cannot become " + to.kind(), null);
    }

    private Value call(SqlType type, String className, String method, Value value) {
        return translator.strict(type, Calls.of(className, method, value.value()), value);
    }

    private static Value inline(Value value, String expression, SqlType type) {
        return new Value(value.isNull(), expression, type);
    }

    private Value toBoolean(Value value, SqlType type) {
        return switch (value.type().kind()) {
            case INT, BIGINT, DOUBLE -> inline(value, "(" + value.value() + " != 0)", type);
            case VARCHAR -> call(type, "Casts", "toBoolean", value);
            default -> same(value, type);
        };
    }

    private Value toInteger(Value value, SqlType type) {
        boolean isInt = type.kind() == TypeKind.INT;
        String method = isInt ? "toInt" : "toLong";
        return switch (value.type().kind()) {
            case BOOLEAN -> inline(value, "(" + value.value() + (isInt ? " ? 1 : 0)" : " ? 1L : 0L)"), type);
            case INT -> isInt ? value.withType(type) : inline(value, "((long) " + value.value() + ")", type);
            case BIGINT -> isInt ? call(type, "Casts", method, value) : value.withType(type);
            case DOUBLE, VARCHAR -> call(type, "Casts", method, value);
            case DECIMAL -> {
                String whole = JavaTypes.isWide(value.type())
                        ? Calls.of("DecimalMath", "toLong", value.value())
                        : Calls.of("DecimalMath", "toLong", value.value(), scale(value));
                yield translator.strict(type, isInt ? Calls.of("Casts", "toInt", whole) : whole, value);
            }
            default -> same(value, type);
        };
    }

    private static String scale(Value value) {
        return String.valueOf(value.type().scale());
    }

    private Value toDouble(Value value, SqlType type) {
        return switch (value.type().kind()) {
            case BOOLEAN -> inline(value, "(" + value.value() + " ? 1.0 : 0.0)", type);
            case INT, BIGINT -> inline(value, "((double) " + value.value() + ")", type);
            case DECIMAL ->
                JavaTypes.isWide(value.type())
                        ? translator.strict(type, value.value() + ".doubleValue()", value)
                        : translator.pure(
                                type, Calls.of("DecimalMath", "toDouble", value.value(), scale(value)), value);
            case VARCHAR -> call(type, "Casts", "toDouble", value);
            default -> same(value, type);
        };
    }

    private Value toDecimal(Value value, SqlType type) {
        return switch (value.type().kind()) {
            case BOOLEAN -> toDecimal(toInteger(value, SqlType.of(TypeKind.INT)), type);
            case INT, BIGINT, DECIMAL -> rescale(value, type);
            case DOUBLE -> fit(type, Calls.of("DecimalMath", "ofDouble", value.value()), value);
            case VARCHAR -> fit(type, Calls.of("Casts", "toDecimal", value.value()), value);
            default -> same(value, type);
        };
    }

    private Value rescale(Value value, SqlType type) {
        SqlType from = value.type();
        if (from.kind() == TypeKind.DECIMAL && from.scale() == type.scale() && from.precision() <= type.precision()) {
            return JavaTypes.isWide(from) == JavaTypes.isWide(type)
                    ? value.withType(type)
                    : wide(value).withType(type);
        }
        if (JavaTypes.isWide(from) || JavaTypes.isWide(type)) {
            return fit(type, wide(value).value(), value);
        }
        String number = "(long) " + value.value();
        int shift = type.scale() - from.scale();
        if (shift >= 0 && digits(from) + shift <= type.precision()) {
            return inline(value, "(" + number + " * " + DecimalMath.power(shift) + "L)", type);
        }
        return translator.strict(
                type,
                Calls.of(
                        "DecimalMath",
                        "rescale",
                        number,
                        scale(value),
                        String.valueOf(type.precision()),
                        String.valueOf(type.scale())),
                value);
    }

    private static int digits(SqlType type) {
        return switch (type.kind()) {
            case INT -> 10;
            case BIGINT -> 19;
            default -> type.precision();
        };
    }

    /** A number as an expression of type BigDecimal, exactly; a null stays unread. */
    Value wide(Value value) {
        if (JavaTypes.isWide(value.type())) {
            return value;
        }
        int scale = value.type().scale();
        SqlType type = SqlType.decimal(SqlType.MAX_DECIMAL_PRECISION, scale)
                .withNullable(value.type().nullable());
        return inline(value, Calls.of("DecimalMath", "wide", value.value(), String.valueOf(scale)), type);
    }

    /** A BigDecimal expression, rounded and checked to be of the type, wide or narrow. */
    Value fit(SqlType type, String bigDecimal, Value... arguments) {
        String method = JavaTypes.isWide(type) ? "fit" : "narrow";
        String precision = String.valueOf(type.precision());
        return translator.strict(
                type, Calls.of("DecimalMath", method, bigDecimal, precision, String.valueOf(type.scale())), arguments);
    }

    private static SqlType text(Value value) {
        return SqlType.of(TypeKind.VARCHAR).withNullable(value.type().nullable());
    }

    private Value toText(Value value, SqlType type) {
        return switch (value.type().kind()) {
            case VARCHAR -> value.withType(type);
            case BOOLEAN, INT, BIGINT, DOUBLE, BINARY -> call(type, "Casts", "toText", value);
            case DECIMAL ->
                JavaTypes.isWide(value.type())
                        ? call(type, "Casts", "toText", value)
                        : translator.strict(
                                type, Calls.of("Casts", "decimalToText", value.value(), scale(value)), value);
            case DATE -> call(type, "Casts", "dateToText", value);
            case TIME -> call(type, "Casts", "timeToText", value);
            case TIMESTAMP -> call(type, "Casts", "timestampToText", value);
            case INTERVAL -> call(type, "Casts", "intervalToText", value);
            default -> same(value, type);
        };
    }

    private Value toBinary(Value value, SqlType type) {
        return value.type().kind() == TypeKind.VARCHAR ? call(type, "Casts", "toBytes", value) : same(value, type);
    }

    // ---- times ----

    private Value toDate(Value value, SqlType type) {
        return switch (value.type().kind()) {
            case VARCHAR -> call(type, "Casts", "toDate", value);
            case TIMESTAMP -> translator.pure(type, Calls.of("TimeMath", "timestampToDate", value.value()), value);
            default -> same(value, type);
        };
    }

    private Value toTime(Value value, SqlType type) {
        return switch (value.type().kind()) {
            case VARCHAR -> atPrecision(call(type, "Casts", "toTime", value), type, 9);
            case TIMESTAMP ->
                atPrecision(
                        translator.pure(type, Calls.of("TimeMath", "timestampToTime", value.value()), value),
                        type,
                        value.type().precision());
            default -> atPrecision(same(value, type), type, value.type().precision());
        };
    }

    private Value toTimestamp(Value value, SqlType type) {
        return switch (value.type().kind()) {
            case VARCHAR -> atPrecision(call(type, "Casts", "toTimestamp", value), type, 9);
            case DATE -> call(type, "TimeMath", "dateToTimestamp", value);
            default -> atPrecision(same(value, type), type, value.type().precision());
        };
    }

    /** Digits of the fraction that the type does not have are cut off, towards the past. */
    private Value atPrecision(Value value, SqlType type, int had) {
        if (type.precision() >= had) {
            return value;
        }
        String unit = fractionUnitNs(type.precision()) + "L";
        return translator.strict(type, Calls.of("TimeMath", "floor", value.value(), unit), value);
    }

    static long fractionUnitNs(int digits) {
        return DecimalMath.power(SqlType.MAX_TIMESTAMP_PRECISION - digits);
    }

    private Value toInterval(Value value, SqlType type) {
        return value.type().kind() == TypeKind.VARCHAR ? call(type, "Casts", "toInterval", value) : same(value, type);
    }
}
