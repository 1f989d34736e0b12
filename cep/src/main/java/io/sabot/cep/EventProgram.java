package io.sabot.cep;

import io.sabot.cep.api.Contiguity;
import io.sabot.cep.api.EventCondition;
import io.sabot.cep.api.EventPattern;
import io.sabot.cep.api.PatternStage;
import io.sabot.core.error.SabotException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An {@link EventPattern} compiled: a {@link PatternProgram} that is followed every way, and what its variables mean. Of
 * a stage there is one variable for each way of coming to it (its first row, a further one); of what must not come there
 * is one for each span of rows in which it must not.
 *
 * <p>Immutable.
 */
final class EventProgram {
    static final int NO_CONDITION = -1;
    static final int NO_STAGE = -1;
    private static final int MAX_VARIABLES = Long.SIZE;

    /** Which rows a guard is asked about, of those behind the last one taken. */
    enum Span {
        /** The next one. */
        NEXT,
        /** All, up to the one taken next. */
        ALL,
        /** The one taken next. */
        TAKEN
    }

    /**
     * A way of taking a row, or a guard.
     *
     * @param stage number of the name; {@link #NO_STAGE} for a guard
     * @param span of a guard, else null
     * @param untilTaken conditions that the row itself must not satisfy
     * @param untilAll conditions that neither it nor rows passed by may satisfy; a guard is lifted by such a row
     */
    record Variable(
            int stage,
            int condition,
            Contiguity contiguity,
            Span span,
            List<Integer> untilTaken,
            List<Integer> untilAll,
            long withinPreviousNs) {}

    private final List<String> names;
    private final List<Variable> variables;
    private final List<EventCondition> conditions;
    private final PatternProgram program;
    private final long absentNs;

    private EventProgram(Compiler compiler, PatternProgram program, EventPattern pattern) {
        this.names = List.copyOf(compiler.names);
        this.variables = List.copyOf(compiler.variables.keySet());
        this.conditions = List.copyOf(compiler.conditions);
        this.program = program;
        List<PatternStage> stages = pattern.stages();
        PatternStage last = stages.get(stages.size() - 1);
        this.absentNs = last.isNot() ? last.withinPreviousNs() : 0;
    }

    /** @throws SabotException if the pattern cannot be, or is too large */
    static EventProgram of(EventPattern pattern) {
        pattern.check();
        Compiler compiler = new Compiler();
        try {
            Pattern compiled = compiler.sequence(pattern.stages(), Contiguity.ANY, List.of(), List.of(), true);
            PatternProgram program = PatternProgram.ofAll(compiled, PatternProgram.DEFAULT_MAX_INSTRUCTIONS);
            requireNarrow(program);
            return new EventProgram(compiler, program, pattern);
        } catch (PatternLimitException e) {
            throw SabotException.configuration(
                    "CEP-0207", "the pattern is too large: " + e.getMessage(), "use fewer stages, or smaller counts");
        }
    }

    /** What a partial match waits for is a bit set. */
    private static void requireNarrow(PatternProgram program) {
        int most = program.startSuccessors(false).targets().length;
        for (int state = 0; state < program.stateCount(); state++) {
            most = Math.max(most, program.successors(state).targets().length);
        }
        if (most > Long.SIZE) {
            throw new PatternLimitException("one place has more than " + Long.SIZE + " places that may follow");
        }
    }

    PatternProgram program() {
        return program;
    }

    Variable variable(int number) {
        return variables.get(number);
    }

    int variableCount() {
        return variables.size();
    }

    /** By number. */
    List<EventCondition> conditions() {
        return conditions;
    }

    /** Of rows, by number. */
    List<String> names() {
        return names;
    }

    /** How long an absence at the end of the pattern is for, from the last row on; 0 if only the whole match is limited. */
    long absentNs() {
        return absentNs;
    }

    /** Stages → {@link Pattern}, with numbers given to what they say. */
    private static final class Compiler {
        final Map<Variable, Integer> variables = new LinkedHashMap<>();
        final List<EventCondition> conditions = new ArrayList<>();
        final List<String> names = new ArrayList<>();

        /** Whether an absence is the last of the whole pattern. */
        Pattern sequence(
                List<PatternStage> stages,
                Contiguity headContiguity,
                List<Integer> untilTaken,
                List<Integer> untilAll,
                boolean isWhole) {
            List<Pattern> parts = new ArrayList<>();
            for (int i = 0; i < stages.size(); i++) {
                PatternStage stage = stages.get(i);
                if (stage.isNot()) {
                    boolean isLast = isWhole && i == stages.size() - 1;
                    parts.add(
                            isLast && stage.contiguity() == Contiguity.RELAXED
                                    ? new Pattern.Absent(forbidden(stage))
                                    : new Pattern.NotNext(forbidden(stage)));
                } else {
                    List<Integer> forbidden = forbiddenBetweenRounds(stages, i + 1);
                    List<Integer> taken = i == 0 ? untilTaken : List.of();
                    List<Integer> all = i == 0 ? untilAll : plus(untilTaken, untilAll);
                    Contiguity contiguity = i == 0 ? headContiguity : stage.contiguity();
                    parts.add(new Rounds(stage, contiguity, taken, all, forbidden).compile());
                }
            }
            return new Pattern.Concatenation(parts);
        }

