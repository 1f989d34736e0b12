package io.sabot.engine;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.schema.EventSchema;
import io.sabot.journal.EventLog;
import io.sabot.journal.FrameHeader;
import io.sabot.journal.FrameType;
import io.sabot.journal.LogReader;
import io.sabot.journal.Outbox;
import io.sabot.journal.OutboxLimits;
import io.sabot.journal.OutboxReader;
import io.sabot.journal.SimulatedFile;
import io.sabot.journal.SimulatedJournals;
import io.sabot.sql.catalog.TableSpec;
import io.sabot.sql.script.ApplicationPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an application makes of a log that it reads once, from the first entry to the last, without an interruption. */
final class UndisturbedRun {
    private final ApplicationPlan plan;
    private final Map<String, Outbox> outboxes = new LinkedHashMap<>();
    private final List<SimulatedFile> files = new ArrayList<>();
    private final Map<Integer, EventSchema> schemas = new HashMap<>();

    private UndisturbedRun(ApplicationPlan plan) {
        this.plan = plan;
    }

    /** Rows of every outbox, as {@link RowTexts}. */
    static Map<String, List<String>> outputs(ApplicationPlan plan, SabotConfig config, EventLog log) {
        UndisturbedRun run = new UndisturbedRun(plan);
        MemoryPool pool = MemoryPool.unbounded();
        try (pool;
                Application application = new Application(
                        plan, run::open, config, new SpaceWait(config.listener()), pool, HeldOutputs.AT_ONCE)) {
            application.start();
            run.feed(application, log);
            return run.rows();
        } finally {
            run.files.forEach(SimulatedFile::close);
        }
    }

    private Outbox open(String name, EventSchema schema) {
        SimulatedFile file = new SimulatedFile(name, what -> {});
        files.add(file);
        Outbox outbox = SimulatedJournals.openOutbox(name, file, schema, OutboxLimits.NONE);
        outboxes.put(name, outbox);
        return outbox;
    }

    private void feed(Application application, EventLog log) {
        try (LogReader reader = log.reader(1, new SymbolDictionary())) {
            while (reader.next()) {
                FrameHeader header = reader.header();
                if (header.type() == FrameType.DDL) {
                    schemas.put(reader.schema().streamId(), reader.schema());
                } else if (header.type() == FrameType.DATA) {
                    EventBatch batch = reader.batch(schemas.get(header.streamId()));
                    application.onRows(table(header), batch, header.seq(), header.timeNs());
                } else if (header.type() == FrameType.END) {
                    application.onEnd(table(header), header.seq(), header.timeNs());
                }
            }
        }
    }

    private TableSpec table(FrameHeader header) {
        String name = schemas.get(header.streamId()).name();
        return plan.tables().stream()
                .filter(table -> table.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Map<String, List<String>> rows() {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        outboxes.forEach((name, outbox) -> rows.put(
                name, rows(outbox).stream().map(SimulatedSink.Taken::text).toList()));
        return rows;
    }

    /** All rows of an outbox with their numbers. */
    static List<SimulatedSink.Taken> rows(Outbox outbox) {
        List<SimulatedSink.Taken> rows = new ArrayList<>();
        try (OutboxReader reader = outbox.reader(0)) {
            while (reader.next()) {
                EventBatch batch = reader.batch();
                for (int i = 0; i < batch.selectedCount(); i++) {
                    int row = batch.selection()[i];
                    rows.add(new SimulatedSink.Taken(reader.oseq(row), RowTexts.of(batch, row)));
                }
            }
        }
        return rows;
    }
}
