package io.sabot.engine;

import io.sabot.core.error.SabotException;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.EventTimeMerge;
import io.sabot.ingest.RecordReader;
import io.sabot.journal.SchemaText;
import io.sabot.sql.catalog.TableSpec;
import io.sabot.sql.script.ApplicationPlan;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The tables of an application as streams of the log. Numbers stay with names, whatever the order of declaration. */
final class Streams {
    /** One table's stream; what the log says of it so far. Owned by the sequencer's thread once the ring has started. */
    static final class Stream {
        final TableSpec table;
        final EventSchema schema;
        final boolean isTopic; // filled by queries
        final byte[] schemaText;
        boolean isDeclared;
        volatile boolean isEnded; // appenders' threads look at it
        long offset;
        long lastEventTimeNs = EventTimeMerge.NO_TIME;

        Stream(TableSpec table, EventSchema schema, boolean isTopic) {
            this.table = table;
            this.schema = schema;
            this.isTopic = isTopic;
            this.schemaText = SchemaText.bytes(schema);
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

    /**
     * @param logged latest schemas in the log, by name
     * @throws SabotException ENG-0114 if the log has rows of another shape; topics are made anew and may change
     */
    Streams(ApplicationPlan plan, Map<String, EventSchema> logged) {
        Set<Integer> taken = logged.values().stream().map(EventSchema::streamId).collect(Collectors.toSet());
        int next = 1 + Math.max(plan.tables().size(), taken.stream().reduce(0, Math::max));
        int place = 0;
        for (TableSpec table : plan.tables()) {
            EventSchema wanted = table.stream();
            EventSchema known = logged.get(table.name());
            // The same number whichever others are in the log already: in a cluster some nodes may be started again
            // between.
            int free = taken.contains(++place) ? next : place;
            next += known == null && free == next ? 1 : 0;
            int id = known == null ? free : known.streamId();
            boolean isTopic = table.connector() == null && plan.isWritten(table);
            boolean isKnownShape = known != null && known.columns().equals(wanted.columns());
            if (known != null && !isKnownShape && !isTopic) {
                throw otherShape(wanted, known);
            }
            int version = known == null ? wanted.version() : known.version() + (isKnownShape ? 0 : 1);
            EventSchema schema =
                    new EventSchema(wanted.name(), id, version, wanted.columns(), wanted.eventTimeColumn());
            Stream stream = new Stream(table, schema, isTopic);
            stream.isDeclared = isKnownShape;
            byId.put(id, stream);
            byName.put(table.name(), stream);
        }
    }

    static SabotException otherShape(EventSchema wanted, EventSchema known) {
        return SabotException.configuration(
                "ENG-0114",
                "the log has rows of '" + wanted.name() + "' in another shape: " + shape(known) + ", not "
                        + shape(wanted),
                "declare the table as it was, under another name, or choose another data directory");
    }

    private static String shape(EventSchema schema) {
        return schema.columns().stream()
                .map(column -> column.name() + " " + column.type())
                .collect(Collectors.joining(", ", "(", ")"));
    }

    /** How far each stream got, with its shape. */
    void save(StateOutput out) {
        out.putInt(byId.size());
        for (Stream stream : byId.values()) {
            out.putBytes(stream.schemaText);
            out.putBoolean(stream.isDeclared);
            out.putBoolean(stream.isEnded);
            out.putLong(stream.offset);
            out.putLong(stream.lastEventTimeNs);
        }
    }

    /** What {@link #save} wrote of one stream. */
    record Saved(EventSchema schema, boolean isDeclared, boolean isEnded, long offset, long lastEventTimeNs) {
        static List<Saved> all(StateInput in) {
            int count = in.getInt();
            List<Saved> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                EventSchema schema = SchemaText.parse(new String(in.getBytes(), StandardCharsets.UTF_8));
                all.add(new Saved(schema, in.getBoolean(), in.getBoolean(), in.getLong(), in.getLong()));
            }
            return all;
        }
    }

    /** Takes over how far streams got; those that are gone, or have another shape now, are left out. */
    void load(List<Saved> all) {
        for (Saved saved : all) {
            Stream stream = byId.get(saved.schema().streamId());
            if (stream != null && stream.schema.version() == saved.schema().version()) {
                stream.isDeclared |= saved.isDeclared(); // it may have been behind the checkpoint
                stream.isEnded = saved.isEnded();
                stream.offset = saved.offset();
                stream.lastEventTimeNs = saved.lastEventTimeNs();
            }
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
