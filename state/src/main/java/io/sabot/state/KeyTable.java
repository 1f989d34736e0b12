package io.sabot.state;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.RawMemory;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import java.util.Arrays;
import java.util.function.IntConsumer;
import org.agrona.UnsafeApi;

/**
 * Keys of one operator with a record for each, under the same id as in the key index. A key for which nothing is open or
 * pending is <em>idle</em>, which the operator says: it keeps its id for a while, because most keys come back, and the
 * longest idle ones go when they become many.
 *
 * <pre>
 *  record: 0 int older idle key + 1 | 4 int newer idle key + 1 | 8 int 1 if idle | 12 int – | 16 the operator's
 * </pre>
 *
 * <p>Owned by the application's operator thread.
 */
public final class KeyTable implements StatePart, AutoCloseable {
    /** Where the operator's part of a record begins. */
    public static final int HEADER_BYTES = 16;

    private static final int OLDER = 0;
    private static final int NEWER = 4;
    private static final int IS_IDLE = 8;

    /** Idle keys that are always kept, unless an operator asks for more. */
    public static final int MIN_IDLE_KEYS = 1024;

    private final KeyIndex index;
    private final StateRegion records;
    private final KeyOrder order;
    private final int[] keyColumns;
    private final MemoryPool pool; // not owned
    private KeyEncoder encoder;
    private int idleCount;
    private int lastReadAhead;
    private int oldestIdle;
    private int newestIdle;
    private int[] leaving = new int[MIN_IDLE_KEYS];

    /** @param recordBytes of the operator's part */
    public KeyTable(StateSpace space, String name, int recordBytes, int[] keyColumns, MemoryPool pool) {
        this.index = new KeyIndex(space, name, this::created);
        this.records = new StateRegion(space, name + ".key-records", HEADER_BYTES + recordBytes);
        this.order = new KeyOrder(index);
        this.keyColumns = keyColumns;
        this.pool = pool;
        this.encoder = new KeyEncoder(index, keyColumns, pool);
        space.register(this);
    }

    /** Key id of a row; a new key starts idle with a zeroed record. */
    public int keyOf(EventBatch batch, int row) {
        return encoder.keyId(batch, row);
    }

    /** Key ids of the selected rows, in their order; none of them may be forgotten while they are used. */
    public void keysOf(EventBatch batch, int[] selection, int count, int[] keys) {
        encoder.keyIds(batch, selection, count, keys);
        if (index.hasMany()) {
            readAhead(keys, count);
        }
    }

    /** Has the records read all at once, where the operator would wait for one after the other. */
    private void readAhead(int[] keys, int count) {
        int last = records.recordBytes() - Integer.BYTES;
        int read = 0;
        for (int i = 0; i < count; i++) {
            long record = records.address(keys[i]);
            read += UnsafeApi.getInt(record) + UnsafeApi.getInt(record + last);
        }
        lastReadAhead = read;
    }

    /** What was last read ahead, of no meaning: keeps the compiler from leaving it out. */
    int lastReadAhead() {
        return lastReadAhead;
    }

    private void created(int key) {
        int record = records.allocate();
        if (record != key) {
            throw new IllegalStateException("key " + key + " got record " + record);
        }
        order.added(key);
        markIdle(key);
    }

    /** The keys' bytes. */
    public KeyIndex index() {
        return index;
    }

    public int size() {
        return index.size();
    }

    public int activeCount() {
        return index.size() - idleCount;
    }

    /** Whether the key has nothing open, which the operator says with {@link #markIdle}. */
    public boolean isIdle(int key) {
        return UnsafeApi.getInt(records.address(key) + IS_IDLE) != 0;
    }

    /** Address of the whole record. */
    public long address(int key) {
        return records.address(key);
    }

    public long addressForWrite(int key) {
        return records.addressForWrite(key);
    }

    /** Valid until the next key is created or removed. */
    public long keyAddress(int key) {
        return index.keyAddress(key);
    }

    public int keyLength(int key) {
        return index.keyLength(key);
    }

    /** Sorts the first {@code count} distinct keys by their bytes. */
    public void sort(int[] keys, int count) {
        order.sort(keys, count);
    }

    /** Says that something is open for the key; nothing happens if it is active. */
    public void markActive(int key) {
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

    /** Says that nothing is open for an active key any more. */
    public void markIdle(int key) {
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
     * Removes the longest idle keys if there are many. Ids of removed keys are used again; the operator's part of their
     * records reads as zeros until then, so that a timer left over finds nothing.
     *
     * @param recentCount how many keys have just become idle: they are likely to come back
     */
    public void forgetIdleKeys(int recentCount) {
        if (idleCount > 2 * MIN_IDLE_KEYS) {
            int kept = Math.max(MIN_IDLE_KEYS, 2 * Math.max(activeCount(), recentCount));
            if (idleCount > 2 * kept) {
                forgetIdleKeysDownTo(kept);
            }
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
            long record = records.addressForWrite(leaving[i]);
            RawMemory.clearLongs(record + HEADER_BYTES, records.recordBytes() - HEADER_BYTES);
            records.free(leaving[i]);
        }
        replaceEncoder();
    }

    /** A fresh encoder remembers no id: cheaper for many keys than to have each forgotten, which scans all symbols. */
    private void replaceEncoder() {
        encoder.close();
        encoder = new KeyEncoder(index, keyColumns, pool);
    }

    /** Every key, by ascending id. */
    public void forEach(IntConsumer consumer) {
        index.forEach(consumer);
    }

    @Override
    public void save(StateOutput out) {
        out.putInt(idleCount);
        out.putInt(oldestIdle);
        out.putInt(newestIdle);
    }

    @Override
    public void load(StateInput in) {
        idleCount = in.getInt();
        oldestIdle = in.getInt();
        newestIdle = in.getInt();
        order.rebuild();
        replaceEncoder();
    }

    /** Removes all keys. */
    public void clear() {
        index.clear();
        records.clear();
        order.clear();
        idleCount = 0;
        oldestIdle = 0;
        newestIdle = 0;
        replaceEncoder();
    }

    /** Makes what is derived anew, after the records were loaded. */
    public void rebuild() {
        index.rebuild();
        order.rebuild();
        replaceEncoder();
    }

    @Override
    public void close() {
        encoder.close();
    }
}
