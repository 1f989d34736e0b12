/** The scalar functions: their names and types for the validator, and the Java that generated code calls. */
package io.sabot.sql.function;
