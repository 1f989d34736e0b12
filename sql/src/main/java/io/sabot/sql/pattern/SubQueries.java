package io.sabot.sql.pattern;

import io.sabot.sql.catalog.SqlFault;
import io.sabot.sql.catalog.SqlFaults;
import io.sabot.sql.function.SubQueryFunction;
import io.sabot.sql.parser.SqlRowPatternRecognition;
import io.sabot.sql.plan.ExpressionPlanner;
import io.sabot.sql.plan.SubQueryRel;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.RelFactories;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlQuantifyOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.tools.RelBuilder;

/**
 * Takes the sub-queries out of the expressions of one MATCH_RECOGNIZE clause: each is a query by itself, whose result is
 * there before the first row is looked at, and what is left reads that result.
 */
final class SubQueries implements ExpressionPlanner {
    private static final Set<String> OF_PATTERNS =
            Set.of("PREV", "NEXT", "CLASSIFIER", "MATCH_NUMBER", "MATCH_ROWTIME", "MATCH_STATUS");

    private static final Pattern QUOTED = Pattern.compile("unknown (?:column|table) '([^']+)'");

    private final ExpressionPlanner planner;
    private final Predicate<String> isOfPattern;
    private final List<SubQuery> all = new ArrayList<>();

    /** @param isOfPattern whether a name is that of a variable, a subset or a column of the pattern's input */
    SubQueries(ExpressionPlanner planner, Predicate<String> isOfPattern) {
        this.planner = planner;
        this.isOfPattern = isOfPattern;
    }

    List<SubQuery> all() {
        return List.copyOf(all);
    }

    @Override
    public RexNode expression(SqlNode node, RelDataType row) {
        return withResults(planner.expression(node, row), node);
    }

    @Override
    public RexNode condition(SqlNode node, RelDataType row) {
        return withResults(planner.condition(node, row), node);
    }

    @Override
    public SqlNode subQuery(SqlNode query) {
        query.accept(new PatternParts());
        try {
            return planner.subQuery(query);
        } catch (SqlFaults e) {
            throw new SqlFaults(e.faults().stream().map(this::aboutPattern).toList());
        }
    }

    @Override
    public RelDataTypeFactory typeFactory() {
        return planner.typeFactory();
    }

    @Override
    public RexBuilder rexBuilder() {
        return planner.rexBuilder();
    }

    private SqlFault aboutPattern(SqlFault fault) {
        Matcher name = QUOTED.matcher(fault.getMessage());
        return name.find() && isOfPattern.test(name.group(1))
                ? outside("'" + name.group(1) + "' is the pattern's, and", fault.pos())
                : fault;
    }

    private static SqlFault outside(String what, SqlParserPos pos) {
        return new SqlFault(
                "SQL-0223",
                what
                        + " a sub-query in a pattern has one value for the whole run: it cannot refer to the pattern's rows",
                pos,
                "compare outside of it, for example A.x > (SELECT MAX(y) FROM …)");
    }

    /** Finds what a sub-query must not have. */
    private static final class PatternParts extends SqlBasicVisitor<Void> {
        @Override
        public Void visit(SqlCall call) {
            if (call instanceof SqlRowPatternRecognition) {
                throw new SqlFault(
                        "SQL-0224",
                        "MATCH_RECOGNIZE cannot stand inside DEFINE or MEASURES of another",
                        call,
                        "give the inner one a name: CREATE VIEW v AS SELECT …");
            }
            String name = call.getOperator().getName().toUpperCase(Locale.ROOT);
            if (OF_PATTERNS.contains(name)) {
                throw outside(name + " is the pattern's, and", call.getParserPosition());
            }
            return super.visit(call);
        }
    }

    // ---- from Calcite's sub-queries to results ----

    private RexNode withResults(RexNode node, SqlNode at) {
        return node.accept(new RexShuttle() {
            @Override
            public RexNode visitSubQuery(RexSubQuery query) {
                return result((RexSubQuery) super.visitSubQuery(query), at);
            }
        });
    }

    private RexNode result(RexSubQuery query, SqlNode at) {
        SqlParserPos pos = SubQueryRel.posIn(query.rel);
        RelNode rel = SubQueryRel.expanded(query.rel);
        return switch (query.getKind()) {
            case SCALAR_QUERY -> ensured(query, value(row(rel, pos), 0, rel));
            case EXISTS -> {
                RelNode count = count(rel);
                yield greater(value(row(count, pos), 0, count), zero(count));
            }
            case IN -> in(query, rel, pos, at);
            case SOME -> some(query, rel, pos, at);
            default ->
                throw new SqlFault("SQL-0190", query.getKind() + " of a sub-query is not supported yet", pos, null);
        };
    }

    private RexNode ensured(RexSubQuery query, RexNode value) {
        return rex().ensureType(query.getType(), value, false);
    }

    private RexBuilder rex() {
        return planner.rexBuilder();
    }

    private RelBuilder builder(RelNode rel) {
        return RelFactories.LOGICAL_BUILDER.create(rel.getCluster(), null).push(rel);
    }

    private RexNode zero(RelNode count) {
        return rex().makeExactLiteral(
                        BigDecimal.ZERO,
                        count.getRowType().getFieldList().get(0).getType());
    }

    private RexNode greater(RexNode left, RexNode right) {
        return rex().makeCall(SqlStdOperatorTable.GREATER_THAN, left, right);
    }

