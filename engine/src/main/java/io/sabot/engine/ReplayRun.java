package io.sabot.engine;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.error.SabotException;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.RecordReader;
import io.sabot.journal.FrameHeader;
import io.sabot.journal.Journals;
import io.sabot.journal.LogReader;
import io.sabot.journal.Outbox;
import io.sabot.journal.PassingOutbox;
import io.sabot.sql.catalog.TableSpec;
import io.sabot.sql.script.ApplicationPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * One application that is given the entries of a log, its results kept until the next entry. Owned by the thread that
 * replays.
 */
final class ReplayRun implements AutoCloseable {
    /** A topic may feed itself, and a rule that never comes to rest would not end here. */
    private static final int MAX_STEPS = 100_000;

    /**
     * Who made the rows of topics that are in the log.
     *
     * @param topics of the application that was recorded
     * @param formerSeq entry behind which rows of topics are that application's
     * @param isUsed whether the application that is replayed is the same one, so that its topics are taken from the log
     */
    record RecordedTopics(Topics topics, long formerSeq, boolean isUsed) {}

    /** A table and its stream in the log. */
    private static final class Bound {
        final TableSpec table;
        final EventSchema schema; // null: rows of a former shape
        final boolean isRecordedTopic;

        Bound(TableSpec table, EventSchema schema, boolean isRecordedTopic) {
            this.table = table;
            this.schema = schema;
            this.isRecordedTopic = isRecordedTopic;
        }
    }

    private final ApplicationPlan plan;
    private final RecordedTopics recorded;
    private final ReplayListener listener;
    private final Topics topics;
    private final MemoryPool pool = MemoryPool.unbounded();
    private final Map<String, PassingOutbox> outboxes = new LinkedHashMap<>();
    private final Map<String, OutboxCursor> cursors = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final List<TopicLoop> loops = new ArrayList<>();
    private final Map<String, TableSpec> tables = new HashMap<>();
    private final Int2ObjectHashMap<Bound> streams = new Int2ObjectHashMap<>();
    private final Set<String> logged = new HashSet<>();
    private final Set<String> told = new HashSet<>();
    private final Set<String> ended = new HashSet<>();
    private final Application application;
    private long rows;

    ReplayRun(ApplicationPlan plan, RecordedTopics recorded, ReplayListener listener) {
        this.plan = plan;
        this.recorded = recorded;
        this.listener = listener;
        this.topics = new Topics(plan);
        plan.tables().forEach(table -> tables.put(table.name(), table));
        SabotConfig config = Settings.apply(SabotConfig.inMemory(), plan.settings());
        application = new Application(
                plan, this::openOutbox, config, new SpaceWait(EngineListener.NONE), pool, HeldOutputs.AT_ONCE);
        for (TableSpec table : plan.tables()) {
            if (!recorded.isUsed() && topics.isTopic(table) && application.reads(table)) {
                PassingOutbox outbox = outboxes.get(table.name());
                loops.add(new TopicLoop(this, table, OutboxCursor.passing(outbox.reader()), pool));
            }
        }
    }

    private Outbox openOutbox(String name, EventSchema schema) {
        PassingOutbox outbox = Journals.passingOutbox(name, schema);
        outboxes.put(name, outbox);
        cursors.put(name, OutboxCursor.passing(outbox.reader()));
        return outbox.outbox();
    }

    /** Names of its outboxes, dead letters' first. */
    Set<String> outboxNames() {
        return new LinkedHashSet<>(outboxes.keySet());
    }

    Topics topics() {
        return topics;
    }

    /** Results not yet forgotten; null if it has no such outbox. */
    OutboxCursor cursor(String name) {
        return cursors.get(name);
    }

    /** Rows it was given. */
    long rows() {
        return rows;
    }

    /** Gives it what needs no input. */
    void start() {
        application.start();
        loopBack(0, 0);
    }

