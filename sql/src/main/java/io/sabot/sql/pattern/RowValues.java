package io.sabot.sql.pattern;

import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import io.sabot.sql.codegen.CodeBlock;
import io.sabot.sql.codegen.ColumnInputs;
import io.sabot.sql.codegen.ExpressionTranslator;
import io.sabot.sql.codegen.Inputs;
import io.sabot.sql.codegen.JavaTypes;
import io.sabot.sql.codegen.Value;
import io.sabot.sql.function.FunctionCatalog;
import io.sabot.sql.type.Types;
import java.util.List;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;

/** How generated code reads a row that is mapped to a variable, and the rows around it. */
abstract class RowValues {
    final List<SqlType> inputTypes;
    final FunctionCatalog functions;

    private RowValues(List<SqlType> inputTypes, FunctionCatalog functions) {
        this.inputTypes = inputTypes;
        this.functions = functions;
    }

    /** The argument of PREV or NEXT at the row it means, null outside the partition. */
    abstract Value physical(CodeBlock body, Navigation navigation);

    /** Arguments of navigations at the row in {@code row}, which is mapped to the variable. */
    AtRow at(CodeBlock body, int variable, String variableName) {
        return new AtRow(body, variable, variableName);
    }

    /** The input's columns and, behind them, the classifier and the number of the match. */
    final class AtRow implements Inputs {
        private final ColumnInputs columns;
        private final int variable;
        private final String variableName;
        private final ExpressionTranslator translator;

        private AtRow(CodeBlock body, int variable, String variableName) {
            this.columns = new ColumnInputs(body, inputTypes);
            this.variable = variable;
            this.variableName = variableName;
            this.translator = new ExpressionTranslator(body, this, functions);
        }

        int variable() {
            return variable;
        }

        ExpressionTranslator translator() {
            return translator;
        }

        @Override
        public Value read(int index) {
            if (index < inputTypes.size()) {
                return columns.read(index);
            }
            return new Value(Value.NEVER, CodeBlock.quote(variableName), SqlType.of(TypeKind.VARCHAR));
        }

        @Override
        public Value special(RexNode node) {
            return MatchNumber.valueOf(node);
        }

        @Override
        public ColumnRef column(int index) {
            return index < inputTypes.size() ? columns.column(index) : null;
        }

        /** Where an argument lies if it is a column, else null. */
        ColumnRef columnOf(RexNode argument) {
            return argument instanceof RexInputRef ref ? column(ref.getIndex()) : null;
        }
    }

    /** Rows come one by one: the partition's history has those before. */
    static final class OfBatch extends RowValues {
        private final Histories histories;

        OfBatch(List<SqlType> inputTypes, FunctionCatalog functions, Histories histories) {
            super(inputTypes, functions);
            this.histories = histories;
        }

        @Override
        Value physical(CodeBlock body, Navigation navigation) {
            return histories.read(navigation);
        }
    }

    /** Rows are in a window with their neighbours. */
    static final class OfWindow extends RowValues {
        OfWindow(List<SqlType> inputTypes, FunctionCatalog functions) {
            super(inputTypes, functions);
        }

        @Override
        Value physical(CodeBlock body, Navigation navigation) {
            SqlType type = Types.of(navigation.argument().getType()).withNullable(true);
            body.addVariable("io.sabot.core.batch.EventBatch", "window");
            body.onBind("window = in;");
            String at = body.declare("int", "at", "row - " + navigation.physicalOffset());
            String isNull = body.declare("boolean", "n", "true");
            String value = body.declare(JavaTypes.of(type), "v", JavaTypes.defaultOf(type));
            body.open("if (" + at + " >= 0 && " + at + " < window.rows())");
            Inputs inputs = new OtherRow(body, at, navigation.physicalOffset());
            ExpressionTranslator there = new ExpressionTranslator(body, inputs, functions);
            Value found = there.translateAs(navigation.argument(), type);
            if (!found.isAlwaysNull()) {
                body.line(isNull + " = " + found.isNull() + ";");
                body.line(value + " = " + found.value() + ";");
            }
            body.close();
            return new Value(isNull, value, type);
        }

        /** The columns of a row that {@code at} names, and its classifier, see {@link KernelClass#classifiers}. */
        private final class OtherRow implements Inputs {
            private final ColumnInputs columns;
            private final int physicalOffset;

            OtherRow(CodeBlock body, String at, int physicalOffset) {
                this.columns = new ColumnInputs(body, inputTypes, at);
                this.physicalOffset = physicalOffset;
            }

            @Override
            public Value read(int index) {
                if (index < inputTypes.size()) {
                    return columns.read(index);
                }
                SqlType type = SqlType.of(TypeKind.VARCHAR).withNullable(true);
                String name = "classifierAt(place - " + physicalOffset + ")";
                return new Value("(" + name + " == null)", name, type);
            }

            @Override
            public Value special(RexNode node) {
                return MatchNumber.valueOf(node);
            }

            @Override
            public ColumnRef column(int index) {
                return index < inputTypes.size() ? columns.column(index) : null;
            }
        }
    }
}
