package io.sabot.sql.pattern;

import io.sabot.cep.PatternKernel;
import io.sabot.core.type.SqlType;
import io.sabot.sql.codegen.CodeBlock;
import io.sabot.sql.codegen.ColumnInputs;
import io.sabot.sql.codegen.Compiler;
import io.sabot.sql.codegen.ExpressionTranslator;
import io.sabot.sql.codegen.GeneratedSource;
import io.sabot.sql.codegen.Inputs;
import io.sabot.sql.codegen.Value;
import io.sabot.sql.function.FunctionCatalog;
import io.sabot.sql.type.Types;
import java.util.List;
import java.util.function.Predicate;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexVisitorImpl;

/** Writes the {@link PatternKernel} of one query: conditions, registers and, unless rows are held, measures as a class. */
public final class PatternKernelSource {
    private static final String ARGUMENTS = "int row, long key, long thread";

    private final PatternQuery query;
    private final List<SqlType> inputTypes;
    private final FunctionCatalog functions;
    private final CodeBlock shared = new CodeBlock();
    private final Histories histories;
    private final RowValues rowValues;
    private final Registers registers;
    private final KernelClass kernel;

    private PatternKernelSource(PatternQuery query, List<SqlType> inputTypes, FunctionCatalog functions) {
        this.query = query;
        this.inputTypes = inputTypes;
        this.functions = functions;
        // Where rows are held, measures are another kernel's.
        List<Navigation> read =
                query.holdsRows() ? query.navigations().subList(0, query.conditionNavigations()) : query.navigations();
        Predicate<Navigation> isKept = read::contains;
        Predicate<Navigation> isRemembered = query.isFromWindow() ? navigation -> false : isKept;
        this.histories = new Histories(query.navigations(), isRemembered);
        this.rowValues = query.isFromWindow()
                ? new RowValues.OfWindow(inputTypes, functions)
                : new RowValues.OfBatch(inputTypes, functions, histories);
        this.registers = new Registers(query, rowValues, isKept, true);
        this.kernel = new KernelClass(shared, query.variables().size());
    }

    /** @param inputTypes of the columns of the pattern's input */
    public static PatternKernel compile(PatternQuery query, List<SqlType> inputTypes, FunctionCatalog functions) {
        return Compiler.instantiate(PatternKernel.class, of(query, inputTypes, functions), functions);
    }

    /** The text that {@link #compile} compiles. */
    public static GeneratedSource of(PatternQuery query, List<SqlType> inputTypes, FunctionCatalog functions) {
        PatternKernelSource source = new PatternKernelSource(query, inputTypes, functions);
        return GeneratedSource.named("Pattern_", source.write(), source.shared);
    }

    private String write() {
        long threadVariables = variablesThatRead(Navigation::isRegister);
        long pastVariables = variablesThatRead(Navigation::needsPast);
        kernel.constant("int", "keyBytes", String.valueOf(histories.bytes()));
        kernel.constant("int", "conditionRegisterBytes", String.valueOf(registers.conditionBytes()));
        kernel.constant("int", "registerBytes", String.valueOf(registers.bytes()));
        kernel.constant("long", "threadVariables", threadVariables + "L");
        kernel.constant("long", "pastVariables", pastVariables + "L");
        kernel.method("public long rowMask(int row, long key)", rowMask(threadVariables));
        kernel.dispatch("test", "boolean", ARGUMENTS, threadVariables, this::test);
        kernel.dispatch("apply", "void", ARGUMENTS, registers.variables(false), variable -> apply(variable, false));
        kernel.dispatch(
                "remap",
                "void",
                "int row, int place, long thread",
                registers.variables(true),
                variable -> apply(variable, true));
        kernel.method("public void clearPast(long thread, int[] newVariables, int newCount)", clearPast());
        if (registers.isParted()) {
            kernel.constant("boolean", "canMerge", "true");
            kernel.method("public void merge(long into, long later)", merge());
        }
        kernel.method("public void remember(int row, long key)", remember());
        kernel.method(
                "public void emit(io.sabot.cep.Match match, EventBatch out, int to)", query.holdsRows() ? "" : emit());
        if (query.isOneByOne()) {
            shared.addVariable("long", MatchNumber.FIELD);
            kernel.method("public void seek(long number)", "        matchNumber = number;\n");
        }
        if (!query.subQueries().isEmpty()) {
            kernel.subQueries();
        }
        return kernel.write(PatternKernel.class);
    }

    // ---- conditions ----

    private long variablesThatRead(Predicate<Navigation> kind) {
        long variables = 0;
        for (int variable = 0; variable < query.variables().size(); variable++) {
            if (reads(query.conditions().get(variable), kind)) {
                variables |= 1L << variable;
            }
        }
        return variables;
    }

