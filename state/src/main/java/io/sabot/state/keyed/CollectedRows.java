package io.sabot.state.keyed;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.batch.Watermarks;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.DeadLetters;
import io.sabot.core.operator.Input;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.Storage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;

/**
 * Collects the rows that a user's function writes, and hands them on. A row carries the watermark that held before what it
 * was written for. VARCHAR columns are laid out plain.
 *
 * <p>Owned by the application's operator thread.
 */
public abstract class CollectedRows implements RowCollector, AutoCloseable {
    private final Input downstream; // not owned
    private final int firstColumn;
    private final EventBatch out;

    private boolean isBegun;
    private long watermarkNs = Watermarks.NONE;
    private long firstPosition;
    private long position;
    private long handedOnNs = Watermarks.NONE;

    /** @param firstColumn of the output's that is the function's */
    protected CollectedRows(EventSchema output, int firstColumn, MemoryPool pool, Input downstream) {
        this.downstream = downstream;
        this.firstColumn = firstColumn;
        boolean[] isPlain = new boolean[output.columnCount()];
        Arrays.fill(isPlain, true);
        this.out = EventBatch.growable(pool);
        out.layout(output, new SymbolDictionary(0), isPlain, EventBatch.DEFAULT_ROWS);
    }

    /** Writes the columns before the function's own. */
    protected void beginColumns(EventBatch batch, int row) {}

    /** Called before a row is emitted; what it throws is the function's failure. */
    protected void check(EventBatch batch, int row) {}

    // ---- what rows are written for ----

    /** Says on which frame's behalf rows are written from now on. */
    public final void seq(long seq, long watermarkBeforeNs) {
        if (seq != out.seq()) {
            handOnRows(watermarkBeforeNs);
        }
        out.seq(seq);
    }

    /**
     * Says what rows are written for from now on.
     *
     * @param newFirstPosition of the first row that they are made from
     * @param triggerPosition of the row that asks for them
     */
    public final void begin(long watermarkBeforeNs, long newFirstPosition, long triggerPosition) {
        watermarkNs = watermarkBeforeNs;
        firstPosition = newFirstPosition;
        position = triggerPosition;
    }

    /** Forgets what was written of a row that was not emitted. */
    public final void abandon() {
        if (isBegun) {
            out.abandonRow();
            isBegun = false;
        }
    }

    /** Makes a dead letter of what a function failed for: the row of output without the function's columns. */
    public final void refuse(DeadLetters deadLetters, String detail) {
        abandon();
        beginRow();
        int row = out.nextRow();
        out.positions(row, firstPosition, position);
        deadLetters.refuse(DeadLetters.Reason.EXPRESSION_FAILED, out, row, detail);
        abandon();
    }

    // ---- what functions write ----

    private void beginRow() {
        if (isBegun) {
            return;
        }
        isBegun = true;
        int row = out.nextRow();
        beginColumns(out, row);
        for (int i = firstColumn; i < out.columnCount(); i++) {
            out.column(i).setNull(row);
        }
    }

    private Column column(int column, Storage storage) {
        if (column < 0 || firstColumn + column >= out.columnCount()) {
            throw new IllegalArgumentException("the function has no column " + column);
        }
        Column typed = out.column(firstColumn + column);
        if (typed.storage() != storage) {
            throw new IllegalArgumentException("column " + column + " of the function is " + typed.type());
        }
        beginRow();
        return typed;
    }

    @Override
    public final void putBoolean(int column, boolean value) {
        column(column, Storage.BIT).putBoolean(out.nextRow(), value);
    }

    @Override
    public final void putInt(int column, int value) {
        column(column, Storage.INT32).putInt(out.nextRow(), value);
    }

    @Override
    public final void putLong(int column, long value) {
        column(column, Storage.INT64).putLong(out.nextRow(), value);
    }

    @Override
    public final void putDouble(int column, double value) {
        column(column, Storage.FLOAT64).putDouble(out.nextRow(), value);
    }

    @Override
    public final void putDecimal(int column, BigDecimal value) {
        Column target = column(column, Storage.DECIMAL128);
        BigDecimal rounded = value.setScale(target.type().scale(), RoundingMode.HALF_UP);
        if (rounded.precision() > target.type().precision()) {
            throw new ArithmeticException(value + " does not fit " + target.type());
        }
        target.putDecimal(out.nextRow(), rounded);
    }

    @Override
    public final void putString(int column, String value) {
        column(column, Storage.VIEW128).putString(out.nextRow(), value);
    }

    @Override
    public final void putBytes(int column, long address, int length) {
        column(column, Storage.VIEW128).putBytes(out.nextRow(), address, length);
    }

    @Override
    public final void emit() {
        beginRow();
        int row = out.nextRow();
        check(out, row);
        isBegun = false;
        out.positions(row, firstPosition, position);
        out.ensureWatermarks()[row] = watermarkNs;
        out.commitRow();
        if (out.isFull()) {
            handOnRows(watermarkNs);
        }
    }

    // ---- handing on ----

    private void handOnRows(long watermarkAfterNs) {
        if (!out.isEmpty()) {
            out.watermarkAfterNs(watermarkAfterNs);
            handedOnNs = Math.max(handedOnNs, watermarkAfterNs);
            long seq = out.seq();
            downstream.onBatch(out);
            out.clear();
            out.seq(seq);
        }
    }

    /** Hands on what there is: rows with the watermark, or the watermark alone if it is news. */
    public final void flush(long watermarkAfterNs, long lastPosition) {
        handOnRows(watermarkAfterNs);
        if (watermarkAfterNs > handedOnNs) {
            handedOnNs = watermarkAfterNs;
            downstream.onWatermark(watermarkAfterNs, lastPosition);
        }
    }

    public final void onEnd(long watermarkAfterNs, long lastPosition) {
        handOnRows(watermarkAfterNs);
        downstream.onEnd(lastPosition);
    }

    public void save(StateOutput state) {
        assert out.isEmpty();
        state.putLong(handedOnNs);
        state.putLong(out.seq());
    }

    public void load(StateInput state) {
        handedOnNs = state.getLong();
        out.seq(state.getLong());
    }

    @Override
    public final void close() {
        out.close();
    }
}
