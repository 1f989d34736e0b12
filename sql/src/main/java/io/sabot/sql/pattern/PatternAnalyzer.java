package io.sabot.sql.pattern;

import io.sabot.cep.Pattern;
import io.sabot.cep.PatternLimitException;
import io.sabot.cep.PatternProgram;
import io.sabot.cep.PatternSpec;
import io.sabot.core.error.Nearest;
import io.sabot.sql.catalog.SourceText;
import io.sabot.sql.catalog.SqlFault;
import io.sabot.sql.parser.Intervals;
import io.sabot.sql.parser.RowPattern;
import io.sabot.sql.parser.SqlRowPatternRecognition;
import io.sabot.sql.plan.ExpressionPlanner;
import io.sabot.sql.type.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

/**
 * Checks a MATCH_RECOGNIZE clause against its input and turns it into a {@link PatternQuery}. The clause's own rules —
 * variables, navigation, aggregates — are decided here; the scalar parts of its expressions are typed by {@link
 * ExpressionPlanner}.
 */
public final class PatternAnalyzer {
    private final SqlRowPatternRecognition clause;
    private final RelDataType input;
    private final SubQueries planner;
    private final PatternSettings settings;
    private final PatternNames names;
    private final FaultCollector faults = new FaultCollector();

    private PatternAnalyzer(
            SqlRowPatternRecognition clause, RelDataType input, ExpressionPlanner planner, PatternSettings settings) {
        this.clause = clause;
        this.settings = settings;
        this.input = input;
        this.names = new PatternNames(input, tableName(clause.tableRef()));
        this.planner = new SubQueries(planner, names::isKnown);
    }

    private static String tableName(SqlNode table) {
        SqlNode name = table.getKind() == SqlKind.AS ? ((SqlCall) table).operand(1) : table;
        return name instanceof SqlIdentifier identifier ? identifier.names.get(identifier.names.size() - 1) : null;
    }

    /** @throws io.sabot.sql.catalog.SqlFaults with every rule the clause breaks */
    public static PatternQuery analyze(
            SqlRowPatternRecognition clause, RelDataType input, ExpressionPlanner planner, PatternSettings settings) {
        return new PatternAnalyzer(clause, input, planner, settings).analyze();
    }

    private PatternQuery analyze() {
        faults.check(this::checkSearch);
        Pattern pattern = faults.collect(() -> new PatternCompiler(names).compile(clause.pattern()));
        faults.check(() -> checkProgram(pattern));
        faults.check(this::checkRowsPerMatch);
        if (pattern == null) {
            faults.throwIfAny(); // its variables are not all known: the rest would only follow from that
        }
        faults.check(this::subsets);
        faults.check(this::checkMeasureNames);
        List<Integer> partition = new ArrayList<>();
        for (SqlNode node : clause.partitionBy()) {
            Integer column = faults.collect(() -> column(node));
            if (column != null && partition.contains(column)) {
                faults.check(() -> {
                    throw new SqlFault(
                            "SQL-0227", "'" + node + "' stands twice in PARTITION BY", node, "leave the second out");
                });
            }
            partition.add(column);
        }
        NavigationCollector collector = new NavigationCollector(
                names, input, planner, clause.rowsPerMatch().showTimeoutMatches(), orderTime());
        List<SqlNode> conditionNodes = conditions(collector);
        int conditionNavigations = collector.navigations().size();
        List<SqlNode> measureNodes = new ArrayList<>();
        for (SqlRowPatternRecognition.Measure measure : clause.measures()) {
            measureNodes.add(faults.collect(() -> collector.rewriteMeasure(measure.expression())));
        }
        List<PatternQuery.OrderColumn> order = faults.collect(this::order);
        PatternSpec.Skip skip = faults.collect(this::skip);
        Long withinNs = faults.collect(this::withinNs);
        RelDataType scope = collector.scope();
        List<RexNode> conditions = new ArrayList<>();
        for (SqlNode node : conditionNodes) {
            conditions.add(node == null ? null : faults.collect(() -> planner.condition(node, scope)));
        }
        List<RexNode> measures = new ArrayList<>();
        for (SqlNode node : measureNodes) {
            measures.add(node == null ? null : faults.collect(() -> planner.expression(node, scope)));
        }
        faults.throwIfAny();
        return new PatternQuery(
                pattern,
                clause.pattern().toSql(name -> name),
                names.variables(),
                conditions,
                collector.navigations(),
                conditionNavigations,
                partition,
                order,
                measures,
                skip,
                withinNs,
                shown(),
                clause.rowsPerMatch().showTimeoutMatches(),
                shown().isAllRows() || collector.navigations().stream().anyMatch(Navigation::readsMatchNumber),
                output(partition, order, measures),
                input.getFieldCount(),
                planner.all(),
                settings,
                places());
    }

