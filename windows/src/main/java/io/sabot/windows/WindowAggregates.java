package io.sabot.windows;

import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.DeadLetters;
import io.sabot.core.operator.Input;
import io.sabot.core.operator.Operator;
import io.sabot.state.StateSpace;

/** Makes the operator for a window aggregate. */
public final class WindowAggregates {
    private WindowAggregates() {}

    /**
     * @param kernel used by this operator alone
     * @param space where all state goes; outlives the operator
     * @param pool for the output batch and scratch memory, given back by {@link Operator#close()}
     */
    public static Operator create(
            WindowAggregateSpec spec,
            AggregateKernel kernel,
            StateSpace space,
            MemoryPool pool,
            DeadLetters deadLetters,
            Input downstream) {
        if (kernel.accumulatorBytes() % 8 != 0) {
            throw new IllegalArgumentException("accumulator of " + kernel.accumulatorBytes() + " bytes");
        }
        AggregateContext context = new AggregateContext(spec, kernel, space, pool, deadLetters, downstream);
        if (spec.window() instanceof WindowSpec.Global) {
            return new GlobalAggregateOperator(context);
        }
        if (spec.window() instanceof WindowSpec.Session session) {
            return new SessionAggregateOperator(context, session);
        }
        WindowGrid grid = WindowGrid.of(spec.window());
        return spec.window() instanceof WindowSpec.Cumulate
                ? new CumulateAggregateOperator(context, grid)
                : new HopAggregateOperator(context, grid);
    }
}
