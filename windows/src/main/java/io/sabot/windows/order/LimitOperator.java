package io.sabot.windows.order;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.Watermarks;
import io.sabot.core.operator.Input;
import io.sabot.core.operator.Operator;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;

/**
 * LIMIT and OFFSET without ORDER BY: lets the first rows pass as they arrive, in their own batches. Time goes on
 * downstream after the last of them.
 *
 * <p>Owned by the application's operator thread.
 */
final class LimitOperator implements Operator {
    private final Input downstream; // not owned
    private final int[] passing = new int[EventBatch.MAX_ROWS];
    private long toSkip;
    private long toPass;

    LimitOperator(long offset, long limit, Input downstream) {
        this.toSkip = offset;
        this.toPass = limit;
        this.downstream = downstream;
    }

    @Override
    public void onBatch(int input, EventBatch batch) {
        int[] selection = batch.selection();
        int count = batch.selectedCount();
        int from = (int) Math.min(count, toSkip);
        int passed = (int) Math.min(count - from, toPass);
        toSkip -= from;
        toPass -= passed;
        if (passed == count) {
            downstream.onBatch(batch);
        } else if (passed > 0 || batch.watermarkAfterNs() != Watermarks.NONE) {
            System.arraycopy(selection, from, passing, 0, passed);
            batch.select(passing, passed);
            downstream.onBatch(batch);
            batch.select(selection, count);
        }
    }

    @Override
    public void save(StateOutput out) {
        out.putLong(toSkip);
        out.putLong(toPass);
    }

    @Override
    public void load(StateInput in) {
        toSkip = in.getLong();
        toPass = in.getLong();
    }

    @Override
    public void onWatermark(int input, long watermarkNs, long position) {
        downstream.onWatermark(watermarkNs, position);
    }

    @Override
    public void onEnd(int input, long position) {
        downstream.onEnd(position);
    }
}
