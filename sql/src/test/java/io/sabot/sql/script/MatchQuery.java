package io.sabot.sql.script;

import io.sabot.sql.script.PatternExpression.Literal;
import io.sabot.sql.script.PatternNode.Sequence;
import io.sabot.sql.script.PatternRow.Order;
import io.sabot.sql.script.PatternScope.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A query with MATCH_RECOGNIZE over {@code t (k, ts, v, w, id)}, in parts.
 *
 * @param union null if there is no SUBSET
 * @param within seconds, 0 for no limit
 */
record MatchQuery(
        Input input,
        List<PatternExpression> measures,
        RowMode rows,
        Skip skip,
        PatternNode pattern,
        int within,
        Owner union,
        Map<String, PatternExpression> conditions) {

    /** @param delay of the watermark, seconds */
    record Input(boolean isBounded, int delay, boolean isPartitioned, List<Order> orders) {}

    enum RowMode {
        ONE_ROW("ONE ROW PER MATCH"),
        TIMEOUTS("ONE ROW PER MATCH SHOW TIMEOUT MATCHES"),
        ALL_ROWS("ALL ROWS PER MATCH"),
        SHOW_EMPTY("ALL ROWS PER MATCH SHOW EMPTY MATCHES"),
        OMIT_EMPTY("ALL ROWS PER MATCH OMIT EMPTY MATCHES"),
        UNMATCHED("ALL ROWS PER MATCH WITH UNMATCHED ROWS");

        private final String sql;

        RowMode(String sql) {
            this.sql = sql;
        }

        boolean isOneRow() {
            return this == ONE_ROW || this == TIMEOUTS;
        }
    }

    enum SkipMode {
        PAST_LAST_ROW,
        TO_NEXT_ROW,
        TO_FIRST,
        TO_LAST
    }

    /** @param target null unless the mode needs one */
    record Skip(SkipMode mode, Owner target) {
        static final Skip PAST_LAST_ROW = new Skip(SkipMode.PAST_LAST_ROW, null);

        String sql() {
            return " AFTER MATCH SKIP " + mode.name().replace('_', ' ') + (target == null ? "" : " " + target.name());
        }
    }

    String sql() {
        StringBuilder text = new StringBuilder("CREATE TABLE t (k VARCHAR, ts TIMESTAMP(9), v INT, w INT, id INT");
        if (!input.isBounded()) {
            text.append(", WATERMARK FOR ts AS ts");
            text.append(input.delay() == 0 ? "" : " - INTERVAL '" + input.delay() + "' SECOND");
        }
        text.append(") WITH ('connector' = '").append(input.isBounded() ? "rows" : "stream");
        text.append("');\nSELECT * FROM t MATCH_RECOGNIZE (").append(input.isPartitioned() ? "PARTITION BY k " : "");
        text.append("ORDER BY ").append(input.orders().stream().map(Order::sql).collect(Collectors.joining(", ")));
        for (int i = 0; i < measures.size(); i++) {
            text.append(i == 0 ? "\n MEASURES " : ",\n  ");
            text.append(measures.get(i).sql()).append(" AS m").append(i);
        }
        text.append("\n ")
                .append(rows.sql)
                .append(skip.sql())
                .append("\n PATTERN (")
                .append(patternText())
                .append(')');
        text.append(within == 0 ? "" : " WITHIN INTERVAL '" + within + "' SECOND");
        if (union != null) {
            text.append("\n SUBSET ").append(union.name()).append(" = (");
            text.append(String.join(", ", union.members())).append(')');
        }
        return text.append(definitions()).append(')').toString();
    }

    private String patternText() {
        return pattern instanceof Sequence sequence ? sequence.bare() : pattern.sql();
    }

    private String definitions() {
        Set<String> variables = pattern.variables();
        return conditions.entrySet().stream()
                .filter(entry -> variables.contains(entry.getKey()))
                .map(entry -> entry.getKey() + " AS " + entry.getValue().sql())
                .reduce((a, b) -> a + ",\n  " + b)
                .map(all -> "\n DEFINE " + all)
                .orElse("");
    }

    /** Matches of overlapping starts come as they complete, unless something keeps them in order. */
    boolean isInOrder() {
        return skip.mode() != SkipMode.TO_NEXT_ROW
                || !rows.isOneRow()
                || rows == RowMode.ONE_ROW && sql().contains("MATCH_NUMBER()");
    }

    /** Queries with something less, that which leaves out most first. */
    List<MatchQuery> simpler() {
        List<MatchQuery> forms = new ArrayList<>();
        if (measures.size() > 1) {
            measures.forEach(measure -> forms.add(withMeasures(List.of(measure))));
        }
        if (rows != RowMode.ONE_ROW) {
            forms.add(new MatchQuery(input, measures, RowMode.ONE_ROW, skip, pattern, within, union, conditions));
        }
        if (rows == RowMode.OMIT_EMPTY || rows == RowMode.UNMATCHED || rows == RowMode.SHOW_EMPTY) {
            forms.add(new MatchQuery(input, measures, RowMode.ALL_ROWS, skip, pattern, within, union, conditions));
        }
        if (skip.mode() != SkipMode.PAST_LAST_ROW) {
            forms.add(new MatchQuery(input, measures, rows, Skip.PAST_LAST_ROW, pattern, within, union, conditions));
        }
        if (within != 0) {
            forms.add(new MatchQuery(input, measures, rows, skip, pattern, 0, union, conditions));
        }
        if (union != null) {
            forms.add(new MatchQuery(input, measures, rows, skip, pattern, within, null, conditions));
        }
        for (Input less : simplerInputs()) {
            forms.add(new MatchQuery(less, measures, rows, skip, pattern, within, union, conditions));
        }
        conditions.keySet().forEach(variable -> forms.add(withCondition(variable, null)));
        pattern.simpler().forEach(less -> forms.add(withPattern(less)));
        conditions.forEach((variable, condition) -> {
            if (!(condition instanceof Literal)) {
                forms.add(withCondition(variable, new Literal(false)));
            }
            condition.simpler().forEach(less -> forms.add(withCondition(variable, less)));
        });
        for (int i = 0; i < measures.size(); i++) {
            for (PatternExpression less : measures.get(i).simpler()) {
                List<PatternExpression> changed = new ArrayList<>(measures);
                changed.set(i, less);
                forms.add(withMeasures(changed));
            }
        }
        return forms;
    }

    private List<Input> simplerInputs() {
        List<Input> forms = new ArrayList<>();
        if (input.isBounded()) {
            forms.add(new Input(false, 0, input.isPartitioned(), List.of(new Order("ts", false))));
        }
        if (input.orders().size() > 1) {
            List<Order> fewer = input.orders().subList(0, input.orders().size() - 1);
            forms.add(new Input(input.isBounded(), input.delay(), input.isPartitioned(), fewer));
        }
        if (input.delay() != 0) {
            forms.add(new Input(input.isBounded(), 0, input.isPartitioned(), input.orders()));
        }
        if (input.isPartitioned()) {
            forms.add(new Input(input.isBounded(), input.delay(), false, input.orders()));
        }
        return forms;
    }

    private MatchQuery withMeasures(List<PatternExpression> changed) {
        return new MatchQuery(input, changed, rows, skip, pattern, within, union, conditions);
    }

    private MatchQuery withPattern(PatternNode changed) {
        return new MatchQuery(input, measures, rows, skip, changed, within, union, conditions);
    }

    private MatchQuery withCondition(String variable, PatternExpression condition) {
        Map<String, PatternExpression> changed = new TreeMap<>(conditions);
        if (condition == null) {
            changed.remove(variable);
        } else {
            changed.put(variable, condition);
        }
        return new MatchQuery(input, measures, rows, skip, pattern, within, union, changed);
    }
}
