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
                value(column, row, out);
            }
        }
        out.ascii("}\n");
    }

    private void value(Column column, int row, TextBuffer out) {
        boolean isBare =
                switch (column.type().kind()) {
                    case BOOLEAN, INT, BIGINT, DECIMAL -> true;
                    case DOUBLE -> Double.isFinite(column.getDouble(row));
                    default -> false;
                };
        if (isBare) {
            values.append(column, row, out);
            return;
        }
        out.put('"');
        int from = out.length();
        values.append(column, row, out);
        out.escapeJson(from);
        out.put('"');
    }
}
