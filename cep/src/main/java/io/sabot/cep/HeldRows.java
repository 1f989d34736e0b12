package io.sabot.cep;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.state.RowStore;
import io.sabot.state.StateRegion;
import io.sabot.state.StateSpace;
import java.util.Arrays;
import org.agrona.UnsafeApi;

/**
 * The last rows of every partition, as far back as its undecided matches go, in pages: a list per partition, oldest
 * first. They are read through a window, a batch with some consecutive rows of one partition.
 *
 * <pre>
 *  link: 0 int id of the row | 4 int next link + 1, 0 at the end
 * </pre>
 */
final class HeldRows implements AutoCloseable {
    private static final int LINK_BYTES = 8;
    private static final int NEXT = 4;
    private static final int MIN_WINDOW_ROWS = 512;
    private static final int NO_KEY = -1;

    private final RowStore rows;
    private final StateRegion links;
    private final int behind;
    private final int ahead;
    private final EventBatch window;

    // What the window shows: rows windowFrom … windowFrom + window.rows() − 1 of a partition.
    private int windowKey = NO_KEY;
    private long windowFrom;
    private int windowLastLink; // id + 1

    HeldRows(StateSpace space, MemoryPool pool, String name, PatternSpec.Rows spec) {
        EventSchema input = spec.input();
        this.rows = new RowStore(
                space,
                name + ".held",
                input.columns().stream().map(ColumnSpec::type).toList());
        this.links = new StateRegion(space, name + ".order", LINK_BYTES);
        this.behind = spec.behind();
        this.ahead = spec.ahead();
        this.window = EventBatch.growable(pool);
        boolean[] isPlain = new boolean[input.columnCount()];
        Arrays.fill(isPlain, true);
        window.layout(
                input,
                null,
                isPlain,
                Math.min(EventBatch.MAX_ROWS, Math.max(MIN_WINDOW_ROWS, 2 * (behind + ahead + 1))));
    }

    /** Rows before one that may be asked for beside it. */
    int behind() {
        return behind;
    }

    // ---- the list ----

    /** Number of the row that would be appended next. */
    static long nextRow(long partition) {
        return PartitionRecord.heldFrom(partition) + PartitionRecord.held(partition);
    }

    /** @return false if a value is too long to be kept */
    boolean append(long partition, EventBatch batch, int row) {
        int id = rows.add(batch, row);
        if (id == StateRegion.NO_RECORD) {
            return false;
        }
        int link = links.allocate();
        UnsafeApi.putInt(links.addressForWrite(link), id);
        int last = PartitionRecord.lastLink(partition);
        if (last == 0) {
            PartitionRecord.firstLink(partition, link + 1);
        } else {
            UnsafeApi.putInt(links.addressForWrite(last - 1) + NEXT, link + 1);
        }
        PartitionRecord.lastLink(partition, link + 1);
        PartitionRecord.held(partition, PartitionRecord.held(partition) + 1);
        return true;
    }

    /** Says that a row went by that was not kept: there are no others. */
    static void pass(long partition) {
        assert PartitionRecord.held(partition) == 0;
        PartitionRecord.heldFrom(partition, PartitionRecord.heldFrom(partition) + 1);
    }

    /** Gives up the rows before this one, save those that are {@link #behind} it. */
    void trim(int key, long partition, long row) {
        long from = row - behind;
        while (PartitionRecord.held(partition) > 0 && PartitionRecord.heldFrom(partition) < from) {
            int first = PartitionRecord.firstLink(partition);
            if (key == windowKey && first == windowLastLink) {
                windowKey = NO_KEY;
            }
            PartitionRecord.firstLink(partition, free(first));
            PartitionRecord.held(partition, PartitionRecord.held(partition) - 1);
            PartitionRecord.heldFrom(partition, PartitionRecord.heldFrom(partition) + 1);
        }
        if (PartitionRecord.held(partition) == 0) {
            PartitionRecord.lastLink(partition, 0);
        }
    }

    /** @return the next link */
    private int free(int link) {
        long address = links.address(link - 1);
        int next = UnsafeApi.getInt(address + NEXT);
        rows.remove(UnsafeApi.getInt(address));
        links.free(link - 1);
        return next;
    }

    /** Takes one row out, as if it had never come: those behind it are renumbered. */
    void remove(long partition, long row) {
        int before = 0;
        int link = PartitionRecord.firstLink(partition);
        for (long number = PartitionRecord.heldFrom(partition); number < row; number++) {
            before = link;
            link = UnsafeApi.getInt(links.address(link - 1) + NEXT);
        }
        int next = free(link);
        if (before == 0) {
            PartitionRecord.firstLink(partition, next);
        } else {
            UnsafeApi.putInt(links.addressForWrite(before - 1) + NEXT, next);
        }
        if (next == 0) {
            PartitionRecord.lastLink(partition, before);
        }
        PartitionRecord.held(partition, PartitionRecord.held(partition) - 1);
        windowKey = NO_KEY;
    }

    /** The partition has ended or is forgotten. */
    void clear(int key, long partition) {
        trim(key, partition, Long.MAX_VALUE);
        PartitionRecord.heldFrom(partition, 0);
    }

    // ---- the window ----

    /** What {@link #indexOf} gives places in; the same batch always. */
    EventBatch window() {
        return window;
    }

    /**
     * Makes the window show a row with its neighbours, as far as they are held.
     *
     * @return the row's place in it
     */
    int indexOf(int key, long partition, long row) {
        long last = Math.min(nextRow(partition) - 1, row + ahead);
        long first = Math.max(PartitionRecord.heldFrom(partition), row - behind);
        boolean isContinued = key == windowKey && first >= windowFrom && first < windowFrom + window.rows();
        if (!isContinued || last - windowFrom >= window.rowCapacity()) {
            open(key, first);
        }
        int link = windowLastLink;
        while (windowFrom + window.rows() <= last) {
            link = link == 0 ? linkOf(partition, windowFrom) : UnsafeApi.getInt(links.address(link - 1) + NEXT);
            read(UnsafeApi.getInt(links.address(link - 1)));
        }
        windowLastLink = link;
        return (int) (row - windowFrom);
    }

    private void open(int key, long first) {
        window.clear();
        windowKey = key;
        windowFrom = first;
        windowLastLink = 0;
    }

    private int linkOf(long partition, long row) {
        int link = PartitionRecord.firstLink(partition);
        for (long number = PartitionRecord.heldFrom(partition); number < row; number++) {
            link = UnsafeApi.getInt(links.address(link - 1) + NEXT);
        }
        return link;
    }

    private void read(int id) {
        int to = window.nextRow();
        rows.read(id, window, to);
        window.positions(to, rows.firstPosition(id), rows.position(id));
        window.commitRow();
    }

    /** Keys may be given to other partitions. */
    void forgetWindow() {
        windowKey = NO_KEY;
    }

    int size() {
        return rows.size();
    }

    @Override
    public void close() {
        window.close();
    }
}
