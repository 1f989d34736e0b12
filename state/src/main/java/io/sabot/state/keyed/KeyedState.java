package io.sabot.state.keyed;

import io.sabot.state.StateSpace;
import java.util.NoSuchElementException;
import org.agrona.UnsafeApi;

/**
 * State of the current key, kept as a chain of entries; each kind of state is a view of it. An expired entry is never
 * seen: whoever comes across one removes it, and the rest is swept away as time goes on.
 *
 * <p>Owned by the application's operator thread.
 */
public abstract sealed class KeyedState permits ValueState, ListState, MapState, ReducingState, AggregatingState {
    static final int NO_ENTRY = EntryStore.NO_ENTRY;

    /** Bytes of a state in a key's record: int first entry + 1, int last entry + 1. */
    static final int SLOT_BYTES = 8;

    final KeyedStates states;
    final EntryStore entries;
    private final int slot;

    KeyedState(KeyedStates states, StateSpace space, String name, int slot, int valueBytes, TimeToLive timeToLive) {
        this.states = states;
        this.slot = slot;
        this.entries = new EntryStore(space, name, valueBytes, timeToLive);
    }

    /** The entry that values are read from, never an expired one; or {@link #NO_ENTRY}. */
    abstract int entry();

    /** Called before an entry is freed. */
    void forget(int entry) {}

    // ---- reading ----

    /** Whether there is a value here. */
    public final boolean isPresent() {
        return entry() != NO_ENTRY;
    }

    /** @throws NoSuchElementException if there is no value here */
    final int present() {
        int entry = entry();
        if (entry == NO_ENTRY) {
            throw new NoSuchElementException("no value of this key");
        }
        return entry;
    }

    final long rawLong(int entry) {
        return UnsafeApi.getLong(entries.address(entry));
    }

    final <T> T decode(int entry, Codec<T> codec) {
        return codec.decode(entries.address(entry), entries.length(entry));
    }

    // ---- the chain ----

    final int first() {
        return live(UnsafeApi.getInt(states.keyAddress() + slot) - 1);
    }

    /** The entry itself, or the first behind it that has not expired. */
    final int live(int from) {
        int entry = from;
        while (entry != NO_ENTRY && entries.isExpired(entry, states.nowNs())) {
            int next = entries.next(entry);
            remove(entry);
            entry = next;
        }
        if (entry != NO_ENTRY) {
            entries.read(entry, states.nowNs());
        }
        return entry;
    }

    /** A new last entry of the current key. */
    final int append() {
        int key = states.key();
        states.addUse(key);
        int entry = entries.create(key, states.nowNs());
        long record = states.addressForWrite(key) + slot;
        int last = UnsafeApi.getInt(record + 4) - 1;
        if (last == NO_ENTRY) {
            UnsafeApi.putInt(record, entry + 1);
        } else {
            entries.next(last, entry);
            entries.previous(entry, last);
        }
        UnsafeApi.putInt(record + 4, entry + 1);
        return entry;
    }

    final void remove(int entry) {
        forget(entry);
        int key = entries.key(entry);
        int next = entries.next(entry);
        int previous = entries.previous(entry);
        long record = states.addressForWrite(key) + slot;
        if (previous == NO_ENTRY) {
            UnsafeApi.putInt(record, next + 1);
        } else {
            entries.next(previous, next);
        }
        if (next == NO_ENTRY) {
            UnsafeApi.putInt(record + 4, previous + 1);
        } else {
            entries.previous(next, previous);
        }
        entries.free(entry);
        states.removeUse(key);
    }

    /** Removes all values of the current key. */
    public void clear() {
        for (int entry = first(); entry != NO_ENTRY; entry = first()) {
            remove(entry);
        }
    }

    /** Removes expired entries of any key, a bounded number of them. */
    final void sweep() {
        int limit = entries.sweepLimit();
        entries.sweepBegins();
        for (int i = 0; i < limit && entries.hasDue(states.nowNs()); i++) {
            int entry = entries.takeDue(states.nowNs());
            if (entry != NO_ENTRY) {
                remove(entry);
            }
        }
    }

    void clearAll() {
        entries.clear();
    }

    void rebuild() {
        entries.rebuild();
    }
}
