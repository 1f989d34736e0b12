package io.sabot.sql.pattern;

import io.sabot.cep.PatternKernel;
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
import io.sabot.sql.register.Slots;
import io.sabot.sql.register.StringRegisters;
import io.sabot.sql.type.Types;
import java.util.List;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexVisitorImpl;

/** Writes the {@link PatternKernel} of one query: conditions, registers and measures as a class. */
public final class PatternKernelSource {
    private static final String ARGUMENTS = "int row, long key, long thread";

    private final PatternQuery query;
    private final List<SqlType> inputTypes;
    private final FunctionCatalog functions;
    private final CodeBlock shared = new CodeBlock();
    private final ColumnInputs columns;
    private final Histories histories;
    private final Registers registers;
    private final StringBuilder methods = new StringBuilder();

    private PatternKernelSource(PatternQuery query, List<SqlType> inputTypes, FunctionCatalog functions) {
        this.query = query;
        this.inputTypes = inputTypes;
        this.functions = functions;
        this.columns = new ColumnInputs(shared, inputTypes);
        this.histories = new Histories(query.navigations());
        this.registers = new Registers(query, histories);
    }

    /** @param inputTypes of the columns of the pattern's input */
    public static PatternKernel compile(PatternQuery query, List<SqlType> inputTypes, FunctionCatalog functions) {
        return Compiler.instantiate(PatternKernel.class, of(query, inputTypes, functions), functions);
    }

    /** The text that {@link #compile} compiles. */
    public static GeneratedSource of(PatternQuery query, List<SqlType> inputTypes, FunctionCatalog functions) {
        return GeneratedSource.named("Pattern_", new PatternKernelSource(query, inputTypes, functions).write());
    }

    private String write() {
        long threadVariables = threadVariables();
        String rowMask = rowMask(threadVariables);
        String tests = dispatch("test", "boolean", threadVariables, variable -> test(variable), "return ");
        String applies = dispatch("apply", "void", registers.variables(), variable -> apply(variable), "");
        String remember = remember();
        String emit = emit();
        return """
                import io.sabot.core.batch.*;
                import io.sabot.sql.function.*;
                import io.sabot.sql.codegen.*;

                public final class %NAME% implements io.sabot.cep.PatternKernel {
                    private final io.sabot.sql.register.StringRegisters strings =
                        new io.sabot.sql.register.StringRegisters();
                """
                + shared.fields()
                + constant("int", "keyBytes", String.valueOf(histories.bytes()))
                + constant("int", "conditionRegisterBytes", String.valueOf(registers.conditionBytes()))
                + constant("int", "registerBytes", String.valueOf(registers.bytes()))
                + constant("long", "threadVariables", threadVariables + "L")
                + "\n    public void release(long thread) {}\n"
                + StringRegisters.STATE_METHODS
                + method("public void bind(EventBatch in)", shared.binds())
                + method("public long rowMask(int row, long key)", rowMask)
                + tests
                + applies
                + method("public void remember(int row, long key)", remember)
                + method("public void emit(io.sabot.cep.Match match, EventBatch out, int to)", emit)
                + methods
                + "}\n";
    }

    private static String constant(String type, String name, String value) {
        return "\n    public " + type + " " + name + "() {\n        return " + value + ";\n    }\n";
    }

    private static String method(String head, String body) {
        return "\n    " + head + " {\n" + body + "    }\n";
    }

    /** Writes a private method for one variable's part. */
    @FunctionalInterface
    private interface Part {
        String body(int variable);
    }

    /** A method that calls the variable's own, of those in the bit set. */
    private String dispatch(String name, String result, long variables, Part part, String head) {
        StringBuilder cases = new StringBuilder("        switch (variable) {\n");
        for (int variable = 0; variable < query.variables().size(); variable++) {
            if ((variables >>> variable & 1) != 0) {
                String own = name + variable;
                methods.append(method("private " + result + " " + own + "(" + ARGUMENTS + ")", part.body(variable)));
                cases.append("            case ").append(variable).append(":\n                ");
                cases.append(head).append(own).append("(row, key, thread);\n");
                cases.append(head.isEmpty() ? "                return;\n" : "");
            }
        }
        cases.append("            default:\n                ")
                .append(head.isEmpty() ? "return;" : "throw new IllegalStateException();")
                .append("\n        }\n");
        return method("public " + result + " " + name + "(int variable, " + ARGUMENTS + ")", cases.toString());
    }

