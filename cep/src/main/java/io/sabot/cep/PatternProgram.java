package io.sabot.cep;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.agrona.collections.IntArrayList;
import org.agrona.collections.LongArrayList;

/**
 * The automaton of a pattern, flat: states are the places of variables in the pattern (a variable that occurs twice has
 * two), and for each state the ordered list of what may come next, most preferred first, cut behind the first
 * acceptance, because nothing less preferred than a match can win.
 *
 * <p>Immutable. An iteration that consumes nothing ends its loop, so that every list is finite.
 */
public final class PatternProgram {
    /** Pseudo state of a thread that has matched. */
    public static final int ACCEPTED = -1;

    /** Pseudo state of a thread that has matched if no further row of the partition comes. */
    public static final int ACCEPTED_AT_END = -2;

    /** As a successor: matched when time has run out, or at the end. */
    static final int ACCEPTED_AT_TIMEOUT = -3;

    /** Pseudo state of a thread whose time has run out without a match. */
    static final int TIMED_OUT = -4;

    private static final long[] NO_GUARDS = {};

    public static final int DEFAULT_MAX_INSTRUCTIONS = 10_000;

    private final int[] variables;
    private final boolean[] isExcluded;
    private final Successors[] successors;
    private final Successors startSuccessors;
    private final Successors firstRowSuccessors;
    private final boolean hasGuards;
    private final boolean needsTimeLimit;

    /**
     * What may come next, most preferred first.
     *
     * @param targets states, {@link #ACCEPTED} (always last, unless guarded), {@link #ACCEPTED_AT_END} and {@link
     *     #ACCEPTED_AT_TIMEOUT}
     * @param guards per target the bit set of variables that the next row must not satisfy; empty if there are none
     */
    record Successors(int[] targets, long[] guards) {
        long guard(int index) {
            return guards.length == 0 ? 0 : guards[index];
        }

        /** Whether this place matches if no further row comes. */
        boolean acceptsWithoutRow(boolean isEnd) {
            for (int i = 0; i < targets.length; i++) {
                if (targets[i] == ACCEPTED && guard(i) != 0
                        || targets[i] == ACCEPTED_AT_TIMEOUT
                        || isEnd && targets[i] == ACCEPTED_AT_END) {
                    return true;
                }
            }
            return false;
        }
    }

    private PatternProgram(
            int[] variables,
            boolean[] isExcluded,
            Successors[] successors,
            Successors startSuccessors,
            Successors firstRowSuccessors) {
        this.variables = variables;
        this.isExcluded = isExcluded;
        this.successors = successors;
        this.startSuccessors = startSuccessors;
        this.firstRowSuccessors = firstRowSuccessors;
        boolean guarded = startSuccessors.guards().length > 0 || firstRowSuccessors.guards().length > 0;
        boolean waits = false;
        for (Successors each : successors) {
            guarded |= each.guards().length > 0;
            for (int target : each.targets()) {
                waits |= target == ACCEPTED_AT_TIMEOUT;
            }
        }
        this.hasGuards = guarded;
        this.needsTimeLimit = waits;
    }

    public static PatternProgram of(Pattern pattern) {
        return of(pattern, DEFAULT_MAX_INSTRUCTIONS);
    }

    /** @throws PatternLimitException if the program would exceed {@code maxInstructions} */
    public static PatternProgram of(Pattern pattern, int maxInstructions) {
        return of(pattern, maxInstructions, false);
    }

    /**
     * As {@link #of(Pattern, int)}, for a matcher that follows every way: the lists are not cut, and absence keeps its guard.
     */
    static PatternProgram ofAll(Pattern pattern, int maxInstructions) {
        return of(pattern, maxInstructions, true);
    }

    private static PatternProgram of(Pattern pattern, int maxInstructions, boolean isAll) {
        Instructions code = Instructions.of(pattern, maxInstructions);
        int[] stateOf = new int[code.size()];
        IntArrayList matchPcs = new IntArrayList();
        for (int pc = 0; pc < code.size(); pc++) {
            if (code.opcode(pc) == Instructions.MATCH) {
                stateOf[pc] = matchPcs.size();
                matchPcs.addInt(pc);
            }
        }
        int[] variables = new int[matchPcs.size()];
        boolean[] isExcluded = new boolean[matchPcs.size()];
        Successors[] successors = new Successors[matchPcs.size()];
        for (int state = 0; state < variables.length; state++) {
            int pc = matchPcs.getInt(state);
            variables[state] = code.a(pc);
            isExcluded[state] = code.b(pc) != 0;
            successors[state] = new Closure(code, stateOf, false, isAll).from(pc + 1);
        }
        return new PatternProgram(
                variables,
                isExcluded,
                successors,
                new Closure(code, stateOf, false, isAll).from(0),
                new Closure(code, stateOf, true, isAll).from(0));
    }

