package io.sabot.windows.process;

import io.sabot.state.StateSpace;
import io.sabot.state.TimerQueue;
import io.sabot.state.keyed.KeyTimers;
import io.sabot.state.keyed.KeyedStates;
import io.sabot.state.keyed.MapState;
import io.sabot.state.keyed.TimeToLive;
import java.util.Arrays;

/**
 * The timers of all keys: a queue that says which is next, and a map per key of those that count. What the queue holds
 * beyond the map was cancelled.
 *
 * <p>Owned by the application's operator thread.
 */
final class EventTimers implements KeyTimers {
    private final KeyedStates states; // not owned
    private final MapState pending;
    private final TimerQueue queue;
    private boolean isClosed;
    private int[] due = new int[64];
    private int dueCount;

    EventTimers(KeyedStates states, StateSpace space, String queryName) {
        this.states = states;
        this.pending = states.map("timers", TimeToLive.FOREVER);
        this.queue = new TimerQueue(space, queryName + ".timers");
    }

    @Override
    public void set(long deadlineNs) {
        long nextNs = Math.max(deadlineNs, states.nowNs() + 1);
        if (!isClosed && !pending.at(nextNs).isPresent()) {
            pending.putLong(0);
            queue.add(nextNs, states.key());
        }
    }

    @Override
    public void cancel(long deadlineNs) {
        pending.at(deadlineNs).remove();
    }

    @Override
    public long nowNs() {
        return states.nowNs();
    }

    /** Whether something may be due; cheap. */
    boolean hasDue(long nowNs) {
        return queue.nextDeadlineNs() <= nowNs && !queue.isEmpty();
    }

    long nextDeadlineNs() {
        return queue.nextDeadlineNs();
    }

    /** Takes all timers of the next deadline out. @return their keys, in order; see {@link #dueCount()} */
    int[] takeNext() {
        long deadlineNs = queue.nextDeadlineNs();
        dueCount = 0;
        while (!queue.isEmpty() && queue.nextDeadlineNs() == deadlineNs) {
            int key = (int) queue.nextOwner();
            queue.removeNext();
            states.selectKey(key);
            if (pending.at(deadlineNs).isPresent()) {
                pending.remove();
                add(key);
            }
        }
        states.keys().sort(due, dueCount);
        return due;
    }

    int dueCount() {
        return dueCount;
    }

    private void add(int key) {
        if (dueCount == due.length) {
            due = Arrays.copyOf(due, dueCount * 2);
        }
        due[dueCount++] = key;
    }

    /** No timer can be set any more. */
    void endSetting() {
        isClosed = true;
    }

    void clear() {
        queue.clear();
    }
}
