package io.sabot.state.keyed;

import io.sabot.state.StateSpace;
import java.util.function.LongBinaryOperator;

/** One number per key that every number added is combined with. */
public final class ReducingState extends KeyedState {
    private final LongBinaryOperator reduction;

    /** @param reduction of longs, or of the bits of doubles */
    ReducingState(
            KeyedStates states,
            StateSpace space,
            String name,
            int slot,
            LongBinaryOperator reduction,
            TimeToLive timeToLive) {
        super(states, space, name, slot, 0, timeToLive);
        this.reduction = reduction;
    }

    @Override
    int entry() {
        return first();
    }

    public long longValue() {
        return rawLong(present());
    }

    public double doubleValue() {
        return Double.longBitsToDouble(longValue());
    }

    /** To be used where the reduction is one of longs. */
    public void addLong(long value) {
        int entry = entry();
        if (entry == NO_ENTRY) {
            entries.putLong(append(), value);
        } else {
            entries.use(entry, states.nowNs());
            entries.putLong(entry, reduction.applyAsLong(rawLong(entry), value));
        }
    }

    /** To be used where the reduction is one of doubles. */
    public void addDouble(double value) {
        addLong(Double.doubleToRawLongBits(value));
    }
}
