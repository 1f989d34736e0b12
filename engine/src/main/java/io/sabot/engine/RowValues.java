package io.sabot.engine;

import io.sabot.core.array.ArrayValues;
import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.schema.EventSchema;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Rows as objects, for the few that are kept. */
final class RowValues {
    private RowValues() {}

    /** The schema's columns of a row; what kind of object is said at {@link ReplayDifference}. */
    static List<Object> of(EventBatch batch, EventSchema schema, int row) {
        List<Object> values = new ArrayList<>(schema.columnCount());
        for (int i = 0; i < schema.columnCount(); i++) {
            Column column = batch.column(i);
            values.add(column.isNull(row) ? null : value(column, row));
        }
        return Collections.unmodifiableList(values);
    }

    private static Object value(Column column, int row) {
        return switch (column.type().kind()) {
            case BOOLEAN -> column.getBoolean(row);
            case INT, DATE -> column.getInt(row);
            case BIGINT, TIME, TIMESTAMP, INTERVAL -> column.getLong(row);
            case DOUBLE -> column.getDouble(row);
            case DECIMAL -> column.getDecimal(row);
            case VARCHAR -> column.getString(row);
            case ARRAY -> ArrayValues.toList(column.getBytes(row), column.type().element());
            case BINARY -> ByteBuffer.wrap(column.getBytes(row)).asReadOnlyBuffer();
        };
    }
}
