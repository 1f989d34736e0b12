package io.sabot.windows.process;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.batch.Watermarks;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.DeadLetters;
import io.sabot.core.operator.Input;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.Storage;
import io.sabot.state.KeyDecoder;
import io.sabot.state.keyed.KeyedStates;
import io.sabot.state.keyed.RowCollector;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;

/**
 * Collects a function's rows and hands them on. A row carries the watermark that held before what it was written for.
 * VARCHAR columns are laid out plain.
 *
 * <p>Owned by the application's operator thread.
 */
final class ProcessOutput implements RowCollector, AutoCloseable {
    private final KeyedStates states; // not owned
    private final Input downstream; // not owned
    private final KeyDecoder decoder;
    private final int keyCount;
    private final EventBatch out;

    private boolean isBegun;
    private long watermarkNs = Watermarks.NONE;
    private long position;
    private long handedOnNs = Watermarks.NONE;

    ProcessOutput(KeyedProcessSpec spec, KeyedStates states, MemoryPool pool, Input downstream) {
        this.states = states;
        this.downstream = downstream;
        this.keyCount = spec.keyColumns().length;
        List<SqlType> keyTypes = Arrays.stream(spec.keyColumns())
                .mapToObj(spec.input()::column)
                .map(ColumnSpec::type)
                .toList();
        this.decoder = new KeyDecoder(keyTypes);
        boolean[] isPlain = new boolean[spec.output().columnCount()];
        Arrays.fill(isPlain, true);
        this.out = EventBatch.growable(pool);
        this.out.layout(spec.output(), new SymbolDictionary(0), isPlain, EventBatch.DEFAULT_ROWS);
    }

    /** Says on which frame's behalf rows are written from now on. */
    void seq(long seq, long watermarkBeforeNs) {
        if (seq != out.seq()) {
            handOnRows(watermarkBeforeNs);
        }
        out.seq(seq);
    }

    /** Says what rows are written for from now on. @param triggerPosition of the row that asks for them */
    void begin(long watermarkBeforeNs, long triggerPosition) {
        watermarkNs = watermarkBeforeNs;
        position = triggerPosition;
    }

    private Column column(int column, Storage storage) {
        if (column < 0 || keyCount + column >= out.columnCount()) {
            throw new IllegalArgumentException("the function has no column " + column);
        }
        Column typed = out.column(keyCount + column);
        if (typed.storage() != storage) {
            throw new IllegalArgumentException("column " + column + " of the function is " + typed.type());
        }
        beginRow();
        return typed;
    }

    private void beginRow() {
        if (isBegun) {
            return;
        }
        isBegun = true;
        int row = out.nextRow();
        int key = states.key();
        decoder.decode(states.keys().keyAddress(key), states.keys().keyLength(key), out, row, 0);
        for (int i = keyCount; i < out.columnCount(); i++) {
            out.column(i).setNull(row);
        }
    }

    @Override
    public void putBoolean(int column, boolean value) {
        column(column, Storage.BIT).putBoolean(out.nextRow(), value);
    }

    @Override
    public void putInt(int column, int value) {
        column(column, Storage.INT32).putInt(out.nextRow(), value);
    }

    @Override
    public void putLong(int column, long value) {
        column(column, Storage.INT64).putLong(out.nextRow(), value);
    }

    @Override
    public void putDouble(int column, double value) {
        column(column, Storage.FLOAT64).putDouble(out.nextRow(), value);
    }

    @Override
    public void putDecimal(int column, BigDecimal value) {
        Column target = column(column, Storage.DECIMAL128);
        BigDecimal rounded = value.setScale(target.type().scale(), RoundingMode.HALF_UP);
        if (rounded.precision() > target.type().precision()) {
            throw new ArithmeticException(value + " does not fit " + target.type());
        }
        target.putDecimal(out.nextRow(), rounded);
    }

    @Override
    public void putString(int column, String value) {
        column(column, Storage.VIEW128).putString(out.nextRow(), value);
    }

    @Override
    public void putBytes(int column, long address, int length) {
        column(column, Storage.VIEW128).putBytes(out.nextRow(), address, length);
    }

    @Override
    public void emit() {
        beginRow();
        isBegun = false;
        int row = out.nextRow();
        out.positions(row, position, position);
        out.ensureWatermarks()[row] = watermarkNs;
        out.commitRow();
        if (out.isFull()) {
            handOnRows(watermarkNs);
        }
    }

    /** Forgets what was written of a row that was not emitted. */
    void abandon() {
        if (isBegun) {
            out.abandonRow();
            isBegun = false;
        }
    }

    /** Makes a dead letter of a timer whose function failed: the row of output without the function's columns. */
    void refuse(DeadLetters deadLetters, String detail) {
        abandon();
        beginRow();
        int row = out.nextRow();
        out.positions(row, position, position);
        deadLetters.refuse(DeadLetters.Reason.EXPRESSION_FAILED, out, row, detail);
        abandon();
    }

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
    void flush(long watermarkAfterNs, long lastPosition) {
        handOnRows(watermarkAfterNs);
        if (watermarkAfterNs > handedOnNs) {
            handedOnNs = watermarkAfterNs;
            downstream.onWatermark(watermarkAfterNs, lastPosition);
        }
    }

    void onEnd(long watermarkAfterNs, long lastPosition) {
        handOnRows(watermarkAfterNs);
        downstream.onEnd(lastPosition);
    }

    void save(StateOutput state) {
        state.putLong(handedOnNs);
        state.putLong(out.seq());
    }

    void load(StateInput state) {
        handedOnNs = state.getLong();
        out.seq(state.getLong());
    }

    @Override
    public void close() {
        out.close();
    }
}
