package io.sabot.state.keyed;

import io.sabot.state.StateSpace;
import java.util.NoSuchElementException;

/** One value per key, or none. */
public final class ValueState extends KeyedState {
    ValueState(KeyedStates states, StateSpace space, String name, int slot, TimeToLive timeToLive) {
        super(states, space, name, slot, 0, timeToLive);
    }

    @Override
    int entry() {
        return first();
    }

    /** @throws NoSuchElementException if there is no value; likewise below */
    public long longValue() {
        return rawLong(present());
    }

    public long longValue(long whenAbsent) {
        int entry = entry();
        return entry == NO_ENTRY ? whenAbsent : rawLong(entry);
    }

    public double doubleValue() {
        return Double.longBitsToDouble(longValue());
    }

    public double doubleValue(double whenAbsent) {
        int entry = entry();
        return entry == NO_ENTRY ? whenAbsent : Double.longBitsToDouble(rawLong(entry));
    }

    public <T> T value(Codec<T> codec) {
        return decode(present(), codec);
    }

    /** Address of the value's bytes, valid until the next write to any state. */
    public long address() {
        return entries.address(present());
    }

    public int length() {
        return entries.length(present());
    }

    public void putLong(long value) {
        entries.putLong(entryToWrite(), value);
    }

    public void putDouble(double value) {
        putLong(Double.doubleToRawLongBits(value));
    }

    public <T> void put(Codec<T> codec, T value) {
        entries.putBytes(entryToWrite(), codec.encode(value));
    }

    /** @param address of bytes outside of state: those of a column, say */
    public void putBytes(long address, int length) {
        entries.putBytes(entryToWrite(), address, length);
    }

    private int entryToWrite() {
        int entry = entry();
        if (entry == NO_ENTRY) {
            return append();
        }
        entries.use(entry, states.nowNs());
        return entry;
    }
}