    private PatternQuery.Places places() {
        SourceText.Place pattern = SourceText.Place.of(clause.pattern().pos());
        return new PatternQuery.Places(
                clause.afterMatch().target() == null
                        ? pattern
                        : SourceText.Place.of(clause.afterMatch().pos()),
                pattern);
    }

    private void checkSearch() {
        if (clause.search() != null) {
            throw new SqlFault(
                    "SQL-0190",
                    clause.search() + " belongs to patterns in a WINDOW clause (R020), which are not offered",
                    clause.searchPos(),
                    "leave it out: MATCH_RECOGNIZE finds all matches");
        }
    }

    // ---- rows per match ----

    private PatternSpec.Shown shown() {
        return switch (clause.rowsPerMatch().rows()) {
            case ONE_ROW -> PatternSpec.Shown.ONE_ROW;
            case ALL_ROWS_SHOW_EMPTY -> PatternSpec.Shown.ALL_ROWS;
            case ALL_ROWS_OMIT_EMPTY -> PatternSpec.Shown.ALL_ROWS_OMIT_EMPTY;
            case ALL_ROWS_WITH_UNMATCHED -> PatternSpec.Shown.ALL_ROWS_WITH_UNMATCHED;
        };
    }

    private void checkRowsPerMatch() {
        SqlRowPatternRecognition.RowsPerMatch rows = clause.rowsPerMatch();
        if (rows.showTimeoutMatches() && clause.within() == null) {
            throw new SqlFault(
                    "SQL-0219",
                    "SHOW TIMEOUT MATCHES needs WITHIN: without it no time runs out",
                    rows.pos(),
                    "PATTERN (…) WITHIN INTERVAL '5' SECOND");
        }
        RowPattern exclusion = PatternCompiler.exclusionIn(clause.pattern());
        if (exclusion != null && shown() == PatternSpec.Shown.ALL_ROWS_WITH_UNMATCHED) {
            throw new SqlFault(
                    "SQL-0220",
                    "{- -} is not allowed with ALL ROWS PER MATCH WITH UNMATCHED ROWS",
                    exclusion.pos(),
                    null);
        }
    }

    // ---- pattern ----

    private void checkProgram(Pattern pattern) {
        try {
            boolean needsTime = pattern != null
                    && PatternProgram.of(pattern, settings.instructions()).needsTimeLimit();
            if (needsTime && clause.within() == null) {
                throw new SqlFault(
                        "SQL-0221",
                        "a pattern that ends with absence needs WITHIN: nothing else says when no more may come",
                        clause.pattern().pos(),
                        "PATTERN (…) WITHIN INTERVAL '5' SECOND");
            }
        } catch (PatternLimitException e) {
            throw new SqlFault(
                    "SQL-0208",
                    "the pattern is too large: " + e.getMessage(),
                    clause.pattern().pos(),
                    "SET '" + PatternSettings.INSTRUCTIONS + "' = '…' allows more than " + settings.instructions());
        }
    }

    private void subsets() {
        for (SqlRowPatternRecognition.Subset subset : clause.subsets()) {
            names.declareSubset(subset.name(), subset.members());
        }
    }

    private List<SqlNode> conditions(NavigationCollector collector) {
        SqlNode[] conditions = new SqlNode[names.variables().size()];
        for (SqlRowPatternRecognition.Definition definition : clause.defines()) {
            Integer variable = faults.collect(() -> names.variable(definition.variable()));
            if (variable == null) {
                continue;
            }
            if (conditions[variable] != null) {
                throw new SqlFault(
                        "SQL-0202",
                        "variable '" + definition.variable().getSimple() + "' is defined twice",
                        definition.variable(),
                        null);
            }
            conditions[variable] = faults.collect(() -> collector.rewriteCondition(definition.condition(), variable));
        }
        return Arrays.asList(conditions);
    }

    // ---- the rest of the clause ----

