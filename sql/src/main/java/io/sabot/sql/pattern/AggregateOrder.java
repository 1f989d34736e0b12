package io.sabot.sql.pattern;

import io.sabot.sql.catalog.SqlFault;
import io.sabot.sql.plan.ExpressionPlanner;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlShuttle;

/** ORDER BY of one aggregate. */
final class AggregateOrder {
    private final ExpressionPlanner planner;
    private final RelDataType row;
    private final List<Navigation.Key> keys = new ArrayList<>();
    private final List<SqlNode> places = new ArrayList<>();

    /** @param row the columns of arguments */
    AggregateOrder(ExpressionPlanner planner, RelDataType row) {
        this.planner = planner;
        this.row = row;
    }

    /** @param stripper takes the variable off columns: that of the aggregate's argument */
    void add(SqlNodeList order, SqlShuttle stripper) {
        for (SqlNode node : order) {
            Boolean isNullFirst = null;
            SqlNode key = node;
            if (key.getKind() == SqlKind.NULLS_FIRST || key.getKind() == SqlKind.NULLS_LAST) {
                isNullFirst = key.getKind() == SqlKind.NULLS_FIRST;
                key = ((SqlCall) key).operand(0);
            }
            boolean isDescending = key.getKind() == SqlKind.DESCENDING;
            SqlNode value = isDescending ? ((SqlCall) key).operand(0) : key;
            RexNode rex = planner.expression(value.accept(stripper), row);
            if (rex.getType().getSqlTypeName() == SqlTypeName.ARRAY) {
                throw new SqlFault("SQL-0190", "ORDER BY an ARRAY is not supported yet", value, null);
            }
            // As a query's ORDER BY: NULL counts as greater than all.
            keys.add(new Navigation.Key(rex, isDescending, isNullFirst == null ? isDescending : isNullFirst));
            places.add(value);
        }
    }

    List<Navigation.Key> keys() {
        return List.copyOf(keys);
    }

    /** Of equal values any row might be the one, so that nothing else can order them. */
    void checkOnly(RexNode argument) {
        for (int i = 0; i < keys.size(); i++) {
            if (!keys.get(i).value().equals(argument)) {
                throw new SqlFault(
                        "SQL-0229",
                        "with DISTINCT only the aggregated value itself can be ordered by",
                        places.get(i),
                        null);
            }
        }
    }
}