    private boolean reads(RexNode condition, Predicate<Navigation> kind) {
        if (condition == null) {
            return false;
        }
        boolean[] found = new boolean[1];
        condition.accept(new RexVisitorImpl<Void>(true) {
            @Override
            public Void visitInputRef(RexInputRef ref) {
                int navigation = ref.getIndex() - inputTypes.size();
                found[0] |= navigation >= 0 && kind.test(query.navigations().get(navigation));
                return null;
            }
        });
        return found[0];
    }

    private String rowMask(long threadVariables) {
        CodeBlock body = shared.sibling();
        ExpressionTranslator translator = translator(body);
        long always = 0;
        for (int variable = 0; variable < query.variables().size(); variable++) {
            if (query.conditions().get(variable) == null) {
                always |= 1L << variable;
            }
        }
        String mask = body.declare("long", "m", always + "L");
        for (int variable = 0; variable < query.variables().size(); variable++) {
            RexNode condition = query.conditions().get(variable);
            if (condition != null && (threadVariables >>> variable & 1) == 0) {
                String holds = translator.condition(condition);
                body.line(mask + " |= " + holds + " ? " + (1L << variable) + "L : 0L;");
            }
        }
        body.line("return " + mask + ";");
        return body.body();
    }

    private String test(int variable) {
        CodeBlock body = shared.sibling();
        body.line("return " + translator(body).condition(query.conditions().get(variable)) + ";");
        return body.body();
    }

    private ExpressionTranslator translator(CodeBlock body) {
        return new ExpressionTranslator(body, new RowAndNavigations(body), functions);
    }

    // ---- rows ----

    private String apply(int variable, boolean isPast) {
        CodeBlock body = shared.sibling();
        registers.apply(body, rowValues.at(body, variable, query.variables().get(variable)), isPast);
        return body.body();
    }

    private String clearPast() {
        if (!registers.hasPast()) {
            return "";
        }
        CodeBlock body = shared.sibling();
        kernel.classifiers(query.variables());
        body.line("variables = newVariables;");
        body.line("count = newCount;");
        body.line("io.sabot.core.batch.RawMemory.clearLongs(thread + " + registers.pastStart() + "L, "
                + (registers.bytes() - registers.pastStart()) + ");");
        for (String seen : registers.seenFields()) {
            kernel.field("private final io.sabot.sql.register.SeenValues " + seen
                    + " = new io.sabot.sql.register.SeenValues();");
            body.line(seen + ".clear();");
        }
        for (Gathering gathering : registers.gatherings()) {
            kernel.field("private final " + Gathering.CLASS + " " + gathering.field() + " = " + gathering.initializer()
                    + ";");
            body.line(gathering.field() + ".clear();");
        }
        return body.body();
    }

    private String merge() {
        CodeBlock body = shared.sibling();
        registers.merge(body, "into", "later");
        return body.body();
    }

    private String remember() {
        CodeBlock body = shared.sibling();
        histories.remember(body, rowValues.at(body, 0, ""));
        return body.body();
    }

    private String emit() {
        CodeBlock body = shared.sibling();
        body.line("long thread = match.registers();");
        body.line("long key = match.key();");
        new Measures(query, inputTypes.size(), registers).write(body, translator(body), navigation -> "thread");
        return body.body();
    }

    /** What conditions and, unless rows are held, measures refer to. */
    private final class RowAndNavigations implements Inputs {
        private final CodeBlock body;
        private final ColumnInputs columns;

        RowAndNavigations(CodeBlock body) {
            this.body = body;
            this.columns = new ColumnInputs(body, inputTypes);
        }

        @Override
        public Value read(int index) {
            if (index < inputTypes.size()) {
                return columns.read(index);
            }
            int number = index - inputTypes.size();
            Navigation navigation = query.navigations().get(number);
            boolean isSought = number < query.conditionNavigations() && query.isOneByOne();
            return switch (navigation.kind()) {
                case PHYSICAL -> rowValues.physical(body, navigation);
                case MATCH_NUMBER -> {
                    if (!isSought) {
                        yield Measures.ofMatch(navigation);
                    }
                    yield Value.of("matchNumber", Types.of(navigation.type()));
                }
                case MATCH_ROWTIME, MATCH_STATUS -> Measures.ofMatch(navigation);
                default -> registers.read(body, number, "thread");
            };
        }

        @Override
        public ColumnRef column(int index) {
            return index < inputTypes.size() ? columns.column(index) : null;
        }
    }
}
