package io.sabot.ingest.file;

import io.sabot.core.error.SabotException;
import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.RecordReader;
import io.sabot.ingest.format.FormatSpec;
import io.sabot.ingest.format.RowWriter;
import java.nio.file.Path;

/**
 * Reads a file, plain or gzip (told by its first bytes, not by its name). Offsets are those of the uncompressed content:
 * resuming costs a seek in a plain file and uncompressing what lies before in a gzip file. One thread.
 */
public final class FileRecordReader {
    private FileRecordReader() {}

    /** Reads the whole file once. */
    public static RecordReader open(Path path, FormatSpec spec, EventSchema schema) {
        return open(path, spec, schema, 0, false, RowWriter.DEFAULT_MAX_NEW_SYMBOLS);
    }

    /**
     * @param startOffset where to start or go on; a header is read from the start of the file all the same
     * @param isFollowed at the end wait for more, as {@code tail -f} does; plain files only
     * @param maxNewSymbols per column, until it is laid out plain
     * @throws SabotException if there is no such file or it may not be read; later, from {@link RecordReader#read}, if it is shorter
     *     than the offset, a header lacks a column, or gzip is corrupt
     */
    public static RecordReader open(
            Path path, FormatSpec spec, EventSchema schema, long startOffset, boolean isFollowed, int maxNewSymbols) {
        FileErrors.requireReadable(path);
        RowWriter writer = new RowWriter(spec, schema, maxNewSymbols);
        boolean isGzip = GzipSource.isGzip(path);
        if (isGzip && isFollowed) {
            throw SabotException.configuration(
                    "ING-0207", "gzip file '" + path + "' cannot be followed", "take 'follow' away");
        }
        ByteSource source = isGzip ? new GzipSource(path) : new PlainSource(path, isFollowed);
        return new SourceReader(source, writer, startOffset);
    }
}
