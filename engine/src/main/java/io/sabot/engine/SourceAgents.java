package io.sabot.engine;

import io.sabot.core.memory.MemoryPool;
import io.sabot.ingest.EventTimeMerge;
import io.sabot.ingest.RecordReader;
import io.sabot.ingest.ring.IngestAgent;
import io.sabot.ingest.ring.IngestRing;
import io.sabot.ingest.ring.MergeAgent;
import io.sabot.ingest.ring.SourceAgent;
import io.sabot.journal.EventLog;
import io.sabot.sql.catalog.TableSpec;
import io.sabot.sql.script.ApplicationPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Opens what brings rows of an application's tables to the ring. */
final class SourceAgents {
    private final Application application;
    private final Streams streams;
    private final IngestRing ring;
    private final EventLog log;
    private final MemoryPool pool;
    private final List<IngestAgent> agents;
    private final boolean opensConnectors;

    /**
     * @param agents where they go as they are opened, so that whoever closes the node knows them; the caller's
     * @param opensConnectors whether tables with connectors are read; topics are in any case
     */
    SourceAgents(
            Application application,
            Streams streams,
            IngestRing ring,
            EventLog log,
            MemoryPool pool,
            List<IngestAgent> agents,
            boolean opensConnectors) {
        this.application = application;
        this.streams = streams;
        this.ring = ring;
        this.log = log;
        this.pool = pool;
        this.agents = agents;
        this.opensConnectors = opensConnectors;
    }

    /** What has been opened when it fails is in the list of agents, or closed. */
    List<IngestAgent> open(ApplicationPlan plan, Path sqlDirectory, SabotConfig.Console console) {
        List<EventTimeMerge.Source> merged = new ArrayList<>();
        try {
            return open(plan, sqlDirectory, console, merged);
        } catch (RuntimeException e) {
            Closing.all(merged.stream().map(EventTimeMerge.Source::reader).toList());
            throw e;
        }
    }

    private List<IngestAgent> open(
            ApplicationPlan plan, Path sqlDirectory, SabotConfig.Console console, List<EventTimeMerge.Source> merged) {
        List<Integer> mergedIds = new ArrayList<>();
        for (Streams.Stream stream : streams.all()) {
            TableSpec table = stream.table;
            if (stream.isEnded || !application.reads(table)) {
                continue;
            }
            if (table.connector() == null) {
                if (plan.isWritten(table)) {
                    agents.add(new LoopbackAgent(
                            ring.newPublisher(),
                            application.outbox(table.name()),
                            stream.offset,
                            stream.schema,
                            log.symbols()));
                }
                continue;
            }
            if (!opensConnectors) {
                continue;
            }
            if (Connectors.takesBatches(table)) {
                agents.add(Connectors.openBatches(table, stream.schema, ring.newPublisher(), log.symbols()));
                continue;
            }
            RecordReader reader = Connectors.open(table, stream.schema, stream.offset, sqlDirectory, console.in());
            if (Connectors.isBounded(table)) {
                merged.add(new EventTimeMerge.Source(reader, stream.schema, stream.lastEventTimeNs));
                mergedIds.add(stream.id());
            } else {
                agents.add(new SourceAgent(ring.newPublisher(), reader, stream.id(), stream.schema, log.symbols()));
            }
        }
        if (!merged.isEmpty()) {
            agents.add(new MergeAgent(
                    ring.newPublisher(),
                    merged,
                    mergedIds.stream().mapToInt(Integer::intValue).toArray(),
                    log.symbols(),
                    pool));
        }
        return agents;
    }
}
