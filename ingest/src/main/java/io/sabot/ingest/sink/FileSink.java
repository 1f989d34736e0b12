package io.sabot.ingest.sink;

import io.sabot.core.batch.EventBatch;
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
 * <p>Without a record (a new run) a file that is there is overwritten. A file that is shorter than recorded was changed
 * by somebody else and is refused.
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
     * @throws SabotException SNK-0101 if the file is shorter than what was written, SNK-0102 if it cannot be written,
     *     SNK-0104 for a type without text, SNK-0105 if the record is damaged
     */
    public static FileSink open(Path file, Path record, OutputFormat format, EventSchema schema, boolean isForced) {
        if (format.format() == RowFormat.TABLE) {
            throw new IllegalArgumentException("a table is for terminals: where a page ends depends on the moment");
        }
        RowEncoder encoder = RowEncoder.of(format, schema);
        SinkErrors.requireWritable(file);
        AppliedFile applied = openRecord(record, isForced);
        try {
            return new FileSink(file, encoder, isForced, applied, openFile(file, isForced, applied.last()));
        } catch (IOException e) {
            closeQuietly(applied, e);
            throw SinkErrors.unwritable(file, e);
        } catch (RuntimeException e) {
            closeQuietly(applied, e);
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
            files.write(this::append);
        }
    }

    @Override
    public void flush() {
        files.requireUsable();
        files.write(this::apply);
    }

    private void apply() throws IOException {
        append();
        Applied last = applied.last();
        if (lastTaken == last.output() && fileBytes == last.fileBytes()) {
            return;
        }
        if (isForced) {
            channel.force(true);
        }
        applied.record(lastTaken, fileBytes);
    }

    private void append() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(pending.bytes(), 0, pending.length());
        while (bytes.hasRemaining()) {
            fileBytes += channel.write(bytes, fileBytes);
        }
        pending.clear();
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
