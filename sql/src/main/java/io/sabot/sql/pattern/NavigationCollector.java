package io.sabot.sql.pattern;

import io.sabot.sql.catalog.SqlFault;
import io.sabot.sql.parser.RowPatternOperators;
import io.sabot.sql.pattern.Navigation.Kind;
import io.sabot.sql.plan.ExpressionPlanner;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelectKeyword;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.util.SqlShuttle;

/**
 * Takes the navigations and aggregates out of the expressions of one MATCH_RECOGNIZE clause: each is replaced by a
 * column of its own, behind the input's columns, and what is left is scalar. A column of the variable being defined, or
 * of all rows, is the current row's in a condition, because DEFINE is RUNNING and includes the row in question.
 */
final class NavigationCollector {
    private static final String PREFIX = "$nav";

    /** The column behind the input's, in arguments: which variable the row is mapped to. */
    private static final String CLASSIFIER_COLUMN = "$classifier";

    /** Behind it: the number of the match, in arguments of aggregates. */
    private static final int NONE = -1;

    private static final int MAX_OFFSET = 8_000;
    private static final Set<String> LOGICAL = Set.of("FIRST", "LAST");
    private static final Set<String> PHYSICAL = Set.of("PREV", "NEXT");
    private static final Map<String, Kind> AGGREGATES = Map.ofEntries(
            Map.entry("COUNT", Kind.COUNT),
            Map.entry("SUM", Kind.SUM),
            Map.entry("AVG", Kind.AVG),
            Map.entry("MIN", Kind.MIN),
            Map.entry("MAX", Kind.MAX),
            Map.entry("FIRST_VALUE", Kind.FIRST),
            Map.entry("LAST_VALUE", Kind.LAST),
            Map.entry("STDDEV", Kind.STDDEV_SAMP),
            Map.entry("STDDEV_POP", Kind.STDDEV_POP),
            Map.entry("STDDEV_SAMP", Kind.STDDEV_SAMP),
            Map.entry("VARIANCE", Kind.VAR_SAMP),
            Map.entry("VAR_POP", Kind.VAR_POP),
            Map.entry("VAR_SAMP", Kind.VAR_SAMP),
            Map.entry("ARRAY_AGG", Kind.ARRAY_AGG),
            Map.entry("LISTAGG", Kind.LISTAGG),
            Map.entry("STRING_AGG", Kind.LISTAGG));

    private final PatternNames names;
    private final ExpressionPlanner planner;
    private final RelDataType input;
    private final boolean hasTimeouts;
    private final RelDataType orderTime;
    private final RelDataType argumentRow;
    private final Map<String, Integer> numberByKey = new LinkedHashMap<>();
    private final List<Navigation> navigations = new ArrayList<>();

    /** The variable whose condition is being rewritten, {@link #NONE} in measures. */
    private int defined = NONE;

    /** Of the innermost RUNNING or FINAL. */
    private boolean isFinal;

