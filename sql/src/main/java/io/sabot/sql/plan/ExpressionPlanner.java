package io.sabot.sql.plan;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlNode;

/** Types scalar expressions over a row. Failures carry the place in the text. */
public interface ExpressionPlanner {
    RexNode expression(SqlNode node, RelDataType row);

    /** As {@link #expression}, of type BOOLEAN. */
    RexNode condition(SqlNode node, RelDataType row);

    /** Converts a query that stands in an expression, and gives what stands for it there: a query over its result. */
    SqlNode subQuery(SqlNode query);

    RelDataTypeFactory typeFactory();

    RexBuilder rexBuilder();
}
