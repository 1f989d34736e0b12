package io.sabot.cep;

import io.sabot.cep.api.Contiguity;
import java.util.List;
import org.agrona.UnsafeApi;

/**
 * Advances the partial matches of one partition by one row, along every way. A thread has taken some rows and waits, from
 * the place it is at, for the next: its registers say which of the place's successors it still waits for. A row that a
 * successor fits makes a thread that has taken it; the thread itself goes on waiting for those successors that the row may
 * be passed by for.
 *
 * <pre>
 *  registers: 0 long successors waited for, a bit each | 8 long guards that are lifted, a bit a variable
 *             | 16 long 1 if what it has taken is a match
 * </pre>
 *
 * <p>The list is in the order of starts; within a start, what has matched comes first, in the order in which it has, then
 * what waits: a thread that takes a row before the one that passes it by.
 */
final class EventMatcher {
    static final int REGISTER_BYTES = 24;
    private static final int LIFTED = ThreadDescriptor.REGISTERS + 8;
    private static final int IS_MATCH = ThreadDescriptor.REGISTERS + 16;
    private static final long NO_THREAD = 0;

    private final EventProgram compiled;
    private final PatternProgram program;
    private final EventProgram.Variable[] variables;
    private final EventConditions conditions;
    private final ThreadStore threads;
    private final PathStore paths;
    private final long withinNs;
    private final long[] waitedForAt;
    private final boolean[] isMatchAt;
    private boolean isChanged;
    private boolean isTaken;

    EventMatcher(
            EventProgram compiled, long withinNs, EventConditions conditions, ThreadStore threads, PathStore paths) {
        this.compiled = compiled;
        this.program = compiled.program();
        this.variables = new EventProgram.Variable[compiled.variableCount()];
        for (int i = 0; i < variables.length; i++) {
            variables[i] = compiled.variable(i);
        }
        this.conditions = conditions;
        this.threads = threads;
        this.paths = paths;
        this.withinNs = withinNs;
        this.waitedForAt = new long[program.stateCount()];
        this.isMatchAt = new boolean[program.stateCount()];
        for (int state = 0; state < waitedForAt.length; state++) {
            PatternProgram.Successors successors = program.successors(state);
            for (int i = 0; i < successors.targets().length; i++) {
                boolean isMatch = successors.targets()[i] == PatternProgram.ACCEPTED && successors.guard(i) == 0;
                isMatchAt[state] |= isMatch;
                waitedForAt[state] |= isMatch ? 0 : 1L << i;
            }
        }
    }

    /** Whether anything but time has changed: the list after the row is not the one before it. */
    boolean isChanged() {
        return isChanged;
    }

    /** Whether a thread of the list after the row has taken it. */
    boolean isTaken() {
        return isTaken;
    }

    // ---- a row ----

    /** Reads the store's list before the row and writes the list after it. Nothing else changes. */
    void advance(RowInPartition row) {
        begin();
        int count = threads.beforeCount();
        for (int i = 0; i < count; ) {
            int end = endOfStart(i);
            keepMatches(i, end);
            for (int j = i; j < end; j++) {
                if (ThreadDescriptor.state(threads.before(j)) >= 0) {
                    advance(threads.before(j), row);
                }
            }
            i = end;
        }
        start(row);
    }

    private void keepMatches(int from, int end) {
        for (int i = from; i < end; i++) {
            if (ThreadDescriptor.state(threads.before(i)) == PatternProgram.ACCEPTED) {
                threads.add(threads.before(i));
            }
        }
    }

    private void begin() {
        threads.clearAfter();
        paths.begin();
        isChanged = false;
        isTaken = false;
    }

    private int endOfStart(int from) {
        long start = ThreadDescriptor.startRow(threads.before(from));
        int end = from + 1;
        while (end < threads.beforeCount() && ThreadDescriptor.startRow(threads.before(end)) == start) {
            end++;
        }
        return end;
    }

    private void advance(long thread, RowInPartition row) {
        int state = ThreadDescriptor.state(thread);
        int path = ThreadDescriptor.path(thread);
        boolean isNext = ThreadDescriptor.endRow(thread) + 1 == row.number;
        PatternProgram.Successors successors = program.successors(state);
        long waitedFor = waitedFor(thread);
        long lifted = lift(UnsafeApi.getLong(thread + LIFTED), waitedFor, successors, path);
        long left = waitedFor;
        boolean isMatch = isMatch(thread);
        for (long rest = waitedFor; rest != 0; rest &= rest - 1) {
            int i = Long.numberOfTrailingZeros(rest);
            int target = successors.targets()[i];
            long guard = successors.guard(i) & ~lifted;
            boolean isOn = !forbids(guard, isNext, target == PatternProgram.ACCEPTED, path);
            if (isOn && target >= 0) {
                isOn = offer(target, guard, thread, isNext, row);
            } else if (isOn && target == PatternProgram.ACCEPTED) {
                ThreadDescriptor.state(threads.add(thread), PatternProgram.ACCEPTED);
                isMatch = true;
                isOn = false;
            }
            left &= isOn ? -1L : ~(1L << i);
        }
        if (left != 0) {
            wait(thread, left, lifted, isMatch);
        }
        isChanged |= left != waitedFor || lifted != UnsafeApi.getLong(thread + LIFTED);
    }

