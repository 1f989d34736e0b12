package io.sabot.cep;

import io.sabot.core.batch.RawMemory;
import io.sabot.core.memory.MemoryBlock;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import io.sabot.state.StatePart;
import io.sabot.state.StateRegion;
import io.sabot.state.StateSpace;
import org.agrona.UnsafeApi;

/**
 * The partitions' thread lists: stored in pages as chains of small chunks, worked on in two scratch arrays, the list
 * before the row and the list after it.
 *
 * <pre>
 *  chunk: 0 int id of the next chunk + 1, 0 at the end | 8 threads, {@link #PER_CHUNK} of them
 * </pre>
 */
final class ThreadStore implements StatePart, AutoCloseable {
    static final int PER_CHUNK = 3;
    private static final int HEADER_BYTES = 8;

    private final StateRegion chunks;
    private final MemoryPool pool; // not owned
    private final int threadBytes;
    private MemoryBlock before;
    private MemoryBlock after;
    private MemoryBlock other; // null until lists are put in another order
    private int beforeCount;
    private int afterCount;
    private int spareChunk; // id + 1, 0 while there is none

    ThreadStore(StateSpace space, MemoryPool pool, String name, int registerBytes) {
        this.threadBytes = ThreadDescriptor.REGISTERS + registerBytes;
        this.chunks = new StateRegion(space, name + ".threads", HEADER_BYTES + PER_CHUNK * threadBytes);
        this.pool = pool;
        this.before = pool.allocate(16L * threadBytes);
        this.after = pool.allocate(16L * threadBytes);
        space.register(this);
    }

    @Override
    public void save(StateOutput out) {
        out.putInt(spareChunk);
    }

    @Override
    public void load(StateInput in) {
        spareChunk = in.getInt();
    }

    int threadBytes() {
        return threadBytes;
    }

    int liveChunks() {
        return chunks.liveCount() - (spareChunk == 0 ? 0 : 1);
    }

    // ---- lists of one chunk, without scratch ----

    /** Address of the threads of a list that fits a chunk. */
    long inChunk(int firstChunk) {
        return chunks.address(firstChunk - 1) + HEADER_BYTES;
    }

    /** Address of the threads of a chunk that belongs to no list: room for the list after the row. */
    long spare() {
        if (spareChunk == 0) {
            spareChunk = chunks.allocate() + 1;
        }
        return chunks.addressForWrite(spareChunk - 1) + HEADER_BYTES;
    }

    /** Puts the spare chunk in the place of a list's only one, if any, which is spare then. @return its id + 1 */
    int takeSpare(int oldFirstChunk) {
        int taken = spareChunk;
        UnsafeApi.putInt(chunks.addressForWrite(taken - 1), 0);
        spareChunk = oldFirstChunk;
        return taken;
    }

    /** Gives back a list of one chunk. */
    void free(int firstChunk) {
        if (firstChunk != 0) {
            chunks.free(firstChunk - 1);
        }
    }

    void freeSpare() {
        free(spareChunk);
        spareChunk = 0;
    }

    /** Number of the row that the first thread of a stored list began at: no other began earlier. */
    long oldestStart(int firstChunk) {
        return ThreadDescriptor.startRow(chunks.address(firstChunk - 1) + HEADER_BYTES);
    }

    /** Event time of that row. */
    long oldestStartNs(int firstChunk) {
        return ThreadDescriptor.startTimeNs(chunks.address(firstChunk - 1) + HEADER_BYTES);
    }

    // ---- the list before the row ----

    /** @param firstChunk id + 1, 0 for an empty list */
    void load(int firstChunk, int count) {
        if ((long) count * threadBytes > before.sizeBytes()) {
            before.close();
            before = pool.allocate((long) count * threadBytes * 2);
        }
        beforeCount = count;
        long target = before.address();
        int left = count;
        for (int chunk = firstChunk; left > 0; ) {
            long address = chunks.address(chunk - 1);
            int here = Math.min(left, PER_CHUNK);
            UnsafeApi.copyMemory(address + HEADER_BYTES, target, (long) here * threadBytes);
            target += (long) here * threadBytes;
            left -= here;
            chunk = UnsafeApi.getInt(address);
        }
    }

    int beforeCount() {
        return beforeCount;
    }

    long before(int index) {
        assert index >= 0 && index < beforeCount;
        return before.address() + (long) index * threadBytes;
    }

    // ---- the list after the row ----

