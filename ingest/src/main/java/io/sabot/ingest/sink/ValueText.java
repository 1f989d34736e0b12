package io.sabot.ingest.sink;

import io.sabot.core.batch.ArrayElements;
import io.sabot.core.batch.Column;
import io.sabot.core.batch.Decimals;
import io.sabot.core.time.Timestamps;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.Storage;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The text of values, the same in every notation; our readers read it back. Allocates for DECIMAL beyond 18 digits only.
 *
 * <pre>
 * DOUBLE     shortest that reads back the same, 1.0E21, NaN, Infinity
 * DECIMAL    all digits of its scale, no exponent
 * BINARY     \x and hex digits in lower case
 * DATE       yyyy-MM-dd
 * TIME       HH:mm:ss[.fffffffff], trailing zeros cut
 * TIMESTAMP  yyyy-MM-dd HH:mm:ss[.fffffffff], trailing zeros cut
 * INTERVAL   [-]d HH:mm:ss[.fffffffff]
 * ARRAY      a JSON array: [1,2,null], ["a","b"]
 * </pre>
 */
final class ValueText {
    private final Map<SqlType, ArrayElements> elements = new IdentityHashMap<>();
    private final StringBuilder time = new StringBuilder(40);

    /** Appends a value that is not null. */
    void append(Column column, int row, TextBuffer out) {
        switch (column.type().kind()) {
            case BOOLEAN -> out.ascii(column.getBoolean(row) ? "true" : "false");
            case INT -> out.number(column.getInt(row));
            case BIGINT -> out.number(column.getLong(row));
            case DOUBLE -> out.number(column.getDouble(row));
            case DECIMAL -> decimal(column, row, out);
            case VARCHAR -> bytes(column, row, out);
            case BINARY -> binary(column, row, out);
            case DATE -> out.ascii(Timestamps.appendDate(cleared(), column.getInt(row)));
            case TIME -> out.ascii(Timestamps.appendTime(cleared(), column.getLong(row)));
            case TIMESTAMP -> out.ascii(Timestamps.appendTimestamp(cleared(), column.getLong(row)));
            case INTERVAL -> out.ascii(Timestamps.appendInterval(cleared(), column.getLong(row)));
            case ARRAY -> array(column, row, out);
        }
    }

    /** As JSON has it, also where it has none: texts, times, NaN and the like are strings. Not null. */
    void appendJson(Column column, int row, TextBuffer out) {
        boolean isBare =
                switch (column.type().kind()) {
                    case BOOLEAN, INT, BIGINT, DECIMAL, ARRAY -> true;
                    case DOUBLE -> Double.isFinite(column.getDouble(row));
                    default -> false;
                };
        if (isBare) {
            append(column, row, out);
            return;
        }
        out.put('"');
        int from = out.length();
        append(column, row, out);
        out.escapeJson(from);
        out.put('"');
    }

    private void array(Column column, int row, TextBuffer out) {
        ArrayElements array = elements.computeIfAbsent(column.type(), ArrayElements::new);
        int count = array.wrap(column, row).count();
        out.put('[');
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                out.put(',');
            }
            if (array.column().isNull(i)) {
                out.ascii("null");
            } else {
                appendJson(array.column(), i, out);
            }
        }
        out.put(']');
    }

    private StringBuilder cleared() {
        time.setLength(0);
        return time;
    }

    private static void decimal(Column column, int row, TextBuffer out) {
        long low = column.getDecimalLow(row);
        long high = column.getDecimalHigh(row);
        int scale = column.type().scale();
        if (high == low >> 63) {
            out.scaled(low, scale);
        } else {
            out.ascii(Decimals.toBigDecimal(low, high, scale).toPlainString());
        }
    }

    private static void bytes(Column column, int row, TextBuffer out) {
        if (column.storage() == Storage.SYMBOL32) {
            out.bytes(column.dictionary().bytes(column.getSymbol(row)));
        } else {
            out.memory(column.bytesAddress(row), column.bytesLength(row));
        }
    }

    private static void binary(Column column, int row, TextBuffer out) {
        out.put('\\');
        out.put('x');
        int from = out.length();
        bytes(column, row, out);
        out.toHex(from);
    }
}
