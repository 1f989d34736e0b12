/**
 * MATCH_RECOGNIZE → a checked query → a generated {@code io.sabot.cep.PatternKernel}: navigations become registers of a partial
 * match or history of a partition.
 */
package io.sabot.sql.pattern;
