/** Types: what Calcite's become in Sabot, and the rules by which Calcite derives them. */
package io.sabot.sql.type;
