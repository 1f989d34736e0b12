package io.sabot.sql.codegen;

/** Calls of the functions in {@code io.sabot.sql.function}, by full name: generated code need not import them. */
final class Calls {
    static final String PACKAGE = "io.sabot.sql.function.";

    private Calls() {}

    static String of(String className, String method, String... arguments) {
        return PACKAGE + className + "." + method + "(" + String.join(", ", arguments) + ")";
    }
}
