package io.sabot.cep;

import java.util.List;

/** A row pattern as declared, variables by number. Both front doors, SQL and Java, build these. */
public sealed interface Pattern {
    /** Upper bound of a quantifier without one. */
    int UNBOUNDED = -1;

    record Variable(int number) implements Pattern {}

    record Concatenation(List<Pattern> parts) implements Pattern {
        public Concatenation {
            parts = List.copyOf(parts);
        }
    }

    /** Leftmost preferred. */
    record Alternation(List<Pattern> choices) implements Pattern {
        public Alternation {
            choices = List.copyOf(choices);
        }
    }

    record Quantified(Pattern body, int min, int max, boolean isReluctant) implements Pattern {
        public Quantified {
            if (min < 0 || max != UNBOUNDED && max < min || max == 0) {
                throw new IllegalArgumentException("quantifier {" + min + "," + max + "}");
            }
        }
    }

    /** All orders of the parts, lexicographically by their place in the list. */
    record Permutation(List<Pattern> parts) implements Pattern {
        public Permutation {
            parts = List.copyOf(parts);
        }
    }

    /** Matched as its body is; rows mapped inside are left out where all rows of a match are shown. */
    record Exclusion(Pattern body) implements Pattern {}

    /** No row: the next one, if there is one, does not satisfy the variable. */
    record NotNext(int variable) implements Pattern {}

    /**
     * Rows of one variable, as few as possible, none of which satisfies the forbidden one, nor does the row behind them.
     * Where nothing follows in the pattern, as many as come before time has run out.
     */
    record Without(int variable, int forbidden, boolean isExcluded) implements Pattern {}

    /** No row, and from here on none that satisfies the variable until time has run out; where all matches are sought. */
    record Absent(int variable) implements Pattern {}

    record Empty() implements Pattern {}

    record StartAnchor() implements Pattern {}

    record EndAnchor() implements Pattern {}

    /** The same pattern, with no row left out. */
    default Pattern withoutExclusions() {
        if (this instanceof Concatenation concatenation) {
            return new Concatenation(withoutExclusions(concatenation.parts()));
        } else if (this instanceof Alternation alternation) {
            return new Alternation(withoutExclusions(alternation.choices()));
        } else if (this instanceof Permutation permutation) {
            return new Permutation(withoutExclusions(permutation.parts()));
        } else if (this instanceof Quantified quantified) {
            return new Quantified(
                    quantified.body().withoutExclusions(),
                    quantified.min(),
                    quantified.max(),
                    quantified.isReluctant());
        } else if (this instanceof Exclusion exclusion) {
            return exclusion.body().withoutExclusions();
        } else if (this instanceof Without without) {
            return new Without(without.variable(), without.forbidden(), false);
        }
        return this;
    }

    private static List<Pattern> withoutExclusions(List<Pattern> parts) {
        return parts.stream().map(Pattern::withoutExclusions).toList();
    }

    static Pattern of(int variable) {
        return new Variable(variable);
    }

    static Pattern sequence(Pattern... parts) {
        return new Concatenation(List.of(parts));
    }

    static Pattern oneOf(Pattern... choices) {
        return new Alternation(List.of(choices));
    }

    static Pattern greedy(Pattern body, int min, int max) {
        return new Quantified(body, min, max, false);
    }

    static Pattern reluctant(Pattern body, int min, int max) {
        return new Quantified(body, min, max, true);
    }
}