    /**
     * @param hasTimeouts whether there are rows that are no match and have no number
     * @param orderTime type of the time that rows are ordered by; null if they are not
     */
    NavigationCollector(
            PatternNames names,
            RelDataType input,
            ExpressionPlanner planner,
            boolean hasTimeouts,
            RelDataType orderTime) {
        this.orderTime = orderTime;
        this.hasTimeouts = hasTimeouts;
        this.names = names;
        this.planner = planner;
        this.input = input;
        this.argumentRow = planner.typeFactory()
                .builder()
                .addAll(input.getFieldList())
                .add(CLASSIFIER_COLUMN, text())
                .add(MatchNumber.COLUMN, number())
                .build();
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

    private static SqlFault overFault(SqlCall call) {
        return new SqlFault(
                "SQL-0190",
                "OVER is not supported in MATCH_RECOGNIZE",
                call,
                "leave it out: an aggregate is over the rows mapped so far");
    }

    private static String name(SqlCall call) {
        return call.getOperator().getName().toUpperCase(Locale.ROOT);
    }

    private final class Rewriter extends SqlShuttle {
        @Override
        public SqlNode visit(SqlIdentifier identifier) {
            PatternNames.Reference reference = names.reference(identifier);
            SqlIdentifier column = new SqlIdentifier(reference.column(), identifier.getParserPosition());
            if (!isCurrentRow(reference.variables())) {
                names.checkMapped(reference.variables(), identifier);
            }
            return isCurrentRow(reference.variables())
                    ? column
                    : column(Term.of(Kind.LAST, reference.variables(), false), column, identifier);
        }

        @Override
        public SqlNode visit(SqlCall call) {
            if (call.isA(SqlKind.QUERY)) {
                return planner.subQuery(call);
            }
            if (isMode(call)) {
                return moded(call);
            }
            return switch (call.getKind()) {
                case FILTER -> aggregate(call.operand(0), call.operand(1));
                case WITHIN_GROUP -> aggregate(call, null);
                case OVER -> throw overFault(call);
                default -> function(call);
            };
        }

        private SqlNode function(SqlCall call) {
            String name = name(call);
            if (LOGICAL.contains(name) || PHYSICAL.contains(name)) {
                return navigation(call);
            }
            return switch (name) {
                case "CLASSIFIER" -> classifier(call);
                case "MATCH_NUMBER", "MATCH_ROWTIME", "MATCH_STATUS" -> ofMatch(call, name);
                default -> AGGREGATES.containsKey(name) ? aggregate(call, null) : super.visit(call);
            };
        }

        /** RUNNING or FINAL and what it stands before. */
        private SqlNode moded(SqlCall call) {
            SqlNode operand = checkedMode(call);
            boolean before = isFinal;
            isFinal = isFinalMode(call);
            try {
                return operand.accept(this);
            } finally {
                isFinal = before;
            }
        }
    }

    // ---- RUNNING and FINAL ----

    private static boolean isMode(SqlCall call) {
        return isFinalMode(call) || call.getOperator().equals(RowPatternOperators.RUNNING);
    }

    private static boolean isFinalMode(SqlCall call) {
        return call.getOperator().equals(RowPatternOperators.FINAL);
    }

    private SqlNode checkedMode(SqlCall call) {
        if (isFinalMode(call) && defined != NONE) {
            throw new SqlFault("SQL-0210", "FINAL is not allowed in DEFINE", call, "conditions are RUNNING");
        }
        SqlNode operand = call.operand(0);
        SqlNode function = operand.getKind() == SqlKind.FILTER ? ((SqlCall) operand).operand(0) : operand;
        function = function.getKind() == SqlKind.WITHIN_GROUP ? ((SqlCall) function).operand(0) : function;
        if (function instanceof SqlCall inner
                && (LOGICAL.contains(name(inner)) || AGGREGATES.containsKey(name(inner)))) {
            return operand;
        }
        throw new SqlFault(
                "SQL-0216",
                name(call) + " stands before FIRST, LAST or an aggregate",
                operand,
                function instanceof SqlIdentifier ? name(call) + " LAST(" + function + ")" : null);
    }

    // ---- FIRST, LAST, PREV, NEXT ----

    private record Term(Kind kind, long variables, int offset, int physicalOffset, boolean isFinal) {
        static Term of(Kind kind, long variables, boolean isFinal) {
            return new Term(kind, variables, 0, 0, isFinal);
        }
    }

    private boolean isCurrentRow(long set) {
        return defined != NONE && (set == Navigation.UNIVERSAL || (set >>> defined & 1) != 0);
    }

    private SqlNode navigation(SqlCall call) {
        int physical = 0;
        SqlCall logical = call;
        boolean isFinalHere = isFinal;
        if (PHYSICAL.contains(name(call))) {
            checkArguments(call);
            physical = name(call).equals("PREV") ? offset(call, 1) : -offset(call, 1);
            logical = null;
            SqlNode inner = call.operand(0);
            if (inner instanceof SqlCall mode && isMode(mode)) {
                inner = checkedMode(mode);
                isFinalHere = isFinalMode(mode);
            }
            if (inner instanceof SqlCall navigated && LOGICAL.contains(name(navigated))) {
                logical = navigated;
            }
        }
        if (logical != null) {
            checkArguments(logical);
        }
        boolean isFirst = logical != null && name(logical).equals("FIRST");
        int offset = logical == null ? 0 : offset(logical, 0);
        Stripper stripper = new Stripper(logical == null ? call : null);
        SqlNode stripped = (logical == null ? call : logical).operand(0).accept(stripper);
        long set = stripper.variables(call);
        if (!isFirst && offset == 0 && isCurrentRow(set) && !stripper.readsClassifier && !stripper.readsMatchNumber) {
            return physical == 0
                    ? stripped
                    : column(new Term(Kind.PHYSICAL, Navigation.UNIVERSAL, 0, physical, false), stripped, call);
        }
        return column(
                new Term(isFirst ? Kind.FIRST : Kind.LAST, set, offset, physical, isFinalHere && defined == NONE),
                stripped,
                call);
    }

    private static void checkArguments(SqlCall call) {
        if (call.operandCount() < 1 || call.operandCount() > 2) {
            throw new SqlFault("SQL-0215", name(call) + " takes a value and, if wanted, an offset", call, null);
        }
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
        private final boolean isAggregate;
        private final SqlCall physical; // null: not directly in one
        private Long set;
        private boolean readsClassifier;
        private boolean readsMatchNumber;

        /** Of an aggregate's arguments. */
        Stripper() {
            this.isAggregate = true;
            this.physical = null;
        }

        /** @param physical PREV or NEXT whose argument it is, null for that of FIRST or LAST */
        Stripper(SqlCall physical) {
            this.isAggregate = false;
            this.physical = physical;
        }

        private void belongsTo(long variables, SqlNode at) {
            if (!isCurrentRow(variables)) {
                names.checkMapped(variables, at);
            }
            if (set != null && set != variables) {
                throw new SqlFault(
                        "SQL-0212", "all columns of one navigation or aggregate must belong to one variable", at, null);
            }
            set = variables;
        }

        @Override
        public SqlNode visit(SqlIdentifier identifier) {
            if (identifier.isStar()) {
                return identifier;
            }
            PatternNames.Reference reference = names.reference(identifier);
            belongsTo(reference.variables(), identifier);
            return new SqlIdentifier(reference.column(), identifier.getParserPosition());
        }

        @Override
        public SqlNode visit(SqlCall call) {
            if (call.isA(SqlKind.QUERY)) {
                return planner.subQuery(call);
            }
            if (call.getKind() == SqlKind.OVER) {
                throw overFault(call);
            }
            String name = name(call);
            if (LOGICAL.contains(name) || PHYSICAL.contains(name) || AGGREGATES.containsKey(name) || isMode(call)) {
                throw physical == null
                        ? NestedNavigation.inside(name, call)
                        : NestedNavigation.in(physical, name, call);
            }
            if (name.equals("CLASSIFIER")) {
                belongsTo(classified(call), call);
                readsClassifier = true;
                return new SqlIdentifier(CLASSIFIER_COLUMN, call.getParserPosition());
            }
            if (name.equals("MATCH_NUMBER") && call.operandCount() == 0) {
                readsMatchNumber = true;
                return new SqlIdentifier(MatchNumber.COLUMN, call.getParserPosition());
            }
            if (name.startsWith("MATCH_") && call.operandCount() == 0) {
                throw new SqlFault(
                        "SQL-0213",
                        name + " is the same at every row: it cannot stand inside a navigation",
                        call,
                        null);
            }
            return super.visit(call);
        }

        long variables(SqlNode at) {
            if (set == null && !isAggregate && !readsMatchNumber) {
                throw new SqlFault("SQL-0214", "a column of a variable is expected", at, "for example LAST(A.price)");
            }
            return set == null ? Navigation.UNIVERSAL : set;
        }
    }

    // ---- aggregates and functions of the match ----

    /** @param ordered the aggregate, or WITHIN GROUP and the aggregate: so is parsed what has ORDER BY inside */
    private SqlNode aggregate(SqlCall ordered, SqlNode filter) {
        boolean isOrdered = ordered.getKind() == SqlKind.WITHIN_GROUP;
        SqlCall call = isOrdered ? ordered.operand(0) : ordered;
        String name = name(call);
        Kind kind = AGGREGATES.get(name);
        if (kind == null) {
            throw new SqlFault(
                    "SQL-0217", (isOrdered ? "ORDER BY" : "FILTER") + " belongs to an aggregate", call, null);
        }
        String separator = kind == Kind.LISTAGG ? separator(call) : null;
        if (kind != Kind.LISTAGG && call.operandCount() != 1) {
            throw new SqlFault("SQL-0215", name + " takes one argument", call, null);
        }
        boolean isDistinct = call.getFunctionQuantifier() != null
                && call.getFunctionQuantifier().getValue() == SqlSelectKeyword.DISTINCT;
        Stripper stripper = new Stripper();
        SqlNode argument = call.operand(0).accept(stripper);
        if (argument instanceof SqlIdentifier star && star.isStar()) {
            if (kind != Kind.COUNT) {
                throw new SqlFault("SQL-0215", name + " takes a value, not *", call, null);
            }
            stripper.belongsTo(star.names.size() == 1 ? Navigation.UNIVERSAL : names.set(star), star);
            argument = null;
        }
        SqlNode condition = filter == null ? null : filter.accept(stripper);
        boolean isEndmost = kind == Kind.FIRST || kind == Kind.LAST;
        if (isEndmost && (isDistinct || filter != null || isOrdered)) {
            throw new SqlFault("SQL-0217", name + " takes neither DISTINCT nor FILTER nor ORDER BY", call, null);
        }
        AggregateOrder order = new AggregateOrder(planner, argumentRow);
        if (isOrdered) {
            order.add(ordered.operand(1), stripper);
        }
        boolean isGathered = kind == Kind.ARRAY_AGG || kind == Kind.LISTAGG;
        if (isGathered && isDistinct) {
            order.checkOnly(planner.expression(argument, argumentRow));
        }
        // Of equal values the least and the greatest are the same.
        boolean needsDistinct = isDistinct && kind != Kind.MIN && kind != Kind.MAX && argument != null;
        Navigation.Share share = new Navigation.Share(
                needsDistinct,
                condition == null ? null : withNumber(planner.condition(condition, argumentRow)),
                isGathered ? keys(order) : List.of(),
                separator);
        Term term = Term.of(kind, stripper.variables(call), isFinal && defined == NONE);
        return column(term, argument, share, call);
    }

    /** LISTAGG's second argument; a comma if there is none. */
    private static String separator(SqlCall call) {
        if (call.operandCount() == 1) {
            return ",";
        }
        if (call.operandCount() == 2
                && call.operand(1) instanceof SqlLiteral literal
                && SqlTypeName.CHAR_TYPES.contains(literal.getTypeName())) {
            return literal.getValueAs(String.class);
        }
        throw new SqlFault(
                "SQL-0215",
                name(call) + " takes a text and, if wanted, a literal to stand between",
                call,
                name(call) + "(x, ', ')");
    }

    /** The rows whose variable is asked for. */
    private long classified(SqlCall call) {
        if (call.operandCount() == 0) {
            return Navigation.UNIVERSAL;
        }
        if (call.operandCount() == 1 && call.operand(0) instanceof SqlIdentifier name && name.isSimple()) {
            return names.set(name);
        }
        throw new SqlFault("SQL-0215", "CLASSIFIER takes a variable or a subset", call, null);
    }

    private SqlNode classifier(SqlCall call) {
        long set = classified(call);
        if (!isCurrentRow(set)) {
            names.checkMapped(set, call);
        }
        if (isCurrentRow(set)) {
            return SqlLiteral.createCharString(names.variables().get(defined), call.getParserPosition());
        }
        return column(
                Term.of(Kind.LAST, set, false), new SqlIdentifier(CLASSIFIER_COLUMN, call.getParserPosition()), call);
    }

    private SqlNode ofMatch(SqlCall call, String name) {
        Kind kind = Kind.valueOf(name);
        if (call.operandCount() > 0) {
            throw new SqlFault("SQL-0215", name + " takes no argument", call, null);
        }
        if (defined != NONE && kind != Kind.MATCH_NUMBER) {
            throw new SqlFault("SQL-0218", name + " is known when the match is: it is not for DEFINE", call, null);
        }
        return column(Term.of(kind, Navigation.UNIVERSAL, false), null, call);
    }

    private SqlNode column(Term term, SqlNode argument, SqlNode at) {
        return column(term, argument, Navigation.Share.ALL, at);
    }

    private SqlNode column(Term term, SqlNode argument, Navigation.Share share, SqlNode at) {
        RexNode rex = argument == null ? null : withNumber(planner.expression(argument, argumentRow));
        RelDataType type = type(term.kind(), rex, at);
        if (rex != null && rex.getType().getSqlTypeName() == SqlTypeName.ARRAY) {
            throw new SqlFault("SQL-0190", "a navigation or aggregate of an ARRAY is not supported yet", at, null);
        }
        Navigation navigation = new Navigation(
                term.kind(),
                term.variables(),
                term.offset(),
                term.physicalOffset(),
                rex,
                rex != null && reads(rex, input.getFieldCount()),
                share,
                term.isFinal(),
                type);
        int number = numberByKey.computeIfAbsent(navigation.registerKey() + "/" + term.isFinal(), key -> {
            navigations.add(navigation);
            return navigations.size() - 1;
        });
        return new SqlIdentifier(PREFIX + number, at.getParserPosition());
    }

    private List<Navigation.Key> keys(AggregateOrder order) {
        return order.keys().stream()
                .map(key -> new Navigation.Key(withNumber(key.value()), key.isDescending(), key.isNullFirst()))
                .toList();
    }

    private RexNode withNumber(RexNode argument) {
        return MatchNumber.inPlaceOf(input.getFieldCount() + 1, argument, planner.rexBuilder());
    }

    private static boolean reads(RexNode node, int column) {
        boolean[] found = new boolean[1];
        node.accept(new RexVisitorImpl<Void>(true) {
            @Override
            public Void visitInputRef(RexInputRef ref) {
                found[0] |= ref.getIndex() == column;
                return null;
            }
        });
        return found[0];
    }

    // ---- types ----

    private RelDataType number() {
        RelDataTypeFactory types = planner.typeFactory();
        return types.createTypeWithNullability(types.createSqlType(SqlTypeName.BIGINT), hasTimeouts);
    }

    private RelDataType text() {
        RelDataTypeFactory types = planner.typeFactory();
        return types.createTypeWithNullability(types.createSqlType(SqlTypeName.VARCHAR), true);
    }

    private RelDataType type(Kind kind, RexNode argument, SqlNode at) {
        RelDataTypeFactory types = planner.typeFactory();
        return switch (kind) {
            case COUNT -> types.createSqlType(SqlTypeName.BIGINT);
            case MATCH_NUMBER -> number();
            case MATCH_STATUS -> text();
            case MATCH_ROWTIME -> nullable(rowtime(at));
            case SUM -> nullable(types.getTypeSystem().deriveSumType(types, numeric(argument, at)));
            case AVG, STDDEV_POP, STDDEV_SAMP, VAR_POP, VAR_SAMP ->
                nullable(types.getTypeSystem().deriveAvgAggType(types, numeric(argument, at)));
            case ARRAY_AGG -> nullable(types.createArrayType(nullable(element(argument, at)), -1));
            case LISTAGG -> nullable(text(argument, at));
            default -> nullable(argument.getType());
        };
    }

    /** Numbers stay numbers; what is a time is one in nanoseconds. */
    private RelDataType rowtime(SqlNode at) {
        if (orderTime == null) {
            throw new SqlFault(
                    "SQL-0228",
                    "MATCH_ROWTIME() needs ORDER BY a column of time first, ascending",
                    at,
                    "or take the column of a row: LAST(A.ts)");
        }
        return SqlTypeUtil.isNumeric(orderTime)
                ? orderTime
                : planner.typeFactory().createSqlType(SqlTypeName.TIMESTAMP, 9);
    }

    private static RelDataType element(RexNode argument, SqlNode at) {
        if (argument.getType().getSqlTypeName() == SqlTypeName.ARRAY) {
            throw new SqlFault("SQL-0190", "an ARRAY of arrays is not supported yet", at, null);
        }
        return argument.getType();
    }

    private RelDataType text(RexNode argument, SqlNode at) {
        if (!SqlTypeUtil.inCharFamily(argument.getType())) {
            throw new SqlFault("SQL-0104", "a text is expected, found " + argument.getType(), at, "CAST(… AS VARCHAR)");
        }
        return text();
    }

    private RelDataType nullable(RelDataType type) {
        return planner.typeFactory().createTypeWithNullability(type, true);
    }

    private static RelDataType numeric(RexNode argument, SqlNode at) {
        if (argument == null || !SqlTypeUtil.isNumeric(argument.getType())) {
            throw new SqlFault(
                    "SQL-0104",
                    "a number is expected, found " + (argument == null ? "*" : argument.getType()),
                    at,
                    null);
        }
        return argument.getType();
    }
}
