package io.sabot.windows.order;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.batch.Watermarks;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.Input;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.Storage;

/**
 * Collects rows and hands them on. Text columns are laid out as those of the rows that come in: as symbols where these
 * are symbols of the first dictionary seen, else plain, so that no symbol is ever made here.
 *
 * <p>Owned by the application's operator thread.
 */
final class RowOutput implements AutoCloseable {
    private final EventSchema schema;
    private final Input downstream; // not owned
    private final EventBatch out;
    private final boolean[] isPlain;
    private SymbolDictionary symbols; // not owned
    private boolean isLaidOut;
    private long handedOnNs = Watermarks.NONE;

    RowOutput(EventSchema schema, MemoryPool pool, Input downstream) {
        this.schema = schema;
        this.downstream = downstream;
        this.isPlain = new boolean[schema.columnCount()];
        this.out = EventBatch.growable(pool);
    }

    /** Lays columns out for rows of this batch alone; rows collected before are handed on first. */
    void layoutAs(EventBatch batch, long watermarkNs) {
        layout(batch, false, watermarkNs);
    }

    /** Lays columns out for rows of this batch and of all before: what was plain once stays plain. */
    void widenTo(EventBatch batch, long watermarkNs) {
        layout(batch, true, watermarkNs);
    }

    private void layout(EventBatch batch, boolean isWidening, long watermarkNs) {
        boolean isSame = isLaidOut;
        for (int i = 0; i < isPlain.length; i++) {
            boolean isNowPlain = isWidening && isPlain[i] || !hasOwnSymbols(batch.column(i));
            if (isNowPlain != isPlain[i]) {
                if (isSame) {
                    handOnRows(watermarkNs);
                }
                isSame = false;
                isPlain[i] = isNowPlain;
            }
        }
        if (!isSame) {
            out.layout(schema, symbols, isPlain, EventBatch.DEFAULT_ROWS);
            isLaidOut = true;
        }
        out.seq(batch.seq());
    }

    private boolean hasOwnSymbols(Column column) {
        if (column.storage() != Storage.SYMBOL32) {
            return false;
        }
        if (symbols == null) {
            symbols = column.dictionary();
        }
        return column.dictionary() == symbols;
    }

    /** Where rows are written, from {@link EventBatch#nextRow()} on. */
    EventBatch batch() {
        return out;
    }

    /** Rows that can be written before the batch is full; never 0. */
    int room() {
        return out.rowCapacity() - out.rows();
    }

    /** Says what belongs to a written row besides its columns. */
    void describe(int row, long firstPosition, long position, long watermarkNs) {
        out.positions(row, firstPosition, position);
        out.ensureWatermarks()[row] = watermarkNs;
    }

    /** Makes described rows part of the batch; a full batch is handed on with its last row's watermark. */
    void commit(int count) {
        out.commitRows(count);
        if (out.isFull()) {
            handOnRows(out.watermarks()[out.rows() - 1]);
        }
    }

    /** Hands collected rows on. */
    void handOnRows(long watermarkNs) {
        if (!out.isEmpty()) {
            out.watermarkAfterNs(watermarkNs);
            handedOnNs = Math.max(handedOnNs, watermarkNs);
            long seq = out.seq();
            downstream.onBatch(out);
            out.clear();
            out.seq(seq);
        }
    }

    /** Hands on what there is: rows with the watermark, or the watermark alone if it is news. */
    void flush(long watermarkNs, long position) {
        handOnRows(watermarkNs);
        if (watermarkNs > handedOnNs) {
            handedOnNs = watermarkNs;
            downstream.onWatermark(watermarkNs, position);
        }
    }

    void save(StateOutput state) {
        assert out.isEmpty();
        state.putLong(handedOnNs);
        state.putLong(out.seq());
        state.putBoolean(isLaidOut);
        state.putBoolean(symbols != null);
        for (boolean plain : isPlain) {
            state.putBoolean(plain);
        }
    }

    /** The end may come before another batch, so columns are laid out as they were. */
    void load(StateInput state) {
        handedOnNs = state.getLong();
        long seq = state.getLong();
        isLaidOut = state.getBoolean();
        symbols = state.getBoolean() ? state.symbols() : null;
        for (int i = 0; i < isPlain.length; i++) {
            isPlain[i] = state.getBoolean();
        }
        if (isLaidOut) {
            out.layout(schema, symbols, isPlain, EventBatch.DEFAULT_ROWS);
        }
        out.seq(seq);
    }

    @Override
    public void close() {
        out.close();
    }
}
