/**
 * From Calcite's expressions to Java: row expressions become statements over columns, statements become a class, Janino
 * makes it run. Nothing of Calcite is left at run time; what generated code calls is in {@code io.sabot.sql.function}.
 */
package io.sabot.sql.codegen;
