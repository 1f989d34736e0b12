package io.sabot.sql.pattern;

import io.sabot.cep.Pattern;
import io.sabot.cep.PatternLimitException;
import io.sabot.cep.PatternProgram;
import io.sabot.cep.PatternSpec;
import io.sabot.core.error.Nearest;
import io.sabot.sql.catalog.SqlFault;
import io.sabot.sql.parser.Intervals;
import io.sabot.sql.parser.RowPattern;
import io.sabot.sql.parser.SqlRowPatternRecognition;
import io.sabot.sql.plan.ExpressionPlanner;
import java.util.ArrayList;
import java.util.HashSet;
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
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;

/**
 * Checks a MATCH_RECOGNIZE clause against its input and turns it into a {@link PatternQuery}. The clause's own rules —
 * variables, navigation, aggregates — are decided here; the scalar parts of its expressions are typed by {@link
 * ExpressionPlanner}.
 */
public final class PatternAnalyzer {
    /** Variables a pattern may have: they are bits of a long. */
    private static final int MAX_VARIABLES = 62;

    private final SqlRowPatternRecognition clause;
    private final RelDataType input;
    private final ExpressionPlanner planner;
    private final Map<String, Integer> variables = new LinkedHashMap<>();
    private final List<String> variableNames = new ArrayList<>();
    private final Map<String, Long> sets = new LinkedHashMap<>();
    private final FaultCollector faults = new FaultCollector();

    private PatternAnalyzer(SqlRowPatternRecognition clause, RelDataType input, ExpressionPlanner planner) {
        this.clause = clause;
        this.input = input;
        this.planner = planner;
    }

    /** @throws io.sabot.sql.catalog.SqlFaults with every rule the clause breaks */
    public static PatternQuery analyze(SqlRowPatternRecognition clause, RelDataType input, ExpressionPlanner planner) {
        return new PatternAnalyzer(clause, input, planner).analyze();
    }

