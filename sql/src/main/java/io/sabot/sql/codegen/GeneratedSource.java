package io.sabot.sql.codegen;

import java.util.List;

/**
 * A compilation unit; equal bodies get equal names.
 *
 * @param constants of one query, for the class's constructor: queries that differ in nothing else share the class
 */
public record GeneratedSource(String className, String text, List<Object> constants) {
    static final String PACKAGE = "io.sabot.sql.generated";

    /**
     * @param text with {@code %NAME%} for the simple name of the class
     * @param block whose fields are the class's
     */
    public static GeneratedSource named(String prefix, String text, CodeBlock block) {
        String name = prefix + Integer.toHexString(text.hashCode());
        return new GeneratedSource(
                PACKAGE + "." + name, "package " + PACKAGE + ";\n\n" + text.replace("%NAME%", name), block.constants());
    }
}
