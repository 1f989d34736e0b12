package io.sabot.cep;

import io.sabot.core.batch.RawMemory;

/**
 * Advances the ordered threads of one partition by one row. Threads stand in preference order: those of earlier starts
 * before those of later ones, and within a start the more preferred first. A thread that has matched stays in its place
 * and cuts the less preferred ones of its start; it has won when it is the first of its start.
 *
 * <p>Two threads in one state whose condition registers are equal have the same future, so the less preferred dies:
 * always within a start. Across starts only where the earlier start's match would swallow the later one: past last row, no
 * time limit, and no match already found by an earlier start that ends between the two starts. If such a match wins, it
 * takes the earlier start with it and leaves the later one, which then needs its thread.
 */
final class Matcher {
    private final PatternProgram program;
    private final PatternKernel kernel;
    private final ThreadStore threads;
    private final boolean mergesStarts;
    private final int conditionBytes;
    private final long threadVariables;
    private final long[] stampOfState;
    private final long startVariables;
    private final boolean canStartEmpty;
    private final long skipVariables;
    private final boolean skipsToFirst;
    private long stamp;

    /** First record of the list after the row that a new one may be merged into. */
    private int mergeFrom;

    Matcher(PatternSpec spec, PatternKernel kernel, ThreadStore threads) {
        this.program = spec.program();
        this.kernel = kernel;
        this.threads = threads;
        this.mergesStarts =
                spec.skipMode() == PatternSpec.SkipMode.PAST_LAST_ROW && spec.withinNs() == PatternSpec.NO_WITHIN;
        this.conditionBytes = kernel.conditionRegisterBytes();
        this.threadVariables = kernel.threadVariables();
        this.skipVariables = spec.skipVariables();
        this.skipsToFirst = spec.skipsToFirst();
        this.stampOfState = new long[program.stateCount()];
        long variables = 0;
        boolean empty = false;
        for (boolean isFirstRow : new boolean[] {false, true}) {
            for (int state : program.startSuccessors(isFirstRow)) {
                if (state >= 0) {
                    variables |= 1L << program.variable(state);
                } else {
                    empty = true;
                }
            }
        }
        this.startVariables = variables;
        this.canStartEmpty = empty;
    }

    /** Whether a row with these true variables can begin a match; a thread condition counts as true. */
    boolean canStart(long mask) {
        return canStartEmpty || ((mask | threadVariables) & startVariables) != 0;
    }

    /**
     * Reads the store's list before the row and writes the list after it. Nothing else changes, so that a condition that
     * fails leaves the partition as it was.
     */
    void advance(int row, long key, long mask, long rowNumber, long timeNs, long position) {
        threads.clearAfter();
        separate();
        int count = threads.beforeCount();
        long cutStart = -1;
        long currentStart = -1;
        for (int i = 0; i < count; i++) {
            long thread = threads.before(i);
            long start = ThreadDescriptor.startRow(thread);
            if (start == cutStart) {
                continue;
            }
            if (start != currentStart) {
                if (!mergesStarts || isMatchEndBetween(currentStart, start, i)) {
                    separate();
                }
                currentStart = start;
            }
            int state = ThreadDescriptor.state(thread);
            if (state == PatternProgram.ACCEPTED) {
                threads.add(thread);
                cutStart = start;
            } else if (state != PatternProgram.ACCEPTED_AT_END
                    && follow(program.successors(state), i, row, key, mask, rowNumber, timeNs)) {
                cutStart = start;
            }
        }
        if (canStart(mask)) {
            if (!mergesStarts || isMatchEndBetween(currentStart, rowNumber, count)) {
                separate();
            }
            start(row, key, mask, rowNumber, timeNs, position);
        }
    }

    /** What comes now is not merged into what is there. */
    private void separate() {
        stamp++;
        mergeFrom = threads.afterCount();
    }

    /** Whether one of the first {@code count} threads is a match that a start from {@code toRow} on would survive. */
    private boolean isMatchEndBetween(long fromRow, long toRow, int count) {
        for (int i = 0; i < count; i++) {
            long thread = threads.before(i);
            if (ThreadDescriptor.state(thread) == PatternProgram.ACCEPTED) {
                // After an empty match the next row is tried: it counts as one row.
                long endRow = Math.max(ThreadDescriptor.startRow(thread), ThreadDescriptor.endRow(thread));
                if (endRow >= fromRow && endRow < toRow) {
                    return true;
                }
            }
        }
        return false;
    }

    private void start(int row, long key, long mask, long rowNumber, long timeNs, long position) {
        for (int state : program.startSuccessors(rowNumber == 0)) {
            long thread = threads.addNew();
            ThreadDescriptor.start(thread, rowNumber, timeNs, position);
            ThreadDescriptor.end(thread, rowNumber - 1, timeNs);
            if (state < 0) {
                // Accepted at the end means: no row behind this place, but this row is.
                if (state == PatternProgram.ACCEPTED) {
                    ThreadDescriptor.state(thread, PatternProgram.ACCEPTED);
                    return;
                }
                threads.removeLast();
            } else if (consume(state, row, key, mask, rowNumber, timeNs)) {
                return;
            }
        }
    }

