package io.sabot.journal;

import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.TypeKind;
import java.util.ArrayList;
import java.util.List;

/** A sink's columns, and after them the two positions of each row. */
public final class OutboxSchema {
    public static final String FIRST_POSITION = "$first_position";
    public static final String POSITION = "$position";

    private static final int POSITION_COLUMNS = 2;

    private OutboxSchema() {}

    public static EventSchema of(EventSchema sinkSchema) {
        SqlType type = SqlType.of(TypeKind.BIGINT).withNullable(false);
        List<ColumnSpec> columns = new ArrayList<>(sinkSchema.columns());
        columns.add(new ColumnSpec(FIRST_POSITION, type));
        columns.add(new ColumnSpec(POSITION, type));
        return new EventSchema(
                sinkSchema.name(), sinkSchema.streamId(), sinkSchema.version(), columns, sinkSchema.eventTimeColumn());
    }

    /** Number of the sink's own columns. */
    public static int sinkColumns(EventSchema outboxSchema) {
        return outboxSchema.columnCount() - POSITION_COLUMNS;
    }
}
