package io.sabot.engine;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.schema.EventSchema;
import io.sabot.journal.Outbox;
import io.sabot.journal.OutboxReader;

/** What queries have inserted into an internal topic, as rows of its table. One thread. */
final class TopicRows implements AutoCloseable {
    private final Outbox outbox; // not owned
    private final EventSchema schema;
    private final OutboxReader reader;
    private EventBatch rows; // the reader's, while some of it is not copied
    private int next;
    private long copiedTo;

    /** @param afterOutput last output that is not wanted any more */
    TopicRows(Outbox outbox, long afterOutput, EventSchema schema) {
        this.outbox = outbox;
        this.schema = schema;
        this.reader = outbox.reader(afterOutput);
        this.copiedTo = afterOutput;
    }

    /**
     * Copies rows until there are no more, or the batch has no room.
     *
     * @param batch laid out with the table's schema
     * @return how many
     */
    int fill(EventBatch batch) {
        int copied = 0;
        while (!batch.isFull() && hasRow() && copyRow(batch)) {
            copied++;
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

    private boolean copyRow(EventBatch batch) {
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

    /** Number of the last output copied. */
    long copiedTo() {
        return copiedTo;
    }

    /** Whether there will be no more. */
    boolean isEnded() {
        return reader.isEnded() && rows == null;
    }

    @Override
    public void close() {
        reader.close();
    }
}
