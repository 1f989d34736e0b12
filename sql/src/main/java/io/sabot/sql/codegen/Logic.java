package io.sabot.sql.codegen;

import java.util.List;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;

/** AND, OR, NOT and IS: SQL's three truth values as a null flag and a boolean. */
final class Logic {
    private final ExpressionTranslator translator;
    private final CodeBlock block;

    Logic(ExpressionTranslator translator) {
        this.translator = translator;
        this.block = translator.block;
    }

    Value translate(RexCall call) {
        return switch (call.getKind()) {
            case AND -> junction(call.getOperands(), true);
            case OR -> junction(call.getOperands(), false);
            case NOT -> not(translator.translate(call.getOperands().get(0)));
            default ->
                is(call.getKind(), translator.translate(call.getOperands().get(0)));
        };
    }

    private Value not(Value value) {
        if (value.isAlwaysNull()) {
            return value;
        }
        return ExpressionTranslator.bool(value.isNull(), "(!" + value.value() + ")");
    }

    private Value is(SqlKind kind, Value value) {
        String answer =
                switch (kind) {
                    case IS_NULL, IS_UNKNOWN -> value.isNull();
                    case IS_NOT_NULL -> negated(value.isNull());
                    case IS_TRUE -> value.isTrue();
                    case IS_NOT_TRUE -> negated(value.isTrue());
                    case IS_FALSE -> value.isFalse();
                    default -> negated(value.isFalse());
                };
        return ExpressionTranslator.bool(Value.NEVER, answer);
    }

    static String negated(String flag) {
        return flag.equals(Value.NEVER) ? Value.ALWAYS : flag.equals(Value.ALWAYS) ? Value.NEVER : "(!" + flag + ")";
    }

    /**
     * AND is false at the first false operand, else null if one was null; OR likewise with true. The operands after the
     * deciding one are not computed.
     */
    private Value junction(List<RexNode> operands, boolean isAnd) {
        String isNull = block.declare("boolean", "n", "false");
        String value = block.declare("boolean", "v", String.valueOf(isAnd));
        String label = block.local("L");
        boolean mayBeNull = false;
        translator.open(label + ":");
        for (RexNode operand : operands) {
            Value part = translator.translate(operand);
            block.open("if (" + (isAnd ? part.isFalse() : part.isTrue()) + ")");
            block.line(value + " = " + !isAnd + ";");
            block.line(isNull + " = false;");
            block.line("break " + label + ";");
            block.close();
            if (!part.isNeverNull()) {
                mayBeNull = true;
                block.line(isNull + " |= " + part.isNull() + ";");
            }
        }
        translator.close();
        return ExpressionTranslator.bool(mayBeNull ? isNull : Value.NEVER, value);
    }

    /** Java boolean expression: the condition is TRUE. */
    String condition(RexNode node) {
        return switch (node.getKind()) {
            case AND -> shortCircuit((RexCall) node, true);
            case OR -> shortCircuit((RexCall) node, false);
            default -> translator.translate(node).isTrue();
        };
    }

    private String shortCircuit(RexCall call, boolean isAnd) {
        String result = block.declare("boolean", "t", "false");
        String label = block.local("L");
        translator.open(label + ":");
        for (RexNode operand : call.getOperands()) {
            String part = condition(operand);
            if (isAnd) {
                block.line("if (!" + part + ") break " + label + ";");
            } else {
                block.open("if (" + part + ")");
                block.line(result + " = true;");
                block.line("break " + label + ";");
                block.close();
            }
        }
        if (isAnd) {
            block.line(result + " = true;");
        }
        translator.close();
        return result;
    }
}
