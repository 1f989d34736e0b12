package io.sabot.journal;

import io.sabot.core.error.FullDisk;
import io.sabot.core.error.SabotException;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Refuses appends before the disk is full, so that there is space for all that is not the log. Asks the file system only
 * now and then; {@link AllocatedBlocks} answers for what others take in between. Appender's thread.
 */
final class FreeSpace {
    private static final long GIB = 1L << 30;

    private final Path directory;
    private final FileStore fileStore;
    private final long reserveBytes;
    private final long intervalBytes;
    private long uncheckedBytes;

    FreeSpace(Path directory, JournalConfig config) throws IOException {
        this.directory = directory;
        this.fileStore = Files.getFileStore(directory);
        this.intervalBytes = config.spaceCheckBytes();
        this.reserveBytes = config.reserveBytes() == JournalConfig.DEFAULT_RESERVE
                ? Math.max(Math.max(2 * config.blockBytes(), GIB), fileStore.getTotalSpace() / 20)
                : config.reserveBytes();
        this.uncheckedBytes = intervalBytes; // the first append checks
    }

    void take(int bytes) {
        uncheckedBytes += bytes;
        if (uncheckedBytes >= intervalBytes) {
            checkSlow();
        }
    }

    private void checkSlow() {
        long usable = usable();
        if (usable < reserveBytes) {
            uncheckedBytes = intervalBytes; // look again at the next append
            throw JournalErrors.noSpace(directory, usable, reserveBytes);
        }
        uncheckedBytes = 0;
    }

    private long usable() {
        try {
            return fileStore.getUsableSpace();
        } catch (IOException e) {
            throw JournalErrors.cannotRead(directory, e);
        }
    }

    /** What a failed write to a file of the directory is: JRN-0202 if the disk is full, JRN-0212 if not. */
    SabotException failed(Path file, IOException e) {
        return FullDisk.isCauseOf(e, directory)
                ? JournalErrors.noSpace(directory, usable(), reserveBytes)
                : JournalErrors.cannotWrite(file, e);
    }
}
