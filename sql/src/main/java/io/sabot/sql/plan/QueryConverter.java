package io.sabot.sql.plan;

import io.sabot.sql.catalog.Catalog;
import io.sabot.sql.catalog.SqlFault;
import io.sabot.sql.catalog.SqlFaults;
import io.sabot.sql.catalog.ValidatorFaults;
import io.sabot.sql.parser.SqlRowPatternRecognition;
import io.sabot.sql.pattern.PatternAnalyzer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlShuttle;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql2rel.SqlToRelConverter;

/**
 * SQL tree → relational tree of one query, bottom-up: every MATCH_RECOGNIZE and table function is converted with its
 * own input first and stands in the rest of the query as a table of known columns, so that Calcite's validator sees
 * plain SQL only.
 */
public final class QueryConverter implements ExpressionPlanner {
    private static final int MAX_FAULTS = 20;

    private final Catalog catalog;
    private final RelOptCluster cluster;
    private int transientCount;

    public QueryConverter(Catalog catalog, RelOptCluster cluster) {
        this.catalog = catalog;
        this.cluster = cluster;
    }

    public RelOptCluster cluster() {
        return cluster;
    }

    /** Converts a whole query; column names of the result are those of the select list. */
    public RelRoot convert(SqlNode query) {
        Catalog.Scope scope = catalog.openScope();
        try {
            SqlNode plain = query.accept(new Extractor());
            return convertPlain(plain);
        } finally {
            scope.close();
        }
    }

    /** Reports every unknown name of the query, not only the first. */
    private RelRoot convertPlain(SqlNode query) {
        List<SqlFault> faults = new ArrayList<>();
        SqlNode candidate = query;
        while (candidate != null && faults.size() < MAX_FAULTS) {
            try {
                RelRoot root = convertOnce(Repairs.copy(candidate));
                if (faults.isEmpty()) {
                    return root;
                }
                break;
            } catch (CalciteContextException e) {
                SqlFault fault = ValidatorFaults.translate(
                        e, catalog.columnNames(Repairs.names(candidate)), catalog.names(), catalog.functionNames());
                boolean isName = fault.code().equals(ValidatorFaults.UNKNOWN_COLUMN)
                        || fault.code().equals(ValidatorFaults.UNKNOWN_FUNCTION);
                if (faults.isEmpty() || isName) {
                    faults.add(fault);
                }
                candidate = isName ? Repairs.without(candidate, fault.pos()) : null;
            }
        }
        throw new SqlFaults(faults);
    }

    private RelRoot convertOnce(SqlNode query) {
        CalciteCatalogReader reader = catalog.reader();
        SqlValidator validator = catalog.validator(reader);
        SqlNode validated = validator.validate(query);
        SqlToRelConverter.Config config = SqlToRelConverter.config()
                .withTrimUnusedFields(false)
                .withExpand(false)
                .withInSubQueryThreshold(Integer.MAX_VALUE);
        SqlToRelConverter converter = new SqlToRelConverter(
                (rowType, queryString, schemaPath, viewPath) -> {
                    throw new IllegalStateException("views are tables of their own");
                },
                validator,
                reader,
                cluster,
                catalog.convertlets(),
                config);
        return converter.convertQuery(validated, false, true);
    }

    // ---- expressions ----

    @Override
    public RexNode expression(SqlNode node, RelDataType row) {
        return convertExpression(node, row);
    }

    @Override
    public RexNode condition(SqlNode node, RelDataType row) {
        RexNode rex = convertExpression(node, row);
        if (rex.getType().getSqlTypeName() != SqlTypeName.BOOLEAN) {
            throw new SqlFault("SQL-0104", "a condition is expected, found " + rex.getType(), node, null);
        }
        return rex;
    }

    @Override
    public RelDataTypeFactory typeFactory() {
        return cluster.getTypeFactory();
    }

    @Override
    public RexBuilder rexBuilder() {
        return cluster.getRexBuilder();
    }

    private RexNode convertExpression(SqlNode node, RelDataType row) {
        Catalog.Scope scope = catalog.openScope();
        try {
            String name = nextName();
            catalog.addTransient(name, row, context -> new RowStandIn(cluster, traits(), row));
            SqlNodeList list = new SqlNodeList(
                    List.of(SqlStdOperatorTable.AS.createCall(
                            SqlParserPos.ZERO, node, new SqlIdentifier("$e", SqlParserPos.ZERO))),
                    SqlParserPos.ZERO);
            SqlSelect select = new SqlSelect(
                    SqlParserPos.ZERO,
                    null,
                    list,
                    new SqlIdentifier(name, SqlParserPos.ZERO),
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null);
            RelNode rel = convertPlain(select).rel;
            if (rel instanceof Project project && project.getInput() instanceof RowStandIn) {
                return project.getProjects().get(0);
            }
            throw new SqlFault("SQL-0190", "aggregates, windows and sub-queries are not supported here", node, null);
        } finally {
            scope.close();
        }
    }

