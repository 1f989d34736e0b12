package io.sabot.sql.codegen;

import io.sabot.core.error.SabotException;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import io.sabot.sql.function.JavaStaticFunction;
import io.sabot.sql.function.RowFailure;
import io.sabot.sql.function.TimeText;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.fun.SqlTrimFunction;

/** Functions that are a static Java method: the built-in ones of text and time, and users'. */
final class StaticCalls {
    private static final SqlType VARCHAR = SqlType.of(TypeKind.VARCHAR);

    /**
     * A built-in function.
     *
     * @param parameters one letter each, the last ones optional: T text or bytes, I INT, L BIGINT
     * @param mayBeNull the method returns null for NULL
     */
    private record Function(String className, String method, String parameters, boolean mayBeNull) {
        static Function text(String method, String parameters) {
            return new Function("Text", method, parameters, false);
        }
    }

    private static final Map<String, Function> FUNCTIONS = Map.ofEntries(
            Map.entry("UPPER", Function.text("upper", "T")),
            Map.entry("LOWER", Function.text("lower", "T")),
            Map.entry("INITCAP", Function.text("initcap", "T")),
            Map.entry("REVERSE", Function.text("reverse", "T")),
            Map.entry("REPEAT", Function.text("repeat", "TI")),
            Map.entry("SPACE", Function.text("space", "I")),
            Map.entry("LEFT", Function.text("left", "TI")),
            Map.entry("RIGHT", Function.text("right", "TI")),
            Map.entry("LPAD", Function.text("lpad", "TIT")),
            Map.entry("RPAD", Function.text("rpad", "TIT")),
            Map.entry("LTRIM", Function.text("ltrim", "TT")),
            Map.entry("RTRIM", Function.text("rtrim", "TT")),
            Map.entry("BTRIM", Function.text("btrim", "TT")),
            Map.entry("REPLACE", Function.text("replace", "TTT")),
            Map.entry("TRANSLATE", Function.text("translate", "TTT")),
            Map.entry("TRANSLATE3", Function.text("translate", "TTT")),
            Map.entry("OVERLAY", Function.text("overlay", "TTII")),
            Map.entry("SUBSTRING", Function.text("substring", "TLL")),
            Map.entry("SUBSTR", Function.text("substring", "TLL")),
            Map.entry("POSITION", Function.text("position", "TTI")),
            Map.entry("CHAR_LENGTH", Function.text("length", "T")),
            Map.entry("CHARACTER_LENGTH", Function.text("length", "T")),
            Map.entry("LENGTH", Function.text("length", "T")),
            Map.entry("OCTET_LENGTH", Function.text("octetLength", "T")),
            Map.entry("ASCII", Function.text("ascii", "T")),
            Map.entry("STARTS_WITH", Function.text("startsWith", "TT")),
            Map.entry("STARTSWITH", Function.text("startsWith", "TT")),
            Map.entry("ENDS_WITH", Function.text("endsWith", "TT")),
            Map.entry("ENDSWITH", Function.text("endsWith", "TT")),
            Map.entry("SPLIT_INDEX", new Function("Text", "splitIndex", "TTI", true)),
            Map.entry("TO_TIMESTAMP_LTZ", new Function("TimeMath", "ofEpoch", "LI", false)));

    private final ExpressionTranslator translator;
    private final CodeBlock block;
    private final Matching matching;

    StaticCalls(ExpressionTranslator translator) {
        this.translator = translator;
        this.block = translator.block;
        this.matching = new Matching(translator);
    }

    // ---- built-in ----

    /** Null if there is no such function. */
    Value builtIn(RexCall call) {
        String name = call.getOperator().getName().toUpperCase(Locale.ROOT);
        Function function = FUNCTIONS.get(name);
        if (function != null) {
            return call(function, call);
        }
        return switch (name) {
            case "||", "CONCAT" -> concat(call);
            case "CONCAT_WS" -> concatWithSeparator(call);
            case "TRIM" -> trim(call);
            case "DATE_FORMAT" -> timeText("format", call, SqlType.timestamp(9));
            case "TO_TIMESTAMP" -> timeOrCast("toTimestamp", call);
            case "TO_DATE" -> timeOrCast("toDate", call);
            default -> matching.function(name, call);
        };
    }

