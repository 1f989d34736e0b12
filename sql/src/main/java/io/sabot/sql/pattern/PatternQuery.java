package io.sabot.sql.pattern;

import io.sabot.cep.Pattern;
import io.sabot.cep.PatternLimits;
import io.sabot.cep.PatternProgram;
import io.sabot.cep.PatternSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.sql.catalog.SourceText;
import io.sabot.sql.type.SabotTypeSystem;
import io.sabot.sql.type.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.type.SqlTypeFactoryImpl;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * A MATCH_RECOGNIZE clause, checked. Conditions and measures refer to the input's columns and, behind them, to the
 * navigations in their order.
 *
 * @param variables names by number
 * @param conditions per variable; null means TRUE
 * @param conditionNavigations how many of the navigations conditions may read; they come first
 * @param showsTimeouts a partial match that runs out of time gives a row
 * @param isInOrderOfStart matches of one partition come out in the order of their first rows
 * @param inputColumns how many columns the input has
 * @param subQueries whose results conditions and measures read, by number
 * @param settings in force where the clause stands
 * @param places in the text
 */
public record PatternQuery(
        Pattern pattern,
        String patternText,
        List<String> variables,
        List<RexNode> conditions,
        List<Navigation> navigations,
        int conditionNavigations,
        List<Integer> partitionColumns,
        List<OrderColumn> orderColumns,
        List<RexNode> measures,
        PatternSpec.Skip skip,
        long withinNs,
        PatternSpec.Shown shown,
        boolean showsTimeouts,
        boolean isInOrderOfStart,
        Output output,
        int inputColumns,
        List<SubQuery> subQueries,
        PatternSettings settings,
        Places places) {
    private static final String NO_ROW_TO_SKIP_TO = "CEP-0102";

    /**
     * Where to look for what goes wrong while the query runs.
     *
     * @param skip AFTER MATCH SKIP, if a variable is skipped to
     */
    public record Places(SourceText.Place skip, SourceText.Place pattern) {
        public SourceText.Place of(String code) {
            return code.equals(NO_ROW_TO_SKIP_TO) ? skip : pattern;
        }
    }

    /** One key of ORDER BY. */
    public record OrderColumn(int column, boolean isDescending, boolean isNullFirst) {}

    /**
     * The columns of the result.
     *
     * @param source per column the input's that it repeats, or {@link PatternSpec.Rows#MEASURE}
     * @param measureColumns places of the measures, in their order
     */
    public record Output(RelDataType type, List<Integer> source, List<Integer> measureColumns) {}

    /** The pattern, compiled. */
    public PatternProgram program() {
        return PatternProgram.of(pattern, settings.instructions());
    }

    public boolean readsMatchNumber() {
        return navigations.stream().anyMatch(Navigation::readsMatchNumber);
    }

    /** The first output column that is MATCH_ROWTIME(), or {@link EventSchema#NO_COLUMN}. */
    public int rowtimeColumn() {
        for (int i = 0; i < measures.size(); i++) {
            if (measures.get(i) instanceof RexInputRef ref
                    && ref.getIndex() >= inputColumns
                    && navigations.get(ref.getIndex() - inputColumns).kind() == Navigation.Kind.MATCH_ROWTIME) {
                return output.measureColumns().get(i);
            }
        }
        return EventSchema.NO_COLUMN;
    }

    /** Where the search goes on, in SQL's words. */
    public String skipText() {
        return switch (skip.mode()) {
            case PAST_LAST_ROW -> "SKIP PAST LAST ROW";
            case TO_NEXT_ROW -> "SKIP TO NEXT ROW";
            case TO_VARIABLE -> "SKIP TO " + (skip.isToFirst() ? "FIRST " : "LAST ") + names(skip.variables());
        };
    }

    /** Of variables; several in parentheses. */
    public String names(long set) {
        List<String> names = new ArrayList<>();
        for (int variable = 0; variable < variables.size(); variable++) {
            if ((set >>> variable & 1) != 0) {
                names.add(variables.get(variable));
            }
        }
        return names.size() == 1 ? names.get(0) : "(" + String.join(", ", names) + ")";
    }

    /** Whether conditions read what makes every partial match unlike all others. */
    public boolean hasDistinctConditions() {
        return conditionReads().stream()
                .anyMatch(navigation -> navigation.share().isDistinct());
    }

    private List<Navigation> conditionReads() {
        return navigations.subList(0, conditionNavigations);
    }

    /** Rows that must have come behind a row before it can be looked at: NEXT. */
    public int rowsAhead() {
        return navigations.stream()
                .mapToInt(navigation -> Math.max(0, -navigation.physicalOffset()))
                .max()
                .orElse(0);
    }

    /** The search for a match begins when the one before it has ended: conditions read its number. */
    boolean isOneByOne() {
        return conditionReads().stream().anyMatch(Navigation::readsMatchNumber);
    }

    /** Conditions are asked about rows that are held, not about those of the batch that comes in. */
    public boolean isFromWindow() {
        return rowsAhead() > 0 || isOneByOne() || conditionReads().stream().anyMatch(Navigation::needsPast);
    }

    /** Rows are held until the matches over them are decided, and measures are made of them. */
    public boolean holdsRows() {
        return shown.isAllRows() || isFromWindow() || navigations.stream().anyMatch(Navigation::needsPast);
    }

    /** Whether partial matches that began at different rows share what they have in common. */
    public boolean sharesStarts() {
        return PatternSpec.areStartsFollowed(skip, withinNs)
                && !holdsRows()
                && measureReads().stream().allMatch(Navigation::canBeParted);
    }

    /** What measures keep in registers and conditions do not. */
    private List<Navigation> measureReads() {
        Set<String> conditions =
                conditionReads().stream().map(Navigation::registerKey).collect(Collectors.toSet());
        return navigations.stream()
                .filter(navigation -> navigation.isRegister() && !conditions.contains(navigation.registerKey()))
                .toList();
    }

    /**
     * How much may be under way. What is not set follows from the pattern: where starts share their threads and conditions do
     * not tell them apart, a partial match takes room and no time.
     */
    public PatternLimits limits() {
        boolean isCheap = sharesStarts() && conditionReads().stream().noneMatch(Navigation::isRegister);
        return settings.limits(isCheap ? PatternLimits.SHARED_PARTIAL_MATCHES : PatternLimits.PARTIAL_MATCHES);
    }

    /** Rows before a row that are held because its values depend on them: PREV. */
    private int rowsBehind() {
        return navigations.stream()
                .mapToInt(navigation -> Math.max(0, navigation.physicalOffset()))
                .max()
                .orElse(0);
    }

    /** @param input the input's columns */
    public PatternSpec.Rows rows(EventSchema input) {
        if (!holdsRows()) {
            return PatternSpec.Rows.one();
        }
        int[] columns = shown.isAllRows()
                ? output.source().stream().mapToInt(Integer::intValue).toArray()
                : null;
        return new PatternSpec.Rows(shown, input, columns, rowsBehind(), rowsAhead(), isOneByOne(), isFromWindow());
    }

    /**
     * The same matches, found at the same rows; what comes out are their rows, those in exclusions too, with the classifier
     * in front of the input's columns.
     *
     * @param classifierColumn its name
     */
    public PatternQuery showingRows(String classifierColumn, EventSchema input) {
        RelDataTypeFactory types = new SqlTypeFactoryImpl(SabotTypeSystem.INSTANCE);
        RelDataType text = types.createTypeWithNullability(types.createSqlType(SqlTypeName.VARCHAR), true);
        RexNode classifier = new RexInputRef(inputColumns, text);
        List<Navigation> all = new ArrayList<>(navigations);
        all.add(new Navigation(
                Navigation.Kind.LAST, Navigation.UNIVERSAL, 0, 0, classifier, true, Navigation.Share.ALL, false, text));
        RexNode measure = new RexInputRef(inputColumns + navigations.size(), text);
        List<Integer> source = new ArrayList<>(List.of(PatternSpec.Rows.MEASURE));
        for (int column = 0; column < inputColumns; column++) {
            source.add(column);
        }
        RelDataTypeFactory.Builder row = types.builder().add(classifierColumn, text);
        input.columns().forEach(column -> row.add(column.name(), Types.toRel(column.type(), types)));
        return new PatternQuery(
                pattern.withoutExclusions(),
                patternText,
                variables,
                conditions,
                all,
                conditionNavigations,
                partitionColumns,
                orderColumns,
                List.of(measure),
                skip,
                withinNs,
                PatternSpec.Shown.ALL_ROWS,
                showsTimeouts,
                isInOrderOfStart,
                new Output(row.build(), source, List.of(0)),
                inputColumns,
                subQueries,
                settings,
                places);
    }
}
