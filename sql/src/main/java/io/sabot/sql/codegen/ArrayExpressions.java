package io.sabot.sql.codegen;

import io.sabot.core.array.ArrayBuilder;
import io.sabot.core.array.ArrayDescriptor;
import io.sabot.core.error.SabotException;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;

/** CARDINALITY, {@code a[i]}, {@code ARRAY[…]} and conversions of arrays. */
final class ArrayExpressions {
    private static final String DESCRIPTOR = ArrayDescriptor.class.getName() + ".";
    private static final String BUILDER = ArrayBuilder.class.getName();

    private final ExpressionTranslator translator;
    private final CodeBlock block;

    ArrayExpressions(ExpressionTranslator translator) {
        this.translator = translator;
        this.block = translator.block;
    }

    Value cardinality(RexCall call) {
        Value array = array(call.getOperands().get(0));
        return translator.strict(
                ExpressionTranslator.typeOf(call), Calls.of("ArrayMath", "cardinality", array.value()), array);
    }

    private Value array(RexNode node) {
        Value value = translator.translate(node);
        if (value.type().kind() != TypeKind.ARRAY) {
            throw SabotException.configuration(
                    "SQL-0305", "an ARRAY is expected, found " + value.type().kind(), null);
        }
        return value;
    }

    /** Counted from 1; NULL where there is none. */
    Value item(RexCall call) {
        Value array = array(call.getOperands().get(0));
        Value index = translator.translateAs(call.getOperands().get(1), SqlType.of(TypeKind.BIGINT));
        SqlType type = array.type().element().withNullable(true);
        String isNull = ExpressionTranslator.anyNull(List.of(array, index));
        if (isNull.equals(Value.ALWAYS)) {
            return Value.nullOf(type);
        }
        String outside = Calls.of("ArrayMath", "isNull", array.value(), index.value());
        String flag =
                block.declare("boolean", "n", isNull.equals(Value.NEVER) ? outside : "(" + isNull + ") || " + outside);
        String element = element(array.value(), "(int) (" + index.value() + ") - 1", type);
        return new Value(
                flag,
                block.declare(JavaTypes.of(type), "v", flag + " ? " + JavaTypes.defaultOf(type) + " : " + element),
                type);
    }

    /** Java expression of an element that is not NULL. */
    private static String element(String array, String index, SqlType type) {
        String arguments = "(" + array + ", " + index;
        return DESCRIPTOR
                + switch (type.kind()) {
                    case BOOLEAN -> "getBoolean" + arguments + ")";
                    case INT, DATE -> "getInt" + arguments + ")";
                    case BIGINT, TIME, TIMESTAMP, INTERVAL -> "getLong" + arguments + ")";
                    case DOUBLE -> "getDouble" + arguments + ")";
                    case DECIMAL ->
                        JavaTypes.isWide(type)
                                ? "getDecimal" + arguments + ", " + type.scale() + ")"
                                : "getDecimalLow" + arguments + ")";
                    case VARCHAR -> "getString" + arguments + ")";
                    case BINARY -> "getBytes" + arguments + ")";
                    case ARRAY -> throw nested();
                };
    }

    private static SabotException nested() {
        return SabotException.configuration("SQL-0303", "an ARRAY of arrays is not supported", null);
    }

    // ---- new arrays ----

    Value construct(RexCall call) {
        SqlType type = ExpressionTranslator.typeOf(call);
        SqlType element = type.element().withNullable(true);
        List<Value> values = new ArrayList<>();
        for (RexNode operand : call.getOperands()) {
            values.add(translator.translateAs(operand, element));
        }
        String builder = builder(element);
        block.line(builder + ".begin(" + values.size() + ");");
        values.forEach(value -> add(builder, value));
        return Value.of(block.declare("byte[]", "v", builder + ".toBytes()"), type);
    }

    /** One for each place: what is computed between two elements may make an array too. */
    private String builder(SqlType element) {
        if (element.kind() == TypeKind.ARRAY) {
            throw nested();
        }
        String type = JavaTypes.constructor(element);
        return block.addField(BUILDER, "new " + BUILDER + "(" + type + ") /* " + block.local("a") + " */");
    }

    private void add(String builder, Value value) {
        if (value.isAlwaysNull()) {
            block.line(builder + ".addNull();");
        } else if (value.isNeverNull()) {
            block.line(addition(builder, value));
        } else {
            block.open("if (" + value.isNull() + ")");
            block.line(builder + ".addNull();");
            block.next("else");
            block.line(addition(builder, value));
            block.close();
        }
    }

    private static String addition(String builder, Value value) {
        SqlType type = value.type();
        String method =
                switch (type.kind()) {
                    case BOOLEAN -> "addBoolean";
                    case INT, DATE -> "addInt";
                    case BIGINT, TIME, TIMESTAMP, INTERVAL -> "addLong";
                    case DOUBLE -> "addDouble";
                    case DECIMAL -> "addDecimal";
                    case VARCHAR -> "addString";
                    case BINARY -> "addBytes";
                    case ARRAY -> throw nested();
                };
        String high = type.kind() == TypeKind.DECIMAL && !JavaTypes.isWide(type) ? ", " + value.value() + " >> 63" : "";
        return builder + "." + method + "(" + value.value() + high + ");";
    }

    /** Element by element. */
    Value convert(Value array, SqlType type) {
        SqlType from = array.type().element().withNullable(true);
        SqlType to = type.element().withNullable(true);
        String builder = builder(to);
        String result = block.declare("byte[]", "v", "null");
        String flag = translator.flag(array.isNull());
        translator.open("if (!" + flag + ")");
        String source = block.declare("byte[]", "a", array.value());
        block.line(builder + ".begin(" + DESCRIPTOR + "count(" + source + "));");
        String index = block.local("i");
        translator.open("for (int " + index + " = 0; " + index + " < " + DESCRIPTOR + "count(" + source + "); " + index
                + "++)");
        String isNull = block.declare("boolean", "n", DESCRIPTOR + "isNull(" + source + ", " + index + ")");
        String element = block.declare(
                JavaTypes.of(from),
                "v",
                isNull + " ? " + JavaTypes.defaultOf(from) + " : " + element(source, index, from));
        add(builder, translator.conversions.convert(new Value(isNull, element, from), to));
        translator.close();
        block.line(result + " = " + builder + ".toBytes();");
        translator.close();
        return new Value(flag, result, type);
    }
}
