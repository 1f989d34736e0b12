package io.sabot.journal;

import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A schema as text, one item a line, fields separated by tabs; backslash escapes tab, line feed and itself in names.
 *
 * <pre>
 *  stream  name  id  version  event-time column or -1
 *  column  name  kind  precision  scale  nullable  [kind  precision  scale  nullable of the element …]
 * </pre>
 */
public final class SchemaText {
    private static final int TYPE_FIELDS = 4;

    private SchemaText() {}

    static String format(EventSchema schema) {
        StringBuilder out = new StringBuilder();
        out.append("stream\t").append(escape(schema.name())).append('\t').append(schema.streamId());
        out.append('\t').append(schema.version()).append('\t').append(schema.eventTimeColumn());
        for (ColumnSpec column : schema.columns()) {
            out.append("\ncolumn\t").append(escape(column.name()));
            for (SqlType type = column.type(); type != null; type = type.element()) {
                out.append('\t').append(type.kind()).append('\t').append(type.precision());
                out.append('\t').append(type.scale()).append('\t').append(type.nullable());
            }
        }
        return out.toString();
    }

    public static byte[] bytes(EventSchema schema) {
        return format(schema).getBytes(StandardCharsets.UTF_8);
    }

    /** @throws IllegalArgumentException if the text is no schema */
    public static EventSchema parse(String text) {
        String[] lines = text.split("\n", -1);
        String[] head = lines[0].split("\t", -1);
        if (head.length != 5 || !head[0].equals("stream")) {
            throw new IllegalArgumentException("not a schema: " + lines[0]);
        }
        List<ColumnSpec> columns = new ArrayList<>();
        for (String line : Arrays.asList(lines).subList(1, lines.length)) {
            String[] fields = line.split("\t", -1);
            if (fields.length < 2 + TYPE_FIELDS || !fields[0].equals("column")) {
                throw new IllegalArgumentException("not a column: " + line);
            }
            columns.add(new ColumnSpec(unescape(fields[1]), type(fields, 2)));
        }
        return new EventSchema(
                unescape(head[1]),
                Integer.parseInt(head[2]),
                Integer.parseInt(head[3]),
                columns,
                Integer.parseInt(head[4]));
    }

    private static SqlType type(String[] fields, int from) {
        if (from + TYPE_FIELDS > fields.length) {
            return null;
        }
        return new SqlType(
                TypeKind.valueOf(fields[from]),
                Integer.parseInt(fields[from + 1]),
                Integer.parseInt(fields[from + 2]),
                Boolean.parseBoolean(fields[from + 3]),
                type(fields, from + TYPE_FIELDS));
    }

    private static String escape(String name) {
        return name.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n");
    }

    private static String unescape(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                c = text.charAt(++i);
                c = c == 't' ? '\t' : c == 'n' ? '\n' : c;
            }
            out.append(c);
        }
        return out.toString();
    }
}
