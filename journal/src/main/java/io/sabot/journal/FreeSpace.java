package io.sabot.journal;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Refuses appends before the disk is full: writing to a mapped page that the disk has no block for kills the process.
 * Asks the file system only now and then. Appender's thread.
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
        long usable;
        try {
            usable = fileStore.getUsableSpace();
        } catch (IOException e) {
            throw JournalErrors.cannotRead(directory, e);
        }
        if (usable < reserveBytes) {
            uncheckedBytes = intervalBytes; // look again at the next append
            throw JournalErrors.noSpace(directory, usable, reserveBytes);
        }
        uncheckedBytes = 0;
    }
}