    private PatternQuery analyze() {
        faults.check(this::checkRowsPerMatch);
        Pattern pattern = faults.collect(() -> compile(clause.pattern()));
        faults.check(() -> checkSize(pattern));
        faults.check(this::subsets);
        faults.check(this::checkMeasureNames);
        List<Integer> partition = new ArrayList<>();
        for (SqlNode node : clause.partitionBy()) {
            partition.add(faults.collect(() -> column(node)));
        }
        NavigationCollector collector = new NavigationCollector(input, planner, sets);
        List<SqlNode> conditionNodes = conditions(collector);
        int conditionNavigations = collector.navigations().size();
        List<SqlNode> measureNodes = new ArrayList<>();
        List<String> measureNames = new ArrayList<>();
        for (SqlRowPatternRecognition.Measure measure : clause.measures()) {
            measureNodes.add(faults.collect(() -> collector.rewriteMeasure(measure.expression())));
            measureNames.add(measure.alias().getSimple());
        }
        List<PatternQuery.OrderColumn> order = faults.collect(this::order);
        Long skipVariables = faults.collect(this::skipVariables);
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
                List.copyOf(variableNames),
                conditions,
                collector.navigations(),
                conditionNavigations,
                partition,
                order,
                measures,
                measureNames,
                skipMode(),
                skipVariables,
                clause.afterMatch().mode() == SqlRowPatternRecognition.SkipMode.TO_FIRST,
                withinNs,
                outputType(partition, measures, measureNames));
    }

    private void checkRowsPerMatch() {
        SqlRowPatternRecognition.RowsPerMatch rows = clause.rowsPerMatch();
        if (rows.rows() != SqlRowPatternRecognition.Rows.ONE_ROW) {
            throw unsupported("ALL ROWS PER MATCH", rows.pos());
        }
        if (rows.showTimeoutMatches()) {
            throw unsupported("SHOW TIMEOUT MATCHES", rows.pos());
        }
        if (clause.search() != null) {
            throw unsupported("INITIAL and SEEK", clause.getParserPosition());
        }
    }

    private static SqlFault unsupported(String what, org.apache.calcite.sql.parser.SqlParserPos pos) {
        return new SqlFault("SQL-0190", what + " is not supported yet", pos, null);
    }

    // ---- pattern ----

    private void checkSize(Pattern pattern) {
        try {
            if (pattern != null) {
                PatternProgram.of(pattern);
            }
        } catch (PatternLimitException e) {
            throw new SqlFault(
                    "SQL-0208",
                    "the pattern is too large: " + e.getMessage(),
                    clause.pattern().pos(),
                    null);
        }
    }

    private Pattern compile(RowPattern node) {
        if (node instanceof RowPattern.Variable variable) {
            return new Pattern.Variable(declare(variable.name()));
        } else if (node instanceof RowPattern.Concatenation concatenation) {
            return new Pattern.Concatenation(
                    concatenation.members().stream().map(this::compile).toList());
        } else if (node instanceof RowPattern.Alternation alternation) {
            return new Pattern.Alternation(
                    alternation.members().stream().map(this::compile).toList());
        } else if (node instanceof RowPattern.Quantified q) {
            if (q.max() == 0) {
                throw new SqlFault("SQL-0205", "a quantifier's maximum must be at least 1", q.pos(), null);
            }
            return new Pattern.Quantified(compile(q.body()), q.min(), q.max(), q.reluctant());
        } else if (node instanceof RowPattern.Permute permute) {
            return new Pattern.Permutation(
                    permute.members().stream().map(this::compile).toList());
        } else if (node instanceof RowPattern.StartAnchor) {
            return new Pattern.StartAnchor();
        } else if (node instanceof RowPattern.EndAnchor) {
            return new Pattern.EndAnchor();
        } else if (node instanceof RowPattern.Empty) {
            return new Pattern.Empty();
        } else if (node instanceof RowPattern.Exclusion exclusion) {
            // With ONE ROW PER MATCH an exclusion matches as its body does; it leaves rows out of ALL ROWS only.
            return compile(exclusion.body());
        }
        throw unsupported("[^…]", node.pos());
    }

    private int declare(SqlIdentifier name) {
        String key = name.getSimple().toUpperCase(Locale.ROOT);
        Integer known = variables.get(key);
        if (known != null) {
            return known;
        }
        int number = variables.size();
        if (number == MAX_VARIABLES) {
            throw new SqlFault("SQL-0206", "more than " + MAX_VARIABLES + " pattern variables", name, null);
        }
        variables.put(key, number);
        variableNames.add(name.getSimple());
        sets.put(key, 1L << number);
        return number;
    }

    private void subsets() {
        for (SqlRowPatternRecognition.Subset subset : clause.subsets()) {
            long members = 0;
            for (SqlIdentifier member : subset.members()) {
                members |= 1L << variable(member);
            }
            String key = subset.name().getSimple().toUpperCase(Locale.ROOT);
            if (sets.putIfAbsent(key, members) != null) {
                throw new SqlFault(
                        "SQL-0207",
                        "'" + subset.name().getSimple() + "' is already a pattern variable or subset",
                        subset.name(),
                        null);
            }
        }
    }

    private int variable(SqlIdentifier name) {
        Integer number = variables.get(name.getSimple().toUpperCase(Locale.ROOT));
        if (number == null) {
            throw new SqlFault(
                    "SQL-0201",
                    "'" + name.getSimple() + "' is not a variable of the pattern",
                    name,
                    Nearest.hint(name.getSimple(), variableNames));
        }
        return number;
    }

    private List<SqlNode> conditions(NavigationCollector collector) {
        SqlNode[] conditions = new SqlNode[variables.size()];
        for (SqlRowPatternRecognition.Definition definition : clause.defines()) {
            Integer variable = faults.collect(() -> variable(definition.variable()));
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
        List<SqlNode> result = new ArrayList<>();
        for (SqlNode condition : conditions) {
            result.add(condition);
        }
        return result;
    }

    // ---- the rest of the clause ----

    /** Output columns are told apart by name. */
    private void checkMeasureNames() {
        Set<String> seen = new HashSet<>();
        for (SqlNode node : clause.partitionBy()) {
            if (node instanceof SqlIdentifier column) {
                seen.add(column.names.get(column.names.size() - 1).toLowerCase(Locale.ROOT));
            }
        }
        for (SqlRowPatternRecognition.Measure measure : clause.measures()) {
            if (!seen.add(measure.alias().getSimple().toLowerCase(Locale.ROOT))) {
                throw new SqlFault(
                        "SQL-0109",
                        "'" + measure.alias().getSimple() + "' is already a column of the matches",
                        measure.alias(),
                        "give the measure another name");
            }
        }
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
        return field.getIndex();
    }

    private List<PatternQuery.OrderColumn> order() {
        List<PatternQuery.OrderColumn> columns = new ArrayList<>();
        for (SqlNode node : clause.orderBy()) {
            boolean isDescending = node.getKind() == SqlKind.DESCENDING;
            SqlNode column = isDescending ? ((SqlCall) node).operand(0) : node;
            columns.add(new PatternQuery.OrderColumn(column(column), isDescending));
        }
        return columns;
    }

    private PatternSpec.SkipMode skipMode() {
        return switch (clause.afterMatch().mode()) {
            case PAST_LAST_ROW -> PatternSpec.SkipMode.PAST_LAST_ROW;
            case TO_NEXT_ROW -> PatternSpec.SkipMode.TO_NEXT_ROW;
            case TO_FIRST, TO_LAST -> PatternSpec.SkipMode.TO_VARIABLE;
        };
    }

    private long skipVariables() {
        SqlIdentifier target = clause.afterMatch().target();
        if (target == null) {
            return 0;
        }
        Long set = sets.get(target.getSimple().toUpperCase(Locale.ROOT));
        if (set == null) {
            throw new SqlFault(
                    "SQL-0201",
                    "'" + target.getSimple() + "' is not a variable of the pattern",
                    target,
                    Nearest.hint(target.getSimple(), variableNames));
        }
        return set;
    }

    private long withinNs() {
        if (clause.within() == null) {
            return PatternSpec.NO_WITHIN;
        }
        if (!(clause.within() instanceof SqlIntervalLiteral interval)) {
            throw new SqlFault("SQL-0204", "WITHIN takes an interval literal", clause.within(), "INTERVAL '5' SECOND");
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

    private RelDataType outputType(List<Integer> partition, List<RexNode> measures, List<String> names) {
        RelDataTypeFactory.Builder builder = planner.typeFactory().builder();
        for (int column : partition) {
            builder.add(input.getFieldList().get(column));
        }
        for (int i = 0; i < measures.size(); i++) {
            builder.add(names.get(i), measures.get(i).getType());
        }
        return builder.build();
    }
}
