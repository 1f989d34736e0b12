package io.sabot.ingest.sink;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.schema.EventSchema;
import java.nio.charset.StandardCharsets;

/**
 * One object a line. Numbers are numbers, as long as JSON has them: NaN and the infinities are strings. 64-bit integers
 * are written in full, which some readers cut to 53 bits.
 */
final class JsonEncoder implements RowEncoder {
    private final byte[][] keys;
    private final ValueText values = new ValueText();

    JsonEncoder(EventSchema schema) {
        keys = new byte[schema.columnCount()][];
        TextBuffer text = new TextBuffer();
        for (int i = 0; i < keys.length; i++) {
            text.clear();
            text.ascii(i == 0 ? "{\"" : ",\"");
            int from = text.length();
            text.bytes(schema.column(i).name().getBytes(StandardCharsets.UTF_8));
            text.escapeJson(from);
            text.ascii("\":");
            keys[i] = text.copy();
        }
    }

    @Override
    public void row(EventBatch batch, int row, TextBuffer out) {
        for (int i = 0; i < keys.length; i++) {
            out.bytes(keys[i]);
            Column column = batch.column(i);
            if (column.isNull(row)) {
                out.ascii("null");
            } else {
                values.appendJson(column, row, out);
            }
        }
        out.ascii("}\n");
    }
}
