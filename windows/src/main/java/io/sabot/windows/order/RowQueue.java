package io.sabot.windows.order;

import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import io.sabot.state.StatePart;
import io.sabot.state.StateRegion;
import io.sabot.state.StateSpace;
import org.agrona.UnsafeApi;

/**
 * Rows waiting to be handed on in order. Those that arrive in order already are chained at no further cost; only the
 * others go through a heap.
 *
 * <p>Owned by the application's operator thread.
 *
 * <pre>
 *  entry of the chain: 0 long prefix | 8 int row id | 12 int next entry + 1
 * </pre>
 */
final class RowQueue implements StatePart {
    private static final int PREFIX = 0;
    private static final int ROW = 8;
    private static final int NEXT = 12;
    private static final int ENTRY_BYTES = 16;

    private final RowOrder order; // not owned
    private final StateRegion chain;
    private final RowHeap heap;
    private int head;
    private int tail;

    RowQueue(StateSpace space, String name, RowOrder order) {
        this.order = order;
        this.chain = new StateRegion(space, name + ".inOrder", ENTRY_BYTES);
        this.heap = new RowHeap(space, name + ".outOfOrder", order, false);
        space.register(this);
    }

    @Override
    public void save(StateOutput out) {
        out.putInt(head);
        out.putInt(tail);
    }

    @Override
    public void load(StateInput in) {
        head = in.getInt();
        tail = in.getInt();
    }

    boolean isEmpty() {
        return chain.liveCount() == 0 && heap.size() == 0;
    }

    void add(long prefix, int row) {
        if (chain.liveCount() == 0) {
            head = append(prefix, row);
            tail = head;
        } else if (order.isBefore(prefix(tail), row(tail), prefix, row)) {
            int entry = append(prefix, row);
            UnsafeApi.putInt(chain.addressForWrite(tail) + NEXT, entry + 1);
            tail = entry;
        } else {
            heap.add(prefix, row);
        }
    }

    private int append(long prefix, int row) {
        int entry = chain.allocate();
        long address = chain.addressForWrite(entry);
        UnsafeApi.putLong(address + PREFIX, prefix);
        UnsafeApi.putInt(address + ROW, row);
        return entry;
    }

    /** Prefix of the first row; the queue must not be empty. */
    long firstPrefix() {
        if (chain.liveCount() == 0) {
            return heap.topPrefix();
        }
        return heap.size() == 0 ? prefix(head) : Math.min(prefix(head), heap.topPrefix());
    }

    /** Removes the first row; the queue must not be empty. */
    int removeFirst() {
        if (isHeapFirst()) {
            int row = heap.topRow();
            heap.removeTop();
            return row;
        }
        int row = row(head);
        int next = UnsafeApi.getInt(chain.address(head) + NEXT) - 1;
        chain.free(head);
        head = next;
        return row;
    }

    private boolean isHeapFirst() {
        return chain.liveCount() == 0
                || heap.size() > 0 && order.isBefore(heap.topPrefix(), heap.topRow(), prefix(head), row(head));
    }

    private long prefix(int entry) {
        return UnsafeApi.getLong(chain.address(entry) + PREFIX);
    }

    private int row(int entry) {
        return UnsafeApi.getInt(chain.address(entry) + ROW);
    }
}
