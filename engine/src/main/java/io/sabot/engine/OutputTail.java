package io.sabot.engine;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.sink.JsonRows;
import io.sabot.journal.OutboxReader;

/**
 * Follows the results of one table beside its sink, as JSON. Any thread; more readers open more tails.
 * The node closes what is open when it is closed itself.
 *
 * <pre>{@code
 * try (OutputTail tail = sabot.tail("alerts", 0)) {
 *   while (tail.next()) {
 *     tail.forEach((output, json) -> System.out.println(output + " " + json));
 *   }
 * }
 * }</pre>
 */
public final class OutputTail implements AutoCloseable {
    private final OutboxReader reader;
    private final JsonRows json;
    private boolean isClosed;

    /** Takes a row. */
    @FunctionalInterface
    public interface Rows {
        /**
         * @param output number of the row among the table's results
         * @param json one object, without line break
         */
        void row(long output, String json);
    }

    OutputTail(OutboxReader reader, EventSchema schema) {
        this.reader = reader;
        this.json = new JsonRows(schema);
    }

    /** Steps to the rows that have come since; false if none have, or if there will be none ({@link #isEnded}). */
    public synchronized boolean next() {
        return !isClosed && reader.next();
    }

    /** The rows that {@link #next()} has stepped to. */
    public synchronized void forEach(Rows rows) {
        if (isClosed) {
            return; // they can be asked for again
        }
        EventBatch batch = reader.batch();
        int[] selection = batch.selection();
        for (int i = 0; i < batch.selectedCount(); i++) {
            rows.row(reader.oseq(selection[i]), json.text(batch, selection[i]));
        }
    }

    /** Whether the table's queries have given their last row, and it was seen. */
    public synchronized boolean isEnded() {
        return reader.isEnded();
    }

    /** Whether nothing more is to be had here, though there may be more rows. */
    public synchronized boolean isClosed() {
        return isClosed;
    }

    @Override
    public synchronized void close() {
        if (!isClosed) {
            isClosed = true;
            reader.close();
        }
    }
}
