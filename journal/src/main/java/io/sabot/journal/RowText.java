package io.sabot.journal;

import io.sabot.core.array.ArrayValues;
import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.Position;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.time.Timestamps;
import java.util.HexFormat;
import java.util.stream.Collectors;

/** Rows as lines of text, for people. */
final class RowText {
    private final StringBuilder line = new StringBuilder();

    static String columns(EventSchema schema) {
        return schema.columns().stream()
                .map(column -> column.name() + " " + column.type())
                .collect(Collectors.joining(", "));
    }

    /** Cells separated by tabs. */
    String row(EventBatch batch, int row) {
        line.setLength(0);
        for (int i = 0; i < batch.columnCount(); i++) {
            if (i > 0) {
                line.append('\t');
            }
            Column column = batch.column(i);
            if (column.isNull(row)) {
                line.append("NULL");
            } else {
                appendValue(batch.schema().column(i), column, row);
            }
        }
        return line.toString();
    }

    private void appendValue(ColumnSpec spec, Column column, int row) {
        switch (spec.type().kind()) {
            case BOOLEAN -> line.append(column.getBoolean(row));
            case INT -> line.append(column.getInt(row));
            case BIGINT -> appendLong(spec, column.getLong(row));
            case DOUBLE -> line.append(column.getDouble(row));
            case DECIMAL -> line.append(column.getDecimal(row).toPlainString());
            case VARCHAR -> appendText(column.getString(row));
            case ARRAY -> ArrayValues.append(column.getBytes(row), spec.type().element(), line);
            case BINARY ->
                line.append("x'")
                        .append(HexFormat.of().formatHex(column.getBytes(row)))
                        .append('\'');
            case DATE -> Timestamps.appendDate(line, column.getInt(row));
            case TIME -> Timestamps.appendTime(line, column.getLong(row));
            case TIMESTAMP -> Timestamps.appendTimestamp(line, column.getLong(row));
            case INTERVAL -> Timestamps.appendInterval(line, column.getLong(row));
        }
    }

    private void appendLong(ColumnSpec spec, long value) {
        boolean isPosition =
                spec.name().equals(OutboxSchema.POSITION) || spec.name().equals(OutboxSchema.FIRST_POSITION);
        if (isPosition) {
            line.append(Position.format(value));
        } else {
            line.append(value);
        }
    }

    /** One row stays one line. */
    private void appendText(String text) {
        line.append(text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n"));
    }
}
