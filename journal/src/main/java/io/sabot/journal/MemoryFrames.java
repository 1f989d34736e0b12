package io.sabot.journal;

import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.memory.MemoryBlock;
import io.sabot.core.memory.MemoryPool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Frames in off-heap memory, kept until closed. Every frame is copied as it would be on disk, so that readers see bytes. */
final class MemoryFrames extends VolatileFrames {
    private static final int SEGMENT_BYTES = 1 << 20;

    /** Published as a whole when it grows; elements below the count are never written again. */
    private record Frames(long[] addresses, int[] lengths) {
        Frames grow() {
            int capacity = addresses.length * 2;
            return new Frames(Arrays.copyOf(addresses, capacity), Arrays.copyOf(lengths, capacity));
        }
    }

    private final MemoryPool pool = MemoryPool.unbounded();

    private record Segment(MemoryBlock block, long firstOrdinal) {}

    private final Numbering numbering;
    private final List<Segment> segments = new ArrayList<>(); // guarded by itself
    private final AtomicLong appendedBytes = new AtomicLong();
    private Frames frames = new Frames(new long[64], new int[64]);
    private int used;

    /** Written last: whoever reads it sees the frames below it. */
    private volatile Published published = new Published(frames, 0);

    private record Published(Frames frames, int count) {}

    private volatile ChainEnd beginning = ChainEnd.NOTHING;

    MemoryFrames(Numbering numbering) {
        this.numbering = numbering;
    }

    @Override
    public ChainEnd beginning() {
        return beginning;
    }

    @Override
    public long reserve(int bytes, long timeNs) {
        MemoryBlock last = lastBlock();
        if (last == null || last.sizeBytes() - used < bytes) {
            last = pool.allocate(Math.max(SEGMENT_BYTES, bytes));
            synchronized (segments) {
                segments.add(new Segment(last, published.count + 1L));
            }
            used = 0;
        }
        return last.address() + used;
    }

    private MemoryBlock lastBlock() {
        synchronized (segments) {
            return segments.isEmpty() ? null : segments.get(segments.size() - 1).block;
        }
    }

    @Override
    public void commit(int bytes) {
        int count = published.count;
        if (count == frames.addresses.length) {
            frames = frames.grow();
        }
        frames.addresses[count] = lastBlock().address() + used;
        frames.lengths[count] = bytes;
        used = FrameDescriptor.align(used + bytes);
        appendedBytes.lazySet(appendedBytes.getPlain() + bytes);
        published = new Published(frames, count + 1);
    }

    @Override
    public long appendedBytes() {
        return appendedBytes.get();
    }

    @Override
    public FrameSource source(long ordinal) {
        return new Source(ordinal - 1);
    }

    @Override
    public void trim(long beforeOrdinal, SymbolDictionary symbols, String gaps) {
        synchronized (segments) {
            int count = 0;
            while (count + 1 < segments.size() && segments.get(count + 1).firstOrdinal <= beforeOrdinal) {
                count++;
            }
            if (count > 0) {
                FrameHeader first = FrameHeader.view();
                first.wrap(segments.get(count).block.address());
                beginning = numbering.before(first);
                segments.subList(0, count).forEach(segment -> segment.block.close());
                segments.subList(0, count).clear();
            }
        }
    }

    @Override
    public void close() {
        segments.forEach(segment -> segment.block.close());
        segments.clear();
        pool.close();
    }

    private final class Source implements FrameSource {
        private long nextIndex;
        private Frames seen = frames;

        Source(long nextIndex) {
            this.nextIndex = nextIndex;
        }

        @Override
        public boolean next() {
            Published now = published;
            if (nextIndex >= now.count) {
                return false;
            }
            seen = now.frames;
            nextIndex++;
            return true;
        }

        @Override
        public long address() {
            return seen.addresses[(int) nextIndex - 1];
        }

        @Override
        public int length() {
            return seen.lengths[(int) nextIndex - 1];
        }

        @Override
        public String file() {
            return place();
        }

        @Override
        public long offset() {
            return nextIndex - 1;
        }

        @Override
        public void close() {
            // Owns nothing.
        }
    }
}
