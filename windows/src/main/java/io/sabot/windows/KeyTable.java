package io.sabot.windows;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import io.sabot.state.KeyEncoder;
import io.sabot.state.KeyIndex;
import io.sabot.state.StatePart;
import io.sabot.state.StateRegion;
import io.sabot.state.StateSpace;
import java.util.Arrays;
import java.util.function.IntConsumer;
import org.agrona.UnsafeApi;

/**
 * Keys of one operator with a record for each, under the same id as in the key index. A key without open windows is
 * <em>idle</em>: it keeps its id for a while, because most keys come back, and the longest idle ones go when they become
 * many.
 *
 * <pre>
 *  record: 0 int older idle key + 1 | 4 int newer idle key + 1 | 8 int 1 if idle | 12 int – | 16 the operator's
 * </pre>
 *
 * <p>Owned by the application's operator thread.
 */
final class KeyTable implements StatePart, AutoCloseable {
    /** Where the operator's part of a record begins. */
    static final int HEADER_BYTES = 16;

    private static final int OLDER = 0;
    private static final int NEWER = 4;
    private static final int IS_IDLE = 8;

    private static final int MIN_IDLE_KEYS = 1024;

    private final KeyIndex index;
    private final StateRegion records;
    private final KeyOrder order;
    private final int[] keyColumns;
    private final MemoryPool pool; // not owned
    private KeyEncoder encoder;
    private int knownCount;
    private int idleCount;
    private int oldestIdle;
    private int newestIdle;
    private int[] leaving = new int[MIN_IDLE_KEYS];

    /** @param recordBytes of the operator's part */
    KeyTable(StateSpace space, String name, int recordBytes, int[] keyColumns, MemoryPool pool) {
        this.index = new KeyIndex(space, name);
        this.records = new StateRegion(space, name + ".key-records", HEADER_BYTES + recordBytes);
        this.order = new KeyOrder(index);
        this.keyColumns = keyColumns;
        this.pool = pool;
        this.encoder = new KeyEncoder(index, keyColumns, pool);
        space.register(this);
    }

    /** Key id of a row; a new key starts idle with a zeroed record. */
    int keyOf(EventBatch batch, int row) {
        int key = encoder.keyId(batch, row);
        if (index.size() != knownCount) {
            created(key);
        }
        return key;
    }

    private void created(int key) {
        int record = records.allocate();
        if (record != key) {
            throw new IllegalStateException("key " + key + " got record " + record);
        }
        knownCount = index.size();
        order.added(key);
        markIdle(key);
    }

    int size() {
        return knownCount;
    }

    int activeCount() {
        return knownCount - idleCount;
    }

    /** Whether the key has nothing open, which the operator says with {@link #markIdle}. */
    boolean isIdle(int key) {
        return UnsafeApi.getInt(records.address(key) + IS_IDLE) != 0;
    }

    /** Address of the whole record. */
    long address(int key) {
        return records.address(key);
    }

    long addressForWrite(int key) {
        return records.addressForWrite(key);
    }

    long keyAddress(int key) {
        return index.keyAddress(key);
    }

    int keyLength(int key) {
        return index.keyLength(key);
    }

    /** Sorts distinct keys by their bytes. */
    void sort(int[] keys, int count) {
        order.sort(keys, count);
    }

    void markActive(int key) {
        long record = records.addressForWrite(key);
        if (UnsafeApi.getInt(record + IS_IDLE) == 0) {
            return;
        }
        int older = UnsafeApi.getInt(record + OLDER);
        int newer = UnsafeApi.getInt(record + NEWER);
        UnsafeApi.putInt(record + IS_IDLE, 0);
        idleCount--;
        if (older == 0) {
            oldestIdle = newer;
        } else {
            UnsafeApi.putInt(records.addressForWrite(older - 1) + NEWER, newer);
        }
        if (newer == 0) {
            newestIdle = older;
        } else {
            UnsafeApi.putInt(records.addressForWrite(newer - 1) + OLDER, older);
        }
    }

    void markIdle(int key) {
        long record = records.addressForWrite(key);
        UnsafeApi.putInt(record + OLDER, newestIdle);
        UnsafeApi.putInt(record + NEWER, 0);
        UnsafeApi.putInt(record + IS_IDLE, 1);
        if (newestIdle == 0) {
            oldestIdle = key + 1;
        } else {
            UnsafeApi.putInt(records.addressForWrite(newestIdle - 1) + NEWER, key + 1);
        }
        newestIdle = key + 1;
        idleCount++;
    }

    /**
     * Removes the longest idle keys if there are many. Ids of removed keys are used again.
     *
     * @param recentCount how many keys have just become idle: they are likely to come back
     */
    void forgetIdleKeys(int recentCount) {
        int kept = Math.max(MIN_IDLE_KEYS, 2 * Math.max(activeCount(), recentCount));
        if (idleCount > 2 * kept) {
            forgetIdleKeysDownTo(kept);
        }
    }

    private void forgetIdleKeysDownTo(int kept) {
        int count = idleCount - kept;
        if (count > leaving.length) {
            leaving = Arrays.copyOf(leaving, Math.max(count, leaving.length * 2));
        }
        for (int i = 0; i < count; i++) {
            leaving[i] = oldestIdle - 1;
            markActive(leaving[i]);
        }
        order.removeAll(leaving, count);
        for (int i = 0; i < count; i++) {
            index.remove(leaving[i]);
            records.free(leaving[i]);
        }
        knownCount = index.size();
        replaceEncoder();
    }

    /** A fresh encoder remembers no id: cheaper for many keys than to have each forgotten, which scans all symbols. */
    private void replaceEncoder() {
        encoder.close();
        encoder = new KeyEncoder(index, keyColumns, pool);
    }

    /** Every key, by ascending id. */
    void forEach(IntConsumer consumer) {
        records.forEachLive(consumer);
    }

    @Override
    public void save(StateOutput out) {
        out.putInt(knownCount);
        out.putInt(idleCount);
        out.putInt(oldestIdle);
        out.putInt(newestIdle);
    }

    @Override
    public void load(StateInput in) {
        knownCount = in.getInt();
        idleCount = in.getInt();
        oldestIdle = in.getInt();
        newestIdle = in.getInt();
        records.forEachLive(order::added);
    }

    /** Removes all keys. */
    void clear() {
        index.clear();
        records.clear();
        order.clear();
        knownCount = 0;
        idleCount = 0;
        oldestIdle = 0;
        newestIdle = 0;
        replaceEncoder();
    }

    @Override
    public void close() {
        encoder.close();
    }
}
