package io.sabot.state;

import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;

/**
 * Pending timers, soonest first: pairs of (deadline, owner). Equal deadlines come out in the order of the owner number.
 * Cancel and re-arm are lazy: the owner compares what fired with what it remembers.
 *
 * <p>The soonest are in a heap of a few pages. When it is full the later half goes into a sorted run on pages that are
 * not looked at until their time comes ({@link TimerRuns}): how many timers there are does not say how much memory they
 * take. No call does more than sort one heap, or begin a merge.
 *
 * <p>Owned by the application's operator thread.
 */
public final class TimerQueue implements StatePart {
    /** Deadline of an empty queue: never. */
    public static final long NO_DEADLINE = Long.MAX_VALUE;

    private static final int RUN_TIMERS = 2 * TimerRuns.PER_PAGE;

    private final NearTimers near;
    private final TimerRuns far;

    // Derived: the soonest timer of both.
    private long nextDeadlineNs = NO_DEADLINE;
    private long nextOwner;
    private boolean isNextFar;

    public TimerQueue(StateSpace space, String name) {
        this.near = new NearTimers(space, name);
        this.far = new TimerRuns(space, name);
        space.register(this);
    }

    public int size() {
        return near.count() + Math.toIntExact(far.size());
    }

    public boolean isEmpty() {
        return near.count() == 0 && far.size() == 0;
    }

    /** Soonest deadline, or {@link #NO_DEADLINE}. */
    public long nextDeadlineNs() {
        return nextDeadlineNs;
    }

    /** Owner of the soonest timer; the queue must not be empty. */
    public long nextOwner() {
        assert !isEmpty();
        return nextOwner;
    }

    public void add(long deadlineNs, long owner) {
        if (near.isFull()) {
            long[] pairs = near.takeLatest(RUN_TIMERS);
            far.add(pairs, near.count(), near.count() + RUN_TIMERS);
            near.add(deadlineNs, owner);
            findNext();
            return;
        }
        boolean isSoonest = isEmpty() || TimerOrder.isBefore(deadlineNs, owner, nextDeadlineNs, nextOwner);
        near.add(deadlineNs, owner);
        if (isSoonest) {
            nextDeadlineNs = deadlineNs;
            nextOwner = owner;
            isNextFar = false;
        }
        if (far.size() > 0) {
            far.work();
        }
    }

    /** Removes the soonest timer. */
    public void removeNext() {
        assert !isEmpty();
        if (isNextFar) {
            far.removeFirst();
        } else {
            near.removeFirst();
        }
        findNext();
    }

    private void findNext() {
        nextDeadlineNs = NO_DEADLINE;
        isNextFar = false;
        if (near.count() > 0) {
            nextDeadlineNs = near.firstDeadlineNs();
            nextOwner = near.firstOwner();
        }
        if (far.size() > 0
                && (near.count() == 0
                        || TimerOrder.isBefore(far.firstDeadlineNs(), far.firstOwner(), nextDeadlineNs, nextOwner))) {
            nextDeadlineNs = far.firstDeadlineNs();
            nextOwner = far.firstOwner();
            isNextFar = true;
        }
    }

    public void clear() {
        near.clear();
        far.clear();
        findNext();
    }

    @Override
    public void save(StateOutput out) {
        // The near timers' count is theirs, the rest follows from the records.
    }

    @Override
    public void load(StateInput in) {
        rebuild();
    }

    /** Makes what is derived anew, after the records were loaded. */
    public void rebuild() {
        far.rebuild();
        findNext();
    }

    /** Pages that have to be in memory for the next calls. */
    int workingPageCount() {
        return near.pageCount() + far.workingPageCount();
    }

    int runCount() {
        return far.runCount();
    }
}
