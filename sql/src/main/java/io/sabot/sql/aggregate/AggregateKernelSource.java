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
import io.sabot.sql.codegen.JavaTypes;
import io.sabot.sql.codegen.Value;
import io.sabot.sql.function.FunctionCatalog;
import io.sabot.sql.register.Accumulator;
import io.sabot.sql.register.Slots;
import io.sabot.sql.register.StringRegisters;
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
        GeneratedSource source = of(aggregates, inputTypes, timeColumn, functions);
        return Compiler.instantiate(AggregateKernel.class, source, functions);
    }

    /** The text that {@link #compile} compiles. */
    public static GeneratedSource of(
            List<AggregateSpec> aggregates, List<SqlType> inputTypes, int timeColumn, FunctionCatalog functions) {
        AggregateKernelSource source = new AggregateKernelSource(aggregates, inputTypes, timeColumn, functions);
        return GeneratedSource.named("Aggregates_", source.write(), source.shared);
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
                + "\n    public boolean canRefuseRows() {\n        return " + canRefuseRows() + ";\n    }\n"
                + "\n    public void release(long accumulator) {}\n"
                + StringRegisters.STATE_METHODS
                + method("public void bind(EventBatch in)", shared.binds())
                + method("public void accumulate(long accumulator, int row)", accumulate)
                + method("public void merge(long into, long from)", merge)
                + method("public void emit(long accumulator, EventBatch out, int to, int firstColumn)", emit)
                + "}\n";
    }

    private static String method(String head, String body) {
        return "\n    " + head + " {\n" + body + "    }\n";
    }

    private boolean canRefuseRows() {
        return aggregates.stream().anyMatch(aggregate -> aggregate.filter() != null || isComputed(aggregate));
    }

    private static boolean isComputed(AggregateSpec aggregate) {
        return aggregate.argument() != null && !(aggregate.argument() instanceof RexInputRef);
    }

    /**
     * What one aggregate takes of a row.
     *
     * @param isTaken Java condition, or null for always
     * @param value null for COUNT(*)
     */
    private record Share(String isTaken, Value value, Inputs.ColumnRef column) {}

    /** All shares are computed and checked before any is added: a row is added as a whole or not at all. */
    private String accumulate() {
        CodeBlock body = shared.sibling();
        ExpressionTranslator translator = new ExpressionTranslator(body, columns, functions);
        List<Share> shares = new ArrayList<>();
        for (AggregateSpec aggregate : aggregates) {
            shares.add(share(body, translator, aggregate));
        }
        for (int i = 0; i < shares.size() && shares.size() > 1; i++) {
            if (accumulators.get(i).canOverflow()) {
                guarded(body, shares.get(i), accumulators.get(i), AggregateKernelSource::check);
            }
        }
        for (int i = 0; i < shares.size(); i++) {
            guarded(body, shares.get(i), accumulators.get(i), this::add);
        }
        return body.body();
    }

    private Share share(CodeBlock body, ExpressionTranslator translator, AggregateSpec aggregate) {
        String isTaken = aggregate.filter() == null
                ? null
                : body.declare("boolean", "t", translator.condition(aggregate.filter()));
        if (aggregate.argument() == null) {
            return new Share(isTaken, null, null);
        }
        SqlType type = Types.of(aggregate.argument().getType());
        if (isTaken == null || !isComputed(aggregate)) {
            Inputs.ColumnRef column =
                    aggregate.argument() instanceof RexInputRef ref ? columns.column(ref.getIndex()) : null;
            return new Share(isTaken, translator.translateAs(aggregate.argument(), type), column);
        }
        String value = body.declare(JavaTypes.of(type), "v", JavaTypes.defaultOf(type));
        String isNull = body.declare("boolean", "n", "true");
        translator.open("if (" + isTaken + ")");
        Value computed = translator.translateAs(aggregate.argument(), type);
        body.line(isNull + " = " + computed.isNull() + ";");
        body.open("if (!" + isNull + ")");
        body.line(value + " = " + computed.value() + ";");
        body.close();
        translator.close();
        return new Share(isTaken, new Value(isNull, value, type), null);
    }

    /** Writes what is done with a share that is taken. */
    @FunctionalInterface
    private interface Part {
        void write(Accumulator accumulator, CodeBlock body, Slots at, Share share);
    }

    private void guarded(CodeBlock body, Share share, Accumulator accumulator, Part part) {
        boolean isNullSkipped = share.value() != null
                && !accumulator.takesNulls()
                && !share.value().isNeverNull();
        if (share.isTaken() != null) {
            body.open("if (" + share.isTaken() + ")");
        }
        if (isNullSkipped) {
            body.open("if (!" + share.value().isNull() + ")");
        }
        part.write(accumulator, body, slots, share);
        if (isNullSkipped) {
            body.close();
        }
        if (share.isTaken() != null) {
            body.close();
        }
    }

    private static void check(Accumulator accumulator, CodeBlock body, Slots at, Share share) {
        accumulator.check(body, at, share.value());
    }

    private void add(Accumulator accumulator, CodeBlock body, Slots at, Share share) {
        accumulator.add(body, at, share.value(), share.column(), time);
    }

    private String merge() {
        CodeBlock body = shared.sibling();
        for (Accumulator accumulator : accumulators) {
            if (accumulator.canOverflow() && accumulators.size() > 1) {
                accumulator.checkMerge(body, slots.on("into"), slots.on("from"));
            }
        }
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
