package io.sabot.ingest.ring;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.RecordReader;
import io.sabot.ingest.RecordReader.Status;

/**
 * Reads one input into the ring. A batch is published when it is full or there is nothing more to read right now: large
 * under load, one row when quiet; there is no flush timer.
 */
public final class SourceAgent extends PublishingAgent {
    private final RecordReader reader;
    private final EventSchema schema;
    private final SymbolDictionary symbols; // not owned
    private final int maxRows;

    /** With batches of {@link EventBatch#DEFAULT_ROWS}. */
    public SourceAgent(
            RingPublisher publisher, RecordReader reader, int sourceId, EventSchema schema, SymbolDictionary symbols) {
        this(publisher, reader, sourceId, schema, symbols, EventBatch.DEFAULT_ROWS);
    }

    /** @param reader owned by the agent from then on */
    public SourceAgent(
            RingPublisher publisher,
            RecordReader reader,
            int sourceId,
            EventSchema schema,
            SymbolDictionary symbols,
            int maxRows) {
        super(publisher, new int[] {sourceId}, new long[] {reader.offset()}, reader.totalBytes());
        this.reader = reader;
        this.schema = schema;
        this.symbols = symbols;
        this.maxRows = maxRows;
    }

    @Override
    EventSchema schema(int input) {
        return schema;
    }

    @Override
    int read(long nowNs) {
        EventBatch batch = batch();
        int before = batch.rows();
        if (before == 0) {
            batch.layout(schema, symbols, reader.plainColumns(), maxRows);
            handedIn(nowNs);
        }
        Status status = reader.read(batch);
        int read = batch.rows() - before;
        if ((status != Status.ROWS || read == 0 || batch.isFull()) && !batch.isEmpty()) {
            rowsDue(0, reader.offsetAfter(batch.rows() - 1));
        }
        if (status == Status.REJECTED || status == Status.END) {
            statusDue(0, status, status == Status.REJECTED ? reader.reject() : null, reader.offset());
        }
        return read;
    }

    @Override
    public void close() {
        super.close();
        reader.close();
    }
}
