package io.sabot.windows;

import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.DeadLetters;
import io.sabot.core.operator.Input;
import io.sabot.state.StateSpace;

/** What an aggregate operator is given; nothing in it is owned by the operator. */
record AggregateContext(
        WindowAggregateSpec spec,
        AggregateKernel kernel,
        StateSpace space,
        MemoryPool pool,
        DeadLetters deadLetters,
        Input downstream) {}