    private Value call(Function function, RexCall call) {
        List<Value> arguments = new ArrayList<>();
        for (int i = 0; i < call.getOperands().size(); i++) {
            arguments.add(
                    argument(call.getOperands().get(i), function.parameters().charAt(i)));
        }
        return finish(function, arguments, ExpressionTranslator.typeOf(call));
    }

    private Value argument(RexNode node, char parameter) {
        return switch (parameter) {
            case 'I' -> translator.translateAs(node, SqlType.of(TypeKind.INT));
            case 'L' -> translator.translateAs(node, SqlType.of(TypeKind.BIGINT));
            default -> {
                Value value = translator.translate(node);
                yield value.type().kind() == TypeKind.BINARY ? value : translator.conversions.convert(value, VARCHAR);
            }
        };
    }

    private Value finish(Function function, List<Value> arguments, SqlType type) {
        String[] names = arguments.stream().map(Value::value).toArray(String[]::new);
        Value result = translator.strict(type, Calls.of(function.className(), function.method(), names), arguments);
        return function.mayBeNull() ? matching.nullable(result) : result;
    }

    /** NULL if a part is. */
    private Value concat(RexCall call) {
        SqlType type = ExpressionTranslator.typeOf(call);
        if (type.kind() == TypeKind.BINARY) {
            return finish(Function.text("concat", "TT"), translator.translateAll(call.getOperands()), type);
        }
        List<Value> parts = new ArrayList<>();
        addParts(call, parts);
        String sum = String.join(" + ", parts.stream().map(Value::value).toList());
        return translator.strict(type, "\"\" + " + sum, parts);
    }

    private void addParts(RexCall call, List<Value> parts) {
        for (RexNode operand : call.getOperands()) {
            if (operand instanceof RexCall inner
                    && inner.getOperator().getName().equals("||")) {
                addParts(inner, parts);
            } else {
                parts.add(translator.translateAs(operand, VARCHAR));
            }
        }
    }

    /** Parts that are NULL are left out; NULL only if the separator is. */
    private Value concatWithSeparator(RexCall call) {
        Value separator = translator.translateAs(call.getOperands().get(0), VARCHAR);
        List<Value> parts = new ArrayList<>();
        for (RexNode operand : call.getOperands().subList(1, call.getOperands().size())) {
            parts.add(translator.translateAs(operand, VARCHAR));
        }
        if (separator.isAlwaysNull()) {
            return Value.nullOf(VARCHAR);
        }
        List<String> present = parts.stream()
                .filter(part -> !part.isAlwaysNull())
                .map(part ->
                        part.isNeverNull() ? part.value() : "(" + part.isNull() + " ? null : " + part.value() + ")")
                .toList();
        String array = "new String[] {" + String.join(", ", present) + "}";
        return translator.strict(VARCHAR, Calls.of("Text", "concatWs", separator.value(), array), separator);
    }

    /** Which ends, which characters, of what. */
    private Value trim(RexCall call) {
        List<RexNode> operands = call.getOperands();
        SqlTrimFunction.Flag flag = ((RexLiteral) operands.get(0)).getValueAs(SqlTrimFunction.Flag.class);
        Value characters = translator.translateAs(operands.get(1), VARCHAR);
        Value text = translator.translateAs(operands.get(2), VARCHAR);
        boolean isLeading = flag != SqlTrimFunction.Flag.TRAILING;
        boolean isTrailing = flag != SqlTrimFunction.Flag.LEADING;
        return translator.strict(
                VARCHAR,
                Calls.of(
                        "Text",
                        "trim",
                        text.value(),
                        characters.value(),
                        String.valueOf(isLeading),
                        String.valueOf(isTrailing)),
                text,
                characters);
    }

    // ---- patterns of time ----

    private Value timeOrCast(String method, RexCall call) {
        if (call.getOperands().size() == 2) {
            return timeText(method, call, VARCHAR);
        }
        Value text = translator.translateAs(call.getOperands().get(0), VARCHAR);
        return translator.conversions.convert(text, ExpressionTranslator.typeOf(call));
    }

    private Value timeText(String method, RexCall call, SqlType first) {
        String constant = Matching.constant(call.getOperands().get(1));
        if (constant != null) {
            check(constant);
        }
        Value value = translator.conversions.convert(
                translator.translate(call.getOperands().get(0)), first);
        Value pattern = translator.translateAs(call.getOperands().get(1), VARCHAR);
        String type = Calls.PACKAGE + "TimeText";
        String field = block.addField(type, "new " + type + "() /* " + block.local("p") + " */");
        return translator.strict(
                ExpressionTranslator.typeOf(call),
                field + "." + method + "(" + value.value() + ", " + pattern.value() + ")",
                value,
                pattern);
    }

