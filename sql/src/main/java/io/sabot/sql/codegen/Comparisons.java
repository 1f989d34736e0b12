package io.sabot.sql.codegen;

import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;

/** =, &lt;&gt;, &lt;, &lt;=, &gt;, &gt;= and IS [NOT] DISTINCT FROM. Text in a column is compared where it lies. */
final class Comparisons {
    private final ExpressionTranslator translator;
    private final CodeBlock block;

    Comparisons(ExpressionTranslator translator) {
        this.translator = translator;
        this.block = translator.block;
    }

    Value translate(RexCall call) {
        RexNode left = call.getOperands().get(0);
        RexNode right = call.getOperands().get(1);
        Value text = inColumns(call.getKind(), left, right);
        return text != null ? text : compare(call.getKind(), operand(left, right), operand(right, left));
    }

    /** A constant number is best one of the other side's type. */
    private Value operand(RexNode node, RexNode other) {
        if (node instanceof RexLiteral literal && !(other instanceof RexLiteral)) {
            Value exact = Literals.exactly(block, literal, ExpressionTranslator.typeOf(other));
            if (exact != null) {
                return exact;
            }
        }
        return translator.translate(node);
    }

    Value compare(SqlKind kind, Value a, Value b) {
        boolean isPrimitive = JavaTypes.isPrimitive(a.type()) && JavaTypes.isPrimitive(b.type());
        return answer(kind, a, b, a.isAlwaysNull() || b.isAlwaysNull() ? "false" : test(kind, a, b), isPrimitive);
    }

    /** @param isSafe the test may be made even if an operand is null */
    private Value answer(SqlKind kind, Value a, Value b, String test, boolean isSafe) {
        if (kind == SqlKind.IS_DISTINCT_FROM || kind == SqlKind.IS_NOT_DISTINCT_FROM) {
            return distinct(kind == SqlKind.IS_DISTINCT_FROM, a.isNull(), b.isNull(), test);
        }
        String isNull = ExpressionTranslator.anyNull(List.of(a, b));
        if (isNull.equals(Value.ALWAYS)) {
            return Value.nullOf(SqlType.of(TypeKind.BOOLEAN));
        }
        if (isNull.equals(Value.NEVER)) {
            return ExpressionTranslator.bool(Value.NEVER, block.declare("boolean", "v", test));
        }
        String flag = translator.flag(isNull);
        String guarded = isSafe ? test : "!" + flag + " && " + test;
        return ExpressionTranslator.bool(flag, block.declare("boolean", "v", guarded));
    }

    private Value distinct(boolean isDistinct, String aNull, String bNull, String test) {
        String oneNull = "(" + aNull + ") != (" + bNull + ")";
        String guarded = isDistinct
                ? oneNull + " || !(" + aNull + ") && !(" + bNull + ") && " + test
                : "!(" + oneNull + ") && (" + aNull + " || " + test + ")";
        return ExpressionTranslator.bool(Value.NEVER, block.declare("boolean", "v", guarded));
    }

    private static String operator(SqlKind kind) {
        return switch (kind) {
            case EQUALS, IS_NOT_DISTINCT_FROM -> "==";
            case NOT_EQUALS, IS_DISTINCT_FROM -> "!=";
            case LESS_THAN -> "<";
            case LESS_THAN_OR_EQUAL -> "<=";
            case GREATER_THAN -> ">";
            default -> ">=";
        };
    }

    // ---- values ----

    /** Java boolean expression over two values that are not null. */
    private String test(SqlKind kind, Value a, Value b) {
        String operator = operator(kind);
        if (a.type().kind() != b.type().kind()) {
            return mixed(operator, a, b);
        }
        return switch (a.type().kind()) {
            case BOOLEAN -> number(a) + " " + operator + " " + number(b);
            case DECIMAL -> decimals(operator, a, b);
            case VARCHAR -> texts(operator, a, b);
            case BINARY -> "java.util.Arrays.compareUnsigned(" + a.value() + ", " + b.value() + ") " + operator + " 0";
            case ARRAY -> arrays(operator, a, b);
            default -> a.value() + " " + operator + " " + b.value();
        };
    }

    private static String number(Value flag) {
        return "(" + flag.value() + " ? 1 : 0)";
    }

    private static String texts(String operator, Value a, Value b) {
        return switch (operator) {
            case "==" -> a.value() + ".equals(" + b.value() + ")";
            case "!=" -> "!" + a.value() + ".equals(" + b.value() + ")";
            default -> Calls.of("Text", "compare", a.value(), b.value()) + " " + operator + " 0";
        };
    }

    /** NULLs among the elements are equal to one another: as rows of a group are, and as PostgreSQL compares. */
    private String arrays(String operator, Value a, Value b) {
        boolean isSame =
                a.type().element().withNullable(true).equals(b.type().element().withNullable(true));
        if (!isSame || !operator.equals("==") && !operator.equals("!=")) {
            throw unequal(a, b);
        }
        boolean isDouble = a.type().element().kind() == TypeKind.DOUBLE;
        String equal = Calls.of("ArrayMath", isDouble ? "equalDoubles" : "equal", a.value(), b.value());
        return operator.equals("==") ? equal : "!" + equal;
    }

    private String decimals(String operator, Value a, Value b) {
        if (JavaTypes.isWide(a.type()) || JavaTypes.isWide(b.type())) {
            Conversions conversions = translator.conversions;
            String left = conversions.wide(a).value();
            return left + ".compareTo(" + conversions.wide(b).value() + ") " + operator + " 0";
        }
        if (a.type().scale() == b.type().scale()) {
            return a.value() + " " + operator + " " + b.value();
        }
        String left = String.valueOf(a.type().scale());
        String right = String.valueOf(b.type().scale());
        return Calls.of("DecimalMath", "compare", a.value(), left, b.value(), right) + " " + operator + " 0";
    }

