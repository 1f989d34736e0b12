package io.sabot.perf;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.DeadLetters;
import io.sabot.core.operator.Input;
import io.sabot.core.operator.Operator;
import io.sabot.sql.catalog.TableSpec;
import io.sabot.sql.operator.OperatorBuilder;
import io.sabot.sql.script.ApplicationPlan;
import io.sabot.sql.script.QueryPlan;
import io.sabot.state.StateSpace;
import java.util.List;

/** The operators of a script as a node makes them, without ring, log and outbox: rows go in on the calling thread. */
final class OperatorChain implements AutoCloseable {
    private static final long BUDGET_BYTES = 2L << 30;

    private final MemoryPool pool = MemoryPool.unbounded();
    private final StateSpace space = new StateSpace(pool, BUDGET_BYTES);
    private final Counter results = new Counter();
    private final List<Operator> operators;
    private final Input input;
    private long seq;

    /** @param plan reads one table */
    OperatorChain(ApplicationPlan plan) {
        OperatorBuilder builder = new OperatorBuilder(plan.functions(), space, pool);
        DeadLetters refused = (reason, batch, row, detail) -> {
            throw new IllegalStateException(reason + ": " + detail);
        };
        for (QueryPlan query : plan.queries()) {
            builder.add(query.name(), query.plan(), refused, new Input(results, 0));
        }
        this.input = inputOf(plan, builder, refused);
        this.operators = builder.operators();
    }

    private static Input inputOf(ApplicationPlan plan, OperatorBuilder builder, DeadLetters refused) {
        for (TableSpec table : plan.tables()) {
            Input found = builder.intake(table, refused);
            if (found != null) {
                return found;
            }
        }
        throw new IllegalArgumentException("no query reads a table");
    }

    /** The batch keeps its rows: it may be given again. */
    void accept(EventBatch batch) {
        batch.seq(++seq);
        batch.select(batch.selection(), batch.rows());
        input.onBatch(batch);
        for (Operator operator : operators) {
            operator.flush();
        }
    }

    void end() {
        input.onEnd(0);
        operators.forEach(Operator::flush);
    }

    /** Rows that came out. */
    long results() {
        return results.rows;
    }

    /** Memory of what is remembered between rows. */
    long stateBytes() {
        return space.usedBytes();
    }

    @Override
    public void close() {
        operators.forEach(Operator::close);
        space.close();
        pool.close();
    }

    private static final class Counter implements Operator {
        private long rows;

        @Override
        public void onBatch(int number, EventBatch batch) {
            rows += batch.selectedCount();
        }

        @Override
        public void onWatermark(int number, long watermarkNs, long position) {}

        @Override
        public void onEnd(int number, long position) {}
    }
}
