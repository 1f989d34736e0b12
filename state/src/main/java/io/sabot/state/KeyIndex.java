package io.sabot.state;

import io.sabot.core.batch.RawMemory;
import io.sabot.core.error.SabotException;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import java.util.function.IntConsumer;
import org.agrona.UnsafeApi;

/**
 * Key bytes ↔ dense id. Ids of removed keys are reused. Key bytes are encoded so that their unsigned order is the order
 * of the values (see {@link KeyEncoder}).
 *
 * <p>Neither adding nor removing a key takes longer because there are many: see {@link KeySlots}, which is derived from
 * the records.
 *
 * <p>Owned by the application's operator thread.
 *
 * <pre>
 *  record (64 bytes): 0 int hash | 4 int length, −1 when removed | 8 bytes inline (≤ 56), or 8 long blob handle
 * </pre>
 */
public final class KeyIndex implements StatePart {
    public static final int NO_KEY = -1;

    /** How many keys are looked at ahead: what is read of them stays in a core's own cache. */
    static final int READ_AHEAD = 128;

    /** With fewer keys than this everything is in a core's cache anyway. */
    private static final int MANY_KEYS = 32_768;

    private static final int RECORD_BYTES = 64;
    private static final int INLINE_BYTES = 56;
    private static final int REMOVED = -1;

    private final StateRegion keys;
    private final BlobStore longKeys;
    private final IntConsumer whenCreated;
    private final KeySlots slots = new KeySlots();
    private final int[] aheadIds = new int[READ_AHEAD];
    private int lastReadAhead;

    public KeyIndex(StateSpace space, String name) {
        this(space, name, id -> {});
    }

    /** @param whenCreated is told the id of every new key, when its bytes can be read already */
    public KeyIndex(StateSpace space, String name, IntConsumer whenCreated) {
        this.keys = new StateRegion(space, name + ".keys", RECORD_BYTES);
        this.longKeys = new BlobStore(space, name + ".long-keys");
        this.whenCreated = whenCreated;
        space.register(this);
    }

    public int size() {
        return keys.liveCount();
    }

    /** Id of the key, created if new. */
    public int idOf(long address, int length) {
        int hash = RawMemory.hash(address, length);
        int id = find(hash, address, length);
        return id == NO_KEY ? create(hash, address, length) : id;
    }

    /** Id of the key, or {@link #NO_KEY}. */
    public int find(long address, int length) {
        return find(RawMemory.hash(address, length), address, length);
    }

    /** Whether memory is what finding a key waits for. */
    boolean hasMany() {
        return size() >= MANY_KEYS;
    }

    /** Has the memory read that keys of these hashes will need: all at once, where one key after the other would wait. */
    void readAhead(int[] hashes, int count) {
        for (int i = 0; i < count; i++) {
            long[] segment = slots.segmentOf(hashes[i]);
            long entry = segment[hashes[i] & KeySlots.mask(segment)];
            aheadIds[i] = KeySlots.hash(entry) == hashes[i] ? KeySlots.id(entry) : NO_KEY;
        }
        int read = 0;
        for (int i = 0; i < count; i++) {
            if (aheadIds[i] >= 0) {
                read += UnsafeApi.getInt(keys.address(aheadIds[i]) + 4);
            }
        }
        lastReadAhead = read;
    }

    /** What was last read ahead, of no meaning: keeps the compiler from leaving it out. */
    int lastReadAhead() {
        return lastReadAhead;
    }

    private int find(int hash, long address, int length) {
        long[] segment = slots.segmentOf(hash);
        int mask = KeySlots.mask(segment);
        for (int slot = hash & mask; ; slot = slot + 1 & mask) {
            long entry = segment[slot];
            if (entry == KeySlots.EMPTY) {
                return NO_KEY;
            }
            if (KeySlots.hash(entry) == hash && isKey(KeySlots.id(entry), address, length)) {
                return KeySlots.id(entry);
            }
        }
    }

    private boolean isKey(int id, long address, int length) {
        long record = keys.address(id);
        return UnsafeApi.getInt(record + 4) == length && RawMemory.equal(bytesAddress(record, length), address, length);
    }

    private int create(int hash, long address, int length) {
        if (length > BlobStore.MAX_BYTES) {
            throw SabotException.failed(
                    "STA-0002",
                    "a key of " + length + " bytes exceeds " + BlobStore.MAX_BYTES,
                    "partition or group by a shorter expression",
                    null);
        }
        long handle = length <= INLINE_BYTES ? 0 : longKeys.put(address, length);
        int id = keys.allocate();
        long record = keys.addressForWrite(id);
        UnsafeApi.putInt(record, hash);
        UnsafeApi.putInt(record + 4, length);
        if (length <= INLINE_BYTES) {
            UnsafeApi.copyMemory(address, record + 8, length);
        } else {
            UnsafeApi.putLong(record + 8, handle);
        }
        slots.add(hash, id);
        whenCreated.accept(id);
        return id;
    }

    /** Valid until the next key is created or removed. */
    public long keyAddress(int id) {
        long record = keys.address(id);
        return bytesAddress(record, UnsafeApi.getInt(record + 4));
    }

    private long bytesAddress(long record, int length) {
        return length <= INLINE_BYTES ? record + 8 : longKeys.address(UnsafeApi.getLong(record + 8));
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
        long record = keys.addressForWrite(id);
        slots.remove(UnsafeApi.getInt(record), id);
        if (UnsafeApi.getInt(record + 4) > INLINE_BYTES) {
            longKeys.free(UnsafeApi.getLong(record + 8));
        }
        UnsafeApi.putInt(record + 4, REMOVED);
        keys.free(id);
    }

    public void clear() {
        longKeys.clear();
        keys.clear();
        slots.clear();
    }

    @Override
    public void save(StateOutput out) {
        // All there is follows from the records.
    }

    @Override
    public void load(StateInput in) {
        rebuild();
    }

    /** Visits the ids of all keys, the least first; no key may be created or removed meanwhile. */
    public void forEach(IntConsumer visitor) {
        int left = keys.liveCount();
        for (int id = 0; left > 0; id++) {
            if (keyLength(id) != REMOVED) {
                left--;
                visitor.accept(id);
            }
        }
    }

    /** Makes what is derived anew, after the records were loaded. */
    public void rebuild() {
        slots.clear();
        forEach(id -> slots.add(UnsafeApi.getInt(keys.address(id)), id));
    }

    /** Slots of the hash table, which is outside of the pages. */
    long slotCount() {
        return slots.slotCount();
    }
}
