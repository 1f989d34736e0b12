package io.sabot.state.keyed;

import io.sabot.core.batch.RawMemory;
import io.sabot.core.error.SabotException;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import io.sabot.state.BlobStore;
import io.sabot.state.StatePart;
import io.sabot.state.StateRegion;
import io.sabot.state.StateSpace;
import io.sabot.state.TimerQueue;
import org.agrona.UnsafeApi;

/**
 * The entries of one keyed state: values of any length, a link to the neighbours of the same key, and the time they were
 * last used.
 *
 * <p>An entry that can expire has one timer, at or before its deadline: uses leave the timer alone, and when it fires too
 * early it is armed again.
 *
 * <pre>
 *  record: 0 long last used | 8 long deadline of its timer | 16 int key + 1, 0 in a free record | 20 int next + 1
 *          | 24 int previous + 1 | 28 int length of the value | 32 the value, or the handle of its bytes
 * </pre>
 */
final class EntryStore implements StatePart {
    static final int NO_ENTRY = StateRegion.NO_RECORD;

    private static final int LAST_USED = 0;
    private static final int ARMED = 8;
    private static final int KEY = 16;
    private static final int NEXT = 20;
    private static final int PREVIOUS = 24;
    private static final int LENGTH = 28;
    private static final int VALUE = 32;
    private static final int MIN_INLINE_BYTES = 32;

    private final StateRegion entries;
    private final BlobStore blobs;
    private final TimerQueue expiries;
    private final TimeToLive timeToLive;
    private final int inlineBytes;
    private int createdSinceSweep;

    /** @param valueBytes that most values have */
    EntryStore(StateSpace space, String name, int valueBytes, TimeToLive timeToLive) {
        this.inlineBytes = Math.max(MIN_INLINE_BYTES, valueBytes + 7 & -8);
        this.entries = new StateRegion(space, name + ".entries", VALUE + inlineBytes);
        this.blobs = new BlobStore(space, name + ".values");
        this.expiries = new TimerQueue(space, name + ".expiries");
        this.timeToLive = timeToLive;
        space.register(this);
    }

    @Override
    public void save(StateOutput out) {
        out.putInt(createdSinceSweep);
    }

    @Override
    public void load(StateInput in) {
        createdSinceSweep = in.getInt();
    }

    int size() {
        return entries.liveCount();
    }

    int create(int key, long nowNs) {
        int entry = entries.allocate();
        long record = entries.addressForWrite(entry);
        UnsafeApi.putInt(record + KEY, key + 1);
        UnsafeApi.putLong(record + LAST_USED, nowNs);
        if (!timeToLive.isForever()) {
            arm(entry, nowNs);
            createdSinceSweep++;
        }
        return entry;
    }

    private void arm(int entry, long lastUsedNs) {
        long deadlineNs = timeToLive.deadlineNs(lastUsedNs);
        UnsafeApi.putLong(entries.addressForWrite(entry) + ARMED, deadlineNs);
        expiries.add(deadlineNs, entry);
    }

    void free(int entry) {
        long record = entries.addressForWrite(entry);
        freeBytes(record);
        UnsafeApi.putInt(record + KEY, 0);
        entries.free(entry);
        if (entries.liveCount() == 0) {
            expiries.clear();
        }
    }

    private void freeBytes(long record) {
        if (UnsafeApi.getInt(record + LENGTH) > inlineBytes) {
            blobs.free(UnsafeApi.getLong(record + VALUE));
        }
    }

    // ---- time ----

    boolean isExpired(int entry, long nowNs) {
        return !timeToLive.isForever()
                && timeToLive.deadlineNs(UnsafeApi.getLong(entries.address(entry) + LAST_USED)) <= nowNs;
    }

    void read(int entry, long nowNs) {
        if (timeToLive.isReadAUse()) {
            use(entry, nowNs);
        }
    }

    void use(int entry, long nowNs) {
        if (!timeToLive.isForever() && UnsafeApi.getLong(entries.address(entry) + LAST_USED) != nowNs) {
            UnsafeApi.putLong(entries.addressForWrite(entry) + LAST_USED, nowNs);
        }
    }

    /** How many timers a sweep may look at so that it keeps up with new entries. */
    int sweepLimit() {
        return 1_024 + 2 * createdSinceSweep;
    }

