package io.sabot.sql.aggregate;

import io.sabot.core.type.SqlType;
import io.sabot.sql.register.AggregateKind;
import org.apache.calcite.rex.RexNode;

/**
 * One aggregate of a query, over the columns of the operator's input.
 *
 * @param argument null for COUNT(*)
 * @param filter condition of FILTER (WHERE …), or null
 */
public record AggregateSpec(AggregateKind kind, RexNode argument, RexNode filter, SqlType result) {}
