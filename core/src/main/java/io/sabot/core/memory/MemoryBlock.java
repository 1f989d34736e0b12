package io.sabot.core.memory;

import org.apache.arrow.memory.ArrowBuf;

/** A piece of off-heap memory with one owner. The address is valid until {@link #close()}. */
public final class MemoryBlock implements AutoCloseable {
    private final ArrowBuf buffer;
    private final long sizeBytes;
    private boolean isClosed;

    MemoryBlock(ArrowBuf buffer, long sizeBytes) {
        this.buffer = buffer;
        this.sizeBytes = sizeBytes;
    }

    public long address() {
        return buffer.memoryAddress();
    }

    public long sizeBytes() {
        return sizeBytes;
    }

    ArrowBuf arrowBuffer() {
        return buffer;
    }

    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            buffer.close();
        }
    }
}
