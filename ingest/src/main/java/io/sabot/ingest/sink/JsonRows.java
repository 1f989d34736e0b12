package io.sabot.ingest.sink;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.schema.EventSchema;
import java.nio.charset.StandardCharsets;

/** Rows as JSON objects, each for itself, as a sink with format JSON writes them. One thread. */
public final class JsonRows {
    private final RowEncoder encoder;
    private final TextBuffer text = new TextBuffer();

    public JsonRows(EventSchema schema) {
        this.encoder = RowEncoder.of(OutputFormat.json(), schema);
    }

    /**
     * Without line break.
     *
     * @param batch whose first columns are those of the schema
     */
    public String text(EventBatch batch, int row) {
        text.clear();
        encoder.row(batch, row, text);
        return new String(text.bytes(), 0, text.length() - 1, StandardCharsets.UTF_8);
    }
}
