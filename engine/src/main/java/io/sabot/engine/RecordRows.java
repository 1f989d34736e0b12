package io.sabot.engine;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.RecordReader;
import io.sabot.ingest.Reject;
import io.sabot.ingest.format.FormatSpec;
import io.sabot.ingest.format.RecordDecoder;
import io.sabot.ingest.format.RowWriter;
import java.util.function.Consumer;

/** Records that are all there, read as a source would read them. One thread. */
final class RecordRows {
    private static final int CHUNK_BYTES = 64 * 1024;

    private final RowWriter writer;
    private final RecordDecoder decoder;
    private final byte[] records;
    private final EventSchema schema;
    private final SymbolDictionary symbols; // not owned
    private int given;

    RecordRows(FormatSpec format, EventSchema schema, SymbolDictionary symbols, byte[] records) {
        this.writer = new RowWriter(format, schema, RowWriter.DEFAULT_MAX_NEW_SYMBOLS);
        this.decoder = RecordDecoder.of(writer, CHUNK_BYTES, null);
        this.schema = schema;
        this.symbols = symbols;
        this.records = records;
    }

    /**
     * In the order in which they come.
     *
     * @param rows gets batches that are valid during the call
     */
    void read(MemoryPool pool, Consumer<EventBatch> rows, Consumer<Reject> rejects) {
        try (EventBatch batch = EventBatch.slot(pool)) {
            layout(batch);
            RecordReader.Status status = RecordReader.Status.ROWS;
            while (status != RecordReader.Status.END) {
                status = decoder.decode(batch);
                if (status == RecordReader.Status.IDLE) {
                    give();
                    continue;
                }
                if (!batch.isEmpty()) {
                    rows.accept(batch);
                    layout(batch);
                }
                if (status == RecordReader.Status.REJECTED) {
                    rejects.accept(decoder.reject());
                }
            }
        }
    }

    private void layout(EventBatch batch) {
        batch.layout(schema, symbols, writer.plainColumns(), EventBatch.DEFAULT_ROWS);
    }

    private void give() {
        int count = Math.min(decoder.prepareInput(), records.length - given);
        if (count == 0) {
            decoder.inputEnded();
            return;
        }
        System.arraycopy(records, given, decoder.inputArray(), decoder.inputOffset(), count);
        decoder.inputAdded(count);
        given += count;
    }
}
