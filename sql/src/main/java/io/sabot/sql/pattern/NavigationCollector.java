package io.sabot.sql.pattern;

import io.sabot.core.error.Nearest;
import io.sabot.sql.catalog.SqlFault;
import io.sabot.sql.parser.RowPatternOperators;
import io.sabot.sql.plan.ExpressionPlanner;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlShuttle;

/**
 * Takes the navigations and aggregates out of the expressions of one MATCH_RECOGNIZE clause: each is replaced by a
 * column of its own, behind the input's columns, and what is left is scalar. A column of the variable being defined, or
 * of all rows, is the current row's in a condition, because DEFINE is RUNNING and includes the row in question.
 */
final class NavigationCollector {
    private static final String PREFIX = "$nav";
    private static final int NONE = -1;
    private static final int MAX_OFFSET = 10_000;
    private static final Set<String> AGGREGATES =
            Set.of("COUNT", "SUM", "AVG", "MIN", "MAX", "FIRST_VALUE", "LAST_VALUE");
    private static final Set<String> LATER =
            Set.of("ARRAY_AGG", "STDDEV", "STDDEV_POP", "STDDEV_SAMP", "VAR_POP", "VAR_SAMP", "VARIANCE", "LISTAGG");

    private final RelDataType input;
    private final ExpressionPlanner planner;
    private final Map<String, Long> sets;
    private final Map<String, Integer> numberByKey = new LinkedHashMap<>();
    private final List<Navigation> navigations = new ArrayList<>();
    /** The variable whose condition is being rewritten, {@link #NONE} in measures. */
    private int defined = NONE;

    NavigationCollector(RelDataType input, ExpressionPlanner planner, Map<String, Long> sets) {
        this.input = input;
        this.planner = planner;
        this.sets = sets;
    }

    List<Navigation> navigations() {
        return List.copyOf(navigations);
    }

    /** The input's columns and one for each navigation. */
    RelDataType scope() {
        RelDataTypeFactory.Builder builder = planner.typeFactory().builder();
        builder.addAll(input.getFieldList());
        for (int i = 0; i < navigations.size(); i++) {
            builder.add(PREFIX + i, navigations.get(i).type());
        }
        return builder.build();
    }

    SqlNode rewriteCondition(SqlNode condition, int variable) {
        defined = variable;
        return condition.accept(new Rewriter());
    }

    SqlNode rewriteMeasure(SqlNode measure) {
        defined = NONE;
        return measure.accept(new Rewriter());
    }

    private final class Rewriter extends SqlShuttle {
        @Override
        public SqlNode visit(SqlIdentifier identifier) {
            Reference reference = reference(identifier);
            return isCurrentRow(reference.variables())
                    ? new SqlIdentifier(reference.column(), identifier.getParserPosition())
                    : column(
                            new Term(Navigation.Kind.LAST, reference.variables(), 0, 0),
                            new SqlIdentifier(reference.column(), identifier.getParserPosition()),
                            identifier);
        }

        @Override
        public SqlNode visit(SqlCall call) {
            if (call.getKind() == SqlKind.SELECT || call.getKind() == SqlKind.SCALAR_QUERY) {
                throw new SqlFault("SQL-0190", "a sub-query in a pattern is not supported yet", call, null);
            }
            boolean isFinal = call.getOperator().equals(RowPatternOperators.FINAL);
            if (isFinal || call.getOperator().equals(RowPatternOperators.RUNNING)) {
                if (isFinal && defined != NONE) {
                    throw new SqlFault("SQL-0210", "FINAL is not allowed in DEFINE", call, "conditions are RUNNING");
                }
                return call.operand(0).accept(this);
            }
            String name = call.getOperator().getName().toUpperCase(Locale.ROOT);
            switch (name) {
                case "FIRST", "LAST", "PREV" -> {
                    return navigation(call);
                }
                case "NEXT" -> throw new SqlFault("SQL-0190", "NEXT is not supported yet", call, null);
                case "CLASSIFIER" -> {
                    return classifier(call);
                }
                case "MATCH_NUMBER", "MATCH_ROWTIME", "MATCH_STATUS" -> {
                    return ofMatch(call, name);
                }
                default -> {
                    if (LATER.contains(name) || call.getKind() == SqlKind.FILTER) {
                        throw new SqlFault("SQL-0190", name + " in a pattern is not supported yet", call, null);
                    }
                    return AGGREGATES.contains(name) ? aggregate(call, name) : super.visit(call);
                }
            }
        }
    }

    private record Reference(long variables, String column) {}

    private record Term(Navigation.Kind kind, long variables, int offset, int physicalOffset) {}

