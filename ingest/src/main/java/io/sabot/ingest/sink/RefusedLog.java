package io.sabot.ingest.sink;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.schema.EventSchema;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows that one sink has refused for good, in a file of entries ({@link RefusedRowDescriptor}) in ascending order of
 * their numbers. Each row is in the sink's target or here, and only once: entries are forced before what they belong to is
 * committed, and those behind the target's last committed row are cut off, because these rows are tried again. One thread.
 */
public final class RefusedLog implements AutoCloseable {
    /** Somebody should have looked at it long before. */
    private static final long MAX_BYTES = 1L << 30;

    private final String sink;
    private final Path file;
    private final FileChannel channel;
    private final RowEncoder encoder;
    private final TextBuffer text = new TextBuffer();
    private long committedCount;
    private long committedBytes;
    private long count;
    private long bytes;
    private long lastOseq;

    private RefusedLog(String sink, Path file, FileChannel channel, RowEncoder encoder) {
        this.sink = sink;
        this.file = file;
        this.channel = channel;
        this.encoder = encoder;
    }

    /**
     * Opens or creates.
     *
     * @param sink name for people
     * @param schema of the rows
     * @param lastCommitted number of the last row that the sink's target has taken or passed over for good
     * @throws io.sabot.core.error.SabotException SNK-0108 if entries are damaged, SNK-0102 if it cannot be written
     */
    public static RefusedLog open(String sink, Path file, EventSchema schema, long lastCommitted) {
        RowEncoder encoder = RowEncoder.of(OutputFormat.json(), schema);
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                RefusedLog log = new RefusedLog(sink, file, channel, encoder);
                log.recover(lastCommitted);
                AppliedFile.forceDirectoryOf(file);
                return log;
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw SinkErrors.unwritable(file, e);
        }
    }

    private void recover(long lastCommitted) throws IOException {
        ByteBuffer entries = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
        int offset = 0;
        int length = RefusedRowDescriptor.length(entries, offset);
        while (length > 0) {
            offset += length;
            long oseq = RefusedRowDescriptor.oseq(entries, offset - length);
            if (oseq <= lastCommitted) {
                count++;
                bytes = offset;
                lastOseq = oseq;
            }
            length = RefusedRowDescriptor.length(entries, offset);
        }
        requireUncommitted(entries, offset, lastCommitted);
        commit();
        forgetUncommitted();
    }

    /** A torn end was never forced, so nothing of it was committed; anything else is damage. */
    private void requireUncommitted(ByteBuffer entries, int end, long lastCommitted) {
        for (int offset = end; offset < entries.limit(); offset++) {
            if (RefusedRowDescriptor.length(entries, offset) > 0
                    && RefusedRowDescriptor.oseq(entries, offset) <= lastCommitted) {
                throw SinkErrors.refusedLogDamaged(file, end);
            }
        }
    }

    /** What a file has, for people. */
    public static List<RefusedRow> read(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer entries = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            List<RefusedRow> rows = new ArrayList<>();
            int offset = 0;
            int length = RefusedRowDescriptor.length(entries, offset);
            while (length > 0) {
                rows.add(RefusedRowDescriptor.decode(entries, offset));
                offset += length;
                length = RefusedRowDescriptor.length(entries, offset);
            }
            return rows;
        } catch (IOException e) {
            throw SinkErrors.unreadable(file, e);
        }
    }

    /** Committed rows in it. */
    public long count() {
        return committedCount;
    }

    /**
     * Adds a row, unforced.
     *
     * @throws io.sabot.core.error.SabotException SNK-0109 if there are too many, SNK-0102 if it cannot be written
     */
    public void append(long oseq, String reason, EventBatch batch, int row) {
        if (oseq <= lastOseq) {
            throw new IllegalArgumentException("row " + oseq + " after row " + lastOseq);
        }
        text.clear();
        encoder.row(batch, row, text);
        ByteBuffer entry = RefusedRowDescriptor.encode(new RefusedRow(
                sink, oseq, batch.position(row), reason, text.text().strip()));
        if (bytes + entry.remaining() > MAX_BYTES) {
            throw SinkErrors.tooManyRefused(sink, file, count);
        }
        try {
            long position = bytes;
            while (entry.hasRemaining()) {
                position += channel.write(entry, position);
            }
            bytes = position;
        } catch (IOException e) {
            throw SinkErrors.unwritable(file, e);
        }
        count++;
        lastOseq = oseq;
    }

    /** What was added survives loss of power. Before the sink's target commits. */
    public void force() {
        if (bytes == committedBytes) {
            return;
        }
        try {
            channel.force(true);
        } catch (IOException e) {
            throw SinkErrors.unwritable(file, e);
        }
    }

    /** The sink's target has committed: what was added stays. */
    public void commit() {
        committedCount = count;
        committedBytes = bytes;
    }

    /** The sink's target has not committed: what was added since will be tried again. */
    public void rollBack() {
        try {
            forgetUncommitted();
        } catch (IOException e) {
            throw SinkErrors.unwritable(file, e);
        }
    }

    private void forgetUncommitted() throws IOException {
        if (channel.size() > committedBytes) {
            channel.truncate(committedBytes);
            channel.force(true);
        }
        count = committedCount;
        bytes = committedBytes;
        lastOseq = 0; // what comes next is behind all that is committed
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw SinkErrors.unwritable(file, e);
        }
    }
}
