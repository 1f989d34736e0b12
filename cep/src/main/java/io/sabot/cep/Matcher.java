package io.sabot.cep;

import java.util.Arrays;

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
    private final PathStore paths; // null: nobody asks which rows a match has
    private final PastConditions past; // null: conditions read registers only
    private final boolean mergesStarts;
    private final int conditionBytes;
    private final long threadVariables;
    private final long pastVariables;
    private final long[] stampOfState;
    private final SeenThreads seen;
    private final long startVariables;
    private final boolean canStartEmpty;
    private final PatternSpec.Skip skip;
    private long stamp;

    /** Last rows of the matches of earlier rows that are in the list after the row. */
    private long[] carriedEnds = new long[8];

    private int carriedCount;

    Matcher(PatternSpec spec, PatternKernel kernel, ThreadStore threads, PathStore paths, PastConditions past) {
        this.program = spec.program();
        this.kernel = kernel;
        this.threads = threads;
        this.paths = paths;
        this.past = past;
        this.skip = spec.skip();
        this.mergesStarts = skip.mode() == PatternSpec.SkipMode.PAST_LAST_ROW
                && spec.withinNs() == PatternSpec.NO_WITHIN
                && past == null
                && !program.hasGuards()
                && spec.rows().shown() != PatternSpec.Shown.ALL_ROWS_WITH_UNMATCHED;
        this.conditionBytes = kernel.conditionRegisterBytes();
        this.threadVariables = kernel.threadVariables();
        this.pastVariables = kernel.pastVariables();
        this.stampOfState = new long[program.stateCount()];
        this.seen = new SeenThreads(threads, conditionBytes);
        long variables = 0;
        boolean empty = false;
        for (boolean isFirstRow : new boolean[] {false, true}) {
            for (int state : program.startSuccessors(isFirstRow).targets()) {
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
     *
     * @param mayStart whether a match may begin with the row
     */
    void advance(RowInPartition row, boolean mayStart) {
        begin();
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
                if (!mergesStarts || isMatchEndBetween(currentStart, start)) {
                    separate();
                }
                currentStart = start;
            }
            int state = ThreadDescriptor.state(thread);
            if (state == PatternProgram.ACCEPTED) {
                carry(threads.add(thread));
                cutStart = start;
            } else if (state == PatternProgram.TIMED_OUT) {
                threads.add(thread);
            } else if (state >= 0 && follow(program.successors(state), i, row)) {
                cutStart = start;
            }
        }
        if (mayStart && canStart(row.mask)) {
            if (!mergesStarts || isMatchEndBetween(currentStart, row.number)) {
                separate();
            }
            start(row);
        }
    }

    private void begin() {
        threads.clearAfter();
        carriedCount = 0;
        if (paths != null) {
            paths.begin();
        }
    }

    /** What comes now is not merged into what is there. */
    private void separate() {
        stamp++;
        seen.lookFrom(threads.afterCount());
    }

    /** A match of an earlier row stays: starts behind its end may come to need their own threads. */
    private void carry(long match) {
        if (carriedCount == carriedEnds.length) {
            carriedEnds = Arrays.copyOf(carriedEnds, carriedCount * 2);
        }
        // After an empty match the next row is tried: it counts as one row.
        carriedEnds[carriedCount++] = Math.max(ThreadDescriptor.startRow(match), ThreadDescriptor.endRow(match));
    }

    /** Whether an earlier start has a match that a start from {@code toRow} on would survive. */
    private boolean isMatchEndBetween(long fromRow, long toRow) {
        for (int i = 0; i < carriedCount; i++) {
            if (carriedEnds[i] >= fromRow && carriedEnds[i] < toRow) {
                return true;
            }
        }
        return false;
    }

    private void start(RowInPartition row) {
        PatternProgram.Successors successors = program.startSuccessors(row.number == 0);
        for (int i = 0; i < successors.targets().length; i++) {
            int state = successors.targets()[i];
            // Accepted at the end means: no row behind this place, but this row is.
            if (state != PatternProgram.ACCEPTED && state < 0) {
                continue;
            }
            long thread = threads.addNew();
            ThreadDescriptor.start(thread, row.number, row.timeNs, row.firstPosition);
            ThreadDescriptor.end(thread, row.number - 1, row.timeNs);
            if (!passes(successors.guard(i), thread, row)) {
                threads.removeLast();
            } else if (state == PatternProgram.ACCEPTED) {
                ThreadDescriptor.state(thread, PatternProgram.ACCEPTED);
                return;
            } else if (consume(state, row)) {
                return;
            }
        }
    }

    /** @return true if one of the ways has matched: the rest of the start is cut */
    private boolean follow(PatternProgram.Successors successors, int from, RowInPartition row) {
        int[] targets = successors.targets();
        for (int i = 0; i < targets.length; i++) {
            int state = targets[i];
            long guard = successors.guard(i);
            if (state >= 0) {
                if (isPossible(state, row.mask) && passes(guard, threads.before(from), row)) {
                    threads.add(threads.before(from));
                    if (consume(state, row)) {
                        return true;
                    }
                }
            } else if (state == PatternProgram.ACCEPTED && guard != 0 && passes(guard, threads.before(from), row)) {
                long match = threads.add(threads.before(from));
                ThreadDescriptor.state(match, PatternProgram.ACCEPTED);
                carry(match);
                return true;
            }
        }
        return false;
    }

    private boolean isPossible(int state, long mask) {
        return ((mask | threadVariables) >>> program.variable(state) & 1) != 0;
    }

    /** Whether the row satisfies none of the forbidden variables, each asked as if the row were mapped to it. */
    private boolean passes(long forbidden, long thread, RowInPartition row) {
        if (forbidden == 0) {
            return true;
        }
        if ((row.mask & forbidden & ~threadVariables) != 0) {
            return false;
        }
        for (long rest = forbidden & threadVariables; rest != 0; rest &= rest - 1) {
            int variable = Long.numberOfTrailingZeros(rest);
            long candidate = threads.add(thread);
            kernel.apply(variable, row.index, row.key, candidate + ThreadDescriptor.REGISTERS);
            boolean holds = test(variable, row, candidate);
            threads.removeLast();
            if (holds) {
                return false;
            }
        }
        return true;
    }

    private boolean test(int variable, RowInPartition row, long thread) {
        if ((pastVariables >>> variable & 1) != 0) {
            past.recall(row, thread, variable);
        }
        return kernel.test(variable, row.index, row.key, thread + ThreadDescriptor.REGISTERS);
    }

    /**
     * Lets the last thread of the list, a copy of its parent, consume the row; removes it if its condition is false or an
     * equal one is before it.
     *
     * @return true if it has matched: its acceptance is the last of the list
     */
    private boolean consume(int state, RowInPartition row) {
        int variable = program.variable(state);
        int self = threads.afterCount() - 1;
        boolean isThreadVariable = (threadVariables >>> variable & 1) != 0;
        if (!isThreadVariable && (row.mask >>> variable & 1) == 0
                || conditionBytes == 0 && past == null && stampOfState[state] == stamp && !isThreadVariable) {
            threads.removeLast();
            return false;
        }
        long thread = threads.after(self);
        kernel.apply(variable, row.index, row.key, thread + ThreadDescriptor.REGISTERS);
        if (isThreadVariable && !test(variable, row, thread) || isDuplicate(state, self)) {
            threads.removeLast();
            return false;
        }
        ThreadDescriptor.state(thread, state);
        ThreadDescriptor.end(thread, row.number, row.timeNs);
        if (paths != null) {
            ThreadDescriptor.path(thread, paths.step(ThreadDescriptor.path(thread), state));
        }
        if ((skip.variables() >>> variable & 1) != 0 && (!skip.isToFirst() || ThreadDescriptor.skipRow(thread) < 0)) {
            ThreadDescriptor.skipRow(thread, row.number);
        }
        return settle(state, self);
    }

    private boolean isDuplicate(int state, int self) {
        if (past != null) {
            return false; // what conditions will read is not in registers
        }
        if (conditionBytes == 0) {
            boolean isSeen = stampOfState[state] == stamp;
            stampOfState[state] = stamp;
            return isSeen;
        }
        return seen.hasLike(self, state);
    }

    /** Adds what the new state stands for beside waiting: acceptance now, or at the end of the partition. */
    private boolean settle(int state, int self) {
        PatternProgram.Successors successors = program.successors(state);
        boolean isAccepted = false;
        boolean waits = false;
        boolean isAcceptedAtEnd = false;
        for (int i = 0; i < successors.targets().length; i++) {
            int target = successors.targets()[i];
            boolean isGuarded = successors.guard(i) != 0;
            isAccepted |= target == PatternProgram.ACCEPTED && !isGuarded;
            waits |= target >= 0
                    || target == PatternProgram.ACCEPTED && isGuarded
                    || target == PatternProgram.ACCEPTED_AT_TIMEOUT;
            isAcceptedAtEnd |= target == PatternProgram.ACCEPTED_AT_END;
        }
        if (!waits) {
            if (isAccepted) {
                ThreadDescriptor.state(threads.after(self), PatternProgram.ACCEPTED);
            } else if (isAcceptedAtEnd) {
                ThreadDescriptor.state(threads.after(self), PatternProgram.ACCEPTED_AT_END);
            } else {
                threads.removeLast(); // a dead end, such as ^ behind a row
            }
            return isAccepted;
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
        begin();
        long cutStart = -1;
        for (int i = 0; i < threads.beforeCount(); i++) {
            long thread = threads.before(i);
            long start = ThreadDescriptor.startRow(thread);
            if (start == cutStart) {
                continue;
            }
            if (ThreadDescriptor.state(thread) == PatternProgram.TIMED_OUT) {
                threads.add(thread);
            } else if (isMatch(ThreadDescriptor.state(thread), true)) {
                ThreadDescriptor.state(threads.add(thread), PatternProgram.ACCEPTED);
                cutStart = start;
            }
        }
    }

    /** Whether a thread of this state has matched if it gets no further row. */
    boolean isMatch(int state, boolean isEnd) {
        return state >= 0
                ? program.successors(state).acceptsWithoutRow(isEnd)
                : state == PatternProgram.ACCEPTED || isEnd && state == PatternProgram.ACCEPTED_AT_END;
    }

    /**
     * Time has come to {@code nowNs}: what began an interval ago or earlier can grow no more. What waits for the end of
     * the partition needs no further row and goes on waiting.
     *
     * @param keepsTimedOut of a start that can grow no more and has not matched the most preferred thread stays, as {@link
     *     PatternProgram#TIMED_OUT}, behind what waits for the end
     */
    void expire(long nowNs, long withinNs, boolean keepsTimedOut) {
        begin();
        int count = threads.beforeCount();
        for (int from = 0; from < count; ) {
            int to = from + 1;
            long start = ThreadDescriptor.startRow(threads.before(from));
            while (to < count && ThreadDescriptor.startRow(threads.before(to)) == start) {
                to++;
            }
            boolean isDue = nowNs - ThreadDescriptor.startTimeNs(threads.before(from)) >= withinNs;
            boolean hasMatched = isDue ? expireStart(from, to) : addAll(from, to);
            if (isDue && keepsTimedOut && !hasMatched) {
                addTimedOut(from, to);
            }
            from = to;
        }
    }

    private boolean addAll(int from, int to) {
        for (int i = from; i < to; i++) {
            threads.add(threads.before(i));
        }
        return false;
    }

    /** @return whether the start has matched */
    private boolean expireStart(int from, int to) {
        for (int i = from; i < to; i++) {
            long thread = threads.before(i);
            int state = ThreadDescriptor.state(thread);
            if (isMatch(state, false)) {
                ThreadDescriptor.state(threads.add(thread), PatternProgram.ACCEPTED);
                return true;
            }
            if (state < 0) {
                threads.add(thread);
            }
        }
        return false;
    }

    private void addTimedOut(int from, int to) {
        for (int i = from; i < to; i++) {
            if (ThreadDescriptor.state(threads.before(i)) >= 0) {
                ThreadDescriptor.state(threads.add(threads.before(i)), PatternProgram.TIMED_OUT);
                return;
            }
        }
    }
}
