package io.sabot.sql.operator;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.Position;
import io.sabot.core.operator.Input;
import io.sabot.core.operator.Operator;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import io.sabot.sql.register.SubQueryResult;

/**
 * Collects the results of a pattern's sub-queries, inputs 1 and on, and lets the end of the pattern's rows, input 0, pass
 * when they are complete. Rows pass as they come: what is behind keeps them until their end, or they come when the
 * sub-queries have ended.
 *
 * <p>Owned by the application's operator thread.
 */
final class SubQueryOperator implements Operator {
    private final SubQueryResult[] results;
    private final Input downstream; // not owned

    /** Per input. */
    private final boolean[] hasEnded;

    private int open;
    private long lastPosition = Position.NONE;

    SubQueryOperator(SubQueryResult[] results, Input downstream) {
        this.results = results;
        this.downstream = downstream;
        this.hasEnded = new boolean[results.length + 1];
        this.open = hasEnded.length;
    }

    @Override
    public void onBatch(int input, EventBatch batch) {
        if (input == 0) {
            downstream.onBatch(batch);
            return;
        }
        for (int i = 0; i < batch.selectedCount(); i++) {
            results[input - 1].add(batch, batch.selection()[i]);
        }
    }

    @Override
    public void onWatermark(int input, long watermarkNs, long position) {
        if (input == 0) {
            downstream.onWatermark(watermarkNs, position);
        }
    }

    @Override
    public void onEnd(int input, long position) {
        hasEnded[input] = true;
        open--;
        lastPosition = Math.max(lastPosition, position);
        if (open == 0) {
            downstream.onEnd(lastPosition);
        }
    }

    @Override
    public void save(StateOutput out) {
        for (boolean ended : hasEnded) {
            out.putBoolean(ended);
        }
        out.putLong(lastPosition);
        for (SubQueryResult result : results) {
            result.save(out);
        }
    }

    @Override
    public void load(StateInput in) {
        open = 0;
        for (int i = 0; i < hasEnded.length; i++) {
            hasEnded[i] = in.getBoolean();
            open += hasEnded[i] ? 0 : 1;
        }
        lastPosition = in.getLong();
        for (SubQueryResult result : results) {
            result.load(in);
        }
    }
}
