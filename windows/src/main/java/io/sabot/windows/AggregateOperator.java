package io.sabot.windows;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.EventTime;
import io.sabot.core.batch.Position;
import io.sabot.core.batch.RawMemory;
import io.sabot.core.batch.Watermarks;
import io.sabot.core.memory.MemoryBlock;
import io.sabot.core.operator.DeadLetters;
import io.sabot.core.operator.Operator;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import io.sabot.state.KeyTable;
import io.sabot.state.StateSpace;

/**
 * What all window aggregates share: a batch is worked through in segments, each up to the first row whose watermark
 * reaches the soonest deadline, so that rows inside a segment need no look at the time.
 *
 * <p>Owned by the application's operator thread.
 */
abstract class AggregateOperator implements Operator {
    final AggregateKernel kernel; // not owned
    final KeyTable keys;
    final WindowOutput output;

    private final DeadLetters deadLetters; // not owned
    private final MemoryBlock scratch;

    private long watermarkNs = Watermarks.NONE;
    private long lastPosition = Position.NONE;
    private boolean batchHasWatermarks;

    AggregateOperator(AggregateContext context, int keyRecordBytes) {
        WindowAggregateSpec spec = context.spec();
        StateSpace space = context.space();
        this.kernel = context.kernel();
        this.deadLetters = context.deadLetters();
        this.keys = new KeyTable(space, spec.queryName(), keyRecordBytes, spec.keyColumns(), context.pool());
        this.output = new WindowOutput(context, keys);
        this.scratch = context.pool().allocate(Math.max(8, kernel.accumulatorBytes() + 7 & -8));
    }

    /** Watermark at which something fires next; {@link Long#MAX_VALUE} if nothing will. */
    abstract long deadlineNs();

    /** Called before the rows of a batch. */
    abstract void bind(EventBatch batch);

    /**
     * Takes selected rows in front of {@code endRow}, from index {@code from} of the selection on. Stops behind a row
     * that brings a sooner deadline than {@code deadlineNs}.
     *
     * @return index in the selection of the first row not taken
     */
    abstract int accumulate(EventBatch batch, int from, int endRow, long deadlineNs);

    /** Fires what is due at or before the watermark; afterwards {@link #deadlineNs()} lies beyond it. */
    abstract void fireUntil(long newWatermarkNs);

    /** Fires everything left, in order. */
    abstract void fireAll();

    @Override
    public final void onBatch(int input, EventBatch batch) {
        output.seq(batch.seq(), watermarkNs);
        kernel.bind(batch);
        bind(batch);
        batchHasWatermarks = batch.watermarkAfterNs() != Watermarks.NONE;
        int rows = batch.rows();
        lastPosition = rows == 0 ? Position.of(batch.seq(), 0) : batch.position(rows - 1);
        if (!batchHasWatermarks) {
            accumulateAll(batch);
            return;
        }
        workSegments(batch, rows);
        if (rows > 0) {
            watermarkNs = Math.max(watermarkNs, batch.watermarks()[rows - 1]);
        }
        advance(batch.watermarkAfterNs(), lastPosition);
    }

    private void workSegments(EventBatch batch, int rows) {
        long[] watermarks = batch.watermarks();
        int selected = 0;
        int from = 0;
        while (true) {
            long deadlineNs = deadlineNs();
            int reaching = firstReaching(watermarks, from, rows, deadlineNs);
            selected = accumulate(batch, selected, reaching, deadlineNs);
            if (deadlineNs() < deadlineNs) {
                // Rows that are not selected move time too, so the search goes on behind the last row taken.
                from = batch.selection()[selected - 1] + 1;
            } else if (reaching == rows) {
                return;
            } else {
                long before = reaching == 0 ? watermarkNs : Math.max(watermarkNs, watermarks[reaching - 1]);
                output.begin(before, batch.position(reaching));
                fireUntil(watermarks[reaching]);
                from = reaching + 1;
            }
        }
    }

    private void accumulateAll(EventBatch batch) {
        int selected = accumulate(batch, 0, Integer.MAX_VALUE, Long.MIN_VALUE);
        assert selected == batch.selectedCount();
    }

