package io.sabot.sql.pattern;

import io.sabot.cep.MatchKernel;
import io.sabot.core.type.SqlType;
import io.sabot.sql.codegen.CodeBlock;
import io.sabot.sql.codegen.Compiler;
import io.sabot.sql.codegen.ExpressionTranslator;
import io.sabot.sql.codegen.GeneratedSource;
import io.sabot.sql.codegen.Inputs;
import io.sabot.sql.codegen.Value;
import io.sabot.sql.function.FunctionCatalog;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexVisitorImpl;

/** Writes the {@link MatchKernel} of one query whose rows are held: the measures as a class. */
public final class MatchKernelSource {
    private static final String RUNNING = "running";
    private static final String FINALS = "finals";
    private static final String SEEN = "io.sabot.sql.register.SeenValues";

    private final PatternQuery query;
    private final List<SqlType> inputTypes;
    private final FunctionCatalog functions;
    private final CodeBlock shared = new CodeBlock();
    private final RowValues rowValues;
    private final Set<Integer> read = new TreeSet<>();
    private final Registers registers;
    private final KernelClass kernel;

    private MatchKernelSource(PatternQuery query, List<SqlType> inputTypes, FunctionCatalog functions) {
        this.query = query;
        this.inputTypes = inputTypes;
        this.functions = functions;
        this.rowValues = new RowValues.OfWindow(inputTypes, functions);
        query.measures().forEach(this::addRead);
        List<Navigation> navigations =
                read.stream().map(query.navigations()::get).toList();
        this.registers = new Registers(query, rowValues, navigations::contains, false);
        this.kernel = new KernelClass(shared, query.variables().size());
    }

    private void addRead(RexNode measure) {
        measure.accept(new RexVisitorImpl<Void>(true) {
            @Override
            public Void visitInputRef(RexInputRef ref) {
                read.add(ref.getIndex() - inputTypes.size());
                return null;
            }
        });
    }

    /** @param inputTypes of the columns of the pattern's input */
    public static MatchKernel compile(PatternQuery query, List<SqlType> inputTypes, FunctionCatalog functions) {
        return Compiler.instantiate(MatchKernel.class, of(query, inputTypes, functions), functions);
    }

    /** The text that {@link #compile} compiles. */
    public static GeneratedSource of(PatternQuery query, List<SqlType> inputTypes, FunctionCatalog functions) {
        MatchKernelSource source = new MatchKernelSource(query, inputTypes, functions);
        return GeneratedSource.named("Match_", source.write(), source.shared);
    }

    private boolean readsFinal() {
        return query.shown().isAllRows()
                && read.stream()
                        .anyMatch(number -> query.navigations().get(number).isFinal());
    }

    private String write() {
        kernel.constant("int", "registerBytes", String.valueOf(registers.bytes()));
        kernel.constant("boolean", "readsFinal", String.valueOf(readsFinal()));
        kernel.dispatch("apply", "void", "int row, int place, long thread", registers.variables(false), this::apply);
        kernel.method("public void begin(boolean isFinal, int[] newVariables, int newCount)", begin());
        kernel.classifiers(query.variables());
        kernel.method(
                "public void emit(io.sabot.cep.Match match, long running, long finals, EventBatch out, int to)",
                emit());
        if (registers.hasMatchNumber()) {
            shared.addVariable("long", MatchNumber.FIELD);
            kernel.method("public void seek(long number)", "        " + MatchNumber.FIELD + " = number;\n");
        }
        if (!query.subQueries().isEmpty()) {
            kernel.subQueries();
        }
        return kernel.write(MatchKernel.class);
    }

    private String apply(int variable) {
        CodeBlock body = shared.sibling();
        registers.apply(body, rowValues.at(body, variable, query.variables().get(variable)), false);
        return body.body();
    }

    /** What was seen of a match is another set for the final values. */
    private String begin() {
        CodeBlock body = shared.sibling();
        // Not between the registers of all rows and those up to a row: the first hold texts then.
        body.line(readsFinal() ? "if (isFinal) strings.forgetMany();" : "strings.forgetMany();");
        body.line("variables = newVariables;");
        body.line("count = newCount;");
        for (String seen : registers.seenFields()) {
            kernel.field("private final " + SEEN + " " + seen + "Running = new " + SEEN + "();");
            kernel.field("private final " + SEEN + " " + seen + "Final = new " + SEEN + "();");
            kernel.field("private " + SEEN + " " + seen + ";");
            body.line(seen + " = isFinal ? " + seen + "Final : " + seen + "Running;");
            body.line(seen + ".clear();");
        }
        for (Gathering gathering : registers.gatherings()) {
            gather(body, gathering);
        }
        return body.body();
    }

    /** An empty match has no rows to go through for the final values. */
    private void gather(CodeBlock body, Gathering gathering) {
        String field = gathering.field();
        kernel.field("private " + Gathering.CLASS + " " + field + ";");
        for (String base : List.of(RUNNING, FINALS)) {
            kernel.field("private final " + Gathering.CLASS + " " + gathering.field(base) + " = "
                    + gathering.initializer() + ";");
        }
        body.line(field + " = isFinal ? " + gathering.field(FINALS) + " : " + gathering.field(RUNNING) + ";");
        body.line(field + ".clear();");
        body.line("if (newCount == 0) " + gathering.field(FINALS) + ".clear();");
    }

    private String emit() {
        CodeBlock body = shared.sibling();
        ExpressionTranslator translator = new ExpressionTranslator(body, new Navigations(body), functions);
        new Measures(query, inputTypes.size(), registers).write(body, translator, this::registersOf);
        return body.body();
    }

    private String registersOf(Navigation navigation) {
        return navigation.isFinal() && readsFinal() ? FINALS : RUNNING;
    }

    /** What measures refer to. */
    private final class Navigations implements Inputs {
        private final CodeBlock body;

        Navigations(CodeBlock body) {
            this.body = body;
        }

        @Override
        public Value read(int index) {
            int number = index - inputTypes.size();
            Navigation navigation = query.navigations().get(number);
            return navigation.isRegister()
                    ? registers.read(body, number, registersOf(navigation))
                    : Measures.ofMatch(navigation);
        }
    }
}
