package io.sabot.sql.operator;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.Position;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.Input;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.SqlType;
import io.sabot.sql.type.LiteralValues;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.apache.calcite.rex.RexLiteral;

/** The rows of VALUES: they come before everything in the log, and are not journaled. */
public final class ConstantRows {
    private ConstantRows() {}

    /** Hands all rows and the end to the query. */
    public static void feed(OperatorBuilder.Constants constants, MemoryPool pool) {
        EventSchema schema = constants.rows().flow().schema();
        Input input = constants.input();
        boolean[] isPlain = new boolean[schema.columnCount()];
        Arrays.fill(isPlain, true);
        try (EventBatch batch = EventBatch.growable(pool)) {
            batch.layout(schema, null, isPlain, EventBatch.DEFAULT_ROWS);
            batch.seq(0);
            int row = 0;
            for (List<RexLiteral> values : constants.rows().rows()) {
                if (batch.isFull()) {
                    input.onBatch(batch);
                    batch.clear();
                }
                int at = batch.nextRow();
                for (int i = 0; i < values.size(); i++) {
                    write(batch.column(i), at, values.get(i), schema.column(i).type());
                }
                batch.positions(at, Position.of(0, row), Position.of(0, row));
                batch.commitRow();
                row = Math.min(row + 1, Position.MAX_ROWS - 1);
            }
            if (!batch.isEmpty()) {
                input.onBatch(batch);
            }
            input.onEnd(Position.of(0, row));
        }
    }

    private static void write(Column column, int row, RexLiteral literal, SqlType type) {
        Object value = LiteralValues.of(literal, type);
        if (value == null) {
            column.setNull(row);
            return;
        }
        switch (type.kind()) {
            case BOOLEAN -> column.putBoolean(row, (Boolean) value);
            case INT, DATE -> column.putInt(row, ((Number) value).intValue());
            case BIGINT, TIME, TIMESTAMP, INTERVAL -> column.putLong(row, ((Number) value).longValue());
            case DOUBLE -> column.putDouble(row, ((Number) value).doubleValue());
            case DECIMAL -> column.putDecimal(row, (BigDecimal) value);
            case VARCHAR -> column.putString(row, (String) value);
            case BINARY -> column.putBytes(row, (byte[]) value, 0, ((byte[]) value).length);
            case ARRAY -> throw new IllegalStateException("an ARRAY constant");
        }
    }
}