    void clearAfter() {
        afterCount = 0;
    }

    int afterCount() {
        return afterCount;
    }

    long after(int index) {
        assert index >= 0 && index < afterCount;
        return after.address() + (long) index * threadBytes;
    }

    /** Appends a copy. The result is valid until the next call that adds. */
    long add(long thread) {
        long target = addRaw();
        RawMemory.copyLongs(thread, target, threadBytes);
        return target;
    }

    /** Appends a copy of one that is itself in the list after the row. */
    long addCopyOf(int index) {
        long target = addRaw();
        RawMemory.copyLongs(after(index), target, threadBytes);
        return target;
    }

    /** Appends an empty thread. */
    long addNew() {
        long target = addRaw();
        RawMemory.clearLongs(target, threadBytes);
        return target;
    }

    /** What stands for the list, see {@link Transitions#listWith}. */
    int afterList() {
        int list = 0;
        for (int i = 0; i < afterCount && list != Transitions.NO_LIST; i++) {
            list = Transitions.listWith(list, i, ThreadDescriptor.state(after(i)));
        }
        return list;
    }

    void removeLast() {
        afterCount--;
    }

    /** Takes out what is at {@code from} and before {@code to}. */
    void drop(int from, int to) {
        int left = afterCount - to;
        if (left > 0 && to > from) {
            UnsafeApi.copyMemory(after(to), after(from), (long) left * threadBytes);
        }
        afterCount = from + left;
    }

    void move(int from, int to) {
        if (from != to) {
            RawMemory.copyLongs(after(from), after(to), threadBytes);
        }
    }

    void truncate(int count) {
        afterCount = count;
    }

    /** Leaves of the list after the row only runs of threads, in the order given. */
    void arrange(int[] places, int[] sizes, int from, int to) {
        int end = 0;
        boolean isInOrder = true;
        for (int i = from; i < to; i++) {
            isInOrder &= places[i] >= end;
            end = places[i] + sizes[i];
        }
        MemoryBlock target = isInOrder ? after : room();
        int written = 0;
        for (int i = from; i < to; i++) {
            if (!isInOrder || places[i] != written) {
                UnsafeApi.copyMemory(
                        after(places[i]),
                        target.address() + (long) written * threadBytes,
                        (long) sizes[i] * threadBytes);
            }
            places[i] = written;
            written += sizes[i];
        }
        if (!isInOrder) {
            other = after;
            after = target;
        }
        afterCount = written;
    }

    private MemoryBlock room() {
        if (other == null || other.sizeBytes() < after.sizeBytes()) {
            if (other != null) {
                other.close();
            }
            other = pool.allocate(after.sizeBytes());
        }
        return other;
    }

    private long addRaw() {
        if ((long) (afterCount + 1) * threadBytes > after.sizeBytes()) {
            MemoryBlock larger = pool.allocate(after.sizeBytes() * 2);
            UnsafeApi.copyMemory(after.address(), larger.address(), (long) afterCount * threadBytes);
            after.close();
            after = larger;
        }
        return after.address() + (long) afterCount++ * threadBytes;
    }

    /** Writes the list after the row over the chain of the one before. @return id of the first chunk + 1, or 0 */
    int store(int oldFirstChunk) {
        int written = 0;
        int first = 0;
        int reusable = oldFirstChunk;
        long linkAddress = 0;
        while (written < afterCount) {
            int chunk = reusable;
            if (chunk == 0) {
                chunk = chunks.allocate() + 1;
            } else {
                reusable = UnsafeApi.getInt(chunks.address(chunk - 1));
            }
            if (linkAddress == 0) {
                first = chunk;
            } else {
                UnsafeApi.putInt(linkAddress, chunk);
            }
            linkAddress = chunks.addressForWrite(chunk - 1);
            int here = Math.min(afterCount - written, PER_CHUNK);
            UnsafeApi.copyMemory(
                    after.address() + (long) written * threadBytes,
                    linkAddress + HEADER_BYTES,
                    (long) here * threadBytes);
            written += here;
        }
        if (linkAddress != 0) {
            UnsafeApi.putInt(linkAddress, 0);
        }
        while (reusable != 0) {
            int next = UnsafeApi.getInt(chunks.address(reusable - 1));
            chunks.free(reusable - 1);
            reusable = next;
        }
        return first;
    }

    @Override
    public void close() {
        before.close();
        after.close();
        if (other != null) {
            other.close();
        }
    }
}
