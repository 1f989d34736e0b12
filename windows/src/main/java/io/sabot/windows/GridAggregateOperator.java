package io.sabot.windows;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.EventTime;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import io.sabot.state.KeyTable;
import org.agrona.UnsafeApi;

/**
 * Aggregates over windows on a grid. Rows go into panes; a window that fires combines the panes it covers.
 *
 * <p>Every key with rows is scheduled for exactly one window: its first that is open. A row is <em>behind</em> when the
 * watermark has passed the end of a window that its pane belongs to; such rows are rare and take the slow way.
 *
 * <pre>
 *  key record: 16 int newest pane | 20 int oldest pane | 24 long scheduled window
 *              | 32 long window in whose list the key is | 40 the subclass's
 * </pre>
 *
 * <p>Owned by the application's operator thread.
 */
abstract class GridAggregateOperator extends AggregateOperator {
    static final int NEWEST = KeyTable.HEADER_BYTES;
    static final int OLDEST = NEWEST + 4;
    static final int SCHEDULED = NEWEST + 8;
    static final int LISTED = NEWEST + 16;

    /** Where the subclass's part of a key's record begins. */
    static final int GRID_BYTES = LISTED + 8;

    private static final long NO_WINDOW = Long.MAX_VALUE;

    final WindowGrid grid;
    final PaneStore panes;

    private final EventTime time;
    private final DueKeys due;

    /** First window that the watermark has not closed; its end is the deadline. */
    private long openWindow = Long.MIN_VALUE;

    /** Window whose keys the list of {@link #due} holds: the open one, or the one after it while that fires. */
    private long listedWindow = Long.MIN_VALUE;

    private long deadlineNs = Long.MIN_VALUE + 1;

    /** End of the last closed window: rows before it are behind. */
    private long closedBeforeNs = Long.MIN_VALUE;

    /** @param keyRecordBytes of the subclass's part */
    GridAggregateOperator(AggregateContext context, WindowGrid grid, int keyRecordBytes) {
        super(context, GRID_BYTES - KeyTable.HEADER_BYTES + keyRecordBytes);
        WindowAggregateSpec spec = context.spec();
        this.grid = grid;
        this.time = new EventTime(spec.input(), spec.eventTimeColumn());
        this.panes = new PaneStore(context.space(), spec.queryName(), kernel.accumulatorBytes());
        this.due = new DueKeys(context.space(), spec.queryName());
    }

    /** Called before a row is added that is behind: the pane may be part of what the subclass has combined. */
    abstract void beforeBehind(int key, long pane);

    /** Emits the key's result for the window and frees what no later window needs. */
    abstract void fireKey(int key, long window);

    /** First window after the given one that the key has rows in, or {@link #NO_WINDOW} with no pane left. */
    private long nextWindowOf(int key, long window) {
        int oldest = oldestPane(key);
        return oldest == 0 ? NO_WINDOW : Math.max(window + 1, grid.firstWindowOf(panes.number(oldest)));
    }

    /** Frees what a key without panes may still own. */
    abstract void releaseKey(int key);

    @Override
    final long deadlineNs() {
        return deadlineNs;
    }

    @Override
    final void bind(EventBatch batch) {
        time.bind(batch);
    }

    @Override
    final int accumulate(EventBatch batch, int from, int endRow, long segmentDeadlineNs) {
        int[] selection = batch.selection();
        int count = batch.selectedCount();
        long pane = 0;
        long paneFromNs = Long.MAX_VALUE;
        long paneEndNs = Long.MIN_VALUE;
        int i = from;
        for (; i < count && selection[i] < endRow; i++) {
            int row = selection[i];
            if (time.isNull(row)) {
                refuseNull(batch, row);
                continue;
            }
            long timeNs = time.ns(row);
            if (timeNs < paneFromNs || timeNs >= paneEndNs) {
                if (!isPlain(timeNs)) {
                    accumulateSlow(batch, row, timeNs);
                    continue;
                }
                pane = grid.paneOf(timeNs);
                paneFromNs = grid.paneStartNs(pane);
                paneEndNs = grid.paneStartNs(pane + 1);
            }
            int key = keys.keyOf(batch, row);
            int newest = UnsafeApi.getInt(keys.address(key) + NEWEST);
            if (newest != 0) {
                long address = panes.addressForWrite(newest);
                if (PaneStore.numberAt(address) == pane) {
                    accumulate(address + PaneStore.ACCUMULATOR, batch, row);
                    continue;
                }
            }
            accumulateElsewhere(batch, row, key, pane);
        }
        return i;
    }

    /** Whether a row's windows are all open: the usual case. */
    private boolean isPlain(long timeNs) {
        return timeNs >= closedBeforeNs && grid.isInRange(timeNs) && grid.isCovered(grid.paneOf(timeNs));
    }

    private void accumulateSlow(EventBatch batch, int row, long timeNs) {
        if (!grid.isInRange(timeNs)) {
            refuseOutOfRange(batch, row, timeNs);
            return;
        }
        long pane = grid.paneOf(timeNs);
        if (!grid.isCovered(pane)) {
            return; // between two windows, where HOP's slide exceeds its size
        }
        long lastWindow = grid.lastWindowOf(pane);
        if (lastWindow < openWindow) {
            refuseLate(batch, row, time, grid.startNs(lastWindow), grid.endNs(lastWindow));
            return;
        }
        int key = keys.keyOf(batch, row);
        beforeBehind(key, pane);
        accumulateElsewhere(batch, row, key, pane);
    }

