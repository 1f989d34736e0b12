package io.sabot.sql.plan;

import io.sabot.sql.catalog.Catalog;
import io.sabot.sql.catalog.SqlFault;
import io.sabot.sql.catalog.SqlFaults;
import io.sabot.sql.catalog.ValidatorFaults;
import io.sabot.sql.parser.SqlRowPatternRecognition;
import io.sabot.sql.pattern.PatternAnalyzer;
import io.sabot.sql.pattern.PatternQuery;
import io.sabot.sql.pattern.PatternSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptPlanner;
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
    private static final SqlToRelConverter.Config CONVERSION = SqlToRelConverter.config()
            .withTrimUnusedFields(false)
            .withExpand(false)
            .withInSubQueryThreshold(Integer.MAX_VALUE);

    private final Catalog catalog;
    private final RelOptCluster cluster;
    private final ConstantCasts constants = new ConstantCasts();
    private final Map<RelDataType, Map<String, RexNode>> columnsByRow = new HashMap<>();
    private final HiddenColumns hiddenColumns = new HiddenColumns();
    private int transientCount;
    private PatternSettings patternSettings = PatternSettings.DEFAULT;

    public QueryConverter(Catalog catalog, RelOptCluster cluster) {
        this.catalog = catalog;
        this.cluster = cluster;
    }

    public PatternSettings patternSettings() {
        return patternSettings;
    }

    /** For the patterns that are converted from now on. */
    public void patternSettings(PatternSettings settings) {
        patternSettings = settings;
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
                fault = hiddenColumns.explained(fault, Repairs.names(candidate));
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
        RelOptPlanner planner = cluster.getPlanner();
        planner.setExecutor(constants); // not for longer: rules of the optimiser would call it too
        try {
            return converter(validator, reader).convertQuery(validated, false, true);
        } finally {
            planner.setExecutor(null);
        }
    }

    private SqlToRelConverter converter(SqlValidator validator, CalciteCatalogReader reader) {
        return new SqlToRelConverter(
                (rowType, queryString, schemaPath, viewPath) -> {
                    throw new IllegalStateException("views are tables of their own");
                },
                validator,
                reader,
                cluster,
                catalog.convertlets(),
                CONVERSION);
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
    public SqlNode subQuery(SqlNode query) {
        UnsupportedParts.check(query);
        RelNode rel = convert(query).project();
        String name = nextName();
        SqlParserPos pos = query.getParserPosition();
        catalog.addTransient(name, rel.getRowType(), context -> new SubQueryRel(cluster, traits(), rel, pos));
        return selectAll(pos, new SqlIdentifier(name, pos));
    }

    @Override
    public RelDataTypeFactory typeFactory() {
        return cluster.getTypeFactory();
    }

    @Override
    public RexBuilder rexBuilder() {
        return cluster.getRexBuilder();
    }

    /** What a column's name means in rows of a type is looked up once: patterns name the same ones again and again. */
    private RexNode convertExpression(SqlNode node, RelDataType row) {
        if (!(node instanceof SqlIdentifier name) || !name.isSimple()) {
            return convertNew(node, row);
        }
        Map<String, RexNode> columns = columnsByRow.computeIfAbsent(row, type -> new HashMap<>());
        RexNode known = columns.get(name.getSimple());
        if (known == null) {
            known = convertNew(node, row);
            columns.put(name.getSimple(), known);
        }
        return known;
    }

    private RexNode convertNew(SqlNode node, RelDataType row) {
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
                RelNode pattern = pattern(clause);
                SqlIdentifier name = standIn(pattern, call);
                hiddenColumns.add(name.getSimple(), clause, pattern);
                return name;
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

    private SqlIdentifier standIn(RelNode rel, SqlNode replaced) {
        String name = nextName();
        catalog.addTransient(name, rel.getRowType(), context -> rel);
        return new SqlIdentifier(name, replaced.getParserPosition());
    }

    private RelNode pattern(SqlRowPatternRecognition clause) {
        RelNode input = table(clause.tableRef());
        SqlParserPos pos = clause.orderBy().isEmpty() ? clause.getParserPosition() : SqlParserPos.sum(clause.orderBy());
        PatternQuery query = PatternAnalyzer.analyze(clause, input.getRowType(), this, patternSettings);
        List<RelNode> inputs = new ArrayList<>(List.of(input));
        query.subQueries().forEach(subQuery -> inputs.add(subQuery.rel()));
        return new PatternRel(cluster, traits(), inputs, query, pos);
    }

    /** A table reference as a query of its own. */
    RelNode table(SqlNode reference) {
        SqlNode from = reference.getKind() == SqlKind.EXPLICIT_TABLE ? ((SqlCall) reference).operand(0) : reference;
        if (from.isA(SqlKind.QUERY)) {
            return convert(from).project();
        }
        return convert(selectAll(reference.getParserPosition(), from)).project();
    }

    private static SqlSelect selectAll(SqlParserPos pos, SqlNode from) {
        return new SqlSelect(
                pos,
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
