package io.sabot.state;

import io.sabot.core.batch.RawMemory;
import io.sabot.core.error.SabotException;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import java.util.Arrays;
import java.util.function.IntConsumer;
import org.agrona.UnsafeApi;

/**
 * Key bytes ↔ dense id. Ids of removed keys are reused. Key bytes are encoded so that their unsigned order is the order
 * of the values (see {@link KeyEncoder}).
 *
 * <p>Owned by the application's operator thread.
 *
 * <pre>
 *  record (64 bytes): 0 int hash | 4 int length | 8 bytes inline (≤ 56), or 8 long blob handle
 * </pre>
 *
 * The hash table itself is derived from the records and can be rebuilt from them.
 */
public final class KeyIndex implements StatePart {
    public static final int NO_KEY = -1;

    private static final int RECORD_BYTES = 64;
    private static final int INLINE_BYTES = 56;
    private static final int EMPTY = 0;

    private final StateRegion keys;
    private final BlobStore longKeys;
    private int[] table = new int[64];

    public KeyIndex(StateSpace space, String name) {
        this.keys = new StateRegion(space, name + ".keys", RECORD_BYTES);
        this.longKeys = new BlobStore(space, name + ".long-keys");
        space.register(this);
    }

    public int size() {
        return keys.liveCount();
    }

    /** Id of the key, created if new: compare {@link #size()} before and after to learn which. */
    public int idOf(long address, int length) {
        int hash = RawMemory.hash(address, length);
        int mask = table.length - 1;
        for (int slot = hash & mask; ; slot = slot + 1 & mask) {
            int entry = table[slot];
            if (entry == EMPTY) {
                return create(hash, address, length);
            }
            if (isKey(entry - 1, hash, address, length)) {
                return entry - 1;
            }
        }
    }

    private boolean isKey(int id, int hash, long address, int length) {
        long record = keys.address(id);
        return UnsafeApi.getInt(record) == hash
                && UnsafeApi.getInt(record + 4) == length
                && RawMemory.equal(keyAddress(id), address, length);
    }

    private int create(int hash, long address, int length) {
        if (length > BlobStore.MAX_BYTES) {
            throw SabotException.failed(
                    "STA-0002",
                    "a key of " + length + " bytes exceeds " + BlobStore.MAX_BYTES,
                    "partition or group by a shorter expression",
                    null);
        }
        int id = keys.allocate();
        long record = keys.addressForWrite(id);
        UnsafeApi.putInt(record, hash);
        UnsafeApi.putInt(record + 4, length);
        if (length <= INLINE_BYTES) {
            UnsafeApi.copyMemory(address, record + 8, length);
        } else {
            UnsafeApi.putLong(record + 8, longKeys.put(address, length));
        }
        if (keys.liveCount() * 2L > table.length) {
            grow();
        }
        place(hash, id);
        return id;
    }

    private void grow() {
        int[] old = table;
        table = new int[old.length * 2];
        for (int entry : old) {
            if (entry != EMPTY) {
                place(UnsafeApi.getInt(keys.address(entry - 1)), entry - 1);
            }
        }
    }

    private void place(int hash, int id) {
        int mask = table.length - 1;
        int slot = hash & mask;
        while (table[slot] != EMPTY) {
            slot = slot + 1 & mask;
        }
        table[slot] = id + 1;
    }

    /** Valid until the next key is created or removed. */
    public long keyAddress(int id) {
        long record = keys.address(id);
        return UnsafeApi.getInt(record + 4) <= INLINE_BYTES
                ? record + 8
                : longKeys.address(UnsafeApi.getLong(record + 8));
    }

    public int keyLength(int id) {
        return UnsafeApi.getInt(keys.address(id) + 4);
    }

    /** Order of the keys' values. */
    public int compare(int a, int b) {
        return RawMemory.compare(keyAddress(a), keyLength(a), keyAddress(b), keyLength(b));
    }

    /** Sorts the first {@code count} ids by their keys. */
    public void sort(int[] ids, int count) {
        KeySorter.sort(this, ids, count);
    }

    public void remove(int id) {
        int hash = UnsafeApi.getInt(keys.address(id));
        int mask = table.length - 1;
        int slot = hash & mask;
        while (table[slot] != id + 1) {
            assert table[slot] != EMPTY;
            slot = slot + 1 & mask;
        }
        closeGap(slot, mask);
        if (keyLength(id) > INLINE_BYTES) {
            longKeys.free(UnsafeApi.getLong(keys.address(id) + 8));
        }
        keys.free(id);
    }

    /** Backward-shift deletion: no tombstones. */
    private void closeGap(int start, int mask) {
        int gap = start;
        for (int slot = gap + 1 & mask; table[slot] != EMPTY; slot = slot + 1 & mask) {
            int home = UnsafeApi.getInt(keys.address(table[slot] - 1)) & mask;
            if ((slot - home & mask) >= (slot - gap & mask)) {
                table[gap] = table[slot];
                gap = slot;
            }
        }
        table[gap] = EMPTY;
    }

    @Override
    public void save(StateOutput out) {
        // All there is follows from the records.
    }

    @Override
    public void load(StateInput in) {
        int slots = Integer.highestOneBit(Math.max(32, keys.liveCount())) * 4;
        table = new int[slots];
        keys.forEachLive(id -> place(UnsafeApi.getInt(keys.address(id)), id));
    }

    /** Every key's id. */
    public void forEach(IntConsumer consumer) {
        keys.forEachLive(consumer);
    }

    public void clear() {
        while (keys.liveCount() > 0) {
            for (int entry : table) {
                if (entry != EMPTY && keyLength(entry - 1) > INLINE_BYTES) {
                    longKeys.free(UnsafeApi.getLong(keys.address(entry - 1) + 8));
                }
            }
            keys.clear();
        }
        Arrays.fill(table, EMPTY);
    }
}
