package io.sabot.ingest.file;

import io.sabot.core.batch.EventBatch;
import io.sabot.ingest.RecordReader;
import io.sabot.ingest.Reject;
import io.sabot.ingest.format.RecordDecoder;
import io.sabot.ingest.format.RowWriter;

/** Reads one {@link ByteSource} through one decoder, from an offset on. One thread. */
final class SourceReader implements RecordReader {
    static final int CHUNK_BYTES = 256 * 1024;

    /** Chunks read in one call at most, so that a record of gigabytes does not hold up who else is waiting. */
    private static final int MAX_CHUNKS_PER_READ = 64;

    private final ByteSource source;
    private final RowWriter writer;
    private final RecordDecoder decoder;
    private final long startOffset;
    private boolean isStarted;

    SourceReader(ByteSource source, RowWriter writer, long startOffset) {
        this.source = source;
        this.writer = writer;
        this.decoder = RecordDecoder.of(writer, CHUNK_BYTES, null);
        this.startOffset = startOffset;
        this.isStarted = startOffset == 0;
    }

    @Override
    public Status read(EventBatch batch) {
        for (int i = 0; i < MAX_CHUNKS_PER_READ; i++) {
            if (isStarted || start()) {
                Status status = decoder.decode(batch);
                if (status == Status.END) {
                    requireReached();
                }
                if (status != Status.IDLE) {
                    return status;
                }
            }
            if (fill() == 0) {
                return Status.IDLE;
            }
        }
        return Status.ROWS;
    }

    /** Reads the header from the start of the input, then goes to where reading goes on; false if bytes are missing. */
    private boolean start() {
        if (!decoder.readHeader()) {
            return false;
        }
        if (startOffset > decoder.offset() && source.seek(startOffset)) {
            decoder.restartAt(startOffset);
        } else {
            decoder.skipTo(startOffset);
        }
        isStarted = true;
        return true;
    }

    private void requireReached() {
        if (decoder.offset() < startOffset) {
            throw FileErrors.tooShort(source.name(), decoder.offset(), startOffset);
        }
    }

    /** Bytes that came; 0 if none right now, {@link ByteSource#END} at the end. */
    private int fill() {
        int room = decoder.prepareInput();
        int count = source.read(decoder.inputArray(), decoder.inputOffset(), room);
        if (count > 0) {
            decoder.inputAdded(count);
        } else if (count == ByteSource.END) {
            decoder.inputEnded();
        }
        return count;
    }

    @Override
    public boolean[] plainColumns() {
        return writer.plainColumns();
    }

    @Override
    public Reject reject() {
        return decoder.reject();
    }

    @Override
    public long offset() {
        return isStarted ? decoder.offset() : startOffset;
    }

    @Override
    public long offsetAfter(int row) {
        return decoder.offsetAfter(row);
    }

    @Override
    public long totalBytes() {
        return source.totalBytes();
    }

    @Override
    public void close() {
        source.close();
    }
}