    public int stateCount() {
        return variables.length;
    }

    /** Variable that a row must satisfy to enter the state. */
    public int variable(int state) {
        return variables[state];
    }

    /** Whether rows that enter the state are left out where all rows of a match are shown. */
    public boolean isExcluded(int state) {
        return isExcluded[state];
    }

    /** What may follow the state. */
    Successors successors(int state) {
        return successors[state];
    }

    /** What a match may begin with. */
    Successors startSuccessors(boolean isFirstRow) {
        return isFirstRow ? firstRowSuccessors : startSuccessors;
    }

    /** Whether a row may have to be looked at that it does not consume: {@code [^v]}. */
    boolean hasGuards() {
        return hasGuards;
    }

    /** Whether a match may be complete only when time has run out: it is absence that it ends with. */
    public boolean needsTimeLimit() {
        return needsTimeLimit;
    }

    /** Whether the first row of a partition may begin other matches than later rows: {@code ^}. */
    public boolean startsDifferAtFirstRow() {
        return !Arrays.equals(startSuccessors.targets(), firstRowSuccessors.targets());
    }

    private record Place(int pc, long enteredLoops, boolean needsEnd, boolean needsTimeout, long guard) {}

    /** All that is reachable from a place without consuming a row, in preference order. */
    private static final class Closure {
        private final Instructions code;
        private final int[] stateOf;
        private final boolean isAtStart;
        private final boolean isAll;
        private final IntArrayList found = new IntArrayList();
        private final LongArrayList guards = new LongArrayList();
        private final Set<Place> seen = new HashSet<>();
        private boolean isClosed;

        Closure(Instructions code, int[] stateOf, boolean isAtStart, boolean isAll) {
            this.code = code;
            this.stateOf = stateOf;
            this.isAtStart = isAtStart;
            this.isAll = isAll;
        }

        Successors from(int pc) {
            walk(new Place(pc, 0L, false, false, 0L));
            boolean isGuarded = guards.longStream().anyMatch(guard -> guard != 0);
            return new Successors(found.toIntArray(), isGuarded ? guards.toLongArray() : NO_GUARDS);
        }

        /** The place's loops are those whose current iteration began on this path, so has consumed nothing. */
        private void walk(Place from) {
            int pc = from.pc();
            long loops = from.enteredLoops();
            boolean atEnd = from.needsEnd();
            boolean atTimeout = from.needsTimeout();
            long guard = from.guard();
            while (!isClosed && seen.add(new Place(pc, loops, atEnd, atTimeout, guard))) {
                switch (code.opcode(pc)) {
                    case Instructions.MATCH -> {
                        if (!atEnd) {
                            add(stateOf[pc], guard);
                        }
                        return;
                    }
                    case Instructions.ACCEPT -> {
                        accept(atEnd, atTimeout, guard);
                        return;
                    }
                    case Instructions.SPLIT -> {
                        walk(new Place(code.a(pc), loops, atEnd, atTimeout, guard));
                        pc = code.b(pc);
                    }
                    case Instructions.JUMP -> pc = code.a(pc);
                    case Instructions.ENTER -> {
                        loops |= 1L << code.a(pc);
                        pc++;
                    }
                    case Instructions.CHECK -> {
                        boolean isEmptyIteration = (loops >>> code.a(pc) & 1) != 0;
                        loops &= ~(1L << code.a(pc));
                        pc = isEmptyIteration ? code.b(pc) : pc + 1;
                    }
                    case Instructions.START -> {
                        if (!isAtStart) {
                            return;
                        }
                        pc++;
                    }
                    case Instructions.END -> {
                        atEnd = true;
                        pc++;
                    }
                    case Instructions.NOT -> {
                        guard |= 1L << code.a(pc);
                        pc++;
                    }
                    case Instructions.ABSENT -> {
                        guard |= 1L << code.a(pc);
                        atTimeout = true;
                        pc++;
                    }
                    default -> throw new IllegalStateException("opcode " + code.opcode(pc));
                }
            }
        }

        private void accept(boolean atEnd, boolean atTimeout, long guard) {
            if (atEnd) {
                add(ACCEPTED_AT_END, 0L);
            } else if (atTimeout) {
                add(ACCEPTED_AT_TIMEOUT, isAll ? guard : 0L);
            } else {
                add(ACCEPTED, guard);
                isClosed = guard == 0 && !isAll;
            }
        }

        /** Nothing if a more preferred one is there under the same or a weaker condition. */
        private void add(int target, long guard) {
            for (int i = 0; i < found.size(); i++) {
                if (found.getInt(i) == target && (guards.getLong(i) & ~guard) == 0) {
                    return;
                }
            }
            found.addInt(target);
            guards.addLong(guard);
        }
    }
}