    private static void check(String pattern) {
        try {
            TimeText.check(pattern);
        } catch (RowFailure e) {
            throw SabotException.configuration("SQL-0309", e.getMessage(), null);
        }
    }

    // ---- users' ----

    Value user(RexCall call, JavaStaticFunction function) {
        Method method = function.method();
        List<Value> mustBePresent = new ArrayList<>();
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < call.getOperands().size(); i++) {
            Class<?> parameter = method.getParameterTypes()[i];
            Value value = translator.translateAs(call.getOperands().get(i), kindOf(parameter));
            if (parameter.isPrimitive()) {
                mustBePresent.add(value);
                arguments.add(value.value());
            } else {
                arguments.add(reference(value, parameter));
            }
        }
        String target = method.getDeclaringClass().getCanonicalName() + "." + method.getName();
        return guarded(
                function,
                target + "(" + String.join(", ", arguments) + ")",
                ExpressionTranslator.anyNull(mustBePresent),
                ExpressionTranslator.typeOf(call));
    }

    private static SqlType kindOf(Class<?> parameter) {
        if (parameter == String.class) {
            return VARCHAR;
        }
        if (parameter == int.class || parameter == Integer.class) {
            return SqlType.of(TypeKind.INT);
        }
        if (parameter == long.class || parameter == Long.class) {
            return SqlType.of(TypeKind.BIGINT);
        }
        if (parameter == double.class || parameter == Double.class) {
            return SqlType.of(TypeKind.DOUBLE);
        }
        if (parameter == boolean.class || parameter == Boolean.class) {
            return SqlType.of(TypeKind.BOOLEAN);
        }
        return parameter == byte[].class ? SqlType.of(TypeKind.BINARY) : SqlType.of(TypeKind.DECIMAL);
    }

    /** An argument that the method sees as null if it is NULL. */
    private static String reference(Value value, Class<?> parameter) {
        String type = parameter.getCanonicalName();
        boolean isBox = JavaTypes.isPrimitive(value.type());
        String present = isBox ? type + ".valueOf(" + value.value() + ")" : value.value();
        if (value.isNeverNull()) {
            return present;
        }
        return "(" + value.isNull() + " ? (" + type + ") null : " + present + ")";
    }

    /** Calls unless a primitive argument is NULL; what the method throws fails the row. */
    private Value guarded(JavaStaticFunction function, String call, String isNull, SqlType type) {
        Class<?> returned = function.method().getReturnType();
        if (isNull.equals(Value.ALWAYS)) {
            return Value.nullOf(type);
        }
        String flag = block.declare("boolean", "n", isNull);
        String value = block.declare(JavaTypes.of(type), "v", JavaTypes.defaultOf(type));
        block.open("if (!" + flag + ")");
        block.open("try");
        if (returned.isPrimitive()) {
            block.line(value + " = " + call + ";");
        } else {
            String object = block.declare(returned.getCanonicalName(), "r", call);
            block.line(flag + " = " + object + " == null;");
            block.line("if (!" + flag + ") " + value + " = " + unboxed(object, returned, type) + ";");
        }
        String error = block.local("e");
        block.next("catch (Exception " + error + ")");
        block.line("throw " + Calls.of("RowFailure", "of", CodeBlock.quote(function.getName()), error) + ";");
        block.next("catch (StackOverflowError " + error + ")");
        block.line("throw " + Calls.of("RowFailure", "of", CodeBlock.quote(function.getName()), error) + ";");
        block.close();
        block.close();
        boolean mayBeNull = !returned.isPrimitive() || !isNull.equals(Value.NEVER);
        return new Value(mayBeNull ? flag : Value.NEVER, value, type.withNullable(mayBeNull));
    }

    private static String unboxed(String object, Class<?> returned, SqlType type) {
        if (returned == BigDecimal.class) {
            return Calls.of(
                    "DecimalMath", "fit", object, String.valueOf(type.precision()), String.valueOf(type.scale()));
        }
        return switch (type.kind()) {
            case BOOLEAN -> object + ".booleanValue()";
            case INT -> object + ".intValue()";
            case BIGINT -> object + ".longValue()";
            case DOUBLE -> object + ".doubleValue()";
            default -> object;
        };
    }
}
