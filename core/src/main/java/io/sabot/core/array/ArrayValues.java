package io.sabot.core.array;

import io.sabot.core.text.DoubleText;
import io.sabot.core.time.Timestamps;
import io.sabot.core.type.SqlType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;

/** Arrays as objects and as text, for people and callers: all of it allocates. */
public final class ArrayValues {
    private ArrayValues() {}

    /**
     * The elements: Boolean; Integer for INT and DATE (days since the epoch); Long for BIGINT and, in nanoseconds, TIME,
     * TIMESTAMP and INTERVAL; Double; BigDecimal; String; a read-only ByteBuffer for BINARY; null for NULL.
     */
    public static List<Object> toList(byte[] array, SqlType element) {
        int count = ArrayDescriptor.count(array);
        List<Object> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(ArrayDescriptor.isNull(array, i) ? null : value(array, i, element));
        }
        return Collections.unmodifiableList(values);
    }

    private static Object value(byte[] array, int index, SqlType element) {
        return switch (element.kind()) {
            case BOOLEAN -> ArrayDescriptor.getBoolean(array, index);
            case INT, DATE -> ArrayDescriptor.getInt(array, index);
            case BIGINT, TIME, TIMESTAMP, INTERVAL -> ArrayDescriptor.getLong(array, index);
            case DOUBLE -> ArrayDescriptor.getDouble(array, index);
            case DECIMAL -> ArrayDescriptor.getDecimal(array, index, element.scale());
            case VARCHAR -> ArrayDescriptor.getString(array, index);
            case BINARY ->
                ByteBuffer.wrap(ArrayDescriptor.getBytes(array, index)).asReadOnlyBuffer();
            case ARRAY -> throw new IllegalArgumentException("an array of arrays");
        };
    }

    /** As JSON: {@code [1,2,null]}; texts, times and what JSON has no number for are in quotes. */
    public static void append(byte[] array, SqlType element, StringBuilder out) {
        int count = ArrayDescriptor.count(array);
        out.append('[');
        for (int i = 0; i < count; i++) {
            out.append(i == 0 ? "" : ",");
            if (ArrayDescriptor.isNull(array, i)) {
                out.append("null");
            } else {
                append(array, i, element, out);
            }
        }
        out.append(']');
    }

    private static void append(byte[] array, int index, SqlType element, StringBuilder out) {
        switch (element.kind()) {
            case BOOLEAN -> out.append(ArrayDescriptor.getBoolean(array, index));
            case INT -> out.append(ArrayDescriptor.getInt(array, index));
            case BIGINT -> out.append(ArrayDescriptor.getLong(array, index));
            case DOUBLE -> {
                double value = ArrayDescriptor.getDouble(array, index);
                String quote = Double.isFinite(value) ? "" : "\"";
                out.append(quote);
                DoubleText.append(value, out);
                out.append(quote);
            }
            case DECIMAL ->
                out.append(ArrayDescriptor.getDecimal(array, index, element.scale())
                        .toPlainString());
            case VARCHAR -> quote(ArrayDescriptor.getString(array, index), out);
            case BINARY ->
                out.append("\"\\\\x")
                        .append(HexFormat.of().formatHex(ArrayDescriptor.getBytes(array, index)))
                        .append('"');
            case DATE ->
                Timestamps.appendDate(out.append('"'), ArrayDescriptor.getInt(array, index))
                        .append('"');
            case TIME ->
                Timestamps.appendTime(out.append('"'), ArrayDescriptor.getLong(array, index))
                        .append('"');
            case TIMESTAMP ->
                Timestamps.appendTimestamp(out.append('"'), ArrayDescriptor.getLong(array, index))
                        .append('"');
            case INTERVAL ->
                Timestamps.appendInterval(out.append('"'), ArrayDescriptor.getLong(array, index))
                        .append('"');
            case ARRAY -> throw new IllegalArgumentException("an array of arrays");
        }
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ') {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
