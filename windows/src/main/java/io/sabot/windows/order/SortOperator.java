package io.sabot.windows.order;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.Watermarks;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.DeadLetters;
import io.sabot.core.operator.Input;
import io.sabot.core.operator.Operator;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.state.BlobStore;
import io.sabot.state.RowStore;
import io.sabot.state.StateRegion;
import io.sabot.state.StateSpace;
import java.util.List;

/**
 * ORDER BY over bounded input: keeps rows, with a limit only those that can still be among the first, and hands them on
 * in order at the end, without watermarks. Rows equal in all keys come out as they arrived.
 *
 * <p>Owned by the application's operator thread.
 */
final class SortOperator implements Operator {
    static final String TOO_LONG = "a value is longer than " + BlobStore.MAX_BYTES + " bytes: the row cannot be kept";

    private static final long NO_BOUND = SortLimitOperator.NO_LIMIT;

    private final List<OrderKey> keys;
    private final long offset;

    /** Rows from the first to the last wanted. */
    private final long toKeep;

    private final DeadLetters deadLetters; // not owned
    private final Input downstream; // not owned
    private final RowStore rows;

    /** All rows: used alone if all are kept, else filled from {@link #best} at the end. */
    private final RowQueue queue;

    /** The rows that are among the first so far, the last of them on top. */
    private final RowHeap best;

    private final RowOutput output;

    /** @param keys none: as they arrive */
    SortOperator(
            String name,
            EventSchema schema,
            List<OrderKey> keys,
            long offset,
            long limit,
            StateSpace space,
            MemoryPool pool,
            DeadLetters deadLetters,
            Input downstream) {
        this.keys = List.copyOf(keys);
        this.offset = offset;
        this.toKeep = limit > NO_BOUND - offset ? NO_BOUND : offset + limit;
        this.deadLetters = deadLetters;
        this.downstream = downstream;
        List<ColumnSpec> columns = schema.columns();
        this.rows =
                new RowStore(space, name, columns.stream().map(ColumnSpec::type).toList());
        RowOrder order = new RowOrder(rows, keys);
        this.queue = new RowQueue(space, name, order);
        this.best = new RowHeap(space, name + ".best", order, true);
        this.output = new RowOutput(schema, pool, downstream);
    }

    @Override
    public void onBatch(int input, EventBatch batch) {
        output.widenTo(batch, Watermarks.NONE);
        OrderKey firstKey = keys.isEmpty() ? null : keys.get(0);
        int[] selection = batch.selection();
        int count = batch.selectedCount();
        for (int i = 0; i < count; i++) {
            int row = selection[i];
            long prefix = firstKey == null ? 0 : KeyPrefix.of(firstKey, batch.column(firstKey.column()), row);
            if (toKeep == NO_BOUND) {
                keepAny(batch, row, prefix);
            } else {
                keepIfBest(batch, row, prefix);
            }
        }
    }

    private void keepAny(EventBatch batch, int row, long prefix) {
        int id = store(batch, row);
        if (id != StateRegion.NO_RECORD) {
            queue.add(prefix, id);
        }
    }

    private void keepIfBest(EventBatch batch, int row, long prefix) {
        if (toKeep == 0 || best.size() == toKeep && prefix > best.topPrefix()) {
            return;
        }
        int id = store(batch, row);
        if (id == StateRegion.NO_RECORD) {
            return;
        }
        best.add(prefix, id);
        if (best.size() > toKeep) {
            rows.remove(best.topRow());
            best.removeTop();
        }
    }

    private int store(EventBatch batch, int row) {
        int id = rows.add(batch, row);
        if (id == StateRegion.NO_RECORD) {
            deadLetters.refuse(DeadLetters.Reason.LIMIT, batch, row, TOO_LONG);
        }
        return id;
    }

    /** Sorted rows are handed on when no time is left. */
    @Override
    public void onWatermark(int input, long watermarkNs, long position) {}

    @Override
    public void onEnd(int input, long position) {
        while (best.size() > 0) {
            queue.add(best.topPrefix(), best.topRow());
            best.removeTop();
        }
        for (long i = 0; i < offset && !queue.isEmpty(); i++) {
            rows.remove(queue.removeFirst());
        }
        while (!queue.isEmpty()) {
            handOn(queue.removeFirst());
        }
        output.handOnRows(Watermarks.NONE);
        downstream.onEnd(position);
    }

    private void handOn(int id) {
        EventBatch out = output.batch();
        int row = out.nextRow();
        rows.read(id, out, row);
        output.describe(row, rows.firstPosition(id), rows.position(id), Watermarks.NONE);
        rows.remove(id);
        output.commit(1);
    }

    @Override
    public void save(StateOutput out) {
        output.save(out);
    }

    @Override
    public void load(StateInput in) {
        output.load(in);
    }

    @Override
    public void close() {
        output.close();
    }
}
