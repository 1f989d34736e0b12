/** Values and aggregates in flat records of raw memory, as code: what accumulators of windows and threads of patterns share. */
package io.sabot.sql.register;
