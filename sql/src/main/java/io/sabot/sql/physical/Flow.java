package io.sabot.sql.physical;

import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.type.SqlType;
import io.sabot.sql.type.Types;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;

/**
 * What is known of the rows between two operators.
 *
 * @param schema its event-time column is set only if the rows are watermarked
 * @param isBounded whether there is an end
 * @param isInOrder no row is older than the one before it, by event time
 */
public record Flow(EventSchema schema, boolean isBounded, boolean isInOrder) {
    public boolean hasWatermark() {
        return schema.hasEventTime();
    }

    public int timeColumn() {
        return schema.eventTimeColumn();
    }

    public List<SqlType> types() {
        return schema.columns().stream().map(ColumnSpec::type).toList();
    }

    /** As this one, with other columns. */
    public Flow with(RelDataType row, int timeColumn) {
        return new Flow(schema(schema.name(), row, timeColumn), isBounded, isInOrder);
    }

    /** The columns of a relational row type. */
    public static EventSchema schema(String name, RelDataType row, int timeColumn) {
        List<ColumnSpec> columns = new ArrayList<>();
        for (RelDataTypeField field : row.getFieldList()) {
            columns.add(new ColumnSpec(field.getName(), Types.of(field.getType())));
        }
        return EventSchema.derived(name, columns, timeColumn);
    }
}