    private void wait(long thread, long waitedFor, long lifted, boolean isMatch) {
        long waiting = threads.add(thread);
        waitedFor(waiting, waitedFor);
        UnsafeApi.putLong(waiting + LIFTED, lifted);
        UnsafeApi.putLong(waiting + IS_MATCH, isMatch ? 1 : 0);
    }

    private static boolean isMatch(long thread) {
        return UnsafeApi.getLong(thread + IS_MATCH) != 0;
    }

    private static long waitedFor(long thread) {
        return UnsafeApi.getLong(thread + ThreadDescriptor.REGISTERS);
    }

    private static void waitedFor(long thread, long successors) {
        UnsafeApi.putLong(thread + ThreadDescriptor.REGISTERS, successors);
    }

    /** A row that ends a stage lifts what that stage forbade those behind it. */
    private long lift(long lifted, long waitedFor, PatternProgram.Successors successors, int path) {
        long now = lifted;
        for (long rest = waitedFor; rest != 0; rest &= rest - 1) {
            long guards = successors.guard(Long.numberOfTrailingZeros(rest)) & ~now;
            for (; guards != 0; guards &= guards - 1) {
                int guard = Long.numberOfTrailingZeros(guards);
                if (holdsAny(variables[guard].untilAll(), path)) {
                    now |= 1L << guard;
                }
            }
        }
        return now;
    }

