package io.sabot.sql.plan;

import io.sabot.sql.catalog.SqlFault;
import io.sabot.sql.catalog.SqlFaults;
import io.sabot.sql.parser.SqlRowPatternRecognition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlSelectKeyword;
import org.apache.calcite.sql.SqlSetOperator;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;

/** Finds what is good SQL but beyond Sabot, so that it is named for what it is, at its place. */
public final class UnsupportedParts {
    private static final Map<SqlKind, String> KINDS = Map.ofEntries(
            Map.entry(SqlKind.JOIN, "a join"),
            Map.entry(SqlKind.OVER, "OVER"),
            Map.entry(SqlKind.PIVOT, "PIVOT"),
            Map.entry(SqlKind.UNPIVOT, "UNPIVOT"),
            Map.entry(SqlKind.TABLESAMPLE, "TABLESAMPLE"),
            Map.entry(SqlKind.UNNEST, "UNNEST"),
            Map.entry(SqlKind.LATERAL, "LATERAL"),
            Map.entry(SqlKind.SNAPSHOT, "FOR SYSTEM_TIME AS OF"),
            Map.entry(SqlKind.ROLLUP, "ROLLUP"),
            Map.entry(SqlKind.CUBE, "CUBE"),
            Map.entry(SqlKind.GROUPING_SETS, "GROUPING SETS"),
            Map.entry(SqlKind.WITHIN_GROUP, "ORDER BY in an aggregate"),
            Map.entry(SqlKind.IGNORE_NULLS, "IGNORE NULLS"),
            Map.entry(SqlKind.RESPECT_NULLS, "RESPECT NULLS"),
            Map.entry(SqlKind.MAP_VALUE_CONSTRUCTOR, "a MAP"),
            Map.entry(SqlKind.MULTISET_VALUE_CONSTRUCTOR, "a MULTISET"));

    private static final Set<String> AGGREGATES = Set.of(
            "ANY_VALUE",
            "APPROX_COUNT_DISTINCT",
            "COLLECT",
            "CORR",
            "COVAR_POP",
            "COVAR_SAMP",
            "GROUPING",
            "GROUPING_ID",
            "MODE",
            "NTH_VALUE",
            "PERCENTILE_CONT",
            "PERCENTILE_DISC");

    private static final Set<String> GATHERING = Set.of("ARRAY_AGG", "LISTAGG", "STRING_AGG");

    private final List<SqlFault> faults = new ArrayList<>();

    private UnsupportedParts() {}

    /** @throws SqlFaults with everything in the query that Sabot does not do yet */
    public static void check(SqlNode query) {
        UnsupportedParts parts = new UnsupportedParts();
        query.accept(parts.new Relations());
        if (!parts.faults.isEmpty()) {
            throw new SqlFaults(parts.faults);
        }
    }

    private void add(String what, SqlNode at) {
        add(what, at.getParserPosition(), null);
    }

    private void add(String what, SqlParserPos at, String hint) {
        faults.add(new SqlFault("SQL-0190", what + " is not supported yet", at, hint));
    }

    /** Where tables stand, and all clauses of a query. */
    private class Relations extends SqlBasicVisitor<Void> {
        @Override
        public Void visit(SqlCall call) {
            if (call instanceof SqlRowPatternRecognition clause) {
                return clause.tableRef().accept(this);
            }
            if (call instanceof SqlSelect select) {
                return select(select);
            }
            if (call instanceof SqlOrderBy orderBy) {
                orderBy.query.accept(this);
                return orderBy.orderList.accept(new Scalars());
            }
            if (call instanceof SqlWith with) {
                with.withList.forEach(item -> recursion((SqlWithItem) item));
            }
            if (call.getOperator() instanceof SqlSetOperator set && !(set.getKind() == SqlKind.UNION && set.isAll())) {
                add(set.getKind() == SqlKind.UNION ? "UNION without ALL" : set.getName(), call);
            }
            String what = KINDS.get(call.getKind());
            if (what != null) {
                add(what, call);
                return null;
            }
            return super.visit(call);
        }
    }

    private void recursion(SqlWithItem item) {
        if (item.recursive.booleanValue()) {
            add("WITH RECURSIVE", item.name);
        }
    }

    private Void select(SqlSelect select) {
        Scalars scalars = new Scalars();
        accept(select.getFrom(), new Relations());
        accept(select.getSelectList(), scalars);
        accept(select.getWhere(), scalars);
        group(select.getGroup());
        accept(select.getHaving(), scalars);
        accept(select.getOrderList(), scalars);
        if (select.getQualify() != null) {
            add("QUALIFY", select.getQualify());
        }
        return null;
    }

    private static void accept(SqlNode node, SqlBasicVisitor<Void> visitor) {
        if (node != null) {
            node.accept(visitor);
        }
    }

    private void group(SqlNodeList keys) {
        for (SqlNode key : keys == null ? SqlNodeList.EMPTY : keys) {
            String name =
                    key instanceof SqlCall call ? call.getOperator().getName().replace("$", "") : "";
            if (WindowFunctions.isWindow(name)) {
                add(
                        name + " in GROUP BY",
                        key.getParserPosition(),
                        "FROM TABLE(" + name + "(TABLE t, DESCRIPTOR(ts), …)) GROUP BY window_start, window_end");
            } else {
                key.accept(new Scalars());
            }
        }
    }

    /** Inside of expressions, where a query may not stand. */
    private final class Scalars extends SqlBasicVisitor<Void> {
        @Override
        public Void visit(SqlCall call) {
            if (call.isA(SqlKind.QUERY)) {
                add("a sub-query outside of FROM", call);
                return null;
            }
            String what = KINDS.get(call.getKind());
            String name = call.getOperator().getName().toUpperCase(Locale.ROOT);
            if (call.getKind() == SqlKind.WITHIN_GROUP || call.getKind() == SqlKind.FILTER) {
                what = isGathering(call.operand(0)) ? null : what;
            } else if (isGathering(call)) {
                add(
                        name + " outside of MATCH_RECOGNIZE",
                        call.getParserPosition(),
                        "MATCH_RECOGNIZE (… MEASURES " + name + "(x) AS xs PATTERN (A+) …)");
                return null;
            }
            if (what == null && AGGREGATES.contains(name)) {
                what = "the aggregate " + name;
            }
            if (what == null && isDistinct(call.getFunctionQuantifier())) {
                what = name + " with DISTINCT";
            }
            if (what != null) {
                add(what, call);
                return null;
            }
            return super.visit(call);
        }
    }

    /** Aggregates that patterns have and groups do not. */
    private static boolean isGathering(SqlNode node) {
        SqlNode call = node.getKind() == SqlKind.WITHIN_GROUP ? ((SqlCall) node).operand(0) : node;
        return call instanceof SqlCall aggregate
                && GATHERING.contains(aggregate.getOperator().getName().toUpperCase(Locale.ROOT));
    }

    private static boolean isDistinct(SqlLiteral quantifier) {
        return quantifier != null && quantifier.getValue() == SqlSelectKeyword.DISTINCT;
    }
}
