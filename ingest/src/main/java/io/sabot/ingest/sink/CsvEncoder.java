package io.sabot.ingest.sink;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.TypeKind;
import java.nio.charset.StandardCharsets;

/** RFC 4180, but with LF. A field is quoted if it must be; an empty string always, because an empty field is NULL. */
final class CsvEncoder implements RowEncoder {
    private static final char QUOTE = '"';

    private final EventSchema schema;
    private final boolean hasHeader;
    private final char delimiter;
    private final boolean[] isQuotable;
    private final ValueText values = new ValueText();

    CsvEncoder(OutputFormat format, EventSchema schema) {
        this.schema = schema;
        this.hasHeader = format.hasHeader();
        this.delimiter = format.delimiter();
        this.isQuotable = new boolean[schema.columnCount()];
        for (int i = 0; i < isQuotable.length; i++) {
            // other types are free of quotes and line breaks, and of the usual delimiters
            TypeKind kind = schema.column(i).type().kind();
            isQuotable[i] = kind == TypeKind.VARCHAR || kind == TypeKind.ARRAY || !isUsual(delimiter);
        }
    }

    private static boolean isUsual(char delimiter) {
        return delimiter == ',' || delimiter == ';' || delimiter == '\t' || delimiter == '|';
    }

    @Override
    public void begin(TextBuffer out) {
        if (!hasHeader) {
            return;
        }
        for (int i = 0; i < isQuotable.length; i++) {
            separate(i, out);
            int from = out.length();
            out.bytes(schema.column(i).name().getBytes(StandardCharsets.UTF_8));
            quoteIfNeeded(from, out);
        }
        out.put('\n');
    }

    @Override
    public void row(EventBatch batch, int row, TextBuffer out) {
        for (int i = 0; i < isQuotable.length; i++) {
            separate(i, out);
            Column column = batch.column(i);
            if (!column.isNull(row)) {
                int from = out.length();
                values.append(column, row, out);
                if (isQuotable[i]) {
                    quoteIfNeeded(from, out);
                }
            }
        }
        out.put('\n');
    }

    private void separate(int column, TextBuffer out) {
        if (column > 0) {
            out.put(delimiter);
        }
    }

    private void quoteIfNeeded(int from, TextBuffer out) {
        int end = out.length();
        boolean isNeeded = from == end;
        byte[] bytes = out.bytes();
        for (int i = from; i < end && !isNeeded; i++) {
            byte b = bytes[i];
            isNeeded = b == delimiter || b == QUOTE || b == '\n' || b == '\r';
        }
        if (isNeeded) {
            out.doubleEvery(QUOTE, from);
            out.surround(QUOTE, from);
        }
    }
}
