package io.sabot.sql.codegen;

import io.sabot.core.type.SqlType;
import java.util.List;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;

/** CASE and its kin. Only the branch that is taken is computed. */
final class Conditionals {
    private final ExpressionTranslator translator;
    private final CodeBlock block;

    Conditionals(ExpressionTranslator translator) {
        this.translator = translator;
        this.block = translator.block;
    }

    Value translate(RexCall call) {
        Result result = new Result(ExpressionTranslator.typeOf(call));
        List<RexNode> operands = call.getOperands();
        translator.open(result.label + ":");
        switch (call.getKind()) {
            case COALESCE, NVL -> coalesce(operands, result);
            case NULLIF -> nullIf(operands, result);
            case GREATEST -> extreme(operands, SqlKind.GREATER_THAN, result);
            case LEAST -> extreme(operands, SqlKind.LESS_THAN, result);
            default -> cases(operands, result);
        }
        translator.close();
        return result.value();
    }

    /** Locals that every branch assigns before it leaves the labelled block. */
    private final class Result {
        final SqlType type;
        final String isNull = block.declare("boolean", "n", "true");
        final String value;
        final String label = block.local("L");
        boolean mayBeNull;

        Result(SqlType type) {
            this.type = type;
            this.value = block.declare(JavaTypes.of(type), "v", JavaTypes.defaultOf(type));
        }

        void assign(Value from) {
            mayBeNull |= !from.isNeverNull();
            if (!from.isAlwaysNull()) {
                block.line(isNull + " = " + from.isNull() + ";");
                block.line(value + " = " + from.value() + ";");
            }
        }

        void leave() {
            block.line("break " + label + ";");
        }

        Value value() {
            return new Value(mayBeNull ? isNull : Value.NEVER, value, type.withNullable(mayBeNull));
        }
    }

    /** Condition, value, …, else. */
    private void cases(List<RexNode> operands, Result result) {
        for (int i = 0; i + 1 < operands.size(); i += 2) {
            String condition = translator.condition(operands.get(i));
            if (condition.equals("false")) {
                continue;
            }
            if (condition.equals("true")) {
                result.assign(translator.translateAs(operands.get(i + 1), result.type));
                return;
            }
            translator.open("if (" + condition + ")");
            result.assign(translator.translateAs(operands.get(i + 1), result.type));
            result.leave();
            translator.close();
        }
        if (operands.size() % 2 == 1) {
            result.assign(translator.translateAs(operands.get(operands.size() - 1), result.type));
        } else {
            result.mayBeNull = true;
        }
    }

    private void coalesce(List<RexNode> operands, Result result) {
        for (RexNode operand : operands) {
            Value value = translator.translateAs(operand, result.type);
            if (value.isNeverNull()) {
                result.assign(value);
                return;
            }
            if (!value.isAlwaysNull()) {
                block.open("if (!" + value.isNull() + ")");
                block.line(result.isNull + " = false;");
                block.line(result.value + " = " + value.value() + ";");
                result.leave();
                block.close();
            }
        }
        result.mayBeNull = true;
    }

    private void nullIf(List<RexNode> operands, Result result) {
        result.mayBeNull = true;
        Value first = translator.translate(operands.get(0));
        Value second = translator.translate(operands.get(1));
        Value isEqual = new Comparisons(translator).compare(SqlKind.EQUALS, first, second);
        block.line("if (" + isEqual.isTrue() + ") break " + result.label + ";");
        result.assign(translator.conversions.assign(first, result.type));
    }

    /** NULL if one of them is. */
    private void extreme(List<RexNode> operands, SqlKind better, Result result) {
        Comparisons comparisons = new Comparisons(translator);
        for (int i = 0; i < operands.size(); i++) {
            Value value = translator.translateAs(operands.get(i), result.type);
            if (!value.isNeverNull()) {
                result.mayBeNull = true;
                block.open("if (" + value.isNull() + ")");
                block.line(result.isNull + " = true;");
                result.leave();
                block.close();
                if (value.isAlwaysNull()) {
                    return;
                }
            }
            Value present = new Value(Value.NEVER, value.value(), result.type);
            if (i == 0) {
                block.line(result.isNull + " = false;");
                block.line(result.value + " = " + value.value() + ";");
                continue;
            }
            Value best = new Value(Value.NEVER, result.value, result.type);
            block.line("if (" + comparisons.compare(better, present, best).value() + ") " + result.value + " = "
                    + value.value() + ";");
        }
    }
}
