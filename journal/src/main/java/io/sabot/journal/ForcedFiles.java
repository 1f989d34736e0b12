package io.sabot.journal;

import io.sabot.core.error.SabotException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Forces a store's files, in this order: those written to since the last time, oldest first; if one of them is new, its
 * directory and the one above; then the watermark. The file in use stays open, for an error in writing back is told to
 * those who have the file open. After an error nothing is forced any more, because the next force of the same pages
 * would succeed without having written them. One thread at a time, of any; {@link #check()} any.
 */
final class ForcedFiles implements AutoCloseable {
    private final Path directory;
    private final RollIndex rolls;
    private final DiskSync sync;
    private final SyncedWatermark watermark;
    private FileChannel channel;
    private Path current; // null: no file yet
    private long forced;

    private volatile SabotException failure;

    /** @param forced last frame that was forced before */
    ForcedFiles(Path directory, RollIndex rolls, DiskSync sync, long forced) throws IOException {
        this.directory = directory;
        this.rolls = rolls;
        this.sync = sync;
        this.forced = forced;
        this.watermark = SyncedWatermark.open(directory);
    }

    /** Throws JRN-0206 after an error. */
    void check() {
        SabotException first = failure;
        if (first != null) {
            throw JournalErrors.stopped(directory.toString(), first);
        }
    }

    /** After a cut that took forced frames away on purpose. */
    void lower(long ordinal) {
        forced = Math.min(forced, ordinal);
    }

    void force(long ordinal, int generation) {
        check();
        try {
            for (RollIndex.Roll roll : rolls.from(Math.max(0, rolls.find(forced)))) {
                force(roll.span().file());
            }
            boolean isNews = ordinal != forced || watermark.last().generation() != generation;
            if (isNews) {
                watermark.write(ordinal, generation, sync);
                forced = ordinal;
            }
        } catch (IOException e) {
            failure = JournalErrors.forceFailed(directory.toString(), e);
            throw failure;
        }
    }

    private void force(Path file) throws IOException {
        boolean isNew = !file.equals(current);
        if (isNew) {
            closeChannel();
            channel = FileChannel.open(file, StandardOpenOption.WRITE);
            current = file;
        }
        sync.force(channel, file);
        if (isNew) {
            MarkerFile.forceDirectory(file.getParent(), sync);
            MarkerFile.forceDirectory(directory, sync);
        }
    }

    private void closeChannel() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }

    @Override
    public void close() {
        try {
            closeChannel();
        } catch (IOException e) {
            throw JournalErrors.cannotRead(current, e);
        } finally {
            watermark.close();
        }
    }
}
