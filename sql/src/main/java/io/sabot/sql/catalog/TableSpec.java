package io.sabot.sql.catalog;

import io.sabot.core.schema.EventSchema;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;

/**
 * A table as declared.
 *
 * @param stream the physical columns, as the log stores them; its event-time column is set if that is physical
 * @param rowType all columns in the order of declaration, computed ones too
 * @param expressions per column of {@code rowType}: over the physical columns; an input reference for a physical column
 * @param eventTimeColumn index in {@code rowType} of the watermarked column, or {@link EventSchema#NO_COLUMN}
 * @param watermarkDelayNs how far the watermark stays behind the latest event
 * @param options of WITH, keys in lower case
 */
public record TableSpec(
        String name,
        EventSchema stream,
        RelDataType rowType,
        List<RexNode> expressions,
        int eventTimeColumn,
        long watermarkDelayNs,
        Map<String, String> options,
        SourceText.Place place) {

    public static final String CONNECTOR = "connector";

    public TableSpec {
        expressions = List.copyOf(expressions);
        options = Map.copyOf(options);
    }

    public boolean hasWatermark() {
        return eventTimeColumn != EventSchema.NO_COLUMN;
    }

    /** Null for an internal topic. */
    public String connector() {
        return options.get(CONNECTOR);
    }

    public String option(String key, String defaultValue) {
        return options.getOrDefault(key, defaultValue);
    }

    public boolean hasComputedColumns() {
        return expressions.size() != stream.columnCount();
    }
}