    /** First row at or after {@code from} whose watermark is at least the deadline, or {@code rows}. */
    private static int firstReaching(long[] watermarks, int from, int rows, long deadlineNs) {
        if (from >= rows || watermarks[rows - 1] < deadlineNs) {
            return rows;
        }
        int low = from;
        int high = rows - 1;
        for (int step = 1; low + step < high && watermarks[low + step] < deadlineNs; step <<= 1) {
            low += step;
        }
        while (low < high) {
            int middle = low + high >>> 1;
            if (watermarks[middle] < deadlineNs) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void advance(long newWatermarkNs, long trigger) {
        if (newWatermarkNs >= deadlineNs()) {
            output.begin(watermarkNs, trigger);
            fireUntil(newWatermarkNs);
        }
        watermarkNs = Math.max(watermarkNs, newWatermarkNs);
    }

    @Override
    public final void onWatermark(int input, long newWatermarkNs, long position) {
        if (newWatermarkNs > watermarkNs) {
            output.seq(Position.seq(position), watermarkNs);
            lastPosition = position;
            advance(newWatermarkNs, position);
        }
        output.flush(watermarkNs, position);
    }

    @Override
    public final void onEnd(int input, long position) {
        output.seq(Position.seq(position), watermarkNs);
        output.begin(watermarkNs, position);
        fireAll();
        keys.clear();
        output.onEnd(watermarkNs, position);
    }

    @Override
    public final void flush() {
        output.flush(watermarkNs, lastPosition);
    }

    /** Watermark that holds for a row of the bound batch. */
    final long watermarkAt(EventBatch batch, int row) {
        return batchHasWatermarks ? Math.max(watermarkNs, batch.watermarks()[row]) : watermarkNs;
    }

    final void refuse(DeadLetters.Reason reason, EventBatch batch, int row, String detail) {
        deadLetters.refuse(reason, batch, row, detail);
    }

    final void refuseLate(EventBatch batch, int row, EventTime time, long startNs, long endNs) {
        refuse(
                DeadLetters.Reason.LATE,
                batch,
                row,
                "window [" + time.format(startNs) + ", " + time.format(endNs) + ") closed, watermark "
                        + time.format(watermarkAt(batch, row)));
    }

    final void refuseNull(EventBatch batch, int row) {
        refuse(DeadLetters.Reason.EXPRESSION_FAILED, batch, row, EventTime.NULL_DETAIL);
    }

    final void refuseOutOfRange(EventBatch batch, int row, long timeNs) {
        refuse(DeadLetters.Reason.EXPRESSION_FAILED, batch, row, EventTime.outOfRangeDetail(timeNs));
    }

    /** Adds a row of the bound batch, or refuses it. @return whether it was added */
    final boolean accumulate(long accumulator, EventBatch batch, int row) {
        try {
            kernel.accumulate(accumulator, row);
            return true;
        } catch (ArithmeticException e) {
            refuse(DeadLetters.Reason.EXPRESSION_FAILED, batch, row, e.getMessage());
            return false;
        }
    }

    /** Whether a row may open an accumulator of its own; if not it is refused, and leaves nothing behind. */
    final boolean canOpen(EventBatch batch, int row) {
        if (!kernel.canRefuseRows()) {
            return true;
        }
        long trial = emptyScratch();
        boolean isAdded = accumulate(trial, batch, row);
        kernel.release(trial);
        if (!isAdded) {
            keys.forgetIdleKeys(0);
        }
        return isAdded;
    }

    /** An empty accumulator outside of state, for one use. */
    final long emptyScratch() {
        RawMemory.clearLongs(scratch.address(), kernel.accumulatorBytes() + 7 & -8);
        return scratch.address();
    }

    @Override
    public void save(StateOutput out) {
        out.putLong(watermarkNs);
        out.putLong(lastPosition);
        output.save(out);
        kernel.save(out);
    }

    @Override
    public void load(StateInput in) {
        watermarkNs = in.getLong();
        lastPosition = in.getLong();
        output.load(in);
        kernel.load(in);
    }

    @Override
    public final void close() {
        output.close();
        keys.close();
        scratch.close();
    }
}
