package io.sabot.engine;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.RecordReader;
import io.sabot.ingest.ring.IngestAgent;
import io.sabot.ingest.ring.RingPublisher;
import io.sabot.journal.Outbox;
import io.sabot.journal.OutboxReader;

/**
 * Brings what queries insert into an internal topic back to the log: reads the topic's outbox and publishes. The offset is
 * the number of the last output, so that after a restart nothing comes back twice.
 */
final class LoopbackAgent implements IngestAgent {
    private final RingPublisher publisher;
    private final Outbox outbox; // not owned
    private final EventSchema schema;
    private final SymbolDictionary symbols; // not owned
    private final OutboxReader reader;
    private EventBatch batch;
    private EventBatch rows; // the reader's, while some of it is not copied
    private int next;
    private long copiedTo;
    private boolean isEnded;
    private volatile long published;

    /** @param afterOutput last output that is in the log already */
    LoopbackAgent(
            RingPublisher publisher, Outbox outbox, long afterOutput, EventSchema schema, SymbolDictionary symbols) {
        this.publisher = publisher;
        this.outbox = outbox;
        this.schema = schema;
        this.symbols = symbols;
        this.reader = outbox.reader(afterOutput);
        this.copiedTo = afterOutput;
        this.batch = publisher.newBatch();
        batch.layout(schema, symbols, null, EventBatch.DEFAULT_ROWS);
    }

    @Override
    public int doWork(long nowNs) {
        int copied = 0;
        while (!batch.isFull() && hasRow()) {
            if (!copyRow()) {
                break;
            }
            copied++;
        }
        if (!batch.isEmpty()) {
            publish(nowNs);
        } else if (reader.isEnded() && rows == null) {
            isEnded = publisher.tryPublishEnd(schema.streamId(), copiedTo, schema);
        }
        return copied;
    }

    private boolean hasRow() {
        if (rows != null && next == rows.selectedCount()) {
            rows = null;
        }
        if (rows == null && reader.next()) {
            rows = reader.batch();
            next = 0;
        }
        return rows != null;
    }

    private boolean copyRow() {
        int from = rows.selection()[next];
        int to = batch.nextRow();
        for (int i = 0; i < schema.columnCount(); i++) {
            if (!batch.column(i).copyFrom(rows.column(i), from, to)) {
                batch.abandonRow();
                if (batch.isEmpty()) {
                    throw new IllegalStateException(
                            "a row of " + outbox.schema().name() + " fits no batch");
                }
                return false;
            }
        }
        batch.commitRow();
        copiedTo = reader.oseq(from);
        next++;
        return true;
    }

    private void publish(long nowNs) {
        int count = batch.rows();
        EventBatch former = publisher.tryPublish(batch, schema.streamId(), copiedTo, nowNs);
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
        reader.close();
        batch.close();
    }
}
