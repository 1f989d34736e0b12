package io.sabot.ingest.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.TypeKind;
import io.sabot.ingest.ReadLimits;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One JSON object a line. A field goes to the column of its name, else to the one whose name is equal but for case; of a
 * field that comes twice the last value wins. See {@link RecordDecoder}.
 */
public final class JsonDecoder extends RecordDecoder {
    private static final int MAX_CACHED_NAMES = 1024;

    private final JsonFactory factory;
    private final EventSchema schema;
    private final Map<String, Integer> columnByLowerName = new HashMap<>();
    private final Map<String, Integer> columnByName = new HashMap<>(); // grows by spellings met, to a limit
    private final long[] seenInRecord;
    private long recordNumber;
    private byte[] text = new byte[256];

    JsonDecoder(RowWriter writer, int chunkBytes, ControlLines controlLines) {
        super(writer, chunkBytes, controlLines);
        this.factory = factory(writer.spec().limits());
        this.schema = writer.schema();
        this.seenInRecord = new long[schema.columnCount()];
        for (int i = 0; i < schema.columnCount(); i++) {
            String name = schema.column(i).name();
            columnByName.put(name, i);
            columnByLowerName.putIfAbsent(name.toLowerCase(Locale.ROOT), i);
        }
    }

    private static JsonFactory factory(ReadLimits limits) {
        StreamReadConstraints constraints = StreamReadConstraints.builder()
                .maxNestingDepth(limits.nestingDepth())
                .maxNumberLength(limits.numberChars())
                .maxStringLength(limits.fieldBytes())
                .maxNameLength(limits.fieldBytes())
                .build();
        return JsonFactory.builder()
                .streamReadConstraints(constraints)
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .build();
    }

    @Override
    Cut findEnd(int bound, boolean isLast) {
        Cut cut = cutLine(bound);
        return cut == Cut.RECORD && isBlank() ? Cut.BLANK : cut;
    }

    private boolean isBlank() {
        for (int i = recordStart; i < recordEnd; i++) {
            byte b = buffer.bytes[i];
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }

    @Override
    RowWriter.Result append(EventBatch batch, int row) {
        int length = recordEnd - recordStart;
        if (!Utf8.isValid(buffer.bytes, recordStart, length)) {
            return writer.bad("record is not valid UTF-8");
        }
        try (JsonParser parser = factory.createParser(buffer.bytes, recordStart, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return writer.bad(
                        "expected a JSON object, found '" + Causes.shown(buffer.bytes, recordStart, length) + "'");
            }
            return appendObject(parser, batch, row);
        } catch (StreamConstraintsException e) {
            return writer.bad("beyond the limits: " + Causes.printable(e.getOriginalMessage()));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            return writer.bad("no valid JSON: " + Causes.printable(e.getOriginalMessage()));
        } catch (IOException e) {
            return writer.bad("no valid JSON: " + Causes.printable(String.valueOf(e.getMessage())));
        }
    }

    private RowWriter.Result appendObject(JsonParser parser, EventBatch batch, int row) throws IOException {
        recordNumber++;
        RowWriter.Result pending = RowWriter.Result.WRITTEN;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            int column = columnOf(parser.currentName());
            JsonToken token = parser.nextToken();
            if (column == EventSchema.NO_COLUMN) {
                parser.skipChildren();
                continue;
            }
            seenInRecord[column] = recordNumber;
            RowWriter.Result result = appendValue(parser, token, batch, column, row);
            if (result == RowWriter.Result.BAD) {
                return result;
            }
            // Read on: that the record is bad counts for more than that there is no room for it now.
            pending = result == RowWriter.Result.WRITTEN ? pending : result;
        }
        if (parser.nextToken() != null) {
            return writer.bad("characters behind the JSON object");
        }
        for (int i = 0; i < seenInRecord.length; i++) {
            if (seenInRecord[i] != recordNumber && writer.writeNull(batch, i, row) == RowWriter.Result.BAD) {
                return RowWriter.Result.BAD;
            }
        }
        return pending;
    }

    private int columnOf(String name) {
        Integer known = columnByName.get(name);
        if (known != null) {
            return known;
        }
        int column = columnByLowerName.getOrDefault(name.toLowerCase(Locale.ROOT), EventSchema.NO_COLUMN);
        if (columnByName.size() < MAX_CACHED_NAMES) {
            columnByName.put(name, column);
        }
        return column;
    }

    private RowWriter.Result appendValue(JsonParser parser, JsonToken token, EventBatch batch, int column, int row)
            throws IOException {
        return switch (token) {
            case VALUE_NULL -> writer.writeNull(batch, column, row);
            case START_OBJECT, START_ARRAY -> appendNested(parser, batch, column, row);
            case VALUE_TRUE, VALUE_FALSE -> appendBoolean(parser, batch, column, row);
            default -> appendText(parser, batch, column, row);
        };
    }

    private RowWriter.Result appendBoolean(JsonParser parser, EventBatch batch, int column, int row)
            throws IOException {
        TypeKind kind = writer.kind(column);
        if (kind != TypeKind.BOOLEAN && kind != TypeKind.VARCHAR) {
            return mismatch(column, parser.getText());
        }
        return appendText(parser, batch, column, row);
    }

    private RowWriter.Result appendText(JsonParser parser, EventBatch batch, int column, int row) throws IOException {
        char[] chars = parser.getTextCharacters();
        int length = parser.getTextLength();
        if (text.length < length * 3L) {
            text = new byte[length * 3];
        }
        int size = Utf8.encode(chars, parser.getTextOffset(), length, text);
        if (size < 0) {
            return writer.bad("field '" + schema.column(column).name() + "': expected VARCHAR in valid UTF-8,"
                    + " found half of a surrogate pair");
        }
        return writer.write(batch, column, row, text, 0, size);
    }

    private RowWriter.Result appendNested(JsonParser parser, EventBatch batch, int column, int row) throws IOException {
        int from = recordStart + (int) parser.currentTokenLocation().getByteOffset();
        boolean isObject = parser.currentToken() == JsonToken.START_OBJECT;
        parser.skipChildren();
        int to = recordStart + (int) parser.currentLocation().getByteOffset();
        if (writer.kind(column) != TypeKind.VARCHAR) {
            return mismatch(column, isObject ? "an object" : "an array");
        }
        return writer.write(batch, column, row, buffer.bytes, from, to - from);
    }

    private RowWriter.Result mismatch(int column, String found) {
        return writer.bad("field '" + schema.column(column).name() + "': expected "
                + schema.column(column).type().withNullable(true) + ", found " + found);
    }
}
