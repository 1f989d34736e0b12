package io.sabot.ingest.sink;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.schema.EventSchema;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.LongSupplier;

/**
 * Writes every row once to the files of a directory, whenever the process ends. A part is written under a temporary name,
 * forced, and then renamed to one that says which rows it has ({@link PartName}): who reads the directory sees whole parts
 * only, and they may be taken away at any time, the oldest first.
 *
 * <p>Rows are applied with the part they are in. The part that is open when the sink is closed is thrown away, and its rows
 * are asked for again: so parts cut by rows or bytes are the same however often the process was stopped. Small record in
 * the data directory: up to which row parts were finished, at most one part behind.
 */
public final class RollingFileSink implements Sink {
    private static final int MAX_PENDING_BYTES = 1 << 20;

    private final Path directory;
    private final WrittenFiles files;
    private final RowEncoder encoder;
    private final String extension;
    private final RollPolicy policy;
    private final AppliedFile applied;
    private final LongSupplier nanoClock;
    private final TextBuffer pending = new TextBuffer();
    private FileChannel part; // null: none is open
    private Path partFile;
    private long partRows;
    private long partBytes; // without what is pending
    private long partSinceNs;
    private long lastTaken;
    private long lastFinished;

    private RollingFileSink(
            Path directory,
            RowEncoder encoder,
            String extension,
            RollPolicy policy,
            AppliedFile applied,
            long lastFinished,
            LongSupplier nanoClock) {
        this.directory = directory;
        this.files = new WrittenFiles(directory);
        this.encoder = encoder;
        this.extension = extension;
        this.policy = policy;
        this.applied = applied;
        this.lastFinished = lastFinished;
        this.lastTaken = lastFinished;
        this.nanoClock = nanoClock;
    }

    /**
     * @param directory for the parts of this sink alone; made if its parent is there
     * @param record where to remember what was written; created if it is not there
     * @throws io.sabot.core.error.SabotException SNK-0102 if it cannot be written,
     *     SNK-0105 if the record is damaged, SNK-0106 if parts are missing, SNK-0107 if there are another run's
     */
    public static RollingFileSink open(
            Path directory, Path record, OutputFormat format, EventSchema schema, RollPolicy policy) {
        return open(directory, record, format, schema, policy, System::nanoTime);
    }

    static RollingFileSink open(
            Path directory,
            Path record,
            OutputFormat format,
            EventSchema schema,
            RollPolicy policy,
            LongSupplier nanoClock) {
        if (format.format() == RowFormat.TABLE) {
            throw new IllegalArgumentException("a table is for terminals: where a page ends depends on the moment");
        }
        RowEncoder encoder = RowEncoder.of(format, schema);
        String extension = format.format() == RowFormat.JSON ? "jsonl" : "csv";
        SinkErrors.requireWritableDirectory(directory);
        try {
            AppliedFile applied = AppliedFile.open(record, true);
            try {
                long last = lastOutput(directory, applied);
                return new RollingFileSink(directory, encoder, extension, policy, applied, last, nanoClock);
            } catch (IOException | RuntimeException e) {
                applied.close();
                throw e;
            }
        } catch (IOException e) {
            throw SinkErrors.unwritable(directory, e);
        }
    }

    /**
     * For whoever is about to forget what was written: a sink without a record of its own takes no directory with parts.
     *
     * @throws io.sabot.core.error.SabotException SNK-0107 if there are parts in it
     */
    public static void requireNoParts(Path directory) {
        if (Files.isDirectory(directory)) {
            try {
                PartList.read(directory).requireNone();
            } catch (IOException e) {
                throw SinkErrors.unwritable(directory, e);
            }
        }
    }

    private static long lastOutput(Path directory, AppliedFile applied) throws IOException {
        PartList parts = PartList.read(directory);
        if (applied.last().generation() == 0) {
            parts.requireNone();
            // From now on, parts that are there are this sink's.
            applied.record(NOTHING, 0);
        }
        return parts.lastOutput(applied.last().output());
    }

    @Override
    public long resumeAfter() {
        return lastFinished;
    }

    @Override
    public void write(EventBatch batch, long firstOutput) {
        files.requireUsable();
        SinkNumbers.requireNext(lastTaken, firstOutput);
        files.write(() -> take(batch));
    }

    private void take(EventBatch batch) throws IOException {
        finishIfOld();
        int[] selection = batch.selection();
        int count = batch.selectedCount();
        for (int i = 0; i < count; i++) {
            if (part == null) {
                begin();
            }
            encoder.row(batch, selection[i], pending);
            lastTaken++;
            partRows++;
            if (policy.isFull(partRows, partBytes + pending.length())) {
                finish();
            } else if (pending.length() >= MAX_PENDING_BYTES) {
                append();
            }
        }
    }

    private void begin() throws IOException {
        partFile = directory.resolve(PartName.temporary(lastTaken + 1));
        part = FileChannel.open(partFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        partRows = 0;
        partBytes = 0;
        partSinceNs = nanoClock.getAsLong();
        encoder.begin(pending);
    }

    private void append() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(pending.bytes(), 0, pending.length());
        while (bytes.hasRemaining()) {
            partBytes += part.write(bytes);
        }
        pending.clear();
    }

    /** The name says that the content is whole: it is forced before, whatever the node promises of other files. */
    private void finish() throws IOException {
        append();
        part.force(true);
        part.close();
        part = null;
        PartName name = new PartName(lastFinished + 1, lastTaken, extension);
        Path finished = directory.resolve(name.fileName());
        Files.move(partFile, finished, StandardCopyOption.ATOMIC_MOVE);
        AppliedFile.forceDirectoryOf(finished);
        applied.record(lastTaken, 0);
        lastFinished = lastTaken;
    }

    private void finishIfOld() throws IOException {
        if (part != null && policy.isOld(nanoClock.getAsLong() - partSinceNs)) {
            finish();
        }
    }

    /** Finishes the part if it is old enough. */
    @Override
    public void skip(long throughOutput) {
        lastTaken = throughOutput;
    }

    @Override
    public void flush() {
        files.requireUsable();
        files.write(this::finishIfOld);
    }

    /** Finishes the part. */
    @Override
    public void end() {
        files.requireUsable();
        if (part != null) {
            files.write(this::finish);
        }
    }

    @Override
    public void close() {
        files.close(() -> {
            try (applied) {
                if (part != null) {
                    part.close();
                    Files.deleteIfExists(partFile);
                }
            }
        });
    }
}
