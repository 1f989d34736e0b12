package io.sabot.ingest.sink;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import io.sabot.core.schema.EventSchema;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes every row once to one file, whenever the process ends. A flush appends the rows to the file and then records
 * their last number and the file's length; on opening, what the file has beyond the recorded length is cut off.
 *
 * <p>Without a record (a new run) a file that has something in it is somebody else's and is refused, unless the caller
 * says that it is to be replaced. So is a file that is shorter than recorded: it was changed by somebody else.
 */
public final class FileSink implements Sink {
    /** Rows taken go to the file from this many bytes on, unrecorded: memory stays bounded without a flush. */
    private static final int MAX_PENDING_BYTES = 1 << 20;

    private final WrittenFiles files;
    private final RowEncoder encoder;
    private final boolean isForced;
    private final AppliedFile applied;
    private final FileChannel channel;
    private final TextBuffer pending = new TextBuffer();
    private long fileBytes; // with what was written but not recorded
    private long lastTaken;
    private int pendingWritten; // bytes of what is pending that are in the file
    private Problem outage;

    private FileSink(Path file, RowEncoder encoder, boolean isForced, AppliedFile applied, FileChannel channel) {
        this.files = new WrittenFiles(file);
        this.encoder = encoder;
        this.isForced = isForced;
        this.applied = applied;
        this.channel = channel;
        this.fileBytes = applied.last().fileBytes();
        this.lastTaken = applied.last().output();
        if (fileBytes == 0) {
            encoder.begin(pending);
        }
    }

    /**
     * @param file to be written, by this sink alone; its directory must exist
     * @param record where to remember how far the file is complete; created if it is not there
     * @param isForced whether a flush survives loss of power; else it survives the end of the process
     * @param isReplacing whether a new sink may overwrite what is in the file
     * @throws SabotException SNK-0101 if the file is shorter than what was written, SNK-0102 if it cannot be written,
     *     SNK-0105 if the record is damaged, SNK-0112 if there is a file that this
     *     sink has not written
     */
    public static FileSink open(
            Path file, Path record, OutputFormat format, EventSchema schema, boolean isForced, boolean isReplacing) {
        if (format.format() == RowFormat.TABLE) {
            throw new IllegalArgumentException("a table is for terminals: where a page ends depends on the moment");
        }
        RowEncoder encoder = RowEncoder.of(format, schema);
        SinkErrors.requireWritable(file);
        AppliedFile applied = openRecord(record, isForced);
        try {
            boolean isNew = applied.last().generation() == 0;
            if (isNew && !isReplacing && Files.exists(file) && Files.size(file) > 0) {
                throw SinkErrors.filledByOthers(file);
            }
            FileChannel channel = openFile(file, isForced, applied.last());
            if (isNew) {
                recordEmpty(applied, channel);
            }
            return new FileSink(file, encoder, isForced, applied, channel);
        } catch (IOException e) {
            closeQuietly(applied, e);
            throw SinkErrors.unwritable(file, e);
        } catch (RuntimeException e) {
            closeQuietly(applied, e);
            throw e;
        }
    }

    /** From now on what is in the file is this sink's, also if it ends before it has recorded anything. */
    private static void recordEmpty(AppliedFile applied, FileChannel channel) throws IOException {
        try {
            applied.record(NOTHING, 0);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static AppliedFile openRecord(Path record, boolean isForced) {
        try {
            return AppliedFile.open(record, isForced);
        } catch (IOException e) {
            throw SinkErrors.unwritable(record, e);
        }
    }

    private static FileChannel openFile(Path file, boolean isForced, Applied applied) throws IOException {
        boolean isFresh = applied.output() == NOTHING && applied.fileBytes() == 0;
        if (!isFresh && !Files.exists(file)) {
            throw SinkErrors.changed(file, null, applied);
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.size() < applied.fileBytes()) {
                throw SinkErrors.changed(file, channel.size(), applied);
            }
            channel.truncate(applied.fileBytes());
            if (isForced) {
                AppliedFile.forceDirectoryOf(file);
            }
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void closeQuietly(AppliedFile applied, Exception cause) {
        try {
            applied.close();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    public long resumeAfter() {
        return applied.last().output();
    }

    @Override
    public void write(EventBatch batch, long firstOutput) {
        files.requireUsable();
        SinkNumbers.requireNext(lastTaken, firstOutput);
        encoder.rows(batch, pending);
        lastTaken += batch.selectedCount();
        if (pending.length() >= MAX_PENDING_BYTES) {
            outage = files.writeIfSpace(this::append);
        }
    }

    @Override
    public void skip(long throughOutput) {
        lastTaken = throughOutput;
    }

    @Override
    public void flush() {
        files.requireUsable();
        outage = files.writeIfSpace(this::apply);
    }

    private void apply() throws IOException {
        append();
        Applied last = applied.last();
        if (lastTaken == last.output() && fileBytes == last.fileBytes()) {
            return;
        }
        if (isForced) {
            force();
        }
        applied.record(lastTaken, fileBytes);
    }

    /** Is never tried again, whatever the reason: what the system could not write it has forgotten. */
    private void force() {
        try {
            channel.force(true);
        } catch (IOException e) {
            throw SinkErrors.unwritable(files.path(), e);
        }
    }

    private void append() throws IOException {
        while (pendingWritten < pending.length()) {
            ByteBuffer rest = ByteBuffer.wrap(pending.bytes(), pendingWritten, pending.length() - pendingWritten);
            int written = channel.write(rest, fileBytes);
            fileBytes += written;
            pendingWritten += written;
        }
        pending.clear();
        pendingWritten = 0;
    }

    /** A full disk; what was taken waits in memory. */
    @Override
    public Problem outage() {
        return outage;
    }

    @Override
    public void end() {
        flush();
    }

    @Override
    public void close() {
        files.close(() -> {
            try (applied;
                    channel) {
                pending.clear();
            }
        });
    }
}
