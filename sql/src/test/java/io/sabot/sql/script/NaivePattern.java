package io.sabot.sql.script;

import io.sabot.sql.script.PatternNode.Choice;
import io.sabot.sql.script.PatternNode.Empty;
import io.sabot.sql.script.PatternNode.End;
import io.sabot.sql.script.PatternNode.Exclusion;
import io.sabot.sql.script.PatternNode.Loop;
import io.sabot.sql.script.PatternNode.NotNext;
import io.sabot.sql.script.PatternNode.Permutation;
import io.sabot.sql.script.PatternNode.Sequence;
import io.sabot.sql.script.PatternNode.Start;
import io.sabot.sql.script.PatternNode.Variable;
import io.sabot.sql.script.PatternScope.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The slow twin of MATCH_RECOGNIZE with its conditions: the standard's definition, by backtracking in preference order,
 * over the rows of one partition.
 */
final class NaivePattern {
    /** Too many ways to try all of them in a test. */
    static final class TooManyWays extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * What starts at a row.
     *
     * @param match null if there is none; empty for an empty match
     * @param partial the preferred way that was still without an end when there was no row left, or none in time; null if
     *     there is none
     */
    record Attempt(List<Mapping> match, List<Mapping> partial) {}

    private interface Continuation {
        boolean resume(int at);
    }

    private static final int MAX_STEPS = 300_000;

    private final PatternNode pattern;
    private final Map<String, PatternExpression> conditions;
    private final List<PatternRow> rows;
    private final int within;
    private final List<Mapping> mapped = new ArrayList<>();
    private List<Mapping> partial;
    private int start;
    private int number;
    private int exclusions;
    private int steps;

    /** @param within seconds, 0 for no limit */
    NaivePattern(PatternNode pattern, Map<String, PatternExpression> conditions, List<PatternRow> rows, int within) {
        this.pattern = pattern;
        this.conditions = conditions;
        this.rows = rows;
        this.within = within;
    }

    /** @param number that a match has if there is one */
    Attempt startAt(int row, int number) {
        this.start = row;
        this.number = number;
        mapped.clear();
        partial = null;
        exclusions = 0;
        steps = 0;
        boolean isMatch = match(pattern, row, true, end -> true);
        return new Attempt(isMatch ? List.copyOf(mapped) : null, partial);
    }

    /** @param isLast whether nothing of the pattern follows */
    private boolean match(PatternNode node, int at, boolean isLast, Continuation next) {
        if (node instanceof Variable variable) {
            return matchRow(variable.name(), at, next);
        } else if (node instanceof Sequence sequence) {
            return sequence(sequence.parts(), 0, at, isLast, next);
        } else if (node instanceof Choice choice) {
            return choice.ways().stream().anyMatch(way -> match(way, at, false, next));
        } else if (node instanceof Permutation permutation) {
            return permute(List.of(), permutation.parts(), at, next);
        } else if (node instanceof Loop loop) {
            return repeat(loop, 0, at, next);
        } else if (node instanceof Exclusion exclusion) {
            return exclude(exclusion, at, next);
        } else if (node instanceof NotNext not) {
            return !isNext(not.variable(), at) && next.resume(at);
        } else if (node instanceof Start) {
            return at == 0 && next.resume(at);
        } else if (node instanceof End) {
            return at == rows.size() && next.resume(at);
        }
        return node instanceof Empty && next.resume(at);
    }

    private boolean matchRow(String variable, int at, Continuation next) {
        if (isOver(at)) {
            partial = partial == null ? List.copyOf(mapped) : partial;
            return false;
        }
        if (++steps > MAX_STEPS) {
            throw new TooManyWays();
        }
        mapped.add(new Mapping(at, variable, exclusions > 0));
        if (holds(variable, at) && next.resume(at + 1)) {
            return true;
        }
        mapped.remove(mapped.size() - 1);
        return false;
    }

    /** No row left, or none in time. */
    private boolean isOver(int at) {
        return at >= rows.size()
                || within != 0 && rows.get(at).second() - rows.get(start).second() >= within;
    }

