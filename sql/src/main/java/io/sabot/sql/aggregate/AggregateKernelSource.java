package io.sabot.sql.aggregate;

import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import io.sabot.sql.codegen.CodeBlock;
import io.sabot.sql.codegen.ColumnInputs;
import io.sabot.sql.codegen.ColumnOutput;
import io.sabot.sql.codegen.Compiler;
import io.sabot.sql.codegen.ExpressionTranslator;
import io.sabot.sql.codegen.GeneratedSource;
import io.sabot.sql.codegen.Inputs;
import io.sabot.sql.codegen.Value;
import io.sabot.sql.function.FunctionCatalog;
import io.sabot.sql.register.Accumulator;
import io.sabot.sql.register.Slots;
import io.sabot.sql.type.Types;
import io.sabot.windows.AggregateKernel;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexInputRef;

/** Writes the {@link AggregateKernel} of one query. */
public final class AggregateKernelSource {
    private final List<AggregateSpec> aggregates;
    private final CodeBlock shared = new CodeBlock();
    private final ColumnInputs columns;
    private final FunctionCatalog functions;
    private final String time;
    private final List<Accumulator> accumulators = new ArrayList<>();
    private final Slots slots = new Slots("accumulator", 0);

    private AggregateKernelSource(
            List<AggregateSpec> aggregates, List<SqlType> inputTypes, int timeColumn, FunctionCatalog functions) {
        this.aggregates = aggregates;
        this.functions = functions;
        this.columns = new ColumnInputs(shared, inputTypes);
        this.time = timeColumn == EventSchema.NO_COLUMN
                ? "0L"
                : "(long) " + columns.read(timeColumn).value();
        for (AggregateSpec aggregate : aggregates) {
            SqlType argument = aggregate.argument() == null
                    ? null
                    : Types.of(aggregate.argument().getType());
            accumulators.add(Accumulator.of(aggregate.kind(), argument, aggregate.result(), slots));
        }
    }

    /**
     * @param inputTypes of the columns that arguments and filters refer to
     * @param timeColumn gives the order of first and last; {@link EventSchema#NO_COLUMN} for the order of the log
     */
    public static AggregateKernel compile(
            List<AggregateSpec> aggregates, List<SqlType> inputTypes, int timeColumn, FunctionCatalog functions) {
        String source = new AggregateKernelSource(aggregates, inputTypes, timeColumn, functions).write();
        return Compiler.instantiate(AggregateKernel.class, GeneratedSource.named("Aggregates_", source), functions);
    }

    private String write() {
        String accumulate = accumulate();
        String merge = merge();
        String emit = emit();
        return """
                import io.sabot.core.batch.*;
                import io.sabot.sql.function.*;
                import io.sabot.sql.codegen.*;

                public final class %NAME% implements io.sabot.windows.AggregateKernel {
                    private final io.sabot.sql.register.StringRegisters strings =
                        new io.sabot.sql.register.StringRegisters();
                """
                + shared.fields()
                + "\n    public int accumulatorBytes() {\n        return " + slots.end() + ";\n    }\n"
                + "\n    public void release(long accumulator) {}\n"
                + method("public void bind(EventBatch in)", shared.binds())
                + method("public void accumulate(long accumulator, int row)", accumulate)
                + method("public void merge(long into, long from)", merge)
                + method("public void emit(long accumulator, EventBatch out, int to, int firstColumn)", emit)
                + "}\n";
    }

    private static String method(String head, String body) {
        return "\n    " + head + " {\n" + body + "    }\n";
    }

    private String accumulate() {
        CodeBlock body = shared.sibling();
        ExpressionTranslator translator = new ExpressionTranslator(body, columns, functions);
        for (int i = 0; i < aggregates.size(); i++) {
            AggregateSpec aggregate = aggregates.get(i);
            if (aggregate.filter() != null) {
                translator.open("if (" + translator.condition(aggregate.filter()) + ")");
            }
            accumulate(body, translator, aggregate, accumulators.get(i));
            if (aggregate.filter() != null) {
                translator.close();
            }
        }
        return body.body();
    }

    private void accumulate(
            CodeBlock body, ExpressionTranslator translator, AggregateSpec aggregate, Accumulator accumulator) {
        if (aggregate.argument() == null) {
            accumulator.add(body, slots, null, null, time);
            return;
        }
        Value value = translator.translateAs(
                aggregate.argument(), Types.of(aggregate.argument().getType()));
        Inputs.ColumnRef column =
                aggregate.argument() instanceof RexInputRef ref ? columns.column(ref.getIndex()) : null;
        boolean isGuarded = !accumulator.takesNulls() && !value.isNeverNull();
        if (isGuarded) {
            body.open("if (!" + value.isNull() + ")");
        }
        accumulator.add(body, slots, value, column, time);
        if (isGuarded) {
            body.close();
        }
    }

    private String merge() {
        CodeBlock body = shared.sibling();
        for (Accumulator accumulator : accumulators) {
            accumulator.merge(body, slots.on("into"), slots.on("from"));
        }
        return body.body();
    }

    private String emit() {
        CodeBlock body = shared.sibling();
        for (int i = 0; i < accumulators.size(); i++) {
            Slots.Slot text = accumulators.get(i).textSlot();
            String column = body.declare("Column", "o", "out.column(firstColumn + " + i + ")");
            if (text == null) {
                ColumnOutput.write(body, column, "to", accumulators.get(i).result(body, slots));
                continue;
            }
            assert text.type().kind() == TypeKind.VARCHAR;
            body.open("if (" + slots.isPresent(text) + ")");
            body.line("strings.copy(" + slots.stringNumber(text) + ", " + column + ", to);");
            body.next("else");
            body.line(column + ".setNull(to);");
            body.close();
        }
        return body.body();
    }
}
