package io.sabot.state.keyed;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.Watermarks;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import io.sabot.state.KeyTable;
import io.sabot.state.StateSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;
import org.agrona.UnsafeApi;

/**
 * The typed states of one operator over one table of keys. All are declared before the first key; a key is idle when no
 * state holds anything for it.
 *
 * <pre>
 *  key record: 16 int entries of all states | 20 int – | 24 per state int first entry + 1, int last entry + 1
 * </pre>
 *
 * <p>Owned by the application's operator thread.
 */
public final class KeyedStates implements AutoCloseable {
    private static final int USES = KeyTable.HEADER_BYTES;
    private static final int SLOTS = USES + 8;

    private final StateSpace space; // not owned
    private final String name;
    private final int[] keyColumns;
    private final MemoryPool pool; // not owned
    private final List<KeyedState> states = new ArrayList<>();
    private KeyTable keys; // null until the first key
    private int key;
    private long nowNs = Watermarks.NONE;

    /** @param keyColumns of the input; empty for one key */
    public KeyedStates(StateSpace space, String name, int[] keyColumns, MemoryPool pool) {
        this.space = space;
        this.name = name;
        this.keyColumns = keyColumns.clone();
        this.pool = pool;
    }

    // ---- declaring ----

    public ValueState value(String stateName, TimeToLive timeToLive) {
        return declared(new ValueState(this, space, fullName(stateName), nextSlot(), timeToLive));
    }

    public ListState list(String stateName, TimeToLive timeToLive) {
        return declared(new ListState(this, space, fullName(stateName), nextSlot(), timeToLive));
    }

    public MapState map(String stateName, TimeToLive timeToLive) {
        return declared(new MapState(this, space, pool, fullName(stateName), nextSlot(), timeToLive));
    }

    public ReducingState reducingLongs(String stateName, LongBinaryOperator reduction, TimeToLive timeToLive) {
        return declared(new ReducingState(this, space, fullName(stateName), nextSlot(), reduction, timeToLive));
    }

    public ReducingState reducingDoubles(String stateName, DoubleBinaryOperator reduction, TimeToLive timeToLive) {
        LongBinaryOperator ofBits = (a, b) -> Double.doubleToRawLongBits(
                reduction.applyAsDouble(Double.longBitsToDouble(a), Double.longBitsToDouble(b)));
        return reducingLongs(stateName, ofBits, timeToLive);
    }

    public <I, O> AggregatingState<I, O> aggregating(
            String stateName, Aggregation<I, O> aggregation, TimeToLive timeToLive) {
        return declared(new AggregatingState<>(this, space, fullName(stateName), nextSlot(), aggregation, timeToLive));
    }

    private String fullName(String stateName) {
        if (keys != null) {
            throw new IllegalStateException("state '" + stateName + "' of '" + name + "' is declared too late");
        }
        return name + ".state." + stateName;
    }

    private int nextSlot() {
        return SLOTS + states.size() * KeyedState.SLOT_BYTES;
    }

    private <S extends KeyedState> S declared(S state) {
        states.add(state);
        return state;
    }

    // ---- keys ----

    /** The table of keys; nothing can be declared any more. */
    public KeyTable keys() {
        if (keys == null) {
            keys = new KeyTable(space, name, nextSlot() - KeyTable.HEADER_BYTES, keyColumns, pool);
        }
        return keys;
    }

    /** Makes the row's key the current one. */
    public int selectKeyOf(EventBatch batch, int row) {
        key = keys().keyOf(batch, row);
        return key;
    }

    public void selectKey(int newKey) {
        key = newKey;
    }

    /** The current key. */
    public int key() {
        return key;
    }

    long keyAddress() {
        return keys.address(key);
    }

    long addressForWrite(int anyKey) {
        return keys.addressForWrite(anyKey);
    }

    void addUse(int usedKey) {
        long uses = keys.addressForWrite(usedKey) + USES;
        int count = UnsafeApi.getInt(uses);
        UnsafeApi.putInt(uses, count + 1);
        if (count == 0) {
            keys.markActive(usedKey);
        }
    }

    void removeUse(int usedKey) {
        long uses = keys.addressForWrite(usedKey) + USES;
        int count = UnsafeApi.getInt(uses) - 1;
        UnsafeApi.putInt(uses, count);
        if (count == 0) {
            keys.markIdle(usedKey);
        }
    }

    public void save(StateOutput out) {
        out.putLong(nowNs);
    }

    public void load(StateInput in) {
        nowNs = in.getLong();
    }

    // ---- time ----

    public long nowNs() {
        return nowNs;
    }

    /** @param newNowNs not before the one before */
    public void nowNs(long newNowNs) {
        assert newNowNs >= nowNs;
        nowNs = newNowNs;
    }

    /** Removes what has expired and forgets idle keys if they are many; bounded, called between batches. */
    public void sweep() {
        for (KeyedState state : states) {
            state.sweep();
        }
        keys().forgetIdleKeys(0);
    }

    // ---- all ----

    /** Entries of all states. */
    public long entryCount() {
        long count = 0;
        for (KeyedState state : states) {
            count += state.entries.size();
        }
        return count;
    }

    /** Forgets everything about every key. */
    public void clear() {
        states.forEach(KeyedState::clearAll);
        keys().clear();
    }

    /** Makes what is derived anew, after the records were loaded. */
    public void rebuild() {
        keys().rebuild();
        states.forEach(KeyedState::rebuild);
    }

    @Override
    public void close() {
        for (KeyedState state : states) {
            if (state instanceof MapState map) {
                map.close();
            }
        }
        keys().close();
    }
}
