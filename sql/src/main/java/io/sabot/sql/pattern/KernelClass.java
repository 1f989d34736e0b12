package io.sabot.sql.pattern;

import io.sabot.sql.codegen.CodeBlock;
import io.sabot.sql.register.StringRegisters;
import io.sabot.sql.register.SubQueryReader;
import io.sabot.sql.register.SubQueryResult;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** A generated kernel in the making: its methods, one behind the other. */
final class KernelClass {
    private static final String RESULTS = SubQueryResult.class.getName();

    private final CodeBlock shared;
    private final int variables;
    private final StringBuilder fields = new StringBuilder();
    private final StringBuilder methods = new StringBuilder();
    private final StringBuilder interfaces = new StringBuilder();

    /** @param shared gives the fields that expressions need, and what is to be done when a batch is bound */
    KernelClass(CodeBlock shared, int variables) {
        this.shared = shared;
        this.variables = variables;
    }

    void field(String declaration) {
        fields.append("    ").append(declaration).append('\n');
    }

    void constant(String type, String name, String value) {
        method("public " + type + " " + name + "()", "        return " + value + ";\n");
    }

    void method(String head, String body) {
        methods.append("\n    ").append(head).append(" {\n").append(body).append("    }\n");
    }

    /** A method that gives the variables' names of rows by their place in the match, null outside of it. */
    void classifiers(List<String> names) {
        field("private static final String[] NAMES = {"
                + names.stream().map(CodeBlock::quote).collect(Collectors.joining(", ")) + "};");
        field("private int[] variables;");
        field("private int count;");
        method(
                "private String classifierAt(int place)",
                "        return place < 0 || place >= count ? null : NAMES[variables[place]];\n");
    }

    /** A method {@code name(int variable, …)} that calls the variable's own, of those in the bit set. */
    void dispatch(String name, String result, String parameters, long set, IntFunction<String> body) {
        boolean isVoid = result.equals("void");
        String arguments = parameters.replaceAll("(int|long) ", "");
        StringBuilder cases = new StringBuilder("        switch (variable) {\n");
        for (int variable = 0; variable < variables; variable++) {
            if ((set >>> variable & 1) != 0) {
                method("private " + result + " " + name + variable + "(" + parameters + ")", body.apply(variable));
                cases.append("            case ").append(variable).append(":\n                ");
                cases.append(isVoid ? "" : "return ").append(name).append(variable);
                cases.append("(").append(arguments).append(");\n");
                cases.append(isVoid ? "                return;\n" : "");
            }
        }
        cases.append("            default:\n                ")
                .append(isVoid ? "return;" : "throw new IllegalStateException();")
                .append("\n        }\n");
        method("public " + result + " " + name + "(int variable, " + parameters + ")", cases.toString());
    }

    /** A field for the results of sub-queries. */
    void subQueries() {
        field("private " + RESULTS + "[] subQueries;");
        method("public void subQueries(" + RESULTS + "[] results)", "        subQueries = results;\n");
        interfaces.append(", ").append(SubQueryReader.class.getName());
    }

    /** The class; every part must have been added. */
    String write(Class<?> implemented) {
        method("public void bind(EventBatch in)", shared.binds());
        return """
                import io.sabot.core.batch.*;
                import io.sabot.sql.function.*;
                import io.sabot.sql.codegen.*;

                public final class %NAME% implements IMPLEMENTED {
                    private final io.sabot.sql.register.StringRegisters strings =
                        new io.sabot.sql.register.StringRegisters();
                """
                        .replace("IMPLEMENTED", implemented.getName() + interfaces)
                + shared.fields()
                + fields
                + StringRegisters.STATE_METHODS
                + methods
                + "}\n";
    }
}
