package io.sabot.ingest.sink;

import io.sabot.core.error.SabotException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Remembers how far an output file is complete: two slots, see {@link AppliedSlotDescriptor}, written in turn, so that
 * one torn by a crash leaves the other. One thread.
 */
final class AppliedFile implements AutoCloseable {
    private static final int SLOT_BYTES = AppliedSlotDescriptor.SLOT_BYTES;

    private final FileChannel channel;
    private final boolean isForced;
    private final ByteBuffer slot = ByteBuffer.allocateDirect(SLOT_BYTES);
    private Applied last;

    private AppliedFile(FileChannel channel, boolean isForced, Applied last) {
        this.channel = channel;
        this.isForced = isForced;
        this.last = last;
    }

    /**
     * Opens or creates.
     *
     * @param isForced whether a record survives loss of power, not just of the process
     * @throws SabotException SNK-0105 if something was recorded, but both slots are damaged
     */
    static AppliedFile open(Path path, boolean isForced) throws IOException {
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (isForced) {
                forceDirectoryOf(path);
            }
            Applied last = newest(channel, path);
            if (channel.size() == 0) {
                channel.write(ByteBuffer.allocate(2 * SLOT_BYTES)); // later the disk may be full
            }
            return new AppliedFile(channel, isForced, last);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** So that the name of a new file survives loss of power. */
    static void forceDirectoryOf(Path file) throws IOException {
        try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private static Applied newest(FileChannel channel, Path path) throws IOException {
        ByteBuffer slots = ByteBuffer.allocate(2 * SLOT_BYTES);
        int count = 0;
        while (count >= 0 && slots.hasRemaining()) {
            count = channel.read(slots, slots.position());
        }
        boolean isSecondUsed = slots.position() > SLOT_BYTES && !isZero(slots, SLOT_BYTES);
        Applied first = AppliedSlotDescriptor.decode(slots, 0);
        Applied second = AppliedSlotDescriptor.decode(slots, SLOT_BYTES);
        if (first == null && second == null) {
            if (isSecondUsed) {
                throw SabotException.failed(
                        "SNK-0105",
                        "both records of how far the output is complete are damaged, in '" + path + "'",
                        "restore the data directory, or start over with --replace",
                        null);
            }
            return Applied.NOTHING; // the very first record was never made, or torn: nothing was applied before it
        }
        if (first == null || second == null) {
            return first == null ? second : first;
        }
        return first.generation() > second.generation() ? first : second;
    }

    private static boolean isZero(ByteBuffer slots, int offset) {
        for (int i = offset; i < offset + SLOT_BYTES; i++) {
            if (slots.get(i) != 0) {
                return false;
            }
        }
        return true;
    }

    /** What was recorded last, or {@link Applied#NOTHING}. */
    Applied last() {
        return last;
    }

    void record(long output, long fileBytes) throws IOException {
        Applied applied = last.next(output, fileBytes);
        AppliedSlotDescriptor.encode(applied, slot);
        long position = (applied.generation() & 1) == 1 ? 0 : SLOT_BYTES;
        slot.clear();
        while (slot.hasRemaining()) {
            channel.write(slot, position + slot.position());
        }
        if (isForced) {
            channel.force(false);
        }
        last = applied;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
