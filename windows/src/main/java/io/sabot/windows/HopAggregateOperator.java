package io.sabot.windows;

/**
 * TUMBLE and HOP: a window's result is its panes merged in the order of time, and a pane goes with the last window that
 * covers it. A window of one pane, as every window of TUMBLE is, is emitted from the pane itself.
 *
 * <p>Owned by the application's operator thread.
 */
final class HopAggregateOperator extends GridAggregateOperator {
    HopAggregateOperator(AggregateContext context, WindowGrid grid) {
        super(context, grid, 0);
    }

    @Override
    void beforeBehind(int key, long pane) {
        // Nothing is combined before its window fires.
    }

    @Override
    void fireKey(int key, long window) {
        int oldest = oldestPane(key);
        int newer = panes.newer(oldest);
        if (newer == 0 || panes.number(newer) >= grid.endPane(window)) {
            emit(key, window, panes.accumulator(oldest), panes.firstPosition(oldest));
        } else {
            emitCombined(key, window, oldest);
        }
        freePanesBefore(key, grid.firstPane(window + 1));
    }

    private void emitCombined(int key, long window, int oldest) {
        long endPane = grid.endPane(window);
        long combined = emptyScratch();
        long firstPosition = Long.MAX_VALUE;
        String failure = null;
        for (int pane = oldest; pane != 0 && panes.number(pane) < endPane; pane = panes.newer(pane)) {
            firstPosition = Math.min(firstPosition, panes.firstPosition(pane));
            failure = failure == null ? merge(combined, pane) : failure;
        }
        if (failure == null) {
            emit(key, window, combined, firstPosition);
        } else {
            output.refuseWindow(key, grid.startNs(window), grid.endNs(window), firstPosition, failure);
        }
        kernel.release(combined);
    }

    /** @return why it cannot be merged, or null */
    private String merge(long combined, int pane) {
        try {
            kernel.merge(combined, panes.accumulator(pane));
            return null;
        } catch (ArithmeticException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private void emit(int key, long window, long accumulator, long firstPosition) {
        output.emitWindow(key, grid.startNs(window), grid.endNs(window), accumulator, firstPosition);
    }

    @Override
    void releaseKey(int key) {
        // A key owns its panes only.
    }
}
