package io.sabot.cep;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * The slow twin: the standard's definition on a list, by backtracking in preference order. A row is a bit set of the
 * variables whose conditions it satisfies.
 */
final class NaiveMatcher {
    /** Rows first to last (last = first − 1 if empty) and the variable of each. */
    record Found(int first, int last, List<Integer> variables, int completedAt) {}

    private interface Continuation {
        boolean resume(int at);
    }

    private final Pattern pattern;
    private final int[] rows;
    private final long[] timesNs;
    private final long withinNs;
    private final List<Integer> mapped = new ArrayList<>();
    private int start;
    private int matchedTo;

    /** Where the place was left at which no forbidden row may come any more; −1 if it was none. */
    private int absentFrom;

    NaiveMatcher(Pattern pattern, int[] rows, long[] timesNs, long withinNs) {
        this.pattern = pattern;
        this.rows = rows;
        this.timesNs = timesNs;
        this.withinNs = withinNs;
    }

    List<Found> findAll(PatternSpec.SkipMode mode) {
        List<Found> found = new ArrayList<>();
        int at = 0;
        while (at < rows.length) {
            start = at;
            mapped.clear();
            absentFrom = -1;
            boolean isMatch = match(pattern, at, end -> {
                matchedTo = end;
                return absentFrom != end || hasNoNext(end);
            });
            if (!isMatch) {
                at++;
                continue;
            }
            found.add(new Found(at, matchedTo - 1, List.copyOf(mapped), 0));
            at = mode == PatternSpec.SkipMode.PAST_LAST_ROW && matchedTo > at ? matchedTo : at + 1;
        }
        return found;
    }

    /** Whether no row comes behind the place, or none in time. */
    private boolean hasNoNext(int at) {
        return at >= rows.length || withinNs != 0 && timesNs[at] - timesNs[start] >= withinNs;
    }

    private boolean isNext(int variable, int at) {
        return !hasNoNext(at) && (rows[at] >>> variable & 1) != 0;
    }

    /** As few rows as possible, each tried by the recursion. */
    private boolean without(Pattern.Without node, int at, Continuation next) {
        if (isNext(node.forbidden(), at)) {
            return false;
        }
        int before = absentFrom;
        absentFrom = at;
        if (next.resume(at)) {
            return true;
        }
        absentFrom = before;
        return match(new Pattern.Variable(node.variable()), at, to -> without(node, to, next));
    }

    private boolean match(Pattern node, int at, Continuation next) {
        if (node instanceof Pattern.Variable variable) {
            if (at >= rows.length
                    || (rows[at] >>> variable.number() & 1) == 0
                    || withinNs != 0 && timesNs[at] - timesNs[start] >= withinNs) {
                return false;
            }
            mapped.add(variable.number());
            if (next.resume(at + 1)) {
                return true;
            }
            mapped.remove(mapped.size() - 1);
            return false;
        }
        if (node instanceof Pattern.Concatenation concatenation) {
            return sequence(concatenation.parts(), 0, at, next);
        }
        if (node instanceof Pattern.Alternation alternation) {
            return alternation.choices().stream().anyMatch(choice -> match(choice, at, next));
        }
        if (node instanceof Pattern.Permutation permutation) {
            return permute(permutation.parts(), new boolean[permutation.parts().size()], 0, at, next);
        }
        if (node instanceof Pattern.Quantified quantified) {
            return repeat(quantified, 0, at, next);
        }
        if (node instanceof Pattern.NotNext not) {
            return !isNext(not.variable(), at) && next.resume(at);
        }
        if (node instanceof Pattern.Without without) {
            return without(without, at, next);
        }
        if (node instanceof Pattern.StartAnchor) {
            return at == 0 && next.resume(at);
        }
        if (node instanceof Pattern.EndAnchor) {
            return at == rows.length && next.resume(at);
        }
        return next.resume(at);
    }

    private boolean sequence(List<Pattern> parts, int index, int at, Continuation next) {
        return index == parts.size()
                ? next.resume(at)
                : match(parts.get(index), at, to -> sequence(parts, index + 1, to, next));
    }

    private boolean permute(List<Pattern> parts, boolean[] used, int count, int at, Continuation next) {
        if (count == parts.size()) {
            return next.resume(at);
        }
        IntPredicate tryPart = i -> {
            if (used[i]) {
                return false;
            }
            used[i] = true;
            boolean isMatch = match(parts.get(i), at, to -> permute(parts, used, count + 1, to, next));
            used[i] = false;
            return isMatch;
        };
        for (int i = 0; i < parts.size(); i++) {
            if (tryPart.test(i)) {
                return true;
            }
        }
        return false;
    }

    /** An optional iteration that consumes nothing ends the loop. */
    private boolean repeat(Pattern.Quantified loop, int done, int at, Continuation next) {
        if (done < loop.min()) {
            return match(loop.body(), at, to -> repeat(loop, done + 1, to, next));
        }
        if (loop.max() != Pattern.UNBOUNDED && done >= loop.max()) {
            return next.resume(at);
        }
        Continuation again = to -> to == at ? next.resume(to) : repeat(loop, done + 1, to, next);
        return loop.isReluctant()
                ? next.resume(at) || match(loop.body(), at, again)
                : match(loop.body(), at, again) || next.resume(at);
    }
}
