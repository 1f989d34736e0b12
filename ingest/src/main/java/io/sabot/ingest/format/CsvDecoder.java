package io.sabot.ingest.format;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.TypeKind;
import io.sabot.ingest.format.FormatSpec.Header;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * RFC 4180 and what is found in its place: line feeds alone end records too, blank lines are skipped, a quote inside an
 * unquoted field is a character like any other. See {@link RecordDecoder}.
 */
public final class CsvDecoder extends RecordDecoder {
    private final CsvFields fields;
    private final byte[] nullLiteral;
    private final EventSchema schema;
    private boolean isHeaderKnown;

    /** Column of each field of a record, or {@link EventSchema#NO_COLUMN}. */
    private int[] columnOfField;

    private byte[] unquoted = new byte[256];

    CsvDecoder(RowWriter writer, int chunkBytes, ControlLines controlLines) {
        super(writer, chunkBytes, controlLines);
        FormatSpec spec = writer.spec();
        this.fields = new CsvFields(spec.delimiter(), spec.quote());
        this.nullLiteral = spec.nullLiteral().getBytes(StandardCharsets.UTF_8);
        this.schema = writer.schema();
        this.isHeaderKnown = spec.header() == Header.NO;
        positional();
    }

    private void positional() {
        columnOfField = new int[schema.columnCount()];
        Arrays.setAll(columnOfField, i -> i);
        fields.keep(isHeaderKnown ? columnOfField.length : Integer.MAX_VALUE);
    }

    @Override
    public boolean isHeaderKnown() {
        return isHeaderKnown;
    }

    @Override
    Cut findEnd(int bound, boolean isLast) {
        int end = fields.split(buffer.bytes, buffer.start, bound, isLast);
        if (end < 0) {
            return Cut.UNFINISHED;
        }
        setCut(end, fields.hasLineFeed);
        linesCut += fields.quotedLineFeeds;
        return recordEnd == recordStart ? Cut.BLANK : Cut.RECORD;
    }

    @Override
    String unfinishedDetail() {
        return fields.isQuoteOpen
                ? ": the quote opened in field " + fieldName(fields.openField) + " is not closed"
                : "";
    }

    private String fieldName(int field) {
        int column = isHeaderKnown && field < columnOfField.length ? columnOfField[field] : EventSchema.NO_COLUMN;
        return column == EventSchema.NO_COLUMN
                ? String.valueOf(field + 1)
                : "'" + schema.column(column).name() + "'";
    }

    @Override
    boolean takeHeader() {
        int[] mapped = CsvHeader.map(fieldTexts(), schema, writer.spec().header());
        isHeaderKnown = true;
        if (mapped != null) {
            columnOfField = mapped;
        }
        fields.keep(columnOfField.length);
        return mapped != null;
    }

    private String[] fieldTexts() {
        String[] texts = new String[fields.count];
        for (int i = 0; i < texts.length; i++) {
            int length = fields.ends[i] - fields.starts[i];
            byte[] bytes = buffer.bytes;
            int start = fields.starts[i];
            if (fields.quoting[i] == CsvFields.ESCAPED) {
                length = unquote(start, fields.ends[i]);
                bytes = unquoted;
                start = 0;
            }
            texts[i] = new String(bytes, start, length, StandardCharsets.UTF_8).trim();
        }
        return texts;
    }

    @Override
    RowWriter.Result append(EventBatch batch, int row) {
        int[] columns = columnOfField;
        if (fields.count != columns.length) {
            return writer.bad("expected " + columns.length + " fields, found " + fields.count);
        }
        if (fields.badField >= 0) {
            return writer.bad("field " + fieldName(fields.badField) + ": characters behind the closing quote");
        }
        for (int i = 0; i < columns.length; i++) {
            if (columns[i] != EventSchema.NO_COLUMN) {
                RowWriter.Result result = appendField(batch, row, columns[i], i);
                if (result != RowWriter.Result.WRITTEN) {
                    return result;
                }
            }
        }
        return RowWriter.Result.WRITTEN;
    }

    private RowWriter.Result appendField(EventBatch batch, int row, int column, int field) {
        int start = fields.starts[field];
        int length = fields.ends[field] - start;
        byte quoting = fields.quoting[field];
        if (quoting == CsvFields.UNQUOTED) {
            return isNull(column, start, length)
                    ? writer.writeNull(batch, column, row)
                    : writer.write(batch, column, row, buffer.bytes, start, length);
        }
        if (quoting == CsvFields.QUOTED) {
            return writer.write(batch, column, row, buffer.bytes, start, length);
        }
        return writer.write(batch, column, row, unquoted, 0, unquote(start, start + length));
    }

    private boolean isNull(int column, int start, int length) {
        if (length == 0) {
            return nullLiteral.length == 0 || writer.kind(column) != TypeKind.VARCHAR;
        }
        return length == nullLiteral.length
                && Arrays.equals(buffer.bytes, start, start + length, nullLiteral, 0, length);
    }

    /** Makes one quote of two, into {@link #unquoted}. */
    private int unquote(int start, int end) {
        if (unquoted.length < end - start) {
            unquoted = new byte[Math.max(end - start, unquoted.length * 2)];
        }
        byte[] bytes = buffer.bytes;
        int size = 0;
        for (int i = start; i < end; i++) {
            unquoted[size++] = bytes[i];
            if (bytes[i] == fields.quote) {
                i++;
            }
        }
        return size;
    }
}