    private Reference reference(SqlIdentifier identifier) {
        if (identifier.names.size() == 1) {
            checkColumn(identifier, identifier.names.get(0));
            return new Reference(Navigation.UNIVERSAL, identifier.names.get(0));
        }
        String name = identifier.names.get(0);
        Long set = sets.get(name.toUpperCase(Locale.ROOT));
        if (set == null) {
            throw new SqlFault(
                    "SQL-0201",
                    "'" + name + "' is not a variable of the pattern",
                    identifier.getComponentParserPosition(0),
                    Nearest.hint(name, sets.keySet()));
        }
        checkColumn(identifier, identifier.names.get(1));
        return new Reference(set, identifier.names.get(1));
    }

    private void checkColumn(SqlIdentifier identifier, String name) {
        if (input.getField(name, false, false) == null) {
            throw new SqlFault(
                    "SQL-0101",
                    "unknown column '" + name + "'",
                    identifier.getComponentParserPosition(identifier.names.size() - 1),
                    Nearest.hint(name, input.getFieldNames()));
        }
    }

    private boolean isCurrentRow(long set) {
        return defined != NONE && (set == Navigation.UNIVERSAL || (set >>> defined & 1) != 0);
    }

    // ---- FIRST, LAST, PREV ----

    private SqlNode navigation(SqlCall call) {
        String outer = call.getOperator().getName().toUpperCase(Locale.ROOT);
        int physical = 0;
        SqlCall logical = call;
        SqlNode argument = call.operand(0);
        if (outer.equals("PREV")) {
            physical = offset(call, 1);
            logical = null;
            if (argument instanceof SqlCall inner && isLogical(inner)) {
                logical = inner;
                argument = inner.operand(0);
            }
        }
        boolean isFirst = logical != null && logical.getOperator().getName().equalsIgnoreCase("FIRST");
        int offset = logical == null ? 0 : offset(logical, 0);
        Stripper stripper = new Stripper();
        SqlNode stripped = argument.accept(stripper);
        long set = stripper.variables(call);
        if (!isFirst && offset == 0 && isCurrentRow(set)) {
            return physical == 0
                    ? stripped
                    : column(new Term(Navigation.Kind.HISTORY, Navigation.UNIVERSAL, 0, physical), stripped, call);
        }
        return column(
                new Term(isFirst ? Navigation.Kind.FIRST : Navigation.Kind.LAST, set, offset, physical),
                stripped,
                call);
    }

    private static boolean isLogical(SqlCall call) {
        String name = call.getOperator().getName().toUpperCase(Locale.ROOT);
        return name.equals("FIRST") || name.equals("LAST");
    }

    private static int offset(SqlCall call, int defaultOffset) {
        if (call.operandCount() < 2) {
            return defaultOffset;
        }
        if (call.operand(1) instanceof SqlLiteral literal && literal.getTypeName() == SqlTypeName.DECIMAL) {
            int value = literal.bigDecimalValue().intValue();
            if (value >= 0 && value <= MAX_OFFSET && literal.bigDecimalValue().scale() <= 0) {
                return value;
            }
        }
        throw new SqlFault(
                "SQL-0211", "the offset must be a whole number from 0 to " + MAX_OFFSET, call.operand(1), null);
    }

    /** Takes the variable off the columns of one navigation or aggregate; all must belong to one. */
    private final class Stripper extends SqlShuttle {
        private Long set;

        @Override
        public SqlNode visit(SqlIdentifier identifier) {
            if (identifier.isStar()) {
                return identifier;
            }
            Reference reference = reference(identifier);
            if (set != null && set != reference.variables()) {
                throw new SqlFault(
                        "SQL-0212",
                        "all columns of one navigation or aggregate must belong to one variable",
                        identifier,
                        null);
            }
            set = reference.variables();
            return new SqlIdentifier(reference.column(), identifier.getParserPosition());
        }

        @Override
        public SqlNode visit(SqlCall call) {
            String name = call.getOperator().getName().toUpperCase(Locale.ROOT);
            if (Set.of("FIRST", "LAST", "PREV", "NEXT").contains(name) || AGGREGATES.contains(name)) {
                throw new SqlFault(
                        "SQL-0213", name + " cannot stand inside another navigation or aggregate", call, null);
            }
            return super.visit(call);
        }

        long variables(SqlCall call) {
            if (set == null) {
                throw new SqlFault("SQL-0214", "a column of a variable is expected", call, "for example LAST(A.price)");
            }
            return set;
        }
    }

    // ---- aggregates and functions of the match ----

