package io.sabot.journal;

import io.sabot.core.memory.MemoryBlock;
import io.sabot.core.memory.MemoryPool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Frames in off-heap memory, kept until closed. Every frame is copied as it would be on disk, so that readers see bytes. */
final class MemoryFrames implements FrameStore {
    private static final int SEGMENT_BYTES = 1 << 20;

    /** Published as a whole when it grows; elements below the count are never written again. */
    private record Frames(long[] addresses, int[] lengths) {
        Frames grow() {
            int capacity = addresses.length * 2;
            return new Frames(Arrays.copyOf(addresses, capacity), Arrays.copyOf(lengths, capacity));
        }
    }

    private final MemoryPool pool = MemoryPool.unbounded();
    private final List<MemoryBlock> segments = new ArrayList<>();
    private Frames frames = new Frames(new long[64], new int[64]);
    private int used;

    /** Written last: whoever reads it sees the frames below it. */
    private volatile Published published = new Published(frames, 0);

    private record Published(Frames frames, int count) {}

    @Override
    public FrameSource scan() {
        return source(1);
    }

    @Override
    public void start(FrameChecker checker) {
        assert checker.frames() == 0 : checker.frames();
    }

    @Override
    public long reserve(int bytes, long timeNs) {
        MemoryBlock last = segments.isEmpty() ? null : segments.get(segments.size() - 1);
        if (last == null || last.sizeBytes() - used < bytes) {
            last = pool.allocate(Math.max(SEGMENT_BYTES, bytes));
            segments.add(last);
            used = 0;
        }
        return last.address() + used;
    }

    @Override
    public void commit(int bytes) {
        int count = published.count;
        if (count == frames.addresses.length) {
            frames = frames.grow();
        }
        frames.addresses[count] = segments.get(segments.size() - 1).address() + used;
        frames.lengths[count] = bytes;
        used = FrameDescriptor.align(used + bytes);
        published = new Published(frames, count + 1);
    }

    @Override
    public void rollback() {
        // What was not committed is not counted.
    }

    @Override
    public FrameSource source(long ordinal) {
        return new Source(ordinal - 1);
    }

    @Override
    public void force() {
        // Memory is as durable as it gets.
    }

    @Override
    public String place() {
        return "memory";
    }

    @Override
    public void close() {
        segments.forEach(MemoryBlock::close);
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
