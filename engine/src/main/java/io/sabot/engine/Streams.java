package io.sabot.engine;

import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.EventTimeMerge;
import io.sabot.ingest.RecordReader;
import io.sabot.sql.catalog.TableSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tables of an application as streams of the log. Numbers stay with names, whatever the order of declaration. */
final class Streams {
    /** One table's stream; what the log says of it so far. Owned by the sequencer's thread once the ring has started. */
    static final class Stream {
        final TableSpec table;
        final EventSchema schema;
        boolean isDeclared;
        boolean isEnded;
        long offset;
        long lastEventTimeNs = EventTimeMerge.NO_TIME;

        Stream(TableSpec table, EventSchema schema) {
            this.table = table;
            this.schema = schema;
        }

        int id() {
            return schema.streamId();
        }

        void reached(long newOffset) {
            if (newOffset != RecordReader.NO_OFFSET) {
                offset = newOffset;
            }
        }
    }

    private final Map<Integer, Stream> byId = new LinkedHashMap<>();
    private final Map<String, Stream> byName = new LinkedHashMap<>();

    /** @param logged latest schemas in the log, by name */
    Streams(List<TableSpec> tables, Map<String, EventSchema> logged) {
        int next = 1
                + logged.values().stream().mapToInt(EventSchema::streamId).max().orElse(0);
        for (TableSpec table : tables) {
            EventSchema wanted = table.stream();
            EventSchema known = logged.get(table.name());
            int id = known == null ? next++ : known.streamId();
            EventSchema schema =
                    new EventSchema(wanted.name(), id, wanted.version(), wanted.columns(), wanted.eventTimeColumn());
            Stream stream = new Stream(table, schema);
            stream.isDeclared = known != null;
            byId.put(id, stream);
            byName.put(table.name(), stream);
        }
    }

    /** Null if the application has no such table. */
    Stream byId(int streamId) {
        return byId.get(streamId);
    }

    Stream of(TableSpec table) {
        return byName.get(table.name());
    }

    List<Stream> all() {
        return new ArrayList<>(byId.values());
    }
}
