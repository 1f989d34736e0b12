package io.sabot.ingest.file;

import io.sabot.ingest.RecordReader;

/** Content of an input, uncompressed. One thread. */
interface ByteSource extends AutoCloseable {
    int END = -1;

    /** Bytes read, 0 if there are none right now, or {@link #END}. */
    int read(byte[] target, int offset, int length);

    /** Bytes in all, or {@link RecordReader#NO_OFFSET} if unknown. */
    default long totalBytes() {
        return RecordReader.NO_OFFSET;
    }

    /** Goes to an offset if that is cheap; false if what lies before must be read. */
    default boolean seek(long offset) {
        return false;
    }

    /** For messages. */
    String name();

    @Override
    void close();
}
