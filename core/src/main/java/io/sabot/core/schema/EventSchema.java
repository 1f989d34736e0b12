package io.sabot.core.schema;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Shape of one stream's events. Immutable; one instance is shared by every batch of the stream, so that batches keep
 * their column views per schema by identity.
 *
 * @param streamId number of the stream in the log's frames
 * @param version raised with every change of the columns
 * @param eventTimeColumn index of the column that carries event time, or {@link #NO_COLUMN}
 */
public record EventSchema(String name, int streamId, int version, List<ColumnSpec> columns, int eventTimeColumn) {
    public static final int NO_COLUMN = -1;

    public EventSchema {
        Objects.requireNonNull(name);
        columns = List.copyOf(columns);
        if (eventTimeColumn < NO_COLUMN || eventTimeColumn >= columns.size()) {
            throw new IllegalArgumentException("event-time column " + eventTimeColumn + " of " + columns.size());
        }
    }

    /** Schema of rows that live between two operators only: no stream number, no version. */
    public static EventSchema derived(String name, List<ColumnSpec> columns, int eventTimeColumn) {
        return new EventSchema(name, 0, 0, columns, eventTimeColumn);
    }

    public int columnCount() {
        return columns.size();
    }

    public ColumnSpec column(int index) {
        return columns.get(index);
    }

    public boolean hasEventTime() {
        return eventTimeColumn != NO_COLUMN;
    }

    /** Index of the column of this name, case ignored, or {@link #NO_COLUMN}. */
    public int indexOf(String columnName) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().toLowerCase(Locale.ROOT).equals(columnName.toLowerCase(Locale.ROOT))) {
                return i;
            }
        }
        return NO_COLUMN;
    }
}