    /** Output columns are told apart by name. */
    private void checkMeasureNames() {
        Set<String> measures = new HashSet<>();
        for (SqlRowPatternRecognition.Measure measure : clause.measures()) {
            String name = measure.alias().getSimple();
            boolean isPartition = isPartitionColumn(name);
            boolean isShown = isPartition || shown().isAllRows() && input.getField(name, false, false) != null;
            if (isShown || !measures.add(name.toLowerCase(Locale.ROOT))) {
                throw new SqlFault(
                        "SQL-0109",
                        "'" + name + "' is already "
                                + (isPartition
                                        ? "a column of the matches: PARTITION BY has it"
                                        : isShown
                                                ? "a column of the matches: ALL ROWS PER MATCH shows the input's"
                                                : "a measure"),
                        measure.alias(),
                        "give the measure another name, such as " + unusedName(name));
            }
        }
    }

    private boolean isPartitionColumn(String name) {
        return clause.partitionBy().stream()
                .anyMatch(node -> node instanceof SqlIdentifier column
                        && column.names.get(column.names.size() - 1).equalsIgnoreCase(name));
    }

    private String unusedName(String name) {
        String candidate = "match_" + name;
        for (int i = 2; isTaken(candidate); i++) {
            candidate = "match_" + name + i;
        }
        return candidate;
    }

    private boolean isTaken(String name) {
        return input.getField(name, false, false) != null
                || clause.measures().stream()
                        .anyMatch(measure -> measure.alias().getSimple().equalsIgnoreCase(name));
    }

    private int column(SqlNode node) {
        if (!(node instanceof SqlIdentifier identifier)) {
            throw new SqlFault("SQL-0203", "a column of the input is expected here", node, null);
        }
        String name = identifier.names.get(identifier.names.size() - 1);
        var field = input.getField(name, false, false);
        if (field == null) {
            throw new SqlFault(
                    "SQL-0101", "unknown column '" + name + "'", node, Nearest.hint(name, input.getFieldNames()));
        }
        if (field.getType().getSqlTypeName() == SqlTypeName.ARRAY) {
            throw new SqlFault("SQL-0409", "an ARRAY can neither part rows nor order them", node, null);
        }
        return field.getIndex();
    }

    /** Type of the first column of ORDER BY if it is ascending and of time, else null. */
    private RelDataType orderTime() {
        if (clause.orderBy().isEmpty() || !(clause.orderBy().get(0) instanceof SqlIdentifier name)) {
            return null;
        }
        RelDataTypeField field = input.getField(name.names.get(name.names.size() - 1), false, false);
        return field != null && Types.isTime(field.getType()) ? field.getType() : null;
    }

    private List<PatternQuery.OrderColumn> order() {
        List<PatternQuery.OrderColumn> columns = new ArrayList<>();
        for (SqlNode node : clause.orderBy()) {
            Boolean isNullFirst = null;
            SqlNode key = node;
            if (key.getKind() == SqlKind.NULLS_FIRST || key.getKind() == SqlKind.NULLS_LAST) {
                isNullFirst = key.getKind() == SqlKind.NULLS_FIRST;
                key = ((SqlCall) key).operand(0);
            }
            boolean isDescending = key.getKind() == SqlKind.DESCENDING;
            SqlNode column = isDescending ? ((SqlCall) key).operand(0) : key;
            // As a query's ORDER BY: NULL counts as greater than all.
            columns.add(new PatternQuery.OrderColumn(
                    column(column), isDescending, isNullFirst == null ? isDescending : isNullFirst));
        }
        return columns;
    }

    private PatternSpec.Skip skip() {
        SqlRowPatternRecognition.Skip after = clause.afterMatch();
        long variables = after.target() == null ? 0 : skipTarget(after.target());
        if (after.target() != null) {
            checkSkipTarget(after, variables);
        }
        return switch (after.mode()) {
            case PAST_LAST_ROW -> PatternSpec.Skip.pastLastRow();
            case TO_NEXT_ROW -> PatternSpec.Skip.toNextRow();
            case TO_FIRST -> new PatternSpec.Skip(PatternSpec.SkipMode.TO_VARIABLE, variables, true, targetName(after));
            case TO_LAST -> new PatternSpec.Skip(PatternSpec.SkipMode.TO_VARIABLE, variables, false, targetName(after));
        };
    }

