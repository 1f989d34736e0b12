package io.sabot.cep;

import io.sabot.cep.api.MatchFunction;
import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.Watermarks;
import io.sabot.core.error.SabotException;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.DeadLetters;
import io.sabot.core.operator.Input;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.Storage;
import io.sabot.state.keyed.RowCollector;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Has a user's function make rows of matches, and hands them on. A row carries the watermark that held before what decided
 * its match. VARCHAR columns are laid out plain.
 */
final class EventMatchOutput implements RowCollector, AutoCloseable {
    private final MatchFunction function;
    private final PathRows match; // not owned
    private final DeadLetters deadLetters; // not owned
    private final Input downstream;
    private final EventBatch out;
    private final int[] required; // columns that are not nullable

    private boolean isBegun;
    private long firstPosition;
    private long position;
    private long watermarkNs = Watermarks.NONE;
    private long handedOnNs = Watermarks.NONE;
    private long matches;

    EventMatchOutput(
            EventSchema output,
            MatchFunction function,
            PathRows match,
            MemoryPool pool,
            DeadLetters deadLetters,
            Input downstream) {
        this.function = function;
        this.match = match;
        this.deadLetters = deadLetters;
        this.downstream = downstream;
        boolean[] isPlain = new boolean[output.columnCount()];
        Arrays.fill(isPlain, true);
        this.required = IntStream.range(0, output.columnCount())
                .filter(i -> !output.column(i).type().nullable())
                .toArray();
        this.out = EventBatch.growable(pool);
        out.layout(output, null, isPlain, EventBatch.DEFAULT_ROWS);
    }

    /** Says on which frame's behalf rows are written from now on, and how late it is before them. */
    void begin(long seq, long watermarkBeforeNs) {
        if (seq != out.seq()) {
            handOnRows(watermarkBeforeNs);
        }
        out.seq(seq);
    }

    /**
     * A match, or a partial one whose time has run out.
     *
     * @param triggerPosition in the log of what decided it
     */
    void emit(long thread, long watermarkBeforeNs, long triggerPosition) {
        watermarkNs = watermarkBeforeNs;
        position = triggerPosition;
        firstPosition = ThreadDescriptor.startPosition(thread);
        boolean isTimedOut = ThreadDescriptor.state(thread) == PatternProgram.TIMED_OUT;
        matches += isTimedOut ? 0 : 1;
        match.bind(thread, isTimedOut ? 0 : matches, isTimedOut);
        try {
            function.select(match, this);
        } catch (SabotException e) {
            throw e;
        } catch (RuntimeException e) {
            refuse(e);
        }
        abandon();
    }

    /** Makes a dead letter of a match whose function failed: a row of output without values. */
    private void refuse(RuntimeException e) {
        abandon();
        beginRow();
        int row = out.nextRow();
        out.positions(row, firstPosition, position);
        deadLetters.refuse(DeadLetters.Reason.EXPRESSION_FAILED, out, row, EventPatternOperator.detail(e));
    }

    private void abandon() {
        if (isBegun) {
            out.abandonRow();
            isBegun = false;
        }
    }

    // ---- what functions write ----

    private void beginRow() {
        if (!isBegun) {
            isBegun = true;
            for (int i = 0; i < out.columnCount(); i++) {
                out.column(i).setNull(out.nextRow());
            }
        }
    }

    private Column column(int column, Storage storage) {
        if (column < 0 || column >= out.columnCount()) {
            throw new IllegalArgumentException("the output has no column " + column);
        }
        Column typed = out.column(column);
        if (typed.storage() != storage) {
            throw new IllegalArgumentException("column " + column + " of the output is " + typed.type());
        }
        beginRow();
        return typed;
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
        int row = out.nextRow();
        requireValues(row);
        isBegun = false;
        out.positions(row, firstPosition, position);
        out.ensureWatermarks()[row] = watermarkNs;
        out.commitRow();
        if (out.isFull()) {
            handOnRows(watermarkNs);
        }
    }

    private void requireValues(int row) {
        for (int i : required) {
            if (out.column(i).isNull(row)) {
                throw new IllegalStateException(
                        "'" + out.schema().column(i).name() + "' is NOT NULL, and was not written");
            }
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
    void flush(long watermarkAfterNs, long lastPosition) {
        handOnRows(watermarkAfterNs);
        if (watermarkAfterNs > handedOnNs) {
            handedOnNs = watermarkAfterNs;
            downstream.onWatermark(watermarkAfterNs, lastPosition);
        }
    }

    void end(long watermarkAfterNs, long lastPosition) {
        handOnRows(watermarkAfterNs);
        downstream.onEnd(lastPosition);
    }

    void save(StateOutput state) {
        assert out.isEmpty();
        state.putLong(handedOnNs);
        state.putLong(out.seq());
        state.putLong(matches);
    }

    void load(StateInput state) {
        handedOnNs = state.getLong();
        out.seq(state.getLong());
        matches = state.getLong();
    }

    @Override
    public void close() {
        out.close();
    }
}
