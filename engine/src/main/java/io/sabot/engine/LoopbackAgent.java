package io.sabot.engine;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.RecordReader;
import io.sabot.ingest.ring.IngestAgent;
import io.sabot.ingest.ring.RingPublisher;
import io.sabot.journal.Outbox;

/**
 * Brings what queries insert into an internal topic back to the log: reads the topic's outbox and publishes. The offset is
 * the number of the last output, so that after a restart nothing comes back twice.
 */
final class LoopbackAgent implements IngestAgent {
    private final RingPublisher publisher;
    private final EventSchema schema;
    private final SymbolDictionary symbols; // not owned
    private final TopicRows rows;
    private EventBatch batch;
    private boolean isEnded;
    private volatile long published;

    /** @param afterOutput last output that is in the log already */
    LoopbackAgent(
            RingPublisher publisher, Outbox outbox, long afterOutput, EventSchema schema, SymbolDictionary symbols) {
        this.publisher = publisher;
        this.schema = schema;
        this.symbols = symbols;
        this.rows = new TopicRows(outbox, afterOutput, schema);
        this.batch = publisher.newBatch();
        batch.layout(schema, symbols, null, EventBatch.DEFAULT_ROWS);
    }

    @Override
    public int doWork(long nowNs) {
        int copied = rows.fill(batch);
        if (!batch.isEmpty()) {
            publish(nowNs);
        } else if (rows.isEnded()) {
            isEnded = publisher.tryPublishEnd(schema.streamId(), rows.copiedTo(), schema);
        }
        return copied;
    }

    private void publish(long nowNs) {
        int count = batch.rows();
        EventBatch former = publisher.tryPublish(batch, schema.streamId(), rows.copiedTo(), nowNs);
        if (former != null) {
            batch = former;
            batch.layout(schema, symbols, null, EventBatch.DEFAULT_ROWS);
            published += count;
        }
    }

    @Override
    public boolean isEnded() {
        return isEnded;
    }

    @Override
    public long rows() {
        return published;
    }

    @Override
    public long rejects() {
        return 0;
    }

    @Override
    public long offsetBytes() {
        return RecordReader.NO_OFFSET;
    }

    @Override
    public long totalBytes() {
        return RecordReader.NO_OFFSET;
    }

    @Override
    public void close() {
        rows.close();
        batch.close();
    }
}