    /** A stream's shape, from here on. */
    void onSchema(EventSchema inLog) {
        TableSpec table = tables.get(inLog.name());
        if (table == null) {
            return;
        }
        EventSchema wanted = table.stream();
        boolean isSameShape = inLog.columns().equals(wanted.columns());
        boolean isRecordedTopic = recorded.topics() != null && recorded.topics().isTopic(inLog.name());
        if (!isSameShape && !topics.isTopic(table) && application.reads(table)) {
            throw Streams.otherShape(wanted, inLog);
        }
        logged.add(table.name());
        streams.put(inLog.streamId(), new Bound(table, isSameShape ? inLog : null, isRecordedTopic));
    }

    /** An entry with rows. */
    void onRows(LogReader reader) {
        FrameHeader header = reader.header();
        Bound bound = boundOf(header);
        if (bound != null && application.reads(bound.table)) {
            EventBatch batch = reader.batch(bound.schema);
            rows += batch.rows();
            rows(bound.table, batch, header.seq(), header.timeNs());
            loopBack(header.seq(), header.timeNs());
        }
    }

    /** An input has ended. */
    void onEnd(FrameHeader header) {
        Bound bound = boundOf(header);
        if (bound != null) {
            end(bound.table, header.seq(), header.timeNs());
            loopBack(header.seq(), header.timeNs());
        }
    }

    /** Null if the entry is not for this application. */
    private Bound boundOf(FrameHeader header) {
        Bound bound = streams.get(header.streamId());
        return bound == null || bound.schema == null || !isMeant(bound, header) ? null : bound;
    }

    /** Rows of topics that queries made have an offset, that of the output. */
    private boolean isMeant(Bound bound, FrameHeader header) {
        if (!bound.isRecordedTopic || header.sourceOffset() == RecordReader.NO_OFFSET) {
            return true;
        }
        boolean isFormer = header.seq() <= recorded.formerSeq();
        if (recorded.isUsed()) {
            return !isFormer;
        }
        if (isFormer || topics.isTopic(bound.table)) {
            return false;
        }
        if (application.reads(bound.table) && told.add(bound.table.name())) {
            listener.onWarning("no query fills '" + bound.table.name()
                    + "': its rows are those of the application that was recorded");
        }
        return true;
    }

    void rows(TableSpec table, EventBatch batch, long seq, long timeNs) {
        if (ended.contains(table.name())) {
            throw SabotException.failed(
                    "ENG-0202",
                    "rows for '" + table.name() + "' came after its end",
                    "in the log it has ended before queries insert into it",
                    null);
        }
        application.onRows(table, batch, seq, timeNs);
    }

    void end(TableSpec table, long seq, long timeNs) {
        if (ended.add(table.name())) {
            application.onEnd(table, seq, timeNs);
        }
    }

    /** Brings what queries have inserted into topics to those that read them. */
    void loopBack(long seq, long timeNs) {
        int steps = 0;
        boolean hasMore = !loops.isEmpty();
        while (hasMore) {
            hasMore = false;
            for (TopicLoop loop : loops) {
                hasMore |= loop.step(seq, timeNs);
            }
            if (++steps > MAX_STEPS) {
                throw SabotException.failed(
                        "ENG-0121",
                        "entry " + seq + " makes topics feed each other without end",
                        "a query that reads what it inserts needs a condition that fails at some time",
                        null);
            }
        }
    }

    /** Results so far have been read, and are given up. */
    void forget() {
        for (PassingOutbox outbox : outboxes.values()) {
            outbox.forget();
        }
    }

    /** Tells of tables that are read, and of which the log has had nothing. */
    void warnOfMissing() {
        for (TableSpec table : plan.tables()) {
            boolean isLooped = topics.isTopic(table);
            if (application.reads(table) && !isLooped && !logged.contains(table.name())) {
                listener.onWarning("the log has no rows of '" + table.name() + "': it is empty");
            }
        }
    }

    @Override
    public void close() {
        List<AutoCloseable> parts = new ArrayList<>(loops);
        parts.addAll(cursors.values());
        parts.add(application);
        parts.add(pool);
        Closing.all(parts);
    }
}