    /** The candidate is mapped already. */
    private boolean holds(String variable, int at) {
        PatternExpression condition = conditions.get(variable);
        PatternScope scope = new PatternScope(rows, mapped, mapped.size(), at, number, "MATCH");
        return condition == null || Boolean.TRUE.equals(condition.value(scope, null));
    }

    /** Whether there is a next row in time that would be the variable's. */
    private boolean isNext(String variable, int at) {
        if (isOver(at)) {
            return false;
        }
        mapped.add(new Mapping(at, variable, false));
        boolean holds = holds(variable, at);
        mapped.remove(mapped.size() - 1);
        return holds;
    }

    private boolean exclude(Exclusion exclusion, int at, Continuation next) {
        exclusions++;
        boolean isMatch = match(exclusion.body(), at, false, to -> {
            exclusions--;
            boolean goesOn = next.resume(to);
            exclusions++;
            return goesOn;
        });
        exclusions--;
        return isMatch;
    }

    private boolean sequence(List<PatternNode> parts, int index, int at, boolean isLast, Continuation next) {
        if (index == parts.size()) {
            return next.resume(at);
        }
        PatternNode part = parts.get(index);
        boolean endsHere = isLast && index == parts.size() - 1;
        if (index + 1 < parts.size() && parts.get(index + 1) instanceof NotNext not && skipped(part) != null) {
            Continuation rest = to -> sequence(parts, index + 2, to, isLast, next);
            boolean isAbsence = isLast && index + 2 == parts.size();
            return skip(skipped(part), part instanceof Exclusion, not.variable(), at, isAbsence, rest);
        }
        return match(part, at, endsHere, to -> sequence(parts, index + 1, to, isLast, next));
    }

    /** The variable of {@code X*?} or {@code {- X*? -}}, else null. */
    private static String skipped(PatternNode node) {
        PatternNode body = node instanceof Exclusion exclusion ? exclusion.body() : node;
        return body instanceof Loop loop && loop.isSkipping() ? ((Variable) loop.body()).name() : null;
    }

    /**
     * {@code X*? [^C]}: C is forbidden on each row that X takes and on the row behind.
     *
     * @param isAbsence whether it ends the pattern, and so takes all rows there are in time
     */
    private boolean skip(
            String taken, boolean isExcluded, String forbidden, int at, boolean isAbsence, Continuation next) {
        if (isNext(forbidden, at)) {
            return false;
        }
        if ((!isAbsence || isOver(at)) && next.resume(at)) {
            return true;
        }
        if (isOver(at)) {
            partial = partial == null && !isAbsence ? List.copyOf(mapped) : partial;
            return false;
        }
        exclusions += isExcluded ? 1 : 0;
        boolean isMatch = matchRow(taken, at, to -> {
            exclusions -= isExcluded ? 1 : 0;
            boolean goesOn = skip(taken, isExcluded, forbidden, to, isAbsence, next);
            exclusions += isExcluded ? 1 : 0;
            return goesOn;
        });
        exclusions -= isExcluded ? 1 : 0;
        return isMatch;
    }

    /** All of one order come before any of the next. */
    private boolean permute(List<PatternNode> order, List<PatternNode> left, int at, Continuation next) {
        if (left.isEmpty()) {
            return sequence(order, 0, at, false, next);
        }
        for (int i = 0; i < left.size(); i++) {
            List<PatternNode> longer = new ArrayList<>(order);
            longer.add(left.get(i));
            List<PatternNode> rest = new ArrayList<>(left);
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
            return match(loop.body(), at, false, to -> repeat(loop, done + 1, to, next));
        }
        if (loop.max() != Loop.UNLIMITED && done >= loop.max()) {
            return next.resume(at);
        }
        Continuation again = to -> to == at ? next.resume(to) : repeat(loop, done + 1, to, next);
        return loop.isReluctant()
                ? next.resume(at) || match(loop.body(), at, false, again)
                : match(loop.body(), at, false, again) || next.resume(at);
    }
}
