/** Relational plan → operators as records, with the rules that hold on streams: what needs an end, a watermark, an order. */
package io.sabot.sql.physical;
