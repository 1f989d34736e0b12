package io.sabot.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Makes the disk give blocks to a queue's newest file before the queue writes into it. A queue's files are mapped and full
 * of holes; when the disk has no block for a page that is written to, there is no error but a signal, and a JVM that gets
 * over it has skipped the write: a frame of zeros would have the checksum of zeros. So zeros are written ahead, as to any
 * file, and a full disk is an error that leaves everything as it was.
 *
 * <p>Behind the last document a queue has nothing but zeros, so writing them again changes nothing. Appender's thread. It
 * writes by {@link RandomAccessFile}, which an interrupt does not close.
 */
final class AllocatedBlocks implements AutoCloseable {
    private static final int STEP_BYTES = 256 << 10;
    private static final int PAGE_BYTES = 4096;
    private static final int TABLE_STORE_BYTES = 64 << 10; // all that a queue's metadata ever uses
    private static final byte[] ZEROS = new byte[STEP_BYTES];

    private final RollPeriod period;
    private final FreeSpace space;
    private final DateTimeFormatter names;

    /** Of what a queue adds of its own: a file's header and first index, an index before the document, the file's end. */
    private final int ownBytes;

    private Path file;
    private RandomAccessFile access; // null: none is open
    private long allocatedTo;
    private long end; // of the last document

    AllocatedBlocks(RollPeriod period, FreeSpace space) {
        this.period = period;
        this.space = space;
        this.names = DateTimeFormatter.ofPattern(period.cycle().format()).withZone(ZoneOffset.UTC);
        this.ownBytes = 2 * (Long.BYTES * period.cycle().defaultIndexCount() + PAGE_BYTES) + PAGE_BYTES;
    }

    /** The queue keeps notes in a file beside its own, which is new: gives them their place. */
    void allocateMetadata(Path metadata) {
        try (RandomAccessFile fresh = new RandomAccessFile(metadata.toFile(), "rw")) {
            fresh.write(ZEROS, 0, TABLE_STORE_BYTES);
        } catch (IOException e) {
            QueueDirectory.delete(metadata);
            throw space.failed(metadata, e);
        }
    }

    /** Goes on in a file whose last document ends there. */
    void resume(Path newFile, long newEnd) {
        closeFile();
        file = newFile;
        end = newEnd;
        allocatedTo = newEnd + Integer.BYTES; // a mark of the file's end may be there
    }

    /** The document that was allocated for was written, and ends there. */
    void written(long newEnd) {
        end = newEnd;
    }

    /** @throws io.sabot.core.error.SabotException JRN-0202 if the disk has no blocks for a document of so many bytes */
    void allocate(int bytes) {
        if (end + bytes + ownBytes > allocatedTo) {
            allocateSlow(bytes);
        }
    }

    /**
     * As {@link #allocate}, for the first document of the file of a time. The queue finds a file of zeros, and takes it for
     * one that somebody was about to make.
     */
    void allocateFile(Path generation, long timeNs, int bytes) {
        Path newFile = generation.resolve(name(timeNs));
        if (!newFile.equals(file)) {
            closeFile();
            file = newFile;
            end = PAGE_BYTES;
            allocatedTo = 0;
        }
        try {
            allocate(bytes);
        } catch (RuntimeException e) {
            closeFile();
            file = null;
            QueueDirectory.delete(newFile); // by the time there is space the next file may be the one
            throw e;
        }
    }

    private String name(long timeNs) {
        long lengthMs = period.cycle().lengthInMillis();
        return names.format(Instant.ofEpochMilli(period.cycleOf(timeNs) * lengthMs)) + QueueDirectory.FILE_ENDING;
    }

    private void allocateSlow(int bytes) {
        long target = end + bytes + ownBytes + STEP_BYTES & -PAGE_BYTES;
        try {
            if (access == null) {
                access = new RandomAccessFile(file.toFile(), "rw");
            }
            while (allocatedTo < target) {
                int step = (int) Math.min(STEP_BYTES, target - allocatedTo);
                access.seek(allocatedTo);
                access.write(ZEROS, 0, step);
                allocatedTo += step;
            }
        } catch (IOException e) {
            throw space.failed(file, e);
        }
    }

    private void closeFile() {
        if (access != null) {
            try {
                access.close();
            } catch (IOException e) {
                throw JournalErrors.cannotRead(file, e);
            } finally {
                access = null;
            }
        }
    }

    @Override
    public void close() {
        closeFile();
    }
}
