package io.sabot.sql.codegen;

import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Dates, times, timestamps and intervals. In EXTRACT, MILLISECOND, MICROSECOND and NANOSECOND count from the minute, WEEK
 * and ISOYEAR are ISO 8601's, DOW counts from 1 for Sunday. A week is rounded to its Monday.
 */
final class Temporal {
    private static final SqlType TIMESTAMP = SqlType.timestamp(SqlType.MAX_TIMESTAMP_PRECISION);
    private static final SqlType BIGINT = SqlType.of(TypeKind.BIGINT);
    private static final SqlType INT = SqlType.of(TypeKind.INT);

    private final ExpressionTranslator translator;
    private final Conversions conversions;

    Temporal(ExpressionTranslator translator) {
        this.translator = translator;
        this.conversions = translator.conversions;
    }

    /** True if the arithmetic is on times or intervals. */
    static boolean concerns(RexCall call) {
        return isTemporal(call.getType())
                || call.getOperands().stream().anyMatch(operand -> isTemporal(operand.getType()));
    }

    private static boolean isTemporal(RelDataType type) {
        return isDatetime(type) || Conversions.isInterval(type);
    }

    private static boolean isDatetime(RelDataType type) {
        return SqlTypeName.DATETIME_TYPES.contains(type.getSqlTypeName());
    }

    // ---- arithmetic ----

    Value arithmetic(RexCall call) {
        List<RexNode> operands = call.getOperands();
        RexNode a = operands.get(0);
        if (operands.size() == 1) {
            return negate(call, translator.translate(a));
        }
        RexNode b = operands.get(1);
        boolean isMinus = call.getKind() == SqlKind.MINUS || call.getKind() == SqlKind.CHECKED_MINUS;
        if (isDatetime(a.getType()) && isDatetime(b.getType())) {
            return between(b, a, call);
        }
        if (isDatetime(a.getType())) {
            return move(a, b, isMinus, ExpressionTranslator.typeOf(call));
        }
        return isDatetime(b.getType()) ? move(b, a, isMinus, ExpressionTranslator.typeOf(call)) : intervals(call, a, b);
    }

    private Value negate(RexCall call, Value value) {
        SqlType type = ExpressionTranslator.typeOf(call);
        return call.getKind() == SqlKind.PLUS_PREFIX
                ? value
                : translator.strict(type, Calls.of("IntegerMath", "negate", value.value()), value);
    }

    private Value timestamp(RexNode node) {
        Value value = translator.translate(node);
        return value.type().kind() == TypeKind.DATE ? conversions.convert(value, TIMESTAMP) : value;
    }

    /** Nanoseconds, or whole months, from one time to another. */
    private Value between(RexNode from, RexNode to, RexCall call) {
        Value start = timestamp(from);
        Value end = timestamp(to);
        SqlType type = ExpressionTranslator.typeOf(call);
        if (Conversions.isMonths(call.getType())) {
            return translator.strict(
                    type, Calls.of("TimeMath", "monthsBetween", start.value(), end.value()), start, end);
        }
        if (type.kind() != TypeKind.INTERVAL) {
            throw ExpressionTranslator.unsupported(call);
        }
        return translator.strict(type, Calls.of("TimeMath", "minus", end.value(), start.value()), start, end);
    }

    private Value move(RexNode time, RexNode interval, boolean isMinus, SqlType type) {
        Value start =
                conversions.convert(translator.translate(time), type.kind() == TypeKind.TIMESTAMP ? TIMESTAMP : type);
        Value length = translator.translate(interval);
        if (Conversions.isMonths(interval.getType())) {
            String months = isMinus ? Calls.of("IntegerMath", "negate", length.value()) : length.value();
            String method = type.kind() == TypeKind.DATE ? "datePlusMonths" : "timestampPlusMonths";
            return translator.strict(type, Calls.of("TimeMath", method, start.value(), months), start, length);
        }
        String direction = isMinus ? "Minus" : "Plus";
        String method =
                switch (type.kind()) {
                    case DATE -> "date" + direction;
                    case TIME -> "time" + direction;
                    default -> isMinus ? "minus" : "plus";
                };
        return translator.strict(type, Calls.of("TimeMath", method, start.value(), length.value()), start, length);
    }

