package io.sabot.sql.codegen;

import io.sabot.core.time.TimestampParser;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import io.sabot.sql.function.RowFailure;
import io.sabot.sql.function.TimeMath;
import io.sabot.sql.type.Types;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.TimeString;
import org.apache.calcite.util.TimestampString;

/**
 * Constants as fields of the class, set by its constructor: queries that differ in constants only share a class. A day-time interval arrives here in
 * milliseconds: Calcite has already cut what is finer.
 */
final class Literals {
    private static final TimestampParser SQL = new TimestampParser("SQL");

    private Literals() {}

    static Value of(CodeBlock block, RexLiteral literal) {
        SqlType type = Types.ofExpression(literal.getType());
        if (literal.isNull()) {
            return Value.nullOf(type);
        }
        return switch (type.kind()) {
            case BOOLEAN -> Value.of(String.valueOf(RexLiteral.booleanValue(literal)), type);
            case INT, BIGINT, DOUBLE, DECIMAL -> number(block, numberOf(literal), type);
            case VARCHAR -> Value.of(block.constant("String", text(literal)), type);
            case BINARY ->
                Value.of(
                        block.constant(
                                "byte[]", literal.getValueAs(ByteString.class).getBytes()),
                        type);
            case DATE -> integer(block, literal.getValueAs(Integer.class), type);
            case TIME -> integer(block, nanos("1970-01-01 " + literal.getValueAs(TimeString.class)), type);
            case TIMESTAMP ->
                integer(block, nanos(literal.getValueAs(TimestampString.class).toString()), type);
            case INTERVAL ->
                integer(
                        block,
                        literal.getValueAs(BigDecimal.class)
                                .movePointRight(6)
                                .setScale(0, RoundingMode.HALF_UP)
                                .longValueExact(),
                        type);
            case ARRAY -> throw ExpressionTranslator.unsupported(literal);
        };
    }

    /** A number or NULL as a constant of another type; null if it does not fit or is no such constant. */
    static Value as(CodeBlock block, RexLiteral literal, SqlType type) {
        if (literal.isNull()) {
            return Value.nullOf(type);
        }
        BigDecimal value = isNumber(literal) ? numberOf(literal) : null;
        return value == null || !isNumeric(type) || !fits(value, type) ? null : number(block, value, type);
    }

    /** As {@link #as} if the constant stays exactly what it is, or becomes a DOUBLE. */
    static Value exactly(CodeBlock block, RexLiteral literal, SqlType type) {
        if (literal.isNull() || !isNumber(literal) || !isNumeric(type)) {
            return null;
        }
        BigDecimal value = numberOf(literal);
        boolean isExact =
                type.kind() == TypeKind.DOUBLE || value.stripTrailingZeros().scale() <= type.scale();
        return isExact ? as(block, literal, type) : null;
    }

    static boolean isNumeric(SqlType type) {
        return switch (type.kind()) {
            case INT, BIGINT, DOUBLE, DECIMAL -> true;
            default -> false;
        };
    }

    private static boolean isNumber(RexLiteral literal) {
        return SqlTypeName.NUMERIC_TYPES.contains(literal.getType().getSqlTypeName());
    }

    private static BigDecimal numberOf(RexLiteral literal) {
        Object value = literal.getValue();
        return value instanceof Double number ? new BigDecimal(number) : literal.getValueAs(BigDecimal.class);
    }

    private static boolean fits(BigDecimal value, SqlType type) {
        BigDecimal rounded = value.setScale(type.scale(), RoundingMode.HALF_UP);
        return switch (type.kind()) {
            case INT -> rounded.unscaledValue().bitLength() < Integer.SIZE;
            case BIGINT -> rounded.unscaledValue().bitLength() < Long.SIZE;
            case DECIMAL -> rounded.precision() <= type.precision() || rounded.signum() == 0;
            default -> true;
        };
    }

    private static Value number(CodeBlock block, BigDecimal value, SqlType type) {
        return switch (type.kind()) {
            case DOUBLE -> Value.of(block.constant("double", value.doubleValue()), type);
            case DECIMAL -> decimal(block, value.setScale(type.scale(), RoundingMode.HALF_UP), type);
            default -> integer(block, value.setScale(0, RoundingMode.HALF_UP).longValueExact(), type);
        };
    }

    private static Value decimal(CodeBlock block, BigDecimal value, SqlType type) {
        if (JavaTypes.isWide(type)) {
            return Value.of(block.constant("java.math.BigDecimal", value), type);
        }
        return Value.of(block.constant("long", value.unscaledValue().longValueExact()), type);
    }

    private static Value integer(CodeBlock block, long value, SqlType type) {
        boolean isInt = JavaTypes.of(type).equals("int");
        return Value.of(isInt ? block.constant("int", (int) value) : block.constant("long", value), type);
    }

    /** Text of a character literal, name of a symbol. */
    static String text(RexLiteral literal) {
        return SqlTypeName.CHAR_TYPES.contains(literal.getType().getSqlTypeName())
                ? literal.getValueAs(String.class)
                : String.valueOf(literal.getValue());
    }

    private static long nanos(String timestamp) {
        long ns = SQL.parse(timestamp);
        if (ns == TimestampParser.INVALID) {
            throw io.sabot.core.error.SabotException.configuration(
                    "SQL-0304", "the timestamp " + timestamp + " is out of range", "years 1678 to 2261 can be told");
        }
        return ns;
    }

    /** What CAST makes of constant text, once; null if that fails, which it then does for each row. */
    static Value cast(CodeBlock block, String text, SqlType type) {
        try {
            return switch (type.kind()) {
                case DATE -> integer(block, io.sabot.sql.function.Casts.toDate(text), type.withNullable(false));
                case TIME -> integer(block, io.sabot.sql.function.Casts.toTime(text), type.withNullable(false));
                case TIMESTAMP ->
                    integer(
                            block,
                            TimeMath.floor(
                                    io.sabot.sql.function.Casts.toTimestamp(text),
                                    Conversions.fractionUnitNs(type.precision())),
                            type.withNullable(false));
                default -> null;
            };
        } catch (RowFailure e) {
            return null;
        }
    }
}