    // ---- conditions ----

    /** Variables whose conditions read registers. */
    private long threadVariables() {
        long variables = 0;
        for (int variable = 0; variable < query.variables().size(); variable++) {
            if (readsRegister(query.conditions().get(variable))) {
                variables |= 1L << variable;
            }
        }
        return variables;
    }

    private boolean readsRegister(RexNode condition) {
        if (condition == null) {
            return false;
        }
        boolean[] found = new boolean[1];
        condition.accept(new RexVisitorImpl<Void>(true) {
            @Override
            public Void visitInputRef(RexInputRef ref) {
                int navigation = ref.getIndex() - inputTypes.size();
                found[0] |=
                        navigation >= 0 && query.navigations().get(navigation).isRegister();
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

    // ---- rows ----

    private String apply(int variable) {
        CodeBlock body = shared.sibling();
        registers.apply(
                body, translator(body), columns, variable, query.variables().get(variable));
        return body.body();
    }

    private String remember() {
        CodeBlock body = shared.sibling();
        histories.remember(body, translator(body), columns);
        return body.body();
    }

    // ---- measures ----

    private String emit() {
        CodeBlock body = shared.sibling();
        body.line("long thread = match.registers();");
        body.line("long key = match.key();");
        ExpressionTranslator translator = translator(body);
        int first = query.partitionColumns().size();
        for (int i = 0; i < query.measures().size(); i++) {
            RexNode measure = query.measures().get(i);
            String column = body.declare("Column", "o", "out.column(" + (first + i) + ")");
            Slots.Slot text = textRegister(measure);
            if (text == null) {
                ColumnOutput.write(body, column, "to", translator.translateAs(measure, Types.of(measure.getType())));
            } else {
                body.open("if (" + registers.slots().isPresent(text) + ")");
                body.line("strings.copy(" + registers.slots().stringNumber(text) + ", " + column + ", to);");
                body.next("else");
                body.line(column + ".setNull(to);");
                body.close();
            }
        }
        return body.body();
    }

    /** The register of a measure that is nothing but text in one, else null. */
    private Slots.Slot textRegister(RexNode measure) {
        if (measure instanceof RexInputRef ref && ref.getIndex() >= inputTypes.size()) {
            int navigation = ref.getIndex() - inputTypes.size();
            if (Types.of(ref.getType()).kind() == TypeKind.VARCHAR) {
                return registers.slot(navigation);
            }
        }
        return null;
    }

    // ---- inputs ----

    private ExpressionTranslator translator(CodeBlock body) {
        return new ExpressionTranslator(body, new RowAndNavigations(body), functions);
    }

    private final class RowAndNavigations implements Inputs {
        private final CodeBlock body;

        RowAndNavigations(CodeBlock body) {
            this.body = body;
        }

        @Override
        public Value read(int index) {
            if (index < inputTypes.size()) {
                return columns.read(index);
            }
            int number = index - inputTypes.size();
            Navigation navigation = query.navigations().get(number);
            SqlType type = Types.of(navigation.type());
            return switch (navigation.kind()) {
                case HISTORY -> histories.read(navigation);
                case MATCH_NUMBER -> Value.of("match.matchNumber()", type);
                case MATCH_ROWTIME -> Value.of("match.endTimeNs()", type);
                case MATCH_STATUS -> Value.of("\"MATCH\"", type);
                default -> registers.read(body, number);
            };
        }

        @Override
        public ColumnRef column(int index) {
            return index < inputTypes.size() ? columns.column(index) : null;
        }
    }

    /** Where an argument lies if it is a column, else null. */
    static Inputs.ColumnRef columnOf(RexNode argument, ColumnInputs columns) {
        return argument instanceof RexInputRef ref ? columns.column(ref.getIndex()) : null;
    }
}