    private RelNode count(RelNode rel) {
        RelBuilder builder = builder(rel);
        return builder.aggregate(builder.groupKey(), builder.countStar("n")).build();
    }

    private int row(RelNode rel, SqlParserPos pos) {
        return number(new SubQuery(rel, false, pos));
    }

    /** The same query is asked once. */
    private int number(SubQuery query) {
        String text = RelOptUtil.toString(query.rel());
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).isSet() == query.isSet()
                    && RelOptUtil.toString(all.get(i).rel()).equals(text)) {
                return i;
            }
        }
        all.add(query);
        return all.size() - 1;
    }

    private RexNode value(int number, int column, RelNode rel) {
        RelDataType type = nullable(rel.getRowType().getFieldList().get(column).getType());
        return rex().makeCall(type, SubQueryFunction.value(number, column, type), List.of());
    }

    private RelDataType nullable(RelDataType type) {
        return planner.typeFactory().createTypeWithNullability(type, true);
    }

    /** A type in which the operand can be compared with the query's column. */
    private RelDataType common(RexSubQuery query, RelNode rel, SqlParserPos pos, SqlNode at) {
        if (query.getOperands().size() != 1) {
            throw new SqlFault("SQL-0190", "IN of several columns is not supported yet", at, null);
        }
        RelDataType left = query.getOperands().get(0).getType();
        RelDataType right = rel.getRowType().getFieldList().get(0).getType();
        RelDataType type = planner.typeFactory().leastRestrictive(List.of(left, right));
        if (type == null) {
            throw new SqlFault(
                    "SQL-0104",
                    "values of type " + left + " and " + right + " cannot be compared",
                    pos,
                    "CAST one of them");
        }
        if (type.getSqlTypeName() == SqlTypeName.BINARY || type.getSqlTypeName() == SqlTypeName.VARBINARY) {
            throw new SqlFault("SQL-0190", "IN of BINARY is not supported yet", pos, null);
        }
        RelDataType unpadded = type.getSqlTypeName() == SqlTypeName.CHAR
                ? planner.typeFactory().createSqlType(SqlTypeName.VARCHAR)
                : type;
        return nullable(unpadded);
    }

    private RexNode in(RexSubQuery query, RelNode rel, SqlParserPos pos, SqlNode at) {
        RelDataType type = common(query, rel, pos, at);
        int number = number(new SubQuery(cast(rel, type), true, pos));
        RelDataType bool = nullable(planner.typeFactory().createSqlType(SqlTypeName.BOOLEAN));
        RexNode operand = rex().ensureType(type, query.getOperands().get(0), false);
        return rex().makeCall(bool, SubQueryFunction.in(number, bool), List.of(operand));
    }

    private RelNode cast(RelNode rel, RelDataType type) {
        RelBuilder builder = builder(rel);
        RexNode column = builder.field(0);
        return column.getType().equals(type)
                ? builder.build()
                : builder.project(rex().makeAbstractCast(type, column, false)).build();
    }

    /** What is greater than some value is greater than the least; NULLs among them hide whether one would do. */
    private RexNode some(RexSubQuery query, RelNode rel, SqlParserPos pos, SqlNode at) {
        SqlKind comparison = ((SqlQuantifyOperator) query.getOperator()).comparisonKind;
        if (comparison == SqlKind.EQUALS) {
            return in(query, rel, pos, at);
        }
        RelDataType type = common(query, rel, pos, at);
        RelBuilder builder = builder(cast(rel, type));
        RelNode bounds = builder.aggregate(
                        builder.groupKey(),
                        builder.min("least", builder.field(0)),
                        builder.max("greatest", builder.field(0)),
                        builder.countStar("n"),
                        builder.count(false, "known", builder.field(0)))
                .build();
        int number = row(bounds, pos);
        RexNode operand = rex().ensureType(type, query.getOperands().get(0), false);
        RexNode least = value(number, 0, bounds);
        RexNode greatest = value(number, 1, bounds);
        RexNode count = value(number, 2, bounds);
        RexNode known = value(number, 3, bounds);
        RexNode decided =
                switch (comparison) {
                    case GREATER_THAN -> greater(operand, least);
                    case GREATER_THAN_OR_EQUAL -> call(SqlStdOperatorTable.GREATER_THAN_OR_EQUAL, operand, least);
                    case LESS_THAN -> call(SqlStdOperatorTable.LESS_THAN, operand, greatest);
                    case LESS_THAN_OR_EQUAL -> call(SqlStdOperatorTable.LESS_THAN_OR_EQUAL, operand, greatest);
                    default ->
                        call(
                                SqlStdOperatorTable.OR,
                                call(SqlStdOperatorTable.NOT_EQUALS, operand, least),
                                call(SqlStdOperatorTable.NOT_EQUALS, operand, greatest));
                };
        RexNode unknown = rex().makeNullLiteral(nullable(planner.typeFactory().createSqlType(SqlTypeName.BOOLEAN)));
        RexNode orUnknown = call(SqlStdOperatorTable.AND, greater(count, known), unknown);
        return call(
                SqlStdOperatorTable.AND,
                greater(count, rex().makeExactLiteral(BigDecimal.ZERO)),
                call(SqlStdOperatorTable.OR, decided, orUnknown));
    }

    private RexNode call(SqlOperator operator, RexNode... operands) {
        return rex().makeCall(operator, operands);
    }
}
