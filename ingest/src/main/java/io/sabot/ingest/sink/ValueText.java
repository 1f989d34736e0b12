package io.sabot.ingest.sink;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.Decimals;
import io.sabot.core.time.Timestamps;
import io.sabot.core.type.Storage;

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
 * </pre>
 */
final class ValueText {
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
            case ARRAY -> throw new IllegalStateException("refused when the sink was opened");
        }
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
