package io.sabot.state;

import io.sabot.core.batch.RawMemory;
import org.agrona.UnsafeApi;

/**
 * Byte strings of any length in pages, by size class (powers of two from 32 bytes to a page). A handle holds the class
 * and the record's id.
 *
 * <p>Owned by the application's operator thread.
 */
public final class BlobStore {
    /** Longest blob. */
    public static final int MAX_BYTES = StateSpace.PAGE_BYTES - 4;

    private static final int FIRST_CLASS_BITS = 5;
    private static final int CLASS_COUNT = 10;
    private static final int CLASS_SHIFT = 32;

    private final StateRegion[] classes = new StateRegion[CLASS_COUNT];

    public BlobStore(StateSpace space, String name) {
        for (int i = 0; i < CLASS_COUNT; i++) {
            classes[i] = new StateRegion(space, name + "." + (1 << FIRST_CLASS_BITS + i), 1 << FIRST_CLASS_BITS + i);
        }
    }

    /** Copies the bytes. @return a handle, never 0 */
    public long put(long address, int length) {
        int sizeClass = classOf(length + 4);
        int id = classes[sizeClass].allocate();
        long target = classes[sizeClass].addressForWrite(id);
        UnsafeApi.putInt(target, length);
        UnsafeApi.copyMemory(address, target + 4, length);
        return (long) (sizeClass + 1) << CLASS_SHIFT | id;
    }

    /** Copies the bytes. @return a handle, never 0 */
    public long put(byte[] bytes) {
        int sizeClass = classOf(bytes.length + 4);
        int id = classes[sizeClass].allocate();
        long target = classes[sizeClass].addressForWrite(id);
        UnsafeApi.putInt(target, bytes.length);
        RawMemory.copyFromArray(bytes, 0, target + 4, bytes.length);
        return (long) (sizeClass + 1) << CLASS_SHIFT | id;
    }

    private static int classOf(int bytes) {
        int bits = 32 - Integer.numberOfLeadingZeros(Math.max(bytes, 1 << FIRST_CLASS_BITS) - 1);
        int sizeClass = bits - FIRST_CLASS_BITS;
        if (sizeClass >= CLASS_COUNT) {
            throw new IllegalArgumentException("a blob of " + bytes + " bytes fits no page");
        }
        return sizeClass;
    }

    public int length(long handle) {
        return UnsafeApi.getInt(record(handle));
    }

    public long address(long handle) {
        return record(handle) + 4;
    }

    /** Where the bytes may be changed; their number stays. */
    public long addressForWrite(long handle) {
        return classes[(int) (handle >>> CLASS_SHIFT) - 1].addressForWrite((int) handle) + 4;
    }

    private long record(long handle) {
        return classes[(int) (handle >>> CLASS_SHIFT) - 1].address((int) handle);
    }

    public void free(long handle) {
        classes[(int) (handle >>> CLASS_SHIFT) - 1].free((int) handle);
    }

    /** Forgets every blob and gives all pages back. */
    public void clear() {
        for (StateRegion region : classes) {
            region.clear();
        }
    }

    public int liveCount() {
        int count = 0;
        for (StateRegion region : classes) {
            count += region.liveCount();
        }
        return count;
    }
}
