package io.sabot.state.keyed;

import io.sabot.core.batch.RawMemory;
import io.sabot.core.memory.MemoryBlock;
import io.sabot.core.memory.MemoryPool;
import io.sabot.state.KeyIndex;
import io.sabot.state.StateSpace;
import org.agrona.UnsafeApi;

/**
 * Entries per key under keys of their own, which may be namespaces: a window's number, say. First {@code at} says which
 * entry is meant, then it is read, written or removed: {@code counts.at(venue); counts.putLong(counts.longValue(0) + 1)}.
 * Or all are visited in the order they were put: {@code map.rewind(); while (map.next()) …}. Keys of one map are all
 * numbers or all objects of one codec.
 *
 * <pre>
 *  key in the index: 0 int key id | 4 the entry's key
 * </pre>
 */
public final class MapState extends KeyedState {
    private static final int KEY_BYTES = 4;

    private final KeyIndex index;
    private final MemoryPool pool; // not owned
    private MemoryBlock scratch;
    private int scratchLength;
    private int at = NO_ENTRY;
    private int ahead = NO_ENTRY;

    MapState(KeyedStates states, StateSpace space, MemoryPool pool, String name, int slot, TimeToLive timeToLive) {
        super(states, space, name, slot, 0, timeToLive);
        this.index = new KeyIndex(space, name);
        this.pool = pool;
        this.scratch = pool.allocate(64);
    }

    @Override
    int entry() {
        return at;
    }

    @Override
    void forget(int entry) {
        at = entry == at ? NO_ENTRY : at;
        ahead = entry == ahead ? entries.next(entry) : ahead;
        index.remove(entry);
    }

    // ---- which entry ----

    /** Goes to the current key's entry under a number, whether there is one or not. */
    public MapState at(long entryKey) {
        UnsafeApi.putLong(scratch.address() + KEY_BYTES, entryKey);
        find(KEY_BYTES + Long.BYTES);
        return this;
    }

    /** Goes to the current key's entry under an object. */
    public <T> MapState at(Codec<T> codec, T entryKey) {
        byte[] bytes = codec.encode(entryKey);
        ensure(KEY_BYTES + bytes.length);
        RawMemory.copyFromArray(bytes, 0, scratch.address() + KEY_BYTES, bytes.length);
        find(KEY_BYTES + bytes.length);
        return this;
    }

    private void ensure(int length) {
        if (length > scratch.sizeBytes()) {
            scratch.close();
            scratch = pool.allocate(2L * length);
        }
    }

    private void find(int length) {
        UnsafeApi.putInt(scratch.address(), states.key());
        scratchLength = length;
        ahead = NO_ENTRY;
        at = index.find(scratch.address(), length);
        if (at == KeyIndex.NO_KEY) {
            at = NO_ENTRY;
        } else if (entries.isExpired(at, states.nowNs())) {
            remove(at);
        } else {
            entries.read(at, states.nowNs());
        }
    }

    public boolean isEmpty() {
        return first() == NO_ENTRY;
    }

    /** Goes in front of the current key's first entry. */
    public void rewind() {
        at = NO_ENTRY;
        ahead = first();
        scratchLength = 0;
    }

    /** Goes to the next entry. @return false if there is none */
    public boolean next() {
        at = live(ahead);
        ahead = at == NO_ENTRY ? NO_ENTRY : entries.next(at);
        return at != NO_ENTRY;
    }

    // ---- what is there ----

    public long longKey() {
        return UnsafeApi.getLong(index.keyAddress(present()) + KEY_BYTES);
    }

    public <T> T key(Codec<T> codec) {
        int entry = present();
        return codec.decode(index.keyAddress(entry) + KEY_BYTES, index.keyLength(entry) - KEY_BYTES);
    }

    public long longValue() {
        return rawLong(present());
    }

    public long longValue(long whenAbsent) {
        return at == NO_ENTRY ? whenAbsent : rawLong(at);
    }

    public double doubleValue() {
        return Double.longBitsToDouble(longValue());
    }

    public double doubleValue(double whenAbsent) {
        return at == NO_ENTRY ? whenAbsent : Double.longBitsToDouble(rawLong(at));
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

    // ---- writing ----

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
        if (at != NO_ENTRY) {
            entries.use(at, states.nowNs());
            return at;
        }
        if (scratchLength == 0) {
            throw new IllegalStateException("which entry is to be written has not been said");
        }
        // The index and the entries are added to and removed from together, so that they agree on ids.
        int id = index.idOf(scratch.address(), scratchLength);
        at = append();
        if (at != id) {
            throw new IllegalStateException("entry " + at + " has key " + id);
        }
        return at;
    }

    /** Removes the entry; nothing happens if there is none. */
    public void remove() {
        if (at != NO_ENTRY) {
            remove(at);
        }
    }

    @Override
    void clearAll() {
        super.clearAll();
        index.clear();
        at = NO_ENTRY;
        ahead = NO_ENTRY;
    }

    @Override
    void rebuild() {
        super.rebuild();
        index.rebuild();
    }

    void close() {
        scratch.close();
    }
}
