/** GROUP BY aggregates → a generated {@code io.sabot.windows.AggregateKernel}. */
package io.sabot.sql.aggregate;