    /** Into a pane that need not be the newest, nor be there at all. */
    private void accumulateElsewhere(EventBatch batch, int row, int key, long pane) {
        if (canOpen(batch, row)) {
            int found = findOrInsertPane(key, pane, batch.firstPosition(row));
            accumulate(panes.accumulatorForWrite(found), batch, row);
        }
    }

    private int findOrInsertPane(int key, long number, long firstPosition) {
        int newer = 0;
        int at = UnsafeApi.getInt(keys.address(key) + NEWEST);
        while (at != 0 && panes.number(at) > number) {
            newer = at;
            at = panes.older(at);
        }
        if (at != 0 && panes.number(at) == number) {
            return at;
        }
        int pane = panes.insert(number, newer, at, firstPosition);
        long record = keys.addressForWrite(key);
        if (newer == 0) {
            UnsafeApi.putInt(record + NEWEST, pane);
        }
        if (at == 0) {
            UnsafeApi.putInt(record + OLDEST, pane);
            schedule(key, Math.max(openWindow, grid.firstWindowOf(number)));
        }
        return pane;
    }

    /** Sees to it that the key fires with this window, unless it does with an earlier one. */
    private void schedule(int key, long window) {
        if (keys.isIdle(key)) {
            keys.markActive(key);
            long record = keys.addressForWrite(key);
            UnsafeApi.putLong(record + SCHEDULED, NO_WINDOW);
            UnsafeApi.putLong(record + LISTED, NO_WINDOW);
        }
        long record = keys.addressForWrite(key);
        if (UnsafeApi.getLong(record + SCHEDULED) <= window) {
            return;
        }
        UnsafeApi.putLong(record + SCHEDULED, window);
        if (window == listedWindow) {
            list(key);
        } else {
            due.addLater(window, key);
        }
    }

    private void list(int key) {
        long record = keys.addressForWrite(key);
        if (UnsafeApi.getLong(record + LISTED) != listedWindow) {
            UnsafeApi.putLong(record + LISTED, listedWindow);
            due.addNext(key);
        }
    }

    @Override
    final void fireUntil(long newWatermarkNs) {
        fireBefore(grid.firstOpenWindow(newWatermarkNs));
        deadlineNs = grid.endNs(openWindow);
        closedBeforeNs = grid.endNs(openWindow - 1);
    }

    @Override
    final void fireAll() {
        fireBefore(NO_WINDOW);
    }

    private void fireBefore(long target) {
        while (openWindow < target && !due.isEmpty()) {
            int fired = due.nextCount();
            if (fired > 0) {
                fire(openWindow);
                keys.forgetIdleKeys(fired);
            }
            openWindow = due.nextCount() > 0 ? openWindow + 1 : Math.min(target, due.laterWindow());
            listedWindow = openWindow;
            while (openWindow != NO_WINDOW && due.laterWindow() == openWindow) {
                relist(due.removeLater());
            }
        }
        if (openWindow < target && target != NO_WINDOW) {
            openWindow = target;
            listedWindow = target;
        }
    }

    private void relist(int key) {
        if (!keys.isIdle(key) && UnsafeApi.getLong(keys.address(key) + SCHEDULED) == listedWindow) {
            list(key);
        }
    }

    private void fire(long window) {
        int count = due.nextCount();
        int[] firing = due.take();
        listedWindow = window + 1;
        keys.sort(firing, count);
        for (int i = 0; i < count; i++) {
            int key = firing[i];
            if (UnsafeApi.getLong(keys.address(key) + SCHEDULED) == window) {
                fireKey(key, window);
                reschedule(key, window);
            }
        }
    }

    private void reschedule(int key, long window) {
        long next = nextWindowOf(key, window);
        if (next == NO_WINDOW) {
            releaseKey(key);
            keys.markIdle(key);
        } else {
            UnsafeApi.putLong(keys.addressForWrite(key) + SCHEDULED, NO_WINDOW);
            schedule(key, next);
        }
    }

    /** Frees panes from the oldest up to, not including, the first of this number or a later one. */
    final void freePanesBefore(int key, long number) {
        int oldest = UnsafeApi.getInt(keys.address(key) + OLDEST);
        while (oldest != 0 && panes.number(oldest) < number) {
            kernel.release(panes.accumulatorForWrite(oldest));
            oldest = panes.removeOldest(oldest);
        }
        long record = keys.addressForWrite(key);
        UnsafeApi.putInt(record + OLDEST, oldest);
        if (oldest == 0) {
            UnsafeApi.putInt(record + NEWEST, 0);
        }
    }

    final int oldestPane(int key) {
        return UnsafeApi.getInt(keys.address(key) + OLDEST);
    }

    @Override
    public final void save(StateOutput out) {
        super.save(out);
        out.putLong(openWindow);
        out.putLong(listedWindow);
        out.putLong(deadlineNs);
        out.putLong(closedBeforeNs);
    }

    @Override
    public final void load(StateInput in) {
        super.load(in);
        openWindow = in.getLong();
        listedWindow = in.getLong();
        deadlineNs = in.getLong();
        closedBeforeNs = in.getLong();
        keys.forEach(key -> {
            if (!keys.isIdle(key) && UnsafeApi.getLong(keys.address(key) + LISTED) == listedWindow) {
                due.addNext(key);
            }
        });
    }
}