    void sweepBegins() {
        createdSinceSweep = 0;
    }

    boolean hasDue(long nowNs) {
        return expiries.nextDeadlineNs() <= nowNs && !expiries.isEmpty();
    }

    /** Takes a due timer. @return its entry if it has expired, else {@link #NO_ENTRY} */
    int takeDue(long nowNs) {
        long deadlineNs = expiries.nextDeadlineNs();
        int entry = (int) expiries.nextOwner();
        expiries.removeNext();
        long record = entries.address(entry);
        if (UnsafeApi.getInt(record + KEY) == 0 || UnsafeApi.getLong(record + ARMED) != deadlineNs) {
            return NO_ENTRY;
        }
        if (isExpired(entry, nowNs)) {
            return entry;
        }
        arm(entry, UnsafeApi.getLong(record + LAST_USED));
        return NO_ENTRY;
    }

    // ---- links ----

    int key(int entry) {
        return UnsafeApi.getInt(entries.address(entry) + KEY) - 1;
    }

    int next(int entry) {
        return UnsafeApi.getInt(entries.address(entry) + NEXT) - 1;
    }

    int previous(int entry) {
        return UnsafeApi.getInt(entries.address(entry) + PREVIOUS) - 1;
    }

    void next(int entry, int next) {
        UnsafeApi.putInt(entries.addressForWrite(entry) + NEXT, next + 1);
    }

    void previous(int entry, int previous) {
        UnsafeApi.putInt(entries.addressForWrite(entry) + PREVIOUS, previous + 1);
    }

    // ---- values ----

    int length(int entry) {
        return UnsafeApi.getInt(entries.address(entry) + LENGTH);
    }

    /** Of the value's bytes. */
    long address(int entry) {
        long record = entries.address(entry);
        return UnsafeApi.getInt(record + LENGTH) <= inlineBytes
                ? record + VALUE
                : blobs.address(UnsafeApi.getLong(record + VALUE));
    }

    /** Of a value's bytes, to be changed; a new value's are zeros. The value must be one of those kept in line. */
    long inlineForWrite(int entry, int length) {
        long record = entries.addressForWrite(entry);
        UnsafeApi.putInt(record + LENGTH, length);
        return record + VALUE;
    }

    void putLong(int entry, long value) {
        long record = entries.addressForWrite(entry);
        freeBytes(record);
        UnsafeApi.putInt(record + LENGTH, Long.BYTES);
        UnsafeApi.putLong(record + VALUE, value);
    }

    /** @param scratch where the bytes are at hand outside of state */
    void putBytes(int entry, long scratch, int length) {
        checkLength(length);
        long record = entries.addressForWrite(entry);
        freeBytes(record);
        UnsafeApi.putInt(record + LENGTH, 0);
        if (length <= inlineBytes) {
            UnsafeApi.copyMemory(scratch, record + VALUE, length);
        } else {
            UnsafeApi.putLong(record + VALUE, blobs.put(scratch, length));
        }
        UnsafeApi.putInt(record + LENGTH, length);
    }

    void putBytes(int entry, byte[] bytes) {
        checkLength(bytes.length);
        if (bytes.length <= inlineBytes) {
            long record = entries.addressForWrite(entry);
            freeBytes(record);
            UnsafeApi.putInt(record + LENGTH, bytes.length);
            RawMemory.copyFromArray(bytes, 0, record + VALUE, bytes.length);
            return;
        }
        long handle = blobs.put(bytes);
        long record = entries.addressForWrite(entry);
        freeBytes(record);
        UnsafeApi.putInt(record + LENGTH, bytes.length);
        UnsafeApi.putLong(record + VALUE, handle);
    }

    private void checkLength(int length) {
        if (length > BlobStore.MAX_BYTES) {
            throw SabotException.failed(
                    "STA-0004",
                    "'" + entries.name() + "': a value of " + length + " bytes exceeds " + BlobStore.MAX_BYTES,
                    "keep smaller values: several in a list or a map",
                    null);
        }
    }

    void clear() {
        entries.clear();
        blobs.clear();
        expiries.clear();
    }

    void rebuild() {
        expiries.rebuild();
    }
}
