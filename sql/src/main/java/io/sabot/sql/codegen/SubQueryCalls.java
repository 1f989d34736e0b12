package io.sabot.sql.codegen;

import io.sabot.core.type.SqlType;
import io.sabot.sql.function.SubQueryFunction;
import org.apache.calcite.rex.RexCall;

/** What is read of sub-queries' results, which the class has in {@code subQueries}. */
final class SubQueryCalls {
    private final ExpressionTranslator translator;

    SubQueryCalls(ExpressionTranslator translator) {
        this.translator = translator;
    }

    Value translate(RexCall call, SubQueryFunction function) {
        String result = "subQueries[" + function.number() + "]";
        return function.isIn() ? in(call, result) : value(call, result, function.column());
    }

    private Value value(RexCall call, String result, int column) {
        SqlType type = ExpressionTranslator.typeOf(call).withNullable(true);
        String java = JavaTypes.of(type);
        String read =
                switch (java) {
                    case "boolean", "int", "long", "double" -> result + "." + java + "At(" + column + ")";
                    default -> "((" + java + ") " + result + ".objectAt(" + column + "))";
                };
        return translator.inLocals(new Value(result + ".isNull(" + column + ")", read, type));
    }

    /** NULL IN of nothing is FALSE; of something it is NULL, as is what is not found among NULLs. */
    private Value in(RexCall call, String result) {
        CodeBlock block = translator.block;
        Value operand = translator.translate(call.getOperands().get(0));
        String isNull = block.declare("boolean", "n", "false");
        String isIn = block.declare("boolean", "v", "false");
        block.open("if (!" + result + ".isEmpty())");
        if (operand.isAlwaysNull()) {
            block.line(isNull + " = true;");
        } else {
            block.open("if (" + operand.isNull() + ")");
            block.line(isNull + " = true;");
            block.next("else");
            block.line(isIn + " = " + result + ".contains(" + operand.value() + ");");
            block.line(isNull + " = !" + isIn + " && " + result + ".hasNull();");
            block.close();
        }
        block.close();
        return ExpressionTranslator.bool(isNull, isIn);
    }
}
