package io.sabot.state;

import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import org.agrona.UnsafeApi;

/**
 * At most {@link #MAX_TIMERS} timers in a binary heap.
 *
 * <p>Owned by the application's operator thread.
 *
 * <pre>
 *  entry: 0 long deadline | 8 long owner
 * </pre>
 */
final class NearTimers implements StatePart {
    static final int MAX_TIMERS = 4096;
    private static final int ENTRY_BYTES = 16;

    private final PagedArray heap;
    private int count;
    private long[] sorted = {};
    private long[] spare = {};

    NearTimers(StateSpace space, String name) {
        this.heap = new PagedArray(space, name + ".near", ENTRY_BYTES);
        space.register(this);
    }

    @Override
    public void save(StateOutput out) {
        out.putInt(count);
    }

    @Override
    public void load(StateInput in) {
        count = in.getInt();
    }

    int count() {
        return count;
    }

    boolean isFull() {
        return count == MAX_TIMERS;
    }

    int pageCount() {
        return heap.pageCount();
    }

    long firstDeadlineNs() {
        return UnsafeApi.getLong(heap.address(0));
    }

    long firstOwner() {
        return UnsafeApi.getLong(heap.address(0) + 8);
    }

    void add(long deadlineNs, long owner) {
        heap.ensure(count);
        int hole = count++;
        while (hole > 0) {
            int parent = hole - 1 >>> 1;
            long at = heap.address(parent);
            if (!TimerOrder.isBefore(deadlineNs, owner, at)) {
                break;
            }
            put(hole, UnsafeApi.getLong(at), UnsafeApi.getLong(at + 8));
            hole = parent;
        }
        put(hole, deadlineNs, owner);
    }

    void removeFirst() {
        long last = heap.address(--count);
        if (count == 0) {
            heap.clear();
            return;
        }
        long deadlineNs = UnsafeApi.getLong(last);
        long owner = UnsafeApi.getLong(last + 8);
        int hole = 0;
        int half = count >>> 1;
        while (hole < half) {
            int child = lesserChild(hole);
            long at = heap.address(child);
            if (!TimerOrder.isAtBefore(at, deadlineNs, owner)) {
                break;
            }
            put(hole, UnsafeApi.getLong(at), UnsafeApi.getLong(at + 8));
            hole = child;
        }
        put(hole, deadlineNs, owner);
    }

    private int lesserChild(int hole) {
        int child = 2 * hole + 1;
        return child + 1 < count && TimerOrder.isBefore(heap.address(child + 1), heap.address(child))
                ? child + 1
                : child;
    }

    private void put(int index, long deadlineNs, long owner) {
        long target = heap.addressForWrite(index);
        UnsafeApi.putLong(target, deadlineNs);
        UnsafeApi.putLong(target + 8, owner);
    }

    /**
     * Takes the latest timers out.
     *
     * @param taken how many
     * @return pairs of deadline and owner, sorted; those taken begin at {@code 2 * count()} after the call
     */
    long[] takeLatest(int taken) {
        if (sorted.length == 0) {
            sorted = new long[2 * MAX_TIMERS];
            spare = new long[2 * MAX_TIMERS];
        }
        for (int i = 0; i < count; i++) {
            long at = heap.address(i);
            sorted[2 * i] = UnsafeApi.getLong(at);
            sorted[2 * i + 1] = UnsafeApi.getLong(at + 8);
        }
        TimerOrder.sort(sorted, spare, count);
        count -= taken;
        for (int i = 0; i < count; i++) {
            put(i, sorted[2 * i], sorted[2 * i + 1]);
        }
        return sorted;
    }

    void clear() {
        count = 0;
        heap.clear();
    }
}
