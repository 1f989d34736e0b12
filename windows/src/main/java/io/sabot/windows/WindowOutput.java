package io.sabot.windows;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.batch.Watermarks;
import io.sabot.core.operator.DeadLetters;
import io.sabot.core.operator.Input;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import io.sabot.core.type.SqlType;
import io.sabot.state.KeyDecoder;
import io.sabot.state.KeyTable;
import java.util.Arrays;
import java.util.List;

/**
 * Collects the rows of windows that fire and hands them on with the watermarks that hold downstream: a row carries the
 * watermark that held before its window fired. VARCHAR columns are laid out plain. A window whose result cannot be
 * computed becomes a dead letter: the row of output without results.
 *
 * <p>Owned by the application's operator thread.
 */
final class WindowOutput implements AutoCloseable {
    private final AggregateKernel kernel; // not owned
    private final KeyTable keys; // not owned
    private final DeadLetters deadLetters; // not owned
    private final Input downstream; // not owned
    private final KeyDecoder decoder;
    private final int keyCount;
    private final int firstResult;
    private final EventBatch out;

    private long watermarkBeforeNs = Watermarks.NONE;
    private long trigger;
    private long handedOnNs = Watermarks.NONE;

    WindowOutput(AggregateContext context, KeyTable keys) {
        this.kernel = context.kernel();
        this.keys = keys;
        this.deadLetters = context.deadLetters();
        this.downstream = context.downstream();
        WindowAggregateSpec spec = context.spec();
        this.keyCount = spec.keyColumns().length;
        this.firstResult = spec.firstResultColumn();
        List<SqlType> keyTypes = Arrays.stream(spec.keyColumns())
                .mapToObj(i -> spec.input().column(i).type())
                .toList();
        this.decoder = new KeyDecoder(keyTypes);
        boolean[] isPlain = new boolean[spec.output().columnCount()];
        Arrays.fill(isPlain, true);
        this.out = EventBatch.growable(context.pool());
        this.out.layout(spec.output(), new SymbolDictionary(0), isPlain, EventBatch.DEFAULT_ROWS);
    }

    /** Says on which frame's behalf rows are written from now on. */
    void seq(long seq, long watermarkNs) {
        if (seq != out.seq() && !out.isEmpty()) {
            handOnRows(watermarkNs);
        }
        out.seq(seq);
    }

    /**
     * Says why windows fire from now on.
     *
     * @param watermarkNs that held before
     * @param triggerPosition of the row whose watermark closes them
     */
    void begin(long watermarkNs, long triggerPosition) {
        watermarkBeforeNs = watermarkNs;
        trigger = triggerPosition;
    }

    void emitWindow(int key, long startNs, long endNs, long accumulator, long firstPosition) {
        finishRow(beginWindow(key, startNs, endNs), accumulator, firstPosition);
    }

    /** Says that a window due has no result. */
    void refuseWindow(int key, long startNs, long endNs, long firstPosition, String detail) {
        refuse(beginWindow(key, startNs, endNs), firstPosition, detail);
    }

    private int beginWindow(int key, long startNs, long endNs) {
        int row = beginRow(key);
        out.column(keyCount).putLong(row, startNs);
        out.column(keyCount + 1).putLong(row, endNs);
        out.column(keyCount + 2).putLong(row, endNs - 1);
        return row;
    }

    void emitGlobal(int key, long accumulator, long firstPosition) {
        finishRow(beginRow(key), accumulator, firstPosition);
    }

    void emitWithoutKey(long accumulator, long firstPosition) {
        finishRow(out.nextRow(), accumulator, firstPosition);
    }

    private int beginRow(int key) {
        int row = out.nextRow();
        decoder.decode(keys.keyAddress(key), keys.keyLength(key), out, row, 0);
        return row;
    }

    private void finishRow(int row, long accumulator, long firstPosition) {
        try {
            kernel.emit(accumulator, out, row, firstResult);
        } catch (ArithmeticException e) {
            refuse(row, firstPosition, e.getMessage());
            return;
        }
        position(row, firstPosition);
        out.watermarks()[row] = watermarkBeforeNs;
        out.commitRow();
        if (out.isFull()) {
            handOnRows(watermarkBeforeNs);
        }
    }

    private void position(int row, long firstPosition) {
        if (row == 0) {
            out.ensureWatermarks();
        }
        out.positions(row, firstPosition, trigger);
    }

    private void refuse(int row, long firstPosition, String detail) {
        for (int i = firstResult; i < out.schema().columnCount(); i++) {
            out.column(i).setNull(row);
        }
        position(row, firstPosition);
        deadLetters.refuse(DeadLetters.Reason.EXPRESSION_FAILED, out, row, detail);
        out.abandonRow();
    }

    private void handOnRows(long watermarkNs) {
        out.watermarkAfterNs(watermarkNs);
        handedOnNs = Math.max(handedOnNs, watermarkNs);
        downstream.onBatch(out);
        out.clear();
    }

    /** Hands on what there is: rows with the watermark, or the watermark alone if it is news. */
    void flush(long watermarkNs, long position) {
        if (!out.isEmpty()) {
            handOnRows(watermarkNs);
        } else if (watermarkNs > handedOnNs) {
            handedOnNs = watermarkNs;
            downstream.onWatermark(watermarkNs, position);
        }
    }

    void onEnd(long watermarkNs, long position) {
        if (!out.isEmpty()) {
            handOnRows(watermarkNs);
        }
        downstream.onEnd(position);
    }

    void save(StateOutput state) {
        assert out.isEmpty();
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
