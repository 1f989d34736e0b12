package io.sabot.sql.codegen;

import io.sabot.core.type.SqlType;
import io.sabot.sql.function.FunctionCatalog;
import io.sabot.sql.type.Types;
import java.util.List;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;

/**
 * Writes the class of a {@link RowProjector}: first what must be computed, row by row, which decides the rows that
 * survive; then what is only passed through, column by column.
 */
final class ProjectorSource {
    /** Characters of Java per method: well below the size at which HotSpot stops compiling methods. */
    private static final int METHOD_CHARS = 12_000;

    private final CodeBlock shared = new CodeBlock();
    private final List<RexNode> expressions;
    private final ColumnInputs columns;
    private final FunctionCatalog functions;
    private final StringBuilder methods = new StringBuilder();
    private final StringBuilder calls = new StringBuilder();
    private final StringBuilder outputs = new StringBuilder();
    private final StringBuilder copies = new StringBuilder();
    private int methodCount;

    private ProjectorSource(List<RexNode> expressions, List<SqlType> inputs, FunctionCatalog functions) {
        this.expressions = expressions;
        this.columns = new ColumnInputs(shared, inputs);
        this.functions = functions;
    }

    static GeneratedSource of(List<RexNode> expressions, List<SqlType> inputs, FunctionCatalog functions) {
        return new ProjectorSource(expressions, inputs, functions).write();
    }

    private GeneratedSource write() {
        CodeBlock body = shared.sibling();
        ExpressionTranslator translator = new ExpressionTranslator(body, columns, functions);
        for (int i = 0; i < expressions.size(); i++) {
            RexNode expression = expressions.get(i);
            if (expression instanceof RexInputRef ref) {
                copies.append("        ColumnText.copy(")
                        .append(columns.column(ref.getIndex()).column())
                        .append(", projected, written, out.column(")
                        .append(i)
                        .append("), first);\n");
                continue;
            }
            if (body.body().length() > METHOD_CHARS) {
                finish(body);
                body = shared.sibling();
                translator = new ExpressionTranslator(body, columns, functions);
            }
            output(body, translator, i);
        }
        finish(body);
        return GeneratedSource.named("Projector_", text(), shared);
    }

    private void output(CodeBlock body, ExpressionTranslator translator, int index) {
        SqlType type = Types.of(expressions.get(index).getType());
        Value value = translator.translateAs(expressions.get(index), type);
        String column = "o" + index;
        shared.addVariable("Column", column);
        outputs.append("        ")
                .append(column)
                .append(" = out.column(")
                .append(index)
                .append(");\n");
        ColumnOutput.write(body, column, "to", value);
    }

    private void finish(CodeBlock body) {
        if (body.isEmpty()) {
            return;
        }
        String name = "compute" + methodCount++;
        calls.append("                ").append(name).append("(row, to);\n");
        methods.append("\n    private void ")
                .append(name)
                .append("(int row, int to) {\n")
                .append(body.body())
                .append("    }\n");
    }

    private String text() {
        return """
                import io.sabot.core.batch.*;
                import io.sabot.sql.codegen.*;
                import io.sabot.sql.function.*;

                public final class %NAME% implements RowProjector {
                """
                + shared.fields()
                + """

                    public void bind(EventBatch in) {
                """
                + shared.binds()
                + "    }\n"
                + methods
                + """

                    public int project(
                            EventBatch in, int[] selection, int count, EventBatch out, int[] projected, RowErrors errors) {
                        int first = out.rows();
                        int written = 0;
                """
                + outputs
                + (methodCount == 0 ? passThrough() : loop())
                + copies
                + """
                        out.commitRows(0);
                        return written;
                    }
                }
                """;
    }

    private static String passThrough() {
        return """
                        written = count;
                        out.commitRows(count);
                        if (projected != selection) {
                            System.arraycopy(selection, 0, projected, 0, count);
                        }
                """;
    }

    private String loop() {
        return """
                        for (int i = 0; i < count; i++) {
                            int row = selection[i];
                            int to = first + written;
                            try {
                """
                + calls
                + """
                            } catch (ArithmeticException e) {
                                out.abandonRow();
                                errors.failed(row, e.getMessage());
                                continue;
                            }
                            out.commitRow();
                            projected[written++] = row;
                        }
                """;
    }
}
