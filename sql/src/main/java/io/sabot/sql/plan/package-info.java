/**
 * Statement → relational plan: Calcite validates and converts plain SQL, what it must not see (row patterns, window functions)
 * is converted before it and stands in the query as a table; then a fixed set of rules moves filters down.
 */
package io.sabot.sql.plan;
