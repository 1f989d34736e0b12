package io.sabot.state;

import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import org.agrona.UnsafeApi;

/**
 * Pending timers, soonest first: pairs of (deadline, owner) in a binary heap over pages. Equal deadlines come out in the
 * order of the owner number. Cancel and re-arm are lazy: the owner compares what fired with what it remembers.
 *
 * <p>Owned by the application's operator thread.
 */
public final class TimerHeap implements StatePart {
    private static final int ENTRY_BYTES = 16;
    private static final int PER_PAGE_BITS = Integer.numberOfTrailingZeros(StateSpace.PAGE_BYTES / ENTRY_BYTES);
    private static final int PER_PAGE_MASK = (1 << PER_PAGE_BITS) - 1;

    /** Deadline of an empty heap: never. */
    public static final long NO_DEADLINE = Long.MAX_VALUE;

    private final PageTable pages;
    private int size;

    public TimerHeap(StateSpace space, String name) {
        this.pages = new PageTable(space, name);
        space.register(this);
    }

    public int size() {
        return size;
    }

    /** Soonest deadline, or {@link #NO_DEADLINE}. */
    public long nextDeadlineNs() {
        return size == 0 ? NO_DEADLINE : UnsafeApi.getLong(pages.address(0));
    }

    /** Owner of the soonest timer; the heap must not be empty. */
    public long nextOwner() {
        assert size > 0;
        return UnsafeApi.getLong(pages.address(0) + 8);
    }

    public void add(long deadlineNs, long owner) {
        if (size >>> PER_PAGE_BITS == pages.pageCount()) {
            pages.add();
        }
        int hole = size++;
        while (hole > 0) {
            int parent = hole - 1 >>> 1;
            long at = address(parent);
            if (!isBefore(deadlineNs, owner, at)) {
                break;
            }
            move(at, hole);
            hole = parent;
        }
        put(hole, deadlineNs, owner);
    }

    /** Removes the soonest timer. */
    public void removeNext() {
        assert size > 0;
        long last = address(--size);
        long deadlineNs = UnsafeApi.getLong(last);
        long owner = UnsafeApi.getLong(last + 8);
        int hole = 0;
        int half = size >>> 1;
        while (hole < half) {
            int child = 2 * hole + 1;
            long at = address(child);
            if (child + 1 < size) {
                long right = address(child + 1);
                if (isBefore(UnsafeApi.getLong(right), UnsafeApi.getLong(right + 8), at)) {
                    child++;
                    at = right;
                }
            }
            if (!isBefore(UnsafeApi.getLong(at), UnsafeApi.getLong(at + 8), deadlineNs, owner)) {
                break;
            }
            move(at, hole);
            hole = child;
        }
        if (size > 0) {
            put(hole, deadlineNs, owner);
        } else {
            pages.releaseAll();
        }
    }

    @Override
    public void save(StateOutput out) {
        out.putInt(size);
    }

    @Override
    public void load(StateInput in) {
        size = in.getInt();
    }

    public void clear() {
        size = 0;
        pages.releaseAll();
    }

    private static boolean isBefore(long deadlineNs, long owner, long entry) {
        return isBefore(deadlineNs, owner, UnsafeApi.getLong(entry), UnsafeApi.getLong(entry + 8));
    }

    private static boolean isBefore(long deadlineNs, long owner, long otherDeadlineNs, long otherOwner) {
        return deadlineNs < otherDeadlineNs || deadlineNs == otherDeadlineNs && owner < otherOwner;
    }

    private long address(int index) {
        return pages.address(index >>> PER_PAGE_BITS) + (long) (index & PER_PAGE_MASK) * ENTRY_BYTES;
    }

    private void move(long from, int toIndex) {
        put(toIndex, UnsafeApi.getLong(from), UnsafeApi.getLong(from + 8));
    }

    private void put(int index, long deadlineNs, long owner) {
        long target = pages.addressForWrite(index >>> PER_PAGE_BITS) + (long) (index & PER_PAGE_MASK) * ENTRY_BYTES;
        UnsafeApi.putLong(target, deadlineNs);
        UnsafeApi.putLong(target + 8, owner);
    }
}
