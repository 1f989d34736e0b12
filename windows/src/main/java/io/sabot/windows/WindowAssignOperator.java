package io.sabot.windows;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.EventTime;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.batch.Watermarks;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.DeadLetters;
import io.sabot.core.operator.Input;
import io.sabot.core.operator.Operator;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import io.sabot.core.type.Storage;

/**
 * A window table function without GROUP BY: each row comes out once per window it belongs to, by ascending end, with
 * window_start, window_end and window_time appended. It waits for nothing and keeps nothing, so no row is late here.
 *
 * <p>Owned by the application's operator thread.
 */
public final class WindowAssignOperator implements Operator {
    private final WindowAssignSpec spec;
    private final WindowGrid grid;
    private final EventTime time;
    private final DeadLetters deadLetters; // not owned
    private final Input downstream; // not owned
    private final EventBatch out;
    private final boolean[] isPlain;
    private long handedOnNs = Watermarks.NONE;

    public WindowAssignOperator(WindowAssignSpec spec, MemoryPool pool, DeadLetters deadLetters, Input downstream) {
        this.spec = spec;
        this.grid = WindowGrid.of(spec.window());
        this.time = new EventTime(spec.input(), spec.eventTimeColumn());
        this.deadLetters = deadLetters;
        this.downstream = downstream;
        this.out = EventBatch.growable(pool);
        this.isPlain = new boolean[spec.output().columnCount()];
    }

    @Override
    public void onBatch(int input, EventBatch batch) {
        time.bind(batch);
        layoutAs(batch);
        boolean hasWatermarks = batch.watermarkAfterNs() != Watermarks.NONE;
        for (int i = 0; i < batch.selectedCount(); i++) {
            int row = batch.selection()[i];
            assign(batch, row, hasWatermarks ? batch.watermarks()[row] : Watermarks.NONE);
        }
        if (!out.isEmpty()) {
            handOnRows(batch.watermarkAfterNs());
        } else if (hasWatermarks && batch.rows() > 0) {
            onWatermark(input, batch.watermarkAfterNs(), batch.position(batch.rows() - 1));
        }
    }

    /** Columns are laid out as in the input, so that symbols need not be looked up. */
    private void layoutAs(EventBatch batch) {
        SymbolDictionary symbols = null;
        for (int i = 0; i < spec.input().columnCount(); i++) {
            Column column = batch.column(i);
            isPlain[i] = column.storage() == Storage.VIEW128;
            symbols = column.storage() == Storage.SYMBOL32 ? column.dictionary() : symbols;
        }
        out.layout(spec.output(), symbols, isPlain, EventBatch.DEFAULT_ROWS);
        out.seq(batch.seq());
    }

    private void assign(EventBatch batch, int row, long watermarkNs) {
        if (time.isNull(row)) {
            refuse(batch, row, EventTime.NULL_DETAIL);
            return;
        }
        long timeNs = time.ns(row);
        if (!grid.isInRange(timeNs)) {
            refuse(batch, row, EventTime.outOfRangeDetail(timeNs));
            return;
        }
        long pane = grid.paneOf(timeNs);
        if (!grid.isCovered(pane)) {
            return; // between two windows, where HOP's slide exceeds its size
        }
        long last = grid.lastWindowOf(pane);
        for (long window = grid.firstWindowOf(pane); window <= last; window++) {
            emit(batch, row, window, watermarkNs);
        }
    }

    private void refuse(EventBatch batch, int row, String detail) {
        deadLetters.refuse(DeadLetters.Reason.EXPRESSION_FAILED, batch, row, detail);
    }

    private void emit(EventBatch batch, int row, long window, long watermarkNs) {
        int outRow = out.nextRow();
        int inputCount = spec.input().columnCount();
        for (int i = 0; i < inputCount; i++) {
            out.column(i).copyFrom(batch.column(i), row, outRow);
        }
        long endNs = grid.endNs(window);
        out.column(inputCount).putLong(outRow, grid.startNs(window));
        out.column(inputCount + 1).putLong(outRow, endNs);
        out.column(inputCount + 2).putLong(outRow, endNs - 1);
        if (outRow == 0) {
            out.ensureWatermarks();
        }
        out.positions(outRow, batch.firstPosition(row), batch.position(row));
        out.watermarks()[outRow] = watermarkNs;
        out.commitRow();
        if (out.isFull()) {
            handOnRows(watermarkNs);
        }
    }

    private void handOnRows(long watermarkNs) {
        out.watermarkAfterNs(watermarkNs);
        handedOnNs = Math.max(handedOnNs, watermarkNs);
        downstream.onBatch(out);
        out.clear();
    }

    @Override
    public void onWatermark(int input, long watermarkNs, long position) {
        if (watermarkNs > handedOnNs) {
            handedOnNs = watermarkNs;
            downstream.onWatermark(watermarkNs, position);
        }
    }

    @Override
    public void onEnd(int input, long position) {
        downstream.onEnd(position);
    }

    @Override
    public void save(StateOutput state) {
        state.putLong(handedOnNs);
    }

    @Override
    public void load(StateInput state) {
        handedOnNs = state.getLong();
    }

    @Override
    public void close() {
        out.close();
    }
}
