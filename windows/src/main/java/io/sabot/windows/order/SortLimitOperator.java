package io.sabot.windows.order;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.DeadLetters;
import io.sabot.core.operator.Input;
import io.sabot.core.operator.Operator;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import io.sabot.core.schema.EventSchema;
import io.sabot.state.StateSpace;
import java.util.List;

/**
 * ORDER BY with LIMIT and OFFSET over bounded input: rows come out at the end, in order, without watermarks; rows equal
 * in all keys as they arrived. Without keys nothing is kept: the first rows pass as they arrive, watermarks as well.
 *
 * <p>Owned by the application's operator thread.
 */
public final class SortLimitOperator implements Operator {
    /** {@code limit} of a query without one. */
    public static final long NO_LIMIT = Long.MAX_VALUE;

    private final Operator operator;

    /**
     * @param name of the query, for errors
     * @param schema of the input, which is the output's too
     * @param keys empty for LIMIT without ORDER BY
     * @param offset rows to leave out at the beginning
     * @param limit rows to hand on at most, or {@link #NO_LIMIT}
     * @param space where rows are kept; outlives the operator
     * @param pool for the output batch
     */
    public SortLimitOperator(
            String name,
            EventSchema schema,
            List<OrderKey> keys,
            long offset,
            long limit,
            StateSpace space,
            MemoryPool pool,
            DeadLetters deadLetters,
            Input downstream) {
        if (offset < 0 || limit < 0) {
            throw new IllegalArgumentException(name + ": offset " + offset + ", limit " + limit);
        }
        this.operator = keys.isEmpty()
                ? new LimitOperator(offset, limit, downstream)
                : new SortOperator(name, schema, keys, offset, limit, space, pool, deadLetters, downstream);
    }

    private SortLimitOperator(Operator operator) {
        this.operator = operator;
    }

    /** Keeps all rows until the end, and hands them on as they arrived. */
    public static SortLimitOperator keeping(
            String name,
            EventSchema schema,
            StateSpace space,
            MemoryPool pool,
            DeadLetters deadLetters,
            Input downstream) {
        return new SortLimitOperator(
                new SortOperator(name, schema, List.of(), 0, NO_LIMIT, space, pool, deadLetters, downstream));
    }

    @Override
    public void onBatch(int input, EventBatch batch) {
        operator.onBatch(input, batch);
    }

    @Override
    public void onWatermark(int input, long watermarkNs, long position) {
        operator.onWatermark(input, watermarkNs, position);
    }

    @Override
    public void onEnd(int input, long position) {
        operator.onEnd(input, position);
    }

    @Override
    public void flush() {
        operator.flush();
    }

    @Override
    public void save(StateOutput out) {
        operator.save(out);
    }

    @Override
    public void load(StateInput in) {
        operator.load(in);
    }

    @Override
    public void close() {
        operator.close();
    }
}
