package io.sabot.sql.codegen;

/** A compilation unit; equal bodies get equal names. */
public record GeneratedSource(String className, String text) {
    static final String PACKAGE = "io.sabot.sql.generated";

    /** @param text with {@code %NAME%} for the simple name of the class */
    public static GeneratedSource named(String prefix, String text) {
        String name = prefix + Integer.toHexString(text.hashCode());
        return new GeneratedSource(PACKAGE + "." + name, "package " + PACKAGE + ";\n\n" + text.replace("%NAME%", name));
    }
}
