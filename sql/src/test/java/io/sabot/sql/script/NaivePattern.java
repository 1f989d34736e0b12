package io.sabot.sql.script;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The slow twin of MATCH_RECOGNIZE with its conditions: the standard's definition, by backtracking in preference order,
 * over the rows of one partition.
 */
final class NaivePattern {
    /** Rows of a partition; {@code values} may hold null. */
    record Rows(List<Long> timesNs, List<Integer> values) {
        Integer value(int row) {
            return row < 0 ? null : values.get(row);
        }
    }

    /** A row and the variable it is mapped to. */
    record Mapping(int row, char variable) {}

    /** A match, or what there is of it when a condition is asked; the candidate is the last then. */
    record Scope(Rows rows, List<Mapping> mapped) {
        /** Rows of one variable, or of all for '*', in order. */
        List<Integer> rowsOf(char variable) {
            return mapped.stream()
                    .filter(mapping -> variable == '*' || mapping.variable() == variable)
                    .map(Mapping::row)
                    .toList();
        }

        /** Null if there are too few rows. */
        Integer first(char variable, int offset) {
            List<Integer> of = rowsOf(variable);
            return offset < of.size() ? of.get(offset) : null;
        }

        Integer last(char variable, int offset) {
            List<Integer> of = rowsOf(variable);
            return offset < of.size() ? of.get(of.size() - 1 - offset) : null;
        }

        Integer value(Integer row) {
            return row == null ? null : rows.value(row);
        }

        List<Integer> valuesOf(char variable) {
            return rowsOf(variable).stream()
                    .map(rows::value)
                    .filter(v -> v != null)
                    .toList();
        }

        Long sum(char variable) {
            List<Integer> values = valuesOf(variable);
            return values.isEmpty() ? null : values.stream().mapToLong(v -> v).sum();
        }
    }

    sealed interface Node {}

    record Variable(char name, Predicate<Scope> condition) implements Node {}

    record Sequence(List<Node> parts) implements Node {}

    record Choice(List<Node> choices) implements Node {}

    record Permutation(List<Node> parts) implements Node {}

    /** @param max -1 for no limit */
    record Loop(Node body, int min, int max, boolean isReluctant) implements Node {}

    private interface Continuation {
        boolean resume(int at);
    }

    private final Node pattern;
    private final Rows rows;
    private final long withinNs;
    private final List<Mapping> mapped = new ArrayList<>();
    private int start;
    private int matchedTo;

    private NaivePattern(Node pattern, Rows rows, long withinNs) {
        this.pattern = pattern;
        this.rows = rows;
        this.withinNs = withinNs;
    }

    /** @param withinNs 0 for no limit */
    static List<Scope> findAll(Node pattern, Rows rows, long withinNs, boolean skipsPastLast) {
        return new NaivePattern(pattern, rows, withinNs).findAll(skipsPastLast);
    }

    private List<Scope> findAll(boolean skipsPastLast) {
        List<Scope> found = new ArrayList<>();
        int at = 0;
        while (at < rows.values().size()) {
            start = at;
            mapped.clear();
            boolean isMatch = match(pattern, at, end -> {
                matchedTo = end;
                return true;
            });
            if (isMatch) {
                found.add(new Scope(rows, List.copyOf(mapped)));
            }
            at = isMatch && skipsPastLast && matchedTo > at ? matchedTo : at + 1;
        }
        return found;
    }

    private boolean match(Node node, int at, Continuation next) {
        if (node instanceof Variable variable) {
            return matchRow(variable, at, next);
        } else if (node instanceof Sequence sequence) {
            return sequence(sequence.parts(), 0, at, next);
        } else if (node instanceof Choice choice) {
            return choice.choices().stream().anyMatch(way -> match(way, at, next));
        } else if (node instanceof Permutation permutation) {
            return permute(List.of(), permutation.parts(), at, next);
        }
        return repeat((Loop) node, 0, at, next);
    }

    private boolean matchRow(Variable variable, int at, Continuation next) {
        if (at >= rows.values().size()
                || withinNs != 0 && rows.timesNs().get(at) - rows.timesNs().get(start) >= withinNs) {
            return false;
        }
        mapped.add(new Mapping(at, variable.name()));
        if (variable.condition().test(new Scope(rows, mapped)) && next.resume(at + 1)) {
            return true;
        }
        mapped.remove(mapped.size() - 1);
        return false;
    }

    private boolean sequence(List<Node> parts, int index, int at, Continuation next) {
        return index == parts.size()
                ? next.resume(at)
                : match(parts.get(index), at, to -> sequence(parts, index + 1, to, next));
    }

    /** All of one order come before any of the next. */
    private boolean permute(List<Node> order, List<Node> left, int at, Continuation next) {
        if (left.isEmpty()) {
            return sequence(order, 0, at, next);
        }
        for (int i = 0; i < left.size(); i++) {
            List<Node> longer = new ArrayList<>(order);
            longer.add(left.get(i));
            List<Node> rest = new ArrayList<>(left);
            rest.remove(i);
            if (permute(longer, rest, at, next)) {
                return true;
            }
        }
        return false;
    }

    /** An optional iteration that consumes nothing ends the loop. */
    private boolean repeat(Loop loop, int done, int at, Continuation next) {
        if (done < loop.min()) {
            return match(loop.body(), at, to -> repeat(loop, done + 1, to, next));
        }
        if (loop.max() >= 0 && done >= loop.max()) {
            return next.resume(at);
        }
        Continuation again = to -> to == at ? next.resume(to) : repeat(loop, done + 1, to, next);
        return loop.isReluctant()
                ? next.resume(at) || match(loop.body(), at, again)
                : match(loop.body(), at, again) || next.resume(at);
    }
}
