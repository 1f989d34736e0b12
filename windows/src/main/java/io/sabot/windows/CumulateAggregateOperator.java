package io.sabot.windows;

import org.agrona.UnsafeApi;

/**
 * CUMULATE: windows that share a start differ by a pane, so each key carries the panes merged so far from one window to
 * the next. Panes stay until the longest window has fired: a row that is behind changes one that is merged already, and
 * then all are merged anew.
 *
 * <pre>
 *  key record, behind the grid's part: 0 int newest merged pane | 4 int – | 8 long first position | 16 accumulator
 * </pre>
 *
 * <p>Owned by the application's operator thread.
 */
final class CumulateAggregateOperator extends GridAggregateOperator {
    private static final int MERGED = GRID_BYTES;
    private static final int FIRST_POSITION = MERGED + 8;
    private static final int ACCUMULATOR = MERGED + 16;

    CumulateAggregateOperator(AggregateContext context, WindowGrid grid) {
        super(context, grid, ACCUMULATOR - GRID_BYTES + context.kernel().accumulatorBytes());
    }

    @Override
    void beforeBehind(int key, long pane) {
        int merged = UnsafeApi.getInt(keys.address(key) + MERGED);
        if (merged != 0 && pane <= panes.number(merged)) {
            releaseKey(key);
        }
    }

    @Override
    void fireKey(int key, long window) {
        long record = keys.addressForWrite(key);
        try {
            mergeUntil(key, record, window);
            output.emitWindow(
                    key,
                    grid.startNs(window),
                    grid.endNs(window),
                    record + ACCUMULATOR,
                    UnsafeApi.getLong(record + FIRST_POSITION));
        } catch (ArithmeticException e) {
            output.refuseWindow(
                    key,
                    grid.startNs(window),
                    grid.endNs(window),
                    UnsafeApi.getLong(record + FIRST_POSITION),
                    e.getMessage());
            releaseKey(key);
        }
        if (grid.firstPane(window + 1) > window) {
            releaseKey(key);
            freePanesBefore(key, window + 1);
        }
    }

    private void mergeUntil(int key, long record, long window) {
        int merged = UnsafeApi.getInt(record + MERGED);
        long firstPosition = merged == 0 ? Long.MAX_VALUE : UnsafeApi.getLong(record + FIRST_POSITION);
        int pane = merged == 0 ? oldestPane(key) : panes.newer(merged);
        for (; pane != 0 && panes.number(pane) <= window; pane = panes.newer(pane)) {
            firstPosition = Math.min(firstPosition, panes.firstPosition(pane));
            UnsafeApi.putLong(record + FIRST_POSITION, firstPosition);
            kernel.merge(record + ACCUMULATOR, panes.accumulator(pane));
            UnsafeApi.putInt(record + MERGED, pane);
        }
    }

    /** Forgets what was merged; the panes stay. */
    @Override
    void releaseKey(int key) {
        long record = keys.addressForWrite(key);
        if (UnsafeApi.getInt(record + MERGED) != 0) {
            kernel.release(record + ACCUMULATOR);
            UnsafeApi.putInt(record + MERGED, 0);
            UnsafeApi.setMemory(record + ACCUMULATOR, kernel.accumulatorBytes(), (byte) 0);
        }
    }
}
