package io.sabot.ingest.sink;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.schema.EventSchema;

/** Turns rows of one schema into text. One thread. */
interface RowEncoder {
    static RowEncoder of(OutputFormat format, EventSchema schema) {
        return switch (format.format()) {
            case CSV -> new CsvEncoder(format, schema);
            case JSON -> new JsonEncoder(schema);
            case TABLE -> new TableEncoder(schema);
        };
    }

    /** What comes before the first row of an output. */
    default void begin(TextBuffer out) {}

    /** @param batch of the schema */
    void row(EventBatch batch, int row, TextBuffer out);

    /** Rows kept back, if any, are wanted now. */
    default void flush(TextBuffer out) {}

    /** There are no more rows. */
    default void end(TextBuffer out) {}

    /** Appends the selected rows. */
    default void rows(EventBatch batch, TextBuffer out) {
        int[] selection = batch.selection();
        int count = batch.selectedCount();
        for (int i = 0; i < count; i++) {
            row(batch, selection[i], out);
        }
    }
}