    private static String targetName(SqlRowPatternRecognition.Skip after) {
        return after.target().getSimple();
    }

    private long skipTarget(SqlIdentifier target) {
        try {
            return names.set(target);
        } catch (SqlFault e) {
            String word = target.getSimple().toUpperCase(Locale.ROOT);
            String hint = word.equals("NEXT")
                    ? "AFTER MATCH SKIP TO NEXT ROW"
                    : word.equals("FIRST") || word.equals("LAST")
                            ? "a variable or a subset stands behind " + word + ": AFTER MATCH SKIP TO " + word + " B"
                            : e.hint();
            throw new SqlFault(e.code(), e.getMessage(), e.pos(), hint);
        }
    }

    private void checkSkipTarget(SqlRowPatternRecognition.Skip after, long variables) {
        names.checkMapped(variables, after.target());
        boolean isToFirst = after.mode() == SqlRowPatternRecognition.SkipMode.TO_FIRST;
        if (!SkipTarget.canBeBehindFirstRow(
                clause.pattern(), name -> (variables >>> names.variable(name) & 1) != 0, isToFirst)) {
            throw new SqlFault(
                    "SQL-0226",
                    "the " + (isToFirst ? "first" : "last") + " row of '"
                            + after.target().getSimple()
                            + "' is always the match's first row: the same match would be found again",
                    after.target(),
                    "AFTER MATCH SKIP PAST LAST ROW, or TO NEXT ROW");
        }
    }

    private long withinNs() {
        if (clause.within() == null) {
            return PatternSpec.NO_WITHIN;
        }
        if (!(clause.within() instanceof SqlIntervalLiteral interval)) {
            throw new SqlFault("SQL-0204", "WITHIN takes an interval literal", clause.within(), "INTERVAL '5' SECOND");
        }
        RelDataType time = orderTime();
        if (time != null && SqlTypeUtil.isNumeric(time)) {
            String column = ((SqlIdentifier) clause.orderBy().get(0)).toString();
            throw new SqlFault(
                    "SQL-0230",
                    "WITHIN needs rows in the order of a TIMESTAMP or a DATE; '" + column + "' is a number, of no unit",
                    interval,
                    "declare a computed column and its watermark, as t AS TO_TIMESTAMP_LTZ(" + column
                            + ", 3) for milliseconds, and ORDER BY it");
        }
        try {
            long ns = Intervals.nanos(interval);
            if (ns <= 0) {
                throw new SqlFault("SQL-0204", "WITHIN must be longer than nothing", interval, null);
            }
            return ns;
        } catch (IllegalArgumentException e) {
            throw new SqlFault("SQL-0204", e.getMessage(), interval, null);
        }
    }

    /** Partition columns and measures; with all rows, the order's columns between them and the other columns behind. */
    private PatternQuery.Output output(
            List<Integer> partition, List<PatternQuery.OrderColumn> order, List<RexNode> measures) {
        boolean isAllRows = shown().isAllRows();
        Set<Integer> repeated = new LinkedHashSet<>(partition);
        if (isAllRows) {
            order.forEach(column -> repeated.add(column.column()));
        }
        List<Integer> source = new ArrayList<>(isAllRows ? repeated : partition);
        List<Integer> measureColumns = new ArrayList<>();
        for (int i = 0; i < measures.size(); i++) {
            measureColumns.add(source.size());
            source.add(PatternSpec.Rows.MEASURE);
        }
        for (int column = 0; isAllRows && column < input.getFieldCount(); column++) {
            if (repeated.add(column)) {
                source.add(column);
            }
        }
        RelDataTypeFactory.Builder builder = planner.typeFactory().builder();
        Iterator<SqlRowPatternRecognition.Measure> declared = clause.measures().iterator();
        Iterator<RexNode> values = measures.iterator();
        for (int column : source) {
            if (column == PatternSpec.Rows.MEASURE) {
                builder.add(declared.next().alias().getSimple(), shownType(values.next()));
            } else {
                builder.add(input.getFieldList().get(column));
            }
        }
        return new PatternQuery.Output(builder.build(), source, measureColumns);
    }

    /** Rows without a match have no measures. */
    private RelDataType shownType(RexNode measure) {
        return shown() == PatternSpec.Shown.ALL_ROWS_WITH_UNMATCHED
                ? planner.typeFactory().createTypeWithNullability(measure.getType(), true)
                : measure.getType();
    }
}