    private Value intervals(RexCall call, RexNode a, RexNode b) {
        SqlType type = ExpressionTranslator.typeOf(call);
        return switch (call.getKind()) {
            case PLUS, CHECKED_PLUS -> together("add", a, b, type);
            case MINUS, CHECKED_MINUS -> together("subtract", a, b, type);
            case TIMES, CHECKED_TIMES ->
                Conversions.isInterval(a.getType()) ? scaled("multiply", a, b, type) : scaled("multiply", b, a, type);
            case DIVIDE, CHECKED_DIVIDE -> scaled("divide", a, b, type);
            default -> throw ExpressionTranslator.unsupported(call);
        };
    }

    private Value together(String method, RexNode a, RexNode b, SqlType type) {
        Value left = translator.translate(a);
        Value right = translator.translate(b);
        return translator.strict(type, Calls.of("IntegerMath", method, left.value(), right.value()), left, right);
    }

    private Value scaled(String method, RexNode interval, RexNode number, SqlType type) {
        Value length = translator.translate(interval);
        Value factor = translator.translate(number);
        boolean isInteger =
                factor.type().kind() == TypeKind.INT || factor.type().kind() == TypeKind.BIGINT;
        String by = factor.type().kind() == TypeKind.DECIMAL
                ? conversions.wide(factor).value()
                : factor.value();
        String product = isInteger
                ? Calls.of("IntegerMath", method, "(long) " + length.value(), "(long) " + by)
                : Calls.of("TimeMath", method, "(long) " + length.value(), by);
        return conversions.convert(
                translator.strict(type.kind() == TypeKind.INT ? BIGINT : type, product, length, factor), type);
    }

    /** The number behind an interval, which for Calcite is one of milliseconds. */
    Value reinterpret(RexCall call) {
        RexNode operand = call.getOperands().get(0);
        Value value = translator.translate(operand);
        SqlType type = ExpressionTranslator.typeOf(call);
        if (value.type().kind() == TypeKind.INTERVAL && type.kind() != TypeKind.INTERVAL) {
            return conversions.convert(translator.pure(BIGINT, value.value() + " / 1000000L", value), type);
        }
        if (type.kind() == TypeKind.INTERVAL && value.type().kind() != TypeKind.INTERVAL) {
            Value ms = conversions.convert(value, BIGINT);
            return translator.strict(type, Calls.of("IntegerMath", "multiply", ms.value(), "1000000L"), ms);
        }
        return conversions.convert(value, type);
    }

    // ---- EXTRACT ----

    Value extract(RexCall call) {
        String field = TimeUnits.name(call.getOperands().get(0));
        RexNode operand = call.getOperands().get(1);
        SqlType type = ExpressionTranslator.typeOf(call);
        Value value = timestamp(operand);
        String expression = Conversions.isInterval(operand.getType())
                ? ofInterval(field, value.value(), Conversions.isMonths(operand.getType()))
                : ofTimestamp(field, value.value());
        return conversions.convert(translator.strict(BIGINT, expression, value), type);
    }

    private static String ofTimestamp(String field, String ns) {
        return switch (field) {
            case "YEAR" -> Calls.of("TimeMath", "year", ns);
            case "ISOYEAR" -> Calls.of("TimeMath", "weekYear", ns);
            case "QUARTER" -> Calls.of("TimeMath", "quarter", ns);
            case "MONTH" -> Calls.of("TimeMath", "month", ns);
            case "WEEK" -> Calls.of("TimeMath", "week", ns);
            case "DAY" -> Calls.of("TimeMath", "day", ns);
            case "DOY" -> Calls.of("TimeMath", "dayOfYear", ns);
            case "DOW" -> Calls.of("TimeMath", "dayOfWeek", ns);
            case "ISODOW" -> Calls.of("TimeMath", "isoDayOfWeek", ns);
            case "HOUR" -> Calls.of("TimeMath", "hour", ns);
            case "MINUTE" -> Calls.of("TimeMath", "minute", ns);
            case "SECOND" -> Calls.of("TimeMath", "second", ns);
            case "MILLISECOND" -> Calls.of("TimeMath", "nanosOfMinute", ns) + " / 1000000L";
            case "MICROSECOND" -> Calls.of("TimeMath", "nanosOfMinute", ns) + " / 1000L";
            case "NANOSECOND" -> Calls.of("TimeMath", "nanosOfMinute", ns);
            case "EPOCH" -> "Math.floorDiv(" + ns + ", 1000000000L)";
            case "DECADE" -> Calls.of("TimeMath", "decade", ns);
            case "CENTURY" -> Calls.of("TimeMath", "century", ns);
            case "MILLENNIUM" -> Calls.of("TimeMath", "millennium", ns);
            default -> throw TimeUnits.unknown(field);
        };
    }

