package io.sabot.ingest.format;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.Reject;
import io.sabot.ingest.ring.NumberedBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes rows and bad records of a batch of records, all of them or none. One thread. */
public final class BatchDecoder {
    private static final int CHUNK_BYTES = 16 * 1024;

    private final RowWriter writer;
    private final EventSchema schema;
    private final SymbolDictionary symbols; // not owned
    private List<Reject> rejects = List.of();

    public BatchDecoder(RowWriter writer, EventSchema schema, SymbolDictionary symbols) {
        this.writer = writer;
        this.schema = schema;
        this.symbols = symbols;
    }

    /** Bad records of the batch decoded last. */
    public List<Reject> rejects() {
        return rejects;
    }

    /** Lays the batch out, empty. */
    public void clear(EventBatch batch) {
        batch.layout(schema, symbols, writer.plainColumns(), EventBatch.MAX_ROWS);
        rejects = List.of();
    }

    /**
     * Lays the batch out and fills it.
     *
     * @return {@link NumberedBatch#FITS}, or how many of the bytes would fit; the batch is empty then
     * @throws io.sabot.core.error.SabotException if the batch begins with a header that does not fit the table
     */
    public long decode(byte[] bytes, int length, EventBatch batch) {
        boolean[] plainBefore;
        long fitting;
        do { // a column that has to be plain is so from the next layout on
            clear(batch);
            plainBefore = writer.plainColumns().clone();
            fitting = decodeOnce(bytes, length, batch);
        } while (fitting != NumberedBatch.FITS && !Arrays.equals(plainBefore, writer.plainColumns()));
        if (fitting != NumberedBatch.FITS) {
            clear(batch);
        }
        return fitting;
    }

    private long decodeOnce(byte[] bytes, int length, EventBatch batch) {
        RecordDecoder decoder = RecordDecoder.of(writer, Math.max(1, Math.min(length, CHUNK_BYTES)), null);
        decoder.withoutOffsets();
        int fed = 0;
        while (true) {
            switch (decoder.decode(batch)) {
                case END -> {
                    return NumberedBatch.FITS;
                }
                case IDLE -> fed = feed(decoder, bytes, fed, length);
                case REJECTED -> {
                    if (!keep(decoder.reject())) {
                        return decoder.offset();
                    }
                }
                case ROWS -> {
                    return decoder.offset() == length ? NumberedBatch.FITS : decoder.offset();
                }
            }
        }
    }

    private static int feed(RecordDecoder decoder, byte[] bytes, int fed, int length) {
        int count = Math.min(decoder.prepareInput(), length - fed);
        System.arraycopy(bytes, fed, decoder.inputArray(), decoder.inputOffset(), count);
        decoder.inputAdded(count);
        if (fed + count == length) {
            decoder.inputEnded();
        }
        return fed + count;
    }

    private boolean keep(Reject reject) {
        if (rejects.size() == NumberedBatch.MAX_REJECTS) {
            return false;
        }
        if (rejects.isEmpty()) {
            rejects = new ArrayList<>();
        }
        return rejects.add(reject);
    }
}
