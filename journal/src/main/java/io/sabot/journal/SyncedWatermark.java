package io.sabot.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * How far a log was forced to disk: file {@code SYNCED}, two slots written in turn, so that a torn one leaves the other.
 * The valid slot with the greater counter counts. Little-endian, the slots 512 bytes apart so that they share no sector:
 *
 * <pre>
 *    0  long  counter of writes, from 1
 *    8  long  number of the last frame that was forced (in a log its seq)
 *   16  int   generation
 *   20  int   CRC32C over offset 0 to 20
 * </pre>
 *
 * One thread at a time.
 */
final class SyncedWatermark implements AutoCloseable {
    static final String FILE_NAME = "SYNCED";
    static final int SLOT_STRIDE = 512;

    private static final int SLOT_BYTES = 24;
    private static final int CRC_OFFSET = 20;

    /** What a slot says. */
    record Slot(long counter, long frames, int generation) {
        static final Slot NONE = new Slot(0, 0, 0);
    }

    private final Path file;
    private final FileChannel channel;
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(SLOT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private Slot last;

    private SyncedWatermark(Path file, FileChannel channel, Slot last) {
        this.file = file;
        this.channel = channel;
        this.last = last;
    }

    /** {@link Slot#NONE} if there is no file. */
    static Slot read(Path directory) throws IOException {
        Path file = directory.resolve(FILE_NAME);
        if (!Files.exists(file)) {
            return Slot.NONE;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return read(channel);
        }
    }

    private static Slot read(FileChannel channel) throws IOException {
        Slot newest = Slot.NONE;
        int torn = 0;
        for (int i = 0; i < 2; i++) {
            ByteBuffer slot = ByteBuffer.allocate(SLOT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            channel.read(slot, (long) i * SLOT_STRIDE);
            if (slot.position() == SLOT_BYTES && slot.getInt(CRC_OFFSET) == crc(slot) && slot.getLong(0) > 0) {
                Slot found = new Slot(slot.getLong(0), slot.getLong(8), slot.getInt(16));
                newest = found.counter > newest.counter ? found : newest;
            } else if (!isZero(slot)) {
                torn++;
            }
        }
        if (torn == 2) {
            throw new IOException("both slots of " + FILE_NAME + " are broken");
        }
        return newest;
    }

    private static boolean isZero(ByteBuffer slot) {
        for (int i = 0; i < slot.position(); i++) {
            if (slot.get(i) != 0) {
                return false;
            }
        }
        return true;
    }

    private static int crc(ByteBuffer slot) {
        CRC32C crc = new CRC32C();
        crc.update(slot.duplicate().position(0).limit(CRC_OFFSET));
        return (int) crc.getValue();
    }

    static SyncedWatermark open(Path directory) throws IOException {
        Path file = directory.resolve(FILE_NAME);
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean isDone = false;
        try {
            SyncedWatermark watermark = new SyncedWatermark(file, channel, read(channel));
            if (channel.size() == 0) {
                channel.write(ByteBuffer.allocate(2 * SLOT_STRIDE)); // later the disk may be full
            }
            isDone = true;
            return watermark;
        } finally {
            if (!isDone) {
                channel.close();
            }
        }
    }

    Slot last() {
        return last;
    }

    /** Writes and forces the older slot. */
    void write(long frames, int generation, DiskSync sync) throws IOException {
        Slot next = new Slot(last.counter + 1, frames, generation);
        bytes.clear();
        bytes.putLong(next.counter).putLong(frames).putInt(generation).putInt(0);
        bytes.putInt(CRC_OFFSET, crc(bytes));
        bytes.flip();
        long offset = (next.counter & 1) * SLOT_STRIDE;
        while (bytes.hasRemaining()) {
            channel.write(bytes, offset + bytes.position());
        }
        sync.force(channel, file);
        last = next;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw JournalErrors.cannotRead(file, e);
        }
    }
}
