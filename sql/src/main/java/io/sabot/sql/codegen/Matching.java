package io.sabot.sql.codegen;

import io.sabot.core.error.SabotException;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import io.sabot.sql.function.LikePattern;
import io.sabot.sql.function.Patterns;
import io.sabot.sql.function.RowFailure;
import java.util.List;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlLikeOperator;
import org.apache.calcite.sql.type.SqlTypeName;

/** LIKE, ILIKE, RLIKE and SIMILAR TO: a constant pattern is compiled once, and tried once per dictionary entry. */
final class Matching {
    private static final SqlType BOOLEAN = SqlType.of(TypeKind.BOOLEAN);

    private final ExpressionTranslator translator;
    private final CodeBlock block;

    Matching(ExpressionTranslator translator) {
        this.translator = translator;
        this.block = translator.block;
    }

    Value translate(RexCall call) {
        Value matches =
                switch (call.getKind()) {
                    case LIKE -> like(call.getOperands(), isCaseSensitive(call));
                    case SIMILAR -> similar(call);
                    default -> regex(call.getOperands());
                };
        boolean isNegated = call.getOperator() instanceof SqlLikeOperator like && like.isNegated();
        return isNegated && !matches.isAlwaysNull()
                ? new Value(matches.isNull(), "(!" + matches.value() + ")", matches.type())
                : matches;
    }

    private static boolean isCaseSensitive(RexCall call) {
        return !(call.getOperator() instanceof SqlLikeOperator like) || like.isCaseSensitive();
    }

    private Value like(List<RexNode> operands, boolean isCaseSensitive) {
        String pattern = constant(operands.get(1));
        String escape = operands.size() == 3 ? constant(operands.get(2)) : null;
        boolean isConstant = pattern != null && (operands.size() == 2 || escape != null);
        return isConstant
                ? constantLike(operands.get(0), pattern, escape, isCaseSensitive)
                : variableLike(operands, isCaseSensitive);
    }

    private Value constantLike(RexNode text, String pattern, String escape, boolean isCaseSensitive) {
        try {
            LikePattern.of(pattern, escape, isCaseSensitive);
        } catch (RowFailure e) {
            throw SabotException.configuration("SQL-0308", e.getMessage(), null);
        }
        String made = Calls.of(
                "LikePattern",
                "of",
                block.constant("String", pattern),
                escape == null ? "null" : block.constant("String", escape),
                String.valueOf(isCaseSensitive));
        Comparisons.Place place = new Comparisons(translator).column(text);
        if (place != null) {
            String type = "io.sabot.sql.codegen.ColumnPattern";
            String field = block.addField(
                    type, "new " + type + "(" + made + ") /* " + place.column().column() + " */");
            block.onBind(field + ".bind(" + place.column().column() + ");");
            return translator.strict(BOOLEAN, field + ".matches(" + place.at() + ")", place.value());
        }
        Value value = translator.translate(text);
        String field = block.addField(Calls.PACKAGE + "LikePattern", made);
        return translator.strict(BOOLEAN, field + ".matches(" + value.value() + ")", value);
    }

    private Value variableLike(List<RexNode> operands, boolean isCaseSensitive) {
        List<Value> values = translator.translateAll(operands);
        String escape = operands.size() == 3 ? values.get(2).value() : "null";
        String pattern = patterns() + ".like(" + values.get(1).value() + ", " + escape + ", " + isCaseSensitive + ")";
        return translator.strict(BOOLEAN, pattern + ".matches(" + values.get(0).value() + ")", values);
    }

    /** A field of its own for each place. */
    private String patterns() {
        String type = Calls.PACKAGE + "Patterns";
        return block.addField(type, "new " + type + "() /* " + block.local("p") + " */");
    }

    private Value similar(RexCall call) {
        String pattern = constant(call.getOperands().get(1));
        if (pattern == null) {
            throw SabotException.configuration("SQL-0308", "the pattern of SIMILAR TO must be constant", null);
        }
        String escape =
                call.getOperands().size() == 3 ? constant(call.getOperands().get(2)) : null;
        String regex = regex(Patterns.ofSimilar(pattern, escape == null || escape.isEmpty() ? 0 : escape.charAt(0)));
        return find(translator.translate(call.getOperands().get(0)), regex);
    }

    private Value regex(List<RexNode> operands) {
        Value text = translator.translate(operands.get(0));
        String constant = constant(operands.get(1));
        if (constant != null) {
            return find(text, regex(constant));
        }
        Value pattern = translator.translate(operands.get(1));
        return translator.strict(
                BOOLEAN,
                Calls.of("Text", "regexpContains", text.value(), patterns() + ".regex(" + pattern.value() + ")"),
                text,
                pattern);
    }

    private Value find(Value text, String pattern) {
        return translator.strict(BOOLEAN, Calls.of("Text", "regexpContains", text.value(), pattern), text);
    }

    private String regex(String constant) {
        try {
            Patterns.compile(constant);
        } catch (RowFailure e) {
            throw SabotException.configuration("SQL-0308", e.getMessage(), null);
        }
        return block.addField(
                "java.util.regex.Pattern", Calls.of("Patterns", "compile", block.constant("String", constant)));
    }

    /** REGEXP_LIKE, REGEXP_EXTRACT, REGEXP_REPLACE; null if it is none of these. */
    Value function(String name, RexCall call) {
        return switch (name) {
            case "REGEXP", "REGEXP_LIKE" -> regex(call.getOperands());
            case "REGEXP_EXTRACT" -> {
                Value group = call.getOperands().size() == 3
                        ? translator.translateAs(call.getOperands().get(2), SqlType.of(TypeKind.INT))
                        : Value.of("0", SqlType.of(TypeKind.INT));
                yield nullable(onPattern("regexpExtract", call, group));
            }
            case "REGEXP_REPLACE" ->
                onPattern(
                        "regexpReplace",
                        call,
                        translator.translate(call.getOperands().get(2)));
            default -> null;
        };
    }

    private Value onPattern(String method, RexCall call, Value last) {
        Value text = translator.translate(call.getOperands().get(0));
        String constant = constant(call.getOperands().get(1));
        Value pattern =
                constant == null ? translator.translate(call.getOperands().get(1)) : text;
        String regex = constant == null ? patterns() + ".regex(" + pattern.value() + ")" : regex(constant);
        SqlType type = SqlType.of(TypeKind.VARCHAR);
        return translator.strict(
                type, Calls.of("Text", method, text.value(), regex, last.value()), text, pattern, last);
    }

    /** A reference that is NULL where it is null. */
    Value nullable(Value value) {
        return value.isAlwaysNull()
                ? value
                : new Value(
                        block.declare("boolean", "n", value.value() + " == null"),
                        value.value(),
                        value.type().withNullable(true));
    }

    /** Text of a constant, or null. */
    static String constant(RexNode node) {
        if (node.getKind() == SqlKind.CAST) {
            return constant(((RexCall) node).getOperands().get(0));
        }
        return node instanceof RexLiteral literal
                        && !literal.isNull()
                        && SqlTypeName.CHAR_TYPES.contains(literal.getType().getSqlTypeName())
                ? literal.getValueAs(String.class)
                : null;
    }
}
