package io.sabot.sql.codegen;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Java source in the making: statements of one method body, and the fields and bind-time statements they need. Several
 * blocks may share their fields, one for each method of a class.
 */
public final class CodeBlock {
    private static final String INDENT = "    ";

    /** What the blocks of one class have in common. */
    private static final class Shared {
        final Map<String, String> names = new LinkedHashMap<>();
        final StringBuilder fields = new StringBuilder();
        final StringBuilder assignments = new StringBuilder();
        final List<Object> constants = new ArrayList<>();
        final Set<String> binds = new LinkedHashSet<>();
        int locals;
    }

    private final Shared shared;
    private final StringBuilder body = new StringBuilder();
    private final int baseDepth;
    private int depth;

    public CodeBlock() {
        this(new Shared(), 2);
    }

    private CodeBlock(Shared shared, int depth) {
        this.shared = shared;
        this.baseDepth = depth;
        this.depth = depth;
    }

    /** An empty body in the same class. */
    public CodeBlock sibling() {
        return new CodeBlock(shared, baseDepth);
    }

    // ---- statements ----

    public void line(String line) {
        body.append(INDENT.repeat(depth)).append(line).append('\n');
    }

    /** Writes the head of a compound statement, {@code " {"} included. */
    public void open(String head) {
        line(head + " {");
        depth++;
    }

    /** Closes the innermost statement and opens its next part: {@code else}, {@code catch (…)}. */
    public void next(String head) {
        depth--;
        line("} " + head + " {");
        depth++;
    }

    public void close() {
        assert depth > baseDepth;
        depth--;
        line("}");
    }

    /** A name not used so far in the class. */
    public String local(String prefix) {
        return prefix + ++shared.locals;
    }

    /** Declares a local and gives its name. */
    public String declare(String javaType, String prefix, String initializer) {
        String name = local(prefix);
        line(javaType + " " + name + " = " + initializer + ";");
        return name;
    }

    // ---- the class ----

    /** A final field of the class; the same type and initializer give the same field. */
    public String addField(String javaType, String initializer) {
        return shared.names.computeIfAbsent(javaType + " = " + initializer, key -> {
            String name = "f" + shared.names.size();
            declareFinal(javaType, name, initializer);
            return name;
        });
    }

    private void declareFinal(String javaType, String name, String initializer) {
        shared.fields
                .append(INDENT)
                .append("private final ")
                .append(javaType)
                .append(' ')
                .append(name)
                .append(";\n");
        shared.assignments
                .append(INDENT.repeat(2))
                .append(name)
                .append(" = ")
                .append(initializer)
                .append(";\n");
    }

    /**
     * A constant of the query, as a final field: the class is the same for every query of the same shape. The same type
     * and value give the same field.
     *
     * @param javaType a primitive or the value's class
     * @param value a box where the type is primitive
     */
    public String constant(String javaType, Object value) {
        Object text = value instanceof byte[] bytes ? Arrays.toString(bytes) : value;
        return shared.names.computeIfAbsent("constant " + javaType + " " + text, key -> {
            String name = "f" + shared.names.size();
            String taken = "constants.get(" + shared.constants.size() + ")";
            shared.constants.add(value);
            declareFinal(javaType, name, unboxed(javaType, taken));
            return name;
        });
    }

    private static String unboxed(String javaType, String object) {
        return switch (javaType) {
            case "int" -> "((Integer) " + object + ").intValue()";
            case "long" -> "((Long) " + object + ").longValue()";
            case "double" -> "((Double) " + object + ").doubleValue()";
            default -> "(" + javaType + ") " + object;
        };
    }

    /** A field that the class assigns; the same type and name give the same field. */
    public void addVariable(String javaType, String name) {
        shared.names.computeIfAbsent(javaType + " " + name, key -> {
            shared.fields
                    .append(INDENT)
                    .append("private ")
                    .append(javaType)
                    .append(' ')
                    .append(name)
                    .append(";\n");
            return name;
        });
    }

    /** A statement to run when the class is bound to a batch, after the columns are set; once, however often added. */
    public void onBind(String statement) {
        shared.binds.add(statement);
    }

    /** Statements of this body. */
    public String body() {
        return body.toString();
    }

    public boolean isEmpty() {
        return body.isEmpty();
    }

    /** Field declarations of the class, and the constructor that sets the final ones. */
    public String fields() {
        return shared.fields + "\n    public %NAME%(java.util.List constants) {\n" + shared.assignments + "    }\n";
    }

    /** What the constructor is to be given. */
    public List<Object> constants() {
        return List.copyOf(shared.constants);
    }

    /** Bind-time statements of the class. */
    public String binds() {
        StringBuilder lines = new StringBuilder();
        shared.binds.forEach(line -> lines.append(INDENT.repeat(2)).append(line).append('\n'));
        return lines.toString();
    }

    /** A Java string literal. */
    public static String quote(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c >= ' ' && c < 0x7F) {
                        out.append(c);
                    } else {
                        out.append(String.format("\\u%04x", (int) c));
                    }
                }
            }
        }
        return out.append('"').toString();
    }

    @Override
    public String toString() {
        return fields() + body;
    }
}
