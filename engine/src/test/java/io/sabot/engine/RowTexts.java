package io.sabot.engine;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;

/** Rows of batches as lines. */
final class RowTexts {
    private RowTexts() {}

    /** All columns, which in an outbox are also the positions that the row comes from. */
    static String of(EventBatch batch, int row) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < batch.columnCount(); i++) {
            text.append(i == 0 ? "" : ",").append(of(batch.column(i), row));
        }
        return text.toString();
    }

    private static Object of(Column column, int row) {
        if (column.isNull(row)) {
            return "NULL";
        }
        return switch (column.storage()) {
            case BIT -> column.getBoolean(row);
            case INT32 -> column.getInt(row);
            case INT64 -> column.getLong(row);
            case FLOAT64 -> column.getDouble(row);
            case DECIMAL128 -> column.getDecimal(row);
            case SYMBOL32, VIEW128 -> column.getString(row);
        };
    }
}
