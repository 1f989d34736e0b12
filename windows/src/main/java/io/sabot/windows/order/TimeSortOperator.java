package io.sabot.windows.order;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.EventTime;
import io.sabot.core.batch.Position;
import io.sabot.core.batch.Watermarks;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.DeadLetters;
import io.sabot.core.operator.Input;
import io.sabot.core.operator.Selective;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.state.RowStore;
import io.sabot.state.StateRegion;
import io.sabot.state.StateSpace;
import java.util.List;

/**
 * Sorts a stream by event time: a row waits until the watermark has passed it. Rows of equal time come out by the further
 * keys, then as they arrived. A row comes out with its own time as its watermark, so that downstream the stream is in
 * order. A row older than the watermark is late and refused.
 *
 * <p>Which rows come out and in which order follows from the rows that were not late alone. That is why rows may be
 * released once a batch, although watermarks advance with every row.
 *
 * <p>Owned by the application's operator thread.
 */
public final class TimeSortOperator implements Selective {
    private final EventTime time;
    private final DeadLetters deadLetters; // not owned
    private final Input downstream; // not owned
    private final RowStore rows;
    private final RowQueue queue;
    private final RowOutput output;

    private long watermarkNs = Watermarks.NONE;
    private long lastPosition = Position.NONE;

    /**
     * @param name of the query, for errors
     * @param schema of the input, which is the output's too
     * @param furtherKeys order of rows of equal time
     * @param space where rows wait; outlives the operator
     * @param pool for the output batch
     */
    public TimeSortOperator(
            String name,
            EventSchema schema,
            int timeColumn,
            List<OrderKey> furtherKeys,
            StateSpace space,
            MemoryPool pool,
            DeadLetters deadLetters,
            Input downstream) {
        this.time = new EventTime(schema, timeColumn);
        this.deadLetters = deadLetters;
        this.downstream = downstream;
        List<ColumnSpec> columns = schema.columns();
        this.rows =
                new RowStore(space, name, columns.stream().map(ColumnSpec::type).toList());
        this.queue = new RowQueue(space, name, new RowOrder(rows, furtherKeys));
        this.output = new RowOutput(schema, pool, downstream);
    }

    @Override
    public boolean isAsleep() {
        return queue.isEmpty();
    }

    @Override
    public void passed(long newWatermarkNs, long newLastPosition) {
        if (newWatermarkNs > watermarkNs) {
            watermarkNs = newWatermarkNs;
            lastPosition = newLastPosition;
        }
    }

    @Override
    public void onStarts(EventBatch batch, int[] starts, int count) {
        onBatch(0, batch); // every row is one that counts
    }

    @Override
    public void onBatch(int input, EventBatch batch) {
        output.widenTo(batch, watermarkNs);
        time.bind(batch);
        boolean hasWatermarks = batch.watermarkAfterNs() != Watermarks.NONE;
        int[] selection = batch.selection();
        int count = batch.selectedCount();
        for (int i = 0; i < count; i++) {
            int row = selection[i];
            take(batch, row, hasWatermarks && row > 0 ? watermarkAfter(batch, row - 1) : watermarkNs);
        }
        if (hasWatermarks && batch.rows() > 0) {
            advance(batch.watermarkAfterNs(), batch.position(batch.rows() - 1));
        }
    }

    private long watermarkAfter(EventBatch batch, int row) {
        return Math.max(watermarkNs, batch.watermarks()[row]);
    }

    /** @param watermarkBeforeNs that the row may be late for */
    private void take(EventBatch batch, int row, long watermarkBeforeNs) {
        if (time.isNull(row)) {
            deadLetters.refuse(DeadLetters.Reason.EXPRESSION_FAILED, batch, row, EventTime.NULL_DETAIL);
            return;
        }
        long timeNs = time.ns(row);
        if (timeNs < watermarkBeforeNs) {
            refuseLate(batch, row, timeNs, watermarkBeforeNs);
            return;
        }
        int id = rows.add(batch, row);
        if (id == StateRegion.NO_RECORD) {
            deadLetters.refuse(DeadLetters.Reason.LIMIT, batch, row, SortOperator.TOO_LONG);
        } else {
            queue.add(timeNs, id);
        }
    }

    private void refuseLate(EventBatch batch, int row, long timeNs, long watermarkBeforeNs) {
        String detail = "sorted up to the watermark " + time.format(watermarkBeforeNs) + ", the row is of "
                + time.format(timeNs);
        deadLetters.refuse(DeadLetters.Reason.LATE, batch, row, detail);
    }

    private void advance(long newWatermarkNs, long position) {
        if (newWatermarkNs > watermarkNs) {
            watermarkNs = newWatermarkNs;
            lastPosition = position;
            while (!queue.isEmpty() && queue.firstPrefix() < newWatermarkNs) {
                release(queue.firstPrefix(), queue.removeFirst());
            }
        }
    }

    private void release(long timeNs, int id) {
        EventBatch out = output.batch();
        int row = out.nextRow();
        rows.read(id, out, row);
        output.describe(row, rows.firstPosition(id), rows.position(id), timeNs);
        rows.remove(id);
        output.commit(1);
    }

    @Override
    public void onWatermark(int input, long newWatermarkNs, long position) {
        advance(newWatermarkNs, position);
        flush();
    }

    @Override
    public void onEnd(int input, long position) {
        long lastNs = watermarkNs;
        while (!queue.isEmpty()) {
            lastNs = queue.firstPrefix();
            release(lastNs, queue.removeFirst());
        }
        output.handOnRows(Math.max(watermarkNs, lastNs));
        downstream.onEnd(position);
    }

    @Override
    public void flush() {
        output.flush(watermarkNs, lastPosition);
    }

    @Override
    public void save(StateOutput out) {
        out.putLong(watermarkNs);
        out.putLong(lastPosition);
        output.save(out);
    }

    @Override
    public void load(StateInput in) {
        watermarkNs = in.getLong();
        lastPosition = in.getLong();
        output.load(in);
    }

    @Override
    public void close() {
        output.close();
    }
}