    /** @return true if one of the ways has matched: the rest of the start is cut */
    private boolean follow(int[] successors, int from, int row, long key, long mask, long rowNumber, long timeNs) {
        for (int state : successors) {
            if (state >= 0 && isPossible(state, mask)) {
                threads.add(threads.before(from));
                if (consume(state, row, key, mask, rowNumber, timeNs)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isPossible(int state, long mask) {
        return ((mask | threadVariables) >>> program.variable(state) & 1) != 0;
    }

    /**
     * Lets the last thread of the list, a copy of its parent, consume the row; removes it if its condition is false or an
     * equal one is before it.
     *
     * @return true if it has matched: its acceptance is the last of the list
     */
    private boolean consume(int state, int row, long key, long mask, long rowNumber, long timeNs) {
        int variable = program.variable(state);
        int self = threads.afterCount() - 1;
        boolean isThreadVariable = (threadVariables >>> variable & 1) != 0;
        if (!isThreadVariable && (mask >>> variable & 1) == 0
                || conditionBytes == 0 && stampOfState[state] == stamp && !isThreadVariable) {
            threads.removeLast();
            return false;
        }
        long thread = threads.after(self);
        long registers = thread + ThreadDescriptor.REGISTERS;
        kernel.apply(variable, row, key, registers);
        if (isThreadVariable && !kernel.test(variable, row, key, registers) || isDuplicate(state, self)) {
            threads.removeLast();
            return false;
        }
        ThreadDescriptor.state(thread, state);
        ThreadDescriptor.end(thread, rowNumber, timeNs);
        if ((skipVariables >>> variable & 1) != 0 && (!skipsToFirst || ThreadDescriptor.skipRow(thread) < 0)) {
            ThreadDescriptor.skipRow(thread, rowNumber);
        }
        return settle(state, self);
    }

    private boolean isDuplicate(int state, int self) {
        if (conditionBytes == 0) {
            boolean isSeen = stampOfState[state] == stamp;
            stampOfState[state] = stamp;
            return isSeen;
        }
        long registers = threads.after(self) + ThreadDescriptor.REGISTERS;
        for (int i = mergeFrom; i < self; i++) {
            long other = threads.after(i);
            if (ThreadDescriptor.state(other) == state
                    && RawMemory.equal(other + ThreadDescriptor.REGISTERS, registers, conditionBytes)) {
                return true;
            }
        }
        return false;
    }

    /** Adds what the new state stands for beside waiting: acceptance now, or at the end of the partition. */
    private boolean settle(int state, int self) {
        int[] successors = program.successors(state);
        int count = successors.length;
        boolean isAccepted = count > 0 && successors[count - 1] == PatternProgram.ACCEPTED;
        boolean waits = false;
        boolean isAcceptedAtEnd = false;
        for (int successor : successors) {
            waits |= successor >= 0;
            isAcceptedAtEnd |= successor == PatternProgram.ACCEPTED_AT_END;
        }
        if (!waits && isAccepted) {
            ThreadDescriptor.state(threads.after(self), PatternProgram.ACCEPTED);
            return true;
        }
        if (isAcceptedAtEnd) {
            ThreadDescriptor.state(threads.addCopyOf(self), PatternProgram.ACCEPTED_AT_END);
        }
        if (isAccepted) {
            ThreadDescriptor.state(threads.addCopyOf(self), PatternProgram.ACCEPTED);
        }
        return isAccepted;
    }

    /** The partition has ended: what needed another row dies, what waited for the end has matched. */
    void end() {
        threads.clearAfter();
        long cutStart = -1;
        for (int i = 0; i < threads.beforeCount(); i++) {
            long thread = threads.before(i);
            long start = ThreadDescriptor.startRow(thread);
            if (ThreadDescriptor.state(thread) < 0 && start != cutStart) {
                ThreadDescriptor.state(threads.add(thread), PatternProgram.ACCEPTED);
                cutStart = start;
            }
        }
    }

    /**
     * Time has come to {@code nowNs}: what began an interval ago or earlier can grow no more. What waits for the end of
     * the partition needs no further row and goes on waiting.
     */
    void expire(long nowNs, long withinNs) {
        threads.clearAfter();
        for (int i = 0; i < threads.beforeCount(); i++) {
            long thread = threads.before(i);
            boolean isDue = nowNs - ThreadDescriptor.startTimeNs(thread) >= withinNs;
            if (!isDue || ThreadDescriptor.state(thread) < 0) {
                threads.add(thread);
            }
        }
    }
}
