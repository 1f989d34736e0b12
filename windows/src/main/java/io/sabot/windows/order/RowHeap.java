package io.sabot.windows.order;

import io.sabot.state.StateRegion;
import io.sabot.state.StateSpace;
import org.agrona.UnsafeApi;

/**
 * Binary heap of row ids with the first or the last row on top.
 *
 * <p>Owned by the application's operator thread.
 *
 * <pre>
 *  entry: 0 long prefix | 8 int row id
 * </pre>
 */
final class RowHeap {
    private static final int PREFIX = 0;
    private static final int ROW = 8;
    private static final int ENTRY_BYTES = 16;

    private final RowOrder order; // not owned
    private final boolean isLastOnTop;

    /** Used as an array: only the last record is ever freed, so that ids are the indexes 0 to size - 1. */
    private final StateRegion entries;

    RowHeap(StateSpace space, String name, RowOrder order, boolean isLastOnTop) {
        this.order = order;
        this.isLastOnTop = isLastOnTop;
        this.entries = new StateRegion(space, name, ENTRY_BYTES);
    }

    int size() {
        return entries.liveCount();
    }

    /** The heap must not be empty. */
    long topPrefix() {
        return prefix(0);
    }

    /** The heap must not be empty. */
    int topRow() {
        return row(0);
    }

    void add(long prefix, int row) {
        int hole = entries.allocate();
        assert hole == size() - 1;
        while (hole > 0) {
            int parent = hole - 1 >>> 1;
            if (!isAbove(prefix, row, prefix(parent), row(parent))) {
                break;
            }
            put(hole, prefix(parent), row(parent));
            hole = parent;
        }
        put(hole, prefix, row);
    }

    /** The heap must not be empty. */
    void removeTop() {
        int last = size() - 1;
        long prefix = prefix(last);
        int row = row(last);
        entries.free(last);
        if (last > 0) {
            sink(prefix, row, last);
        }
    }

    private void sink(long prefix, int row, int size) {
        int half = size >>> 1;
        int hole = 0;
        while (hole < half) {
            int child = 2 * hole + 1;
            if (child + 1 < size && isAbove(prefix(child + 1), row(child + 1), prefix(child), row(child))) {
                child++;
            }
            if (!isAbove(prefix(child), row(child), prefix, row)) {
                break;
            }
            put(hole, prefix(child), row(child));
            hole = child;
        }
        put(hole, prefix, row);
    }

    private boolean isAbove(long prefixA, int a, long prefixB, int b) {
        return isLastOnTop ? order.isBefore(prefixB, b, prefixA, a) : order.isBefore(prefixA, a, prefixB, b);
    }

    private long prefix(int index) {
        return UnsafeApi.getLong(entries.address(index) + PREFIX);
    }

    private int row(int index) {
        return UnsafeApi.getInt(entries.address(index) + ROW);
    }

    private void put(int index, long prefix, int row) {
        long entry = entries.addressForWrite(index);
        UnsafeApi.putLong(entry + PREFIX, prefix);
        UnsafeApi.putInt(entry + ROW, row);
    }
}
