package io.sabot.cep;

import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import org.agrona.collections.IntArrayList;

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

    public static final int DEFAULT_MAX_INSTRUCTIONS = 10_000;

    private final int[] variables;
    private final int[][] successors;
    private final int[] startSuccessors;
    private final int[] firstRowSuccessors;

    private PatternProgram(int[] variables, int[][] successors, int[] startSuccessors, int[] firstRowSuccessors) {
        this.variables = variables;
        this.successors = successors;
        this.startSuccessors = startSuccessors;
        this.firstRowSuccessors = firstRowSuccessors;
    }

    public static PatternProgram of(Pattern pattern) {
        return of(pattern, DEFAULT_MAX_INSTRUCTIONS);
    }

    /** @throws PatternLimitException if the program would exceed {@code maxInstructions} */
    public static PatternProgram of(Pattern pattern, int maxInstructions) {
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
        int[][] successors = new int[matchPcs.size()][];
        for (int state = 0; state < variables.length; state++) {
            int pc = matchPcs.getInt(state);
            variables[state] = code.a(pc);
            successors[state] = new Closure(code, stateOf, false).from(pc + 1);
        }
        return new PatternProgram(
                variables,
                successors,
                new Closure(code, stateOf, false).from(0),
                new Closure(code, stateOf, true).from(0));
    }

    public int stateCount() {
        return variables.length;
    }

    /** Variable that a row must satisfy to enter the state. */
    public int variable(int state) {
        return variables[state];
    }

    /** What may follow the state: states, {@link #ACCEPTED} (always last) and {@link #ACCEPTED_AT_END}. Not a copy. */
    int[] successors(int state) {
        return successors[state];
    }

    /** What a match may begin with. */
    int[] startSuccessors(boolean isFirstRow) {
        return isFirstRow ? firstRowSuccessors : startSuccessors;
    }

    /** Whether the first row of a partition may begin other matches than later rows: {@code ^}. */
    public boolean startsDifferAtFirstRow() {
        return !java.util.Arrays.equals(startSuccessors, firstRowSuccessors);
    }

    private record Place(int pc, long enteredLoops, boolean needsEnd) {}

    /** All that is reachable from a place without consuming a row, in preference order. */
    private static final class Closure {
        private final Instructions code;
        private final int[] stateOf;
        private final boolean isAtStart;
        private final IntArrayList found = new IntArrayList();
        private final BitSet foundStates = new BitSet();
        private final Set<Place> seen = new HashSet<>();
        private boolean isAtEndFound;
        private boolean isClosed;

        Closure(Instructions code, int[] stateOf, boolean isAtStart) {
            this.code = code;
            this.stateOf = stateOf;
            this.isAtStart = isAtStart;
        }

        int[] from(int pc) {
            walk(pc, 0L, false);
            return found.toIntArray();
        }

        /** @param entered bits of the loops whose current iteration began on this path, so has consumed nothing */
        private void walk(int start, long entered, boolean needsEnd) {
            int pc = start;
            long loops = entered;
            boolean atEnd = needsEnd;
            while (!isClosed && seen.add(new Place(pc, loops, atEnd))) {
                switch (code.opcode(pc)) {
                    case Instructions.MATCH -> {
                        if (!atEnd && !foundStates.get(stateOf[pc])) {
                            foundStates.set(stateOf[pc]);
                            found.addInt(stateOf[pc]);
                        }
                        return;
                    }
                    case Instructions.ACCEPT -> {
                        accept(atEnd);
                        return;
                    }
                    case Instructions.SPLIT -> {
                        walk(code.a(pc), loops, atEnd);
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
                    default -> throw new IllegalStateException("opcode " + code.opcode(pc));
                }
            }
        }

        private void accept(boolean atEnd) {
            if (!atEnd) {
                found.addInt(ACCEPTED);
                isClosed = true;
            } else if (!isAtEndFound) {
                isAtEndFound = true;
                found.addInt(ACCEPTED_AT_END);
            }
        }
    }
}