        /** What must not follow a stage must not come while it is repeated either. */
        private List<Integer> forbiddenBetweenRounds(List<PatternStage> stages, int from) {
            List<Integer> forbidden = new ArrayList<>();
            for (int i = from; i < stages.size() && stages.get(i).isNot(); i++) {
                if (stages.get(i).contiguity() == Contiguity.RELAXED) {
                    forbidden.add(forbidden(stages.get(i)));
                }
            }
            return forbidden;
        }

        private int forbidden(PatternStage not) {
            Span span = not.contiguity() == Contiguity.STRICT ? Span.NEXT : Span.ALL;
            return number(new Variable(NO_STAGE, condition(not.condition()), null, span, List.of(), List.of(), 0));
        }

        private int number(Variable variable) {
            Integer known = variables.get(variable);
            if (known != null) {
                return known;
            }
            if (variables.size() == MAX_VARIABLES) {
                throw new PatternLimitException("more than " + MAX_VARIABLES + " conditions and ways to ask them");
            }
            variables.put(variable, variables.size());
            return variables.size() - 1;
        }

        private int condition(EventCondition condition) {
            if (condition == null) {
                return NO_CONDITION;
            }
            int known = conditions.indexOf(condition);
            if (known >= 0) {
                return known;
            }
            conditions.add(condition);
            return conditions.size() - 1;
        }

        private int stage(String name) {
            int known = names.indexOf(name);
            if (known >= 0) {
                return known;
            }
            names.add(name);
            return names.size() - 1;
        }

        private static List<Integer> plus(List<Integer> some, List<Integer> more) {
            List<Integer> all = new ArrayList<>(some);
            all.addAll(more);
            return all;
        }

        /** One stage with its repetitions. */
        private final class Rounds {
            private final PatternStage stage;
            private final Contiguity contiguity;
            private final List<Integer> untilTaken;
            private final List<Integer> untilAll;
            private final List<Integer> ownUntil;
            private final List<Integer> forbidden;

            Rounds(
                    PatternStage stage,
                    Contiguity contiguity,
                    List<Integer> untilTaken,
                    List<Integer> untilAll,
                    List<Integer> forbidden) {
                this.stage = stage;
                this.contiguity = contiguity;
                this.untilTaken = untilTaken;
                this.untilAll = untilAll;
                this.ownUntil = stage.until() == null ? List.of() : List.of(condition(stage.until()));
                this.forbidden = forbidden;
            }

            Pattern compile() {
                List<Pattern> parts = new ArrayList<>();
                parts.add(round(contiguity, plus(ownUntil, untilTaken), untilAll));
                for (int i = 1; i < stage.min(); i++) {
                    parts.add(furtherRound());
                }
                if (stage.max() == PatternStage.UNBOUNDED) {
                    parts.add(Pattern.greedy(furtherRound(), 0, Pattern.UNBOUNDED));
                    parts.add(leavingBehindRound());
                } else {
                    parts.add(optionalRounds(stage.max() - stage.min()));
                }
                Pattern rounds = new Pattern.Concatenation(parts);
                return stage.isOptional() ? Pattern.oneOf(rounds, leavingOut()) : rounds;
            }

            private Pattern optionalRounds(int count) {
                Pattern rounds = new Pattern.Empty();
                for (int i = 0; i < count; i++) {
                    rounds = Pattern.oneOf(Pattern.sequence(furtherRound(), rounds), leavingBehindRound());
                }
                return rounds;
            }

            private Pattern round(Contiguity reachedBy, List<Integer> taken, List<Integer> all) {
                if (stage.isGroup()) {
                    return sequence(stage.group(), reachedBy, taken, all, false);
                }
                return Pattern.of(number(new Variable(
                        stage(stage.name()),
                        condition(stage.condition()),
                        reachedBy,
                        null,
                        List.copyOf(taken),
                        List.copyOf(all),
                        stage.withinPreviousNs())));
            }

            private Pattern furtherRound() {
                List<Pattern> parts = new ArrayList<>();
                forbidden.forEach(variable -> parts.add(new Pattern.NotNext(variable)));
                parts.add(round(stage.inner(), List.of(), plus(ownUntil, plus(untilTaken, untilAll))));
                return new Pattern.Concatenation(parts);
            }

            private Pattern leavingOut() {
                return leaving(contiguity, plus(ownUntil, untilTaken), untilAll);
            }

            private Pattern leavingBehindRound() {
                return leaving(stage.inner(), List.of(), plus(ownUntil, plus(untilTaken, untilAll)));
            }

            /** Going on although more rows could be taken. @param waitsFor how a further one would be come to */
            private Pattern leaving(Contiguity waitsFor, List<Integer> taken, List<Integer> all) {
                if (!stage.isGreedy()) {
                    return new Pattern.Empty();
                }
                Span span =
                        switch (waitsFor) {
                            case STRICT -> Span.NEXT;
                            case RELAXED -> Span.ALL;
                            case ANY -> Span.TAKEN;
                        };
                return new Pattern.NotNext(
                        number(new Variable(NO_STAGE, condition(stage.condition()), null, span, taken, all, 0)));
            }
        }
    }
}
