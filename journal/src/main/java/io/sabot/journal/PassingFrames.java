package io.sabot.journal;

import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.memory.MemoryBlock;
import io.sabot.core.memory.MemoryPool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Frames in off-heap memory, until they are forgotten. One thread. */
final class PassingFrames extends VolatileFrames {
    private static final int SEGMENT_BYTES = 1 << 20;

    private final MemoryPool pool = MemoryPool.unbounded();
    private final List<MemoryBlock> segments = new ArrayList<>();
    private long[] addresses = new long[16];
    private int[] lengths = new int[16];
    private int count;
    private int used;
    private long forgotten;
    private long appendedBytes;

    @Override
    public long reserve(int bytes, long timeNs) {
        if (segments.isEmpty() || lastSegment().sizeBytes() - used < bytes) {
            segments.add(pool.allocate(Math.max(SEGMENT_BYTES, bytes)));
            used = 0;
        }
        return lastSegment().address() + used;
    }

    private MemoryBlock lastSegment() {
        return segments.get(segments.size() - 1);
    }

    @Override
    public void commit(int bytes) {
        if (count == addresses.length) {
            addresses = Arrays.copyOf(addresses, count * 2);
            lengths = Arrays.copyOf(lengths, count * 2);
        }
        addresses[count] = lastSegment().address() + used;
        lengths[count] = bytes;
        used = FrameDescriptor.align(used + bytes);
        appendedBytes += bytes;
        count++;
    }

    @Override
    public long appendedBytes() {
        return appendedBytes;
    }

    @Override
    public void trim(long beforeOrdinal, SymbolDictionary symbols, String gaps) {
        // Frames pass by themselves.
    }

    /** Frames so far have no number any more: sources go on with the next one. */
    void forget() {
        if (count == 0) {
            return;
        }
        // One frame of input may have filled many segments; usually one is enough.
        while (segments.size() > 1) {
            segments.remove(segments.size() - 1).close();
        }
        forgotten += count;
        count = 0;
        used = 0;
    }

    @Override
    public FrameSource source(long ordinal) {
        return new Source(ordinal - 1);
    }

    @Override
    public void close() {
        segments.forEach(MemoryBlock::close);
        segments.clear();
        pool.close();
    }

    private final class Source implements FrameSource {
        private long next; // counted from the first frame of all

        Source(long next) {
            this.next = next;
        }

        @Override
        public boolean next() {
            if (next < forgotten) {
                throw new IllegalStateException("frame " + (next + 1) + " was forgotten before it was read");
            }
            if (next == forgotten + count) {
                return false;
            }
            next++;
            return true;
        }

        private int index() {
            return (int) (next - 1 - forgotten);
        }

        @Override
        public long address() {
            return addresses[index()];
        }

        @Override
        public int length() {
            return lengths[index()];
        }

        @Override
        public String file() {
            return place();
        }

        @Override
        public long offset() {
            return next - 1;
        }

        @Override
        public void close() {
            // Owns nothing.
        }
    }
}
