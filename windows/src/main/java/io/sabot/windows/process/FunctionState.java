package io.sabot.windows.process;

import io.sabot.core.memory.MemoryPool;
import io.sabot.core.schema.EventSchema;
import io.sabot.state.StateSpace;
import io.sabot.state.keyed.KeyedFunction;
import io.sabot.state.keyed.KeyedStates;
import io.sabot.state.keyed.TimeToLive;
import java.util.List;

/**
 * What a function keeps per key.
 *
 * @param hasTimers whether it has asked for the timers
 */
public record FunctionState(List<Declared> states, boolean hasTimers) {
    public FunctionState {
        states = List.copyOf(states);
    }

    /** @param kind for people */
    public record Declared(String kind, String name, TimeToLive timeToLive) {}

    /** Opens a function that will not run. @throws RuntimeException whatever the function throws */
    public static FunctionState of(KeyedFunction function, EventSchema input) {
        try (MemoryPool pool = MemoryPool.unbounded();
                StateSpace space = new StateSpace(pool, 0);
                KeyedStates states = new KeyedStates(space, input.name(), new int[0], pool)) {
            FunctionContext context = new FunctionContext(states, new EventTimers(states, space, input.name()), input);
            function.open(context);
            return context.declared();
        }
    }
}
