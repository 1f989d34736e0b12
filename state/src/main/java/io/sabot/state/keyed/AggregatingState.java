package io.sabot.state.keyed;

import io.sabot.state.StateSpace;

/** One accumulator per key. */
public final class AggregatingState<I, O> extends KeyedState {
    private final Aggregation<I, O> aggregation;

    AggregatingState(
            KeyedStates states,
            StateSpace space,
            String name,
            int slot,
            Aggregation<I, O> aggregation,
            TimeToLive timeToLive) {
        super(states, space, name, slot, aggregation.accumulatorBytes(), timeToLive);
        this.aggregation = aggregation;
    }

    @Override
    int entry() {
        return first();
    }

    public void add(I value) {
        aggregation.add(value, accumulatorForWrite());
    }

    public O result() {
        return aggregation.result(entries.address(present()));
    }

    /** Address of the key's accumulator, made if there is none; valid until the next write to any state. */
    public long accumulatorForWrite() {
        int entry = entry();
        if (entry == NO_ENTRY) {
            entry = append();
        } else {
            entries.use(entry, states.nowNs());
        }
        return entries.inlineForWrite(entry, aggregation.accumulatorBytes());
    }
}
