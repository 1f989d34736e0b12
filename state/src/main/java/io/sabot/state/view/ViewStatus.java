package io.sabot.state.view;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What changes about one generation of a view, in a file of 64 bytes that the writer and all readers have mapped:
 *
 * <pre>
 *   0  "SABOTVW1"
 *   8  1 when there is a newer generation, or none any more
 *  16  number of the last output that is in the view
 *  24  rows that were refused for lack of room
 *  32  keys
 * </pre>
 *
 * One writer; any thread and process reads.
 */
final class ViewStatus {
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int BYTES = 64;
    private static final long MAGIC = 0x3157_5654_4F42_4153L;
    private static final int SUPERSEDED = 8;
    private static final int LAST_OUTPUT = 16;
    private static final int REFUSED = 24;
    private static final int KEYS = 32;

    private final ByteBuffer memory;

    private ViewStatus(ByteBuffer memory) {
        this.memory = memory;
    }

    static ViewStatus inMemory() {
        return new ViewStatus(ByteBuffer.allocateDirect(BYTES));
    }

    static ViewStatus create(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.write(
                    ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(0, MAGIC));
            return new ViewStatus(channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES));
        }
    }

    static ViewStatus open(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() < BYTES) {
                throw new IOException("it is too short");
            }
            ByteBuffer memory = channel.map(FileChannel.MapMode.READ_ONLY, 0, BYTES);
            if ((long) LONG.get(memory, 0) != MAGIC) {
                throw new IOException("it is not of this version");
            }
            return new ViewStatus(memory);
        }
    }

    /** Tells the readers of a generation to look for another. */
    static void supersede(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, 1), SUPERSEDED);
        }
    }

    boolean isSuperseded() {
        return (long) LONG.getOpaque(memory, SUPERSEDED) != 0;
    }

    long lastOutput() {
        return (long) LONG.getAcquire(memory, LAST_OUTPUT);
    }

    long refused() {
        return (long) LONG.getAcquire(memory, REFUSED);
    }

    long keys() {
        return (long) LONG.getAcquire(memory, KEYS);
    }

    void setRelease(long lastOutput, long refused, long keys) {
        LONG.setRelease(memory, KEYS, keys);
        LONG.setRelease(memory, REFUSED, refused);
        LONG.setRelease(memory, LAST_OUTPUT, lastOutput);
    }
}
