package io.sabot.sql.operator;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.batch.Watermarks;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.DeadLetters;
import io.sabot.core.operator.Input;
import io.sabot.core.operator.Operator;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.Storage;
import io.sabot.sql.codegen.RowErrors;
import io.sabot.sql.codegen.RowPredicate;
import io.sabot.sql.codegen.RowProjector;
import java.util.Arrays;

/**
 * Filter, then projection. Keeps nothing between batches; a row whose expression fails is refused.
 *
 * <p>Owned by the application's operator thread.
 */
final class CalcOperator implements Operator {
    private static final int COMPUTED = -1;

    private final RowPredicate predicate;
    private final RowProjector projector;
    private final int[] sources;
    private final EventSchema schema;
    private final boolean[] isPlain;
    private final DeadLetters deadLetters; // not owned
    private final Input downstream; // not owned
    private final EventBatch out;
    private int[] rows = {};
    private final RowErrors errors = this::refuse;
    private EventBatch current;

    /**
     * @param predicate null for all rows
     * @param projector null for the rows as they are
     * @param sources per output column the input column it passes through, or a negative number
     */
    CalcOperator(
            RowPredicate predicate,
            RowProjector projector,
            int[] sources,
            EventSchema schema,
            MemoryPool pool,
            DeadLetters deadLetters,
            Input downstream) {
        this.predicate = predicate;
        this.projector = projector;
        this.sources = sources;
        this.schema = schema;
        this.isPlain = new boolean[schema.columnCount()];
        this.deadLetters = deadLetters;
        this.downstream = downstream;
        this.out = EventBatch.growable(pool);
    }

    static int computed() {
        return COMPUTED;
    }

    @Override
    public void onBatch(int input, EventBatch batch) {
        current = batch;
        int[] selection = batch.selection();
        int count = batch.selectedCount();
        if (rows.length < count) {
            rows = new int[batch.rowCapacity()];
        }
        int[] kept = selection;
        int keptCount = count;
        if (predicate != null) {
            predicate.bind(batch);
            keptCount = predicate.select(batch, selection, count, rows, errors);
            kept = rows;
        }
        if (projector == null) {
            batch.select(kept, keptCount);
            downstream.onBatch(batch);
            batch.select(selection, count);
        } else {
            project(batch, kept, keptCount);
        }
        current = null;
    }

    private void project(EventBatch batch, int[] kept, int count) {
        if (count > 0) {
            layoutFor(batch, count);
            projector.bind(batch);
            int written = projector.project(batch, kept, count, out, rows, errors);
            if (written > 0) {
                describe(batch, written);
                downstream.onBatch(out);
                return;
            }
        }
        if (batch.watermarkAfterNs() != Watermarks.NONE && batch.rows() > 0) {
            downstream.onWatermark(batch.watermarkAfterNs(), batch.position(batch.rows() - 1));
        }
    }

    private void layoutFor(EventBatch batch, int count) {
        SymbolDictionary symbols = null;
        Arrays.fill(isPlain, true);
        for (int i = 0; i < sources.length; i++) {
            if (sources[i] >= 0) {
                Column source = batch.column(sources[i]);
                if (source.storage() == Storage.SYMBOL32) {
                    isPlain[i] = false;
                    symbols = source.dictionary();
                }
            }
        }
        out.layout(schema, symbols, isPlain, Math.max(count, EventBatch.DEFAULT_ROWS));
        out.seq(batch.seq());
    }

    /** Says of each row written where it comes from and what time it was. */
    private void describe(EventBatch batch, int written) {
        boolean hasWatermarks = batch.watermarkAfterNs() != Watermarks.NONE;
        long[] from = batch.watermarks();
        long[] to = hasWatermarks ? out.ensureWatermarks() : null;
        for (int i = 0; i < written; i++) {
            out.positions(i, batch.firstPosition(rows[i]), batch.position(rows[i]));
            if (hasWatermarks) {
                to[i] = from[rows[i]];
            }
        }
        out.watermarkAfterNs(batch.watermarkAfterNs());
    }

    private void refuse(int row, String message) {
        deadLetters.refuse(DeadLetters.Reason.EXPRESSION_FAILED, current, row, message);
    }

    @Override
    public void onWatermark(int input, long watermarkNs, long position) {
        downstream.onWatermark(watermarkNs, position);
    }

    @Override
    public void onEnd(int input, long position) {
        downstream.onEnd(position);
    }

    @Override
    public void close() {
        out.close();
    }
}