    private SqlNode aggregate(SqlCall call, String name) {
        if (call.getFunctionQuantifier() != null) {
            throw new SqlFault("SQL-0190", "DISTINCT in a pattern is not supported yet", call, null);
        }
        if (name.equals("FIRST_VALUE") || name.equals("LAST_VALUE")) {
            Stripper stripper = new Stripper();
            SqlNode stripped = call.operand(0).accept(stripper);
            Navigation.Kind kind = name.equals("FIRST_VALUE") ? Navigation.Kind.FIRST : Navigation.Kind.LAST;
            return column(new Term(kind, stripper.variables(call), 0, 0), stripped, call);
        }
        Navigation.Kind kind = Navigation.Kind.valueOf(name);
        if (call.operandCount() != 1) {
            throw new SqlFault("SQL-0215", name + " takes one argument", call, null);
        }
        if (call.operand(0) instanceof SqlIdentifier star && star.isStar()) {
            return column(new Term(kind, setOfStar(star), 0, 0), null, call);
        }
        Stripper stripper = new Stripper();
        SqlNode stripped = call.operand(0).accept(stripper);
        return column(new Term(kind, stripper.variables(call), 0, 0), stripped, call);
    }

    private long setOfStar(SqlIdentifier star) {
        if (star.names.size() == 1) {
            return Navigation.UNIVERSAL;
        }
        Long set = sets.get(star.names.get(0).toUpperCase(Locale.ROOT));
        if (set == null) {
            throw new SqlFault(
                    "SQL-0201",
                    "'" + star.names.get(0) + "' is not a variable of the pattern",
                    star,
                    Nearest.hint(star.names.get(0), sets.keySet()));
        }
        return set;
    }

    private SqlNode classifier(SqlCall call) {
        long set = Navigation.UNIVERSAL;
        if (call.operandCount() == 1 && call.operand(0) instanceof SqlIdentifier name) {
            Long named = sets.get(name.getSimple().toUpperCase(Locale.ROOT));
            if (named == null) {
                throw new SqlFault("SQL-0201", "'" + name + "' is not a variable of the pattern", name, null);
            }
            set = named;
        }
        if (defined != NONE) {
            throw new SqlFault("SQL-0190", "CLASSIFIER in DEFINE is not supported yet", call, null);
        }
        return column(new Term(Navigation.Kind.CLASSIFIER, set, 0, 0), null, call);
    }

    private SqlNode ofMatch(SqlCall call, String name) {
        if (defined != NONE) {
            throw new SqlFault("SQL-0190", name + " in DEFINE is not supported yet", call, null);
        }
        return column(new Term(Navigation.Kind.valueOf(name), Navigation.UNIVERSAL, 0, 0), null, call);
    }

    private SqlNode column(Term term, SqlNode argument, SqlNode at) {
        RexNode rex = argument == null ? null : planner.expression(argument, input);
        RelDataType type = type(term.kind(), rex, at);
        Navigation navigation =
                new Navigation(term.kind(), term.variables(), term.offset(), term.physicalOffset(), rex, type);
        Integer number = numberByKey.get(navigation.key());
        if (number == null) {
            number = navigations.size();
            numberByKey.put(navigation.key(), number);
            navigations.add(navigation);
        }
        return new SqlIdentifier(PREFIX + number, at.getParserPosition());
    }

    private RelDataType type(Navigation.Kind kind, RexNode argument, SqlNode at) {
        RelDataTypeFactory types = planner.typeFactory();
        RelDataType bigint = types.createSqlType(SqlTypeName.BIGINT);
        return switch (kind) {
            case COUNT, MATCH_NUMBER -> bigint;
            case CLASSIFIER, MATCH_STATUS ->
                types.createTypeWithNullability(types.createSqlType(SqlTypeName.VARCHAR), true);
            case MATCH_ROWTIME -> types.createTypeWithNullability(types.createSqlType(SqlTypeName.TIMESTAMP, 9), true);
            case SUM -> nullable(types.getTypeSystem().deriveSumType(types, numeric(argument, at)));
            case AVG -> nullable(types.getTypeSystem().deriveAvgAggType(types, numeric(argument, at)));
            default -> nullable(argument.getType());
        };
    }

    private RelDataType nullable(RelDataType type) {
        return planner.typeFactory().createTypeWithNullability(type, true);
    }

    private static RelDataType numeric(RexNode argument, SqlNode at) {
        if (argument == null || !org.apache.calcite.sql.type.SqlTypeUtil.isNumeric(argument.getType())) {
            throw new SqlFault(
                    "SQL-0104",
                    "a number is expected, found " + (argument == null ? "*" : argument.getType()),
                    at,
                    null);
        }
        return argument.getType();
    }
}
