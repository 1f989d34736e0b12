package io.sabot.sql.script;

import io.sabot.sql.script.PatternScope.Owner;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * An aggregate over the rows of an owner.
 *
 * @param function a name; variances are shown as thousandths in whole numbers
 * @param argument null for COUNT(*)
 * @param filter null if there is none
 * @param order null if there is none
 */
record PatternAggregate(
        Semantics semantics,
        String function,
        Owner owner,
        boolean isDistinct,
        PatternExpression argument,
        PatternExpression filter,
        PatternExpression order,
        boolean isDescending)
        implements PatternExpression {

    static PatternAggregate of(String function, Owner owner, PatternExpression argument) {
        return new PatternAggregate(Semantics.DEFAULT, function, owner, false, argument, null, null, false);
    }

    @Override
    public String sql() {
        String call = semantics.sql + function + "(" + (isDistinct ? "DISTINCT " : "")
                + (argument == null ? owner.prefix() + "*" : argument.sql())
                + (order == null ? "" : " ORDER BY " + order.sql() + (isDescending ? " DESC" : "")) + ")"
                + (filter == null ? "" : " FILTER (WHERE " + filter.sql() + ")");
        return isVariance() ? "CAST(" + call + " * 1000 + 0.2371 AS BIGINT)" : call;
    }

    private boolean isVariance() {
        return function.startsWith("VAR") || function.startsWith("STDDEV");
    }

    @Override
    public Object value(PatternScope scope, Integer at) {
        PatternScope seen = semantics.of(scope);
        List<Integer> rows = new ArrayList<>(seen.rowsOf(owner));
        if (filter != null) {
            rows.removeIf(row -> !Boolean.TRUE.equals(filter.value(seen, row)));
        }
        if (argument == null) {
            return rows.size();
        }
        if (order != null) {
            Comparator<Integer> ascending = Comparator.comparing(
                    row -> comparable(order.value(seen, row)), Comparator.nullsLast(Comparator.naturalOrder()));
            rows.sort(isDescending ? ascending.reversed() : ascending);
        }
        List<Object> values = new ArrayList<>();
        rows.forEach(row -> values.add(comparable(argument.value(seen, row))));
        if (!function.equals("ARRAY_AGG")) {
            values.removeIf(Objects::isNull);
        }
        return aggregate(isDistinct ? new ArrayList<>(new LinkedHashSet<>(values)) : values);
    }

    /** Numbers as long, so that they compare with each other. */
    @SuppressWarnings("unchecked")
    private static Comparable<Object> comparable(Object value) {
        return (Comparable<Object>) (value instanceof Integer number ? (Object) number.longValue() : value);
    }

    private Object aggregate(List<Object> values) {
        if (function.equals("COUNT")) {
            return values.size();
        }
        if (values.isEmpty()) {
            return null;
        }
        return switch (function) {
            case "MIN" ->
                values.stream()
                        .min(Comparator.comparing(PatternAggregate::comparable))
                        .orElseThrow();
            case "MAX" ->
                values.stream()
                        .max(Comparator.comparing(PatternAggregate::comparable))
                        .orElseThrow();
            case "SUM" -> (long) sum(values);
            case "AVG" -> sum(values) / values.size();
            case "ARRAY_AGG" -> new Elements(values);
            default -> variance(values);
        };
    }

    /** An array: shown as JSON. */
    record Elements(List<Object> values) {
        @Override
        public String toString() {
            return values.stream()
                    .map(value -> value instanceof String ? "\"" + value + "\"" : String.valueOf(value))
                    .collect(Collectors.joining(",", "[", "]"));
        }
    }

    private static double sum(List<Object> values) {
        return values.stream().mapToDouble(PatternAggregate::number).sum();
    }

    private static double number(Object value) {
        return ((java.lang.Number) value).doubleValue();
    }

    private Long variance(List<Object> values) {
        int count = values.size() - (function.endsWith("_SAMP") ? 1 : 0);
        if (count == 0) {
            return null;
        }
        double mean = sum(values) / values.size();
        double squares = values.stream()
                .mapToDouble(value -> (number(value) - mean) * (number(value) - mean))
                .sum();
        double variance = squares / count;
        return (long) ((function.startsWith("STDDEV") ? Math.sqrt(variance) : variance) * 1000 + 0.2371);
    }

    @Override
    public Kind kind() {
        if (function.equals("ARRAY_AGG")) {
            return Kind.OTHER;
        }
        return function.startsWith("M") ? argument.kind() : Kind.NUMBER;
    }

    @Override
    public List<PatternExpression> children() {
        List<PatternExpression> children = new ArrayList<>();
        for (PatternExpression child : new PatternExpression[] {argument, filter, order}) {
            if (child != null) {
                children.add(child);
            }
        }
        return children;
    }

    @Override
    public PatternExpression with(List<PatternExpression> children) {
        int at = 0;
        PatternExpression what = argument == null ? null : children.get(at++);
        PatternExpression where = filter == null ? null : children.get(at++);
        PatternExpression by = order == null ? null : children.get(at);
        return new PatternAggregate(semantics, function, owner, isDistinct, what, where, by, isDescending);
    }

    @Override
    public List<PatternExpression> plainer() {
        List<PatternExpression> forms = new ArrayList<>();
        if (semantics != Semantics.DEFAULT) {
            forms.add(new PatternAggregate(
                    Semantics.DEFAULT, function, owner, isDistinct, argument, filter, order, isDescending));
        }
        if (isDistinct) {
            forms.add(new PatternAggregate(semantics, function, owner, false, argument, filter, order, isDescending));
        }
        if (filter != null) {
            forms.add(
                    new PatternAggregate(semantics, function, owner, isDistinct, argument, null, order, isDescending));
        }
        if (order != null) {
            forms.add(new PatternAggregate(semantics, function, owner, isDistinct, argument, filter, null, false));
        }
        return forms;
    }
}