    /** Every field has the interval's sign. */
    private static String ofInterval(String field, String value, boolean isMonths) {
        if (isMonths) {
            return switch (field) {
                case "YEAR" -> "(long) " + value + " / 12L";
                case "MONTH" -> "(long) " + value + " % 12L";
                default -> throw TimeUnits.unknown(field);
            };
        }
        return switch (field) {
            case "DAY" -> value + " / 86400000000000L";
            case "HOUR" -> value + " / 3600000000000L % 24L";
            case "MINUTE" -> value + " / 60000000000L % 60L";
            case "SECOND" -> value + " / 1000000000L % 60L";
            case "MILLISECOND" -> value + " % 60000000000L / 1000000L";
            case "MICROSECOND" -> value + " % 60000000000L / 1000L";
            case "NANOSECOND" -> value + " % 60000000000L";
            case "EPOCH" -> value + " / 1000000000L";
            default -> throw TimeUnits.unknown(field);
        };
    }

    // ---- FLOOR and CEIL to a unit ----

    Value round(RexCall call) {
        SqlType type = ExpressionTranslator.typeOf(call);
        Value value = timestamp(call.getOperands().get(0));
        String method = call.getKind() == SqlKind.FLOOR ? "floor" : "ceil";
        Value rounded = translator.strict(
                value.type(), rounded(method, call.getOperands().get(1), value.value()), value);
        if (type.kind() == TypeKind.TIME) {
            return translator.pure(type, Calls.of("TimeMath", "timestampToTime", rounded.value()), rounded);
        }
        return conversions.convert(rounded, type);
    }

    private static String rounded(String method, RexNode flag, String ns) {
        TimeUnits unit = TimeUnits.of(flag);
        if (TimeUnits.name(flag).equals("WEEK")) {
            return Calls.of("TimeMath", method + "Week", ns);
        }
        return unit.isCalendar()
                ? Calls.of("TimeMath", method + "Months", ns, String.valueOf(unit.months()))
                : Calls.of("TimeMath", method, ns, unit.ns() + "L");
    }

    // ---- TIMESTAMPADD and TIMESTAMPDIFF ----

    Value add(RexCall call) {
        TimeUnits unit = TimeUnits.of(call.getOperands().get(0));
        SqlType type = ExpressionTranslator.typeOf(call);
        Value count = translator.translateAs(call.getOperands().get(1), unit.isCalendar() ? INT : BIGINT);
        Value start = timestamp(call.getOperands().get(2));
        String length = Calls.of(
                "IntegerMath",
                "multiply",
                count.value(),
                unit.isCalendar() ? String.valueOf(unit.months()) : unit.ns() + "L");
        boolean isTime = type.kind() == TypeKind.TIME;
        String method = unit.isCalendar() ? "timestampPlusMonths" : isTime ? "timePlus" : "plus";
        Value moved = translator.strict(
                isTime ? type : TIMESTAMP, Calls.of("TimeMath", method, start.value(), length), count, start);
        return conversions.convert(moved, type);
    }

    Value difference(RexCall call) {
        TimeUnits unit = TimeUnits.of(call.getOperands().get(0));
        Value from = timestamp(call.getOperands().get(1));
        Value to = timestamp(call.getOperands().get(2));
        String units = unit.isCalendar()
                ? "(long) (" + Calls.of("TimeMath", "monthsBetween", from.value(), to.value()) + " / " + unit.months()
                        + ")"
                : Calls.of("TimeMath", "minus", to.value(), from.value()) + " / " + unit.ns() + "L";
        return conversions.convert(translator.strict(BIGINT, units, from, to), ExpressionTranslator.typeOf(call));
    }
}