    private RelTraitSet traits() {
        return cluster.traitSetOf(Convention.NONE);
    }

    private String nextName() {
        return "$t" + transientCount++;
    }

    // ---- MATCH_RECOGNIZE, table functions, WITH ----

    /** Replaces what Calcite must not see by names of tables. */
    private final class Extractor extends SqlShuttle {
        @Override
        public SqlNode visit(SqlCall call) {
            if (call instanceof SqlRowPatternRecognition clause) {
                return standIn(pattern(clause), call);
            }
            if (call instanceof SqlWith with) {
                return with(with);
            }
            if (call.getKind() == SqlKind.COLLECTION_TABLE && call.operand(0) instanceof SqlCall function) {
                return standIn(TableFunctions.convert(QueryConverter.this, catalog.functions(), function), call);
            }
            refuseTableFunction(call);
            return super.visit(call);
        }

        /** Where a value is expected. */
        private void refuseTableFunction(SqlCall call) {
            String name = call.getOperator().getName();
            if (call.getOperator() instanceof SqlFunction && catalog.functions().keyed(name) != null) {
                throw new SqlFault(
                        "SQL-0316",
                        "'" + name + "' is a table function, it cannot stand here",
                        call,
                        "FROM TABLE(" + name + "(TABLE t PARTITION BY k))");
            }
        }

        private SqlNode with(SqlWith with) {
            for (SqlNode node : with.withList) {
                SqlWithItem item = (SqlWithItem) node;
                RelRoot root = convert(item.query);
                RelNode rel = renamed(root, item.columnList);
                catalog.addTransient(item.name.getSimple(), rel.getRowType(), context -> rel);
            }
            return with.body.accept(this);
        }
    }

    /** @param names of the columns, or null for the query's own */
    public RelNode query(SqlNode query, SqlNodeList names) {
        return renamed(convert(query), names);
    }

    private RelNode renamed(RelRoot root, SqlNodeList names) {
        if (names == null) {
            return root.project();
        }
        List<String> renamed = new ArrayList<>();
        names.forEach(name -> renamed.add(((SqlIdentifier) name).getSimple()));
        RelNode rel = root.project();
        if (renamed.size() != rel.getRowType().getFieldCount()) {
            throw new SqlFault(
                    "SQL-0105",
                    "the list names " + renamed.size() + " columns, the query has "
                            + rel.getRowType().getFieldCount(),
                    names,
                    null);
        }
        return LogicalProject.create(
                rel, List.of(), cluster.getRexBuilder().identityProjects(rel.getRowType()), renamed, Set.of());
    }

    private SqlNode standIn(RelNode rel, SqlNode replaced) {
        String name = nextName();
        catalog.addTransient(name, rel.getRowType(), context -> rel);
        return new SqlIdentifier(name, replaced.getParserPosition());
    }

    private RelNode pattern(SqlRowPatternRecognition clause) {
        RelNode input = table(clause.tableRef());
        SqlParserPos pos = clause.orderBy().isEmpty() ? clause.getParserPosition() : SqlParserPos.sum(clause.orderBy());
        return new PatternRel(cluster, traits(), input, PatternAnalyzer.analyze(clause, input.getRowType(), this), pos);
    }

    /** A table reference as a query of its own. */
    RelNode table(SqlNode reference) {
        SqlNode from = reference.getKind() == SqlKind.EXPLICIT_TABLE ? ((SqlCall) reference).operand(0) : reference;
        if (from.isA(SqlKind.QUERY)) {
            return convert(from).project();
        }
        SqlSelect select = new SqlSelect(
                reference.getParserPosition(),
                null,
                SqlNodeList.of(SqlIdentifier.star(SqlParserPos.ZERO)),
                from,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
        return convert(select).project();
    }

    /** Columns by position, standing for "the row" while an expression is converted. */
    static final class RowStandIn extends org.apache.calcite.rel.AbstractRelNode {
        RowStandIn(RelOptCluster cluster, RelTraitSet traits, RelDataType type) {
            super(cluster, traits);
            this.rowType = type;
        }
    }

    /** Makes the relational form of a table named in a query. */
    @FunctionalInterface
    public interface Expansion {
        RelNode expand(RelOptTable.ToRelContext context);
    }
}
