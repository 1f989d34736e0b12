package io.sabot.sql.codegen;

import io.sabot.core.type.SqlType;
import io.sabot.sql.function.FunctionCatalog;
import java.util.List;
import org.apache.calcite.rex.RexNode;

/** Writes the class of a {@link RowPredicate}. */
final class PredicateSource {
    private PredicateSource() {}

    static GeneratedSource of(RexNode condition, List<SqlType> inputs, FunctionCatalog functions) {
        CodeBlock block = new CodeBlock();
        ColumnInputs columns = new ColumnInputs(block, inputs);
        String holds = new ExpressionTranslator(block, columns, functions).condition(condition);
        block.line("return " + holds + ";");
        return GeneratedSource.named(
                "Predicate_",
                """
                import io.sabot.core.batch.*;
                import io.sabot.sql.codegen.*;
                import io.sabot.sql.function.*;

                public final class %NAME% implements RowPredicate {
                """
                        + block.fields()
                        + """

                    public void bind(EventBatch in) {
                """
                        + block.binds()
                        + """
                    }

                    private boolean test(int row) {
                """
                        + block.body()
                        + """
                    }

                    public int select(EventBatch in, int[] selection, int count, int[] out, RowErrors errors) {
                        int selected = 0;
                        for (int i = 0; i < count; i++) {
                            int row = selection[i];
                            try {
                                if (test(row)) {
                                    out[selected++] = row;
                                }
                            } catch (ArithmeticException e) {
                                errors.failed(row, e.getMessage());
                            }
                        }
                        return selected;
                    }
                }
                """,
                block);
    }
}
