package io.sabot.ingest.file;

import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.RecordReader;
import io.sabot.ingest.format.FormatSpec;
import io.sabot.ingest.format.RowWriter;
import java.io.InputStream;

/**
 * Reads a stream that blocks, such as standard input: a daemon thread of its own waits for the bytes, and
 * {@link RecordReader#read} takes what has come. One thread calls this object.
 */
public final class StdinRecordReader {
    private StdinRecordReader() {}

    /**
     * Starts the thread.
     *
     * @param in not closed: a thread waiting in a read of it may not be disturbed
     * @param name for messages and the thread
     * @param skippedBytes what was consumed before a restart; the stream must be fed from its start again
     */
    public static RecordReader open(
            InputStream in, String name, FormatSpec spec, EventSchema schema, long skippedBytes) {
        RowWriter writer = new RowWriter(spec, schema, RowWriter.DEFAULT_MAX_NEW_SYMBOLS);
        return new SourceReader(new StreamSource(in, name), writer, skippedBytes);
    }
}