    private String mixed(String operator, Value a, Value b) {
        if (Literals.isNumeric(a.type()) && Literals.isNumeric(b.type())) {
            if (a.type().kind() == TypeKind.DOUBLE || b.type().kind() == TypeKind.DOUBLE) {
                return asDouble(a) + " " + operator + " " + asDouble(b);
            }
            boolean isDecimal = a.type().kind() == TypeKind.DECIMAL || b.type().kind() == TypeKind.DECIMAL;
            return isDecimal ? decimals(operator, a, b) : a.value() + " " + operator + " " + b.value();
        }
        if (a.type().kind() == TypeKind.DATE && b.type().kind() == TypeKind.TIMESTAMP) {
            return Calls.of("TimeMath", "dateToTimestamp", a.value()) + " " + operator + " " + b.value();
        }
        if (a.type().kind() == TypeKind.TIMESTAMP && b.type().kind() == TypeKind.DATE) {
            return a.value() + " " + operator + " " + Calls.of("TimeMath", "dateToTimestamp", b.value());
        }
        throw unequal(a, b);
    }

    private static String asDouble(Value value) {
        if (value.type().kind() != TypeKind.DECIMAL) {
            return "((double) " + value.value() + ")";
        }
        return JavaTypes.isWide(value.type())
                ? value.value() + ".doubleValue()"
                : Calls.of(
                        "DecimalMath",
                        "toDouble",
                        value.value(),
                        String.valueOf(value.type().scale()));
    }

    private static RuntimeException unequal(Value a, Value b) {
        return io.sabot.core.error.SabotException.configuration(
                "SQL-0306", named(a.type()) + " and " + named(b.type()) + " cannot be compared", "use CAST");
    }

    private static String named(SqlType type) {
        return type.kind() == TypeKind.ARRAY
                ? type.element().withNullable(true) + " ARRAY"
                : type.kind().name();
    }

    // ---- text in columns ----

    /** Null unless one side is a column of text and the other such a column or constant. */
    private Value inColumns(SqlKind kind, RexNode left, RexNode right) {
        Place a = column(left);
        Place b = column(right);
        if (a != null && b != null) {
            String places = a.at() + ", " + b.at();
            return answer(kind, a.value(), b.value(), columnTest(kind, "ColumnText.", places), false);
        }
        if (a != null && constant(right) != null) {
            return withConstant(kind, a, constant(right));
        }
        return b != null && constant(left) != null ? withConstant(kind.reverse(), b, constant(left)) : null;
    }

    private Value withConstant(SqlKind kind, Place place, String text) {
        String field = constantText(place.column().column(), text);
        Value constant = Value.of("", place.value().type());
        return answer(kind, place.value(), constant, columnTest(kind, field + ".", place.at()), false);
    }

    private String constantText(String column, String text) {
        // the comment makes it a field for this column only: it remembers the dictionary's id
        String initializer =
                "new io.sabot.sql.codegen.ColumnText(" + block.constant("String", text) + ") /* " + column + " */";
        String field = block.addField("io.sabot.sql.codegen.ColumnText", initializer);
        block.onBind(field + ".bind(" + column + ");");
        return field;
    }

    private static String columnTest(SqlKind kind, String target, String arguments) {
        String owner = target.startsWith("ColumnText") ? "io.sabot.sql.codegen." + target : target;
        String operator = operator(kind);
        return switch (operator) {
            case "==" -> owner + "equal(" + arguments + ")";
            case "!=" -> "!" + owner + "equal(" + arguments + ")";
            default -> owner + "compare(" + arguments + ") " + operator + " 0";
        };
    }

    /** A column's place, and a value that knows only whether it is null. */
    record Place(Inputs.ColumnRef column, Value value) {
        String at() {
            return column.column() + ", " + column.row();
        }
    }

    /** Null if the node is no text in a column. */
    Place column(RexNode node) {
        RexNode plain = withoutCast(node);
        if (!(plain instanceof RexInputRef ref)
                || translator.inputs.special(plain) != null
                || ExpressionTranslator.typeOf(plain).kind() != TypeKind.VARCHAR) {
            return null;
        }
        Inputs.ColumnRef column = translator.inputs.column(ref.getIndex());
        if (column == null) {
            return null;
        }
        SqlType type = ExpressionTranslator.typeOf(ref);
        String isNull = type.nullable()
                ? block.declare("boolean", "n", column.column() + ".isNull(" + column.row() + ")")
                : Value.NEVER;
        return new Place(column, new Value(isNull, "", type));
    }

    /** Text of a constant, or null. */
    private static String constant(RexNode node) {
        return withoutCast(node) instanceof RexLiteral literal
                        && !literal.isNull()
                        && SqlTypeName.CHAR_TYPES.contains(literal.getType().getSqlTypeName())
                ? literal.getValueAs(String.class)
                : null;
    }

    /** Under casts from text to text of any length. */
    private static RexNode withoutCast(RexNode node) {
        if (node.getKind() != SqlKind.CAST || node.getType().getSqlTypeName() != SqlTypeName.VARCHAR) {
            return node;
        }
        RexNode operand = ((RexCall) node).getOperands().get(0);
        boolean isText = SqlTypeName.CHAR_TYPES.contains(operand.getType().getSqlTypeName());
        boolean cuts = node.getType().getPrecision() != RelDataType.PRECISION_NOT_SPECIFIED;
        return isText && !cuts ? withoutCast(operand) : node;
    }
}
