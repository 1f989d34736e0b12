/** The SQL of Sabot as text and as syntax trees: Calcite's grammar with Sabot's statements and row patterns. */
package io.sabot.sql.parser;