    private boolean holdsAny(List<Integer> some, int path) {
        for (int i = 0; i < some.size(); i++) {
            if (conditions.holds(some.get(i), path)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the row, taken or passed by, ends the waiting. */
    private boolean forbids(long guards, boolean isNext, boolean isTakenOrEnd, int path) {
        for (long rest = guards; rest != 0; rest &= rest - 1) {
            EventProgram.Variable guard = variables[Long.numberOfTrailingZeros(rest)];
            boolean isAsked =
                    switch (guard.span()) {
                        case NEXT -> isNext;
                        case ALL -> true;
                        case TAKEN -> isTakenOrEnd;
                    };
            if (isAsked && fits(guard, path)) {
                return true;
            }
        }
        return false;
    }

    private boolean fits(EventProgram.Variable variable, int path) {
        return conditions.holds(variable.condition(), path) && !holdsAny(variable.untilTaken(), path);
    }

    /**
     * Offers the row to a successor that no guard forbids it to.
     *
     * @param thread that waits; {@link #NO_THREAD} for a new one
     * @return whether the thread goes on waiting for the successor
     */
    private boolean offer(int target, long guards, long thread, boolean isNext, RowInPartition row) {
        int path = thread == NO_THREAD ? PathStore.EMPTY : ThreadDescriptor.path(thread);
        EventProgram.Variable variable = variables[program.variable(target)];
        if (variable.contiguity() == Contiguity.STRICT && !isNext || holdsAny(variable.untilAll(), path)) {
            return false;
        }
        boolean fits = conditions.holds(variable.condition(), path);
        if (fits && !holdsAny(variable.untilTaken(), path) && !forbidsTaking(guards, path)) {
            take(target, thread, row);
        }
        return variable.contiguity() == Contiguity.ANY || variable.contiguity() == Contiguity.RELAXED && !fits;
    }

    private boolean forbidsTaking(long guards, int path) {
        for (long rest = guards; rest != 0; rest &= rest - 1) {
            EventProgram.Variable guard = variables[Long.numberOfTrailingZeros(rest)];
            if (guard.span() == EventProgram.Span.TAKEN && fits(guard, path)) {
                return true;
            }
        }
        return false;
    }

    private void take(int target, long from, RowInPartition row) {
        isChanged = true;
        isTaken = true;
        long thread;
        if (from == NO_THREAD) {
            thread = threads.addNew();
            ThreadDescriptor.start(thread, row.number, row.timeNs, row.firstPosition);
        } else {
            thread = threads.add(from);
        }
        ThreadDescriptor.end(thread, row.number, row.timeNs);
        ThreadDescriptor.path(thread, paths.step(ThreadDescriptor.path(thread), target));
        waitedFor(thread, waitedForAt[target]);
        UnsafeApi.putLong(thread + LIFTED, 0);
        UnsafeApi.putLong(thread + IS_MATCH, isMatchAt[target] ? 1 : 0);
        int self = threads.afterCount() - 1;
        boolean waits = waitedForAt[target] != 0;
        ThreadDescriptor.state(thread, isMatchAt[target] ? PatternProgram.ACCEPTED : target);
        if (isMatchAt[target] && waits) {
            ThreadDescriptor.state(threads.addCopyOf(self), target);
        }
    }

    private void start(RowInPartition row) {
        PatternProgram.Successors successors = program.startSuccessors(false);
        for (int i = 0; i < successors.targets().length; i++) {
            int target = successors.targets()[i];
            long guard = successors.guard(i);
            if (target >= 0 && !forbids(guard, true, false, PathStore.EMPTY)) {
                offer(target, guard, NO_THREAD, true, row);
            }
        }
    }

    // ---- time ----

    /** When the thread stops to wait for a successor; {@link Long#MAX_VALUE} for never. */
    private long deadlineNs(long thread, int target) {
        long limitNs = target >= 0
                ? variables[program.variable(target)].withinPreviousNs()
                : target == PatternProgram.ACCEPTED_AT_TIMEOUT ? compiled.absentNs() : 0;
        long deadlineNs = Long.MAX_VALUE;
        if (limitNs != 0) {
            deadlineNs = saturatedAdd(ThreadDescriptor.endTimeNs(thread), limitNs);
        }
        if (withinNs != 0) {
            deadlineNs = Math.min(deadlineNs, saturatedAdd(ThreadDescriptor.startTimeNs(thread), withinNs));
        }
        return deadlineNs;
    }

    private static long saturatedAdd(long a, long b) {
        long sum = a + b;
        return ((a ^ sum) & (b ^ sum)) < 0 ? Long.MAX_VALUE - 1 : sum;
    }

    /** When the next thread of the list after the row stops to wait for something; {@link Long#MAX_VALUE} for never. */
    long nextDeadlineNs() {
        long soonestNs = Long.MAX_VALUE;
        for (int i = 0; i < threads.afterCount(); i++) {
            long thread = threads.after(i);
            int state = ThreadDescriptor.state(thread);
            if (state >= 0) {
                int[] targets = program.successors(state).targets();
                for (long rest = waitedFor(thread); rest != 0; rest &= rest - 1) {
                    soonestNs = Math.min(soonestNs, deadlineNs(thread, targets[Long.numberOfTrailingZeros(rest)]));
                }
            }
        }
        return soonestNs;
    }

    /**
     * Time has come to {@code nowNs}: threads stop to wait for what comes too late; what waited for nothing to come has
     * matched. What waits for nothing any more and is no match stays as {@link PatternProgram#TIMED_OUT}.
     */
    void expire(long nowNs) {
        begin();
        for (int i = 0; i < threads.beforeCount(); ) {
            int end = endOfStart(i);
            keepMatches(i, end);
            for (int j = i; j < end; j++) {
                if (ThreadDescriptor.state(threads.before(j)) >= 0) {
                    expire(threads.before(j), nowNs);
                }
            }
            i = end;
        }
    }

    private void expire(long thread, long nowNs) {
        int[] targets = program.successors(ThreadDescriptor.state(thread)).targets();
        long waitedFor = waitedFor(thread);
        long left = waitedFor;
        boolean isMatch = isMatch(thread);
        for (long rest = waitedFor; rest != 0; rest &= rest - 1) {
            int i = Long.numberOfTrailingZeros(rest);
            if (nowNs >= deadlineNs(thread, targets[i])) {
                left &= ~(1L << i);
                if (targets[i] < 0) {
                    ThreadDescriptor.state(threads.add(thread), PatternProgram.ACCEPTED);
                    isMatch = true;
                }
            }
        }
        if (left != 0) {
            wait(thread, left, UnsafeApi.getLong(thread + LIFTED), isMatch);
        } else if (!isMatch) {
            ThreadDescriptor.state(threads.add(thread), PatternProgram.TIMED_OUT);
        }
        isChanged |= left != waitedFor;
    }

    /** The partition has ended: what waited for nothing to come has matched, the others die. */
    void end() {
        begin();
        isChanged = true;
        for (int i = 0; i < threads.beforeCount(); ) {
            int end = endOfStart(i);
            keepMatches(i, end);
            for (int j = i; j < end; j++) {
                if (ThreadDescriptor.state(threads.before(j)) >= 0) {
                    end(threads.before(j));
                }
            }
            i = end;
        }
    }

    private void end(long thread) {
        int[] targets = program.successors(ThreadDescriptor.state(thread)).targets();
        for (long rest = waitedFor(thread); rest != 0; rest &= rest - 1) {
            if (targets[Long.numberOfTrailingZeros(rest)] < 0) {
                ThreadDescriptor.state(threads.add(thread), PatternProgram.ACCEPTED);
            }
        }
    }
}
