package io.sabot.core.memory;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/**
 * Off-heap memory of one node, from Arrow's allocator: counted, bounded, and checked for leaks when closed.
 *
 * <p>Thread-safe.
 */
public final class MemoryPool implements AutoCloseable {
    private final BufferAllocator allocator;

    /** @param limitBytes at this many bytes an allocation fails with {@link OutOfMemoryError}'s typed cousin of Arrow */
    public MemoryPool(long limitBytes) {
        this.allocator = new RootAllocator(limitBytes);
    }

    public static MemoryPool unbounded() {
        return new MemoryPool(Long.MAX_VALUE);
    }

    /** Content is undefined. The caller owns the block and closes it. */
    public MemoryBlock allocate(long sizeBytes) {
        ArrowBuf buffer = allocator.buffer(sizeBytes);
        return new MemoryBlock(buffer, sizeBytes);
    }

    public long allocatedBytes() {
        return allocator.getAllocatedMemory();
    }

    /** @throws IllegalStateException if a block is still open, with its size */
    @Override
    public void close() {
        allocator.close();
    }
}
