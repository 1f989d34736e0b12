package io.sabot.state.keyed;

import io.sabot.state.StateSpace;

/**
 * Values per key in the order they were added. Read as {@code list.rewind(); while (list.next()) { list.longValue(); }};
 * each value has its own time to live.
 */
public final class ListState extends KeyedState {
    private int at = NO_ENTRY;
    private int ahead = NO_ENTRY;

    ListState(KeyedStates states, StateSpace space, String name, int slot, TimeToLive timeToLive) {
        super(states, space, name, slot, 0, timeToLive);
    }

    @Override
    int entry() {
        return at;
    }

    @Override
    void forget(int entry) {
        at = entry == at ? NO_ENTRY : at;
        ahead = entry == ahead ? entries.next(entry) : ahead;
    }

    public boolean isEmpty() {
        return first() == NO_ENTRY;
    }

    /** Goes in front of the current key's first value. */
    public void rewind() {
        at = NO_ENTRY;
        ahead = first();
    }

    /** Goes to the next value. @return false if there is none */
    public boolean next() {
        at = live(ahead);
        ahead = at == NO_ENTRY ? NO_ENTRY : entries.next(at);
        return at != NO_ENTRY;
    }

    public long longValue() {
        return rawLong(present());
    }

    public double doubleValue() {
        return Double.longBitsToDouble(longValue());
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

    public void addLong(long value) {
        entries.putLong(append(), value);
    }

    public void addDouble(double value) {
        addLong(Double.doubleToRawLongBits(value));
    }

    public <T> void add(Codec<T> codec, T value) {
        entries.putBytes(append(), codec.encode(value));
    }

    /** @param address of bytes outside of state: those of a column, say */
    public void addBytes(long address, int length) {
        entries.putBytes(append(), address, length);
    }

    /** Removes the value that {@link #next()} went to. */
    public void remove() {
        remove(present());
    }

    @Override
    void clearAll() {
        super.clearAll();
        at = NO_ENTRY;
        ahead = NO_ENTRY;
    }
}
