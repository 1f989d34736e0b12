package io.sabot.engine;

import io.sabot.cep.api.EventPattern;
import io.sabot.cep.api.MatchFunction;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.error.Nearest;
import io.sabot.core.error.SabotException;
import io.sabot.core.memory.MemoryPool;
import io.sabot.ingest.RecordReader;
import io.sabot.ingest.format.FormatSpec;
import io.sabot.ingest.ring.AgentRunner;
import io.sabot.ingest.ring.FlushMode;
import io.sabot.ingest.ring.IngestAgent;
import io.sabot.ingest.ring.IngestRing;
import io.sabot.ingest.ring.ProducerHello;
import io.sabot.ingest.ring.RingPublisher;
import io.sabot.ingest.ring.RowAppender;
import io.sabot.ingest.sink.Sink;
import io.sabot.journal.CommitPolicy;
import io.sabot.journal.EventLog;
import io.sabot.journal.GroupCommit;
import io.sabot.journal.Outbox;
import io.sabot.sql.catalog.TableSpec;
import io.sabot.sql.script.ApplicationPlan;
import io.sabot.sql.script.QueryPlan;
import io.sabot.sql.script.ScriptPlanner;
import io.sabot.state.Checkpointer;
import io.sabot.state.StateUse;
import io.sabot.state.view.ViewReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * One node with one application: sources → ring → sequencer → log → operators → outboxes → sinks.
 *
 * <pre>{@code
 * try (Sabot sabot = Sabot.open(SabotConfig.in(dir))) {
 *   sabot.subscribe("alerts", row -> System.out.println(row.string("symbol")));
 *   sabot.execute(Path.of("app.sql"));
 *   RowAppender ticks = sabot.appender("ticks");
 *   ticks.row().symbol(ticks.symbolId("AAPL")).timestampNs(t).f64(price).i32(size).append();
 * }
 * }</pre>
 *
 * <p>Opened, executed and closed by one thread; each appender belongs to the thread that fills it.
 */
public final class Sabot implements AutoCloseable {
    /** Names that SET knows. */
    public static final Set<String> SETTINGS = Settings.NAMES;

    private static final long VIEW_POLL_NS = 10_000_000L;
    private static final long DISK_POLL_NS = 20_000L;
    private static final int APPENDER_ROWS = EventBatch.DEFAULT_ROWS;

    private final SabotConfig config;
    private final MemoryPool pool = MemoryPool.unbounded();
    private final DataDirectory directory;
    private final List<Pending> pendingSubscriptions = new ArrayList<>();
    private final List<EventQuery> patterns = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final List<AgentRunner> sourceRunners = new ArrayList<>();
    private final List<IngestAgent> agents = new ArrayList<>();
    private final Queue<RowAppender> appenders = new ConcurrentLinkedQueue<>();
    private final Queue<OutputTail> tails = new ConcurrentLinkedQueue<>();
    private final Queue<RecordIntake> intakes = new ConcurrentLinkedQueue<>();
    private final SpaceWait space;
    private final Views views;
    private EventLog log;
    private Application application;
    private Streams streams;
    private final Map<String, Sink> lastingSinks = new LinkedHashMap<>(); // until their pumps have them
    private GroupCommit commit;
    private Sequencer sequencer;
    private Checkpointer checkpointer;
    private CheckpointThread checkpointThread;
    private IngestRing ring;
    private SinkRunner sinks;
    private boolean opensSources = true;
    private boolean isStarted;
    private boolean isClosed;

    private record Pending(String table, long afterOutput, Consumer<Row> consumer) {}

    private Sabot(SabotConfig config) {
        this.config = config;
        this.space = new SpaceWait(config.listener());
        this.directory = DataDirectory.open(config);
        this.views = new Views(directory, config.listener());
    }

    /**
     * Takes the data directory. Nothing runs before {@link #execute}.
     *
     * @throws SabotException if another process has it
     */
    public static Sabot open(SabotConfig config) {
        return new Sabot(config);
    }

    /** Plans a script, and starts nothing. */
    public static ApplicationPlan plan(String file, String sql, Path sqlDirectory) {
        ApplicationPlan plan = ScriptPlanner.plan(file, sql, Connectors.specs(), SETTINGS, sqlDirectory);
        Sinks.check(plan);
        return plan;
    }

    /** Reads a SQL file. */
    public static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw SabotException.configuration("ENG-0104", "there is no file " + file, null);
        } catch (CharacterCodingException e) {
            throw SabotException.configuration("ENG-0105", file + " is not UTF-8 text", null);
        } catch (IOException e) {
            String reason = Files.isDirectory(file) ? "it is a directory" : String.valueOf(e.getMessage());
            throw SabotException.configuration("ENG-0106", file + " cannot be read: " + reason, null);
        }
    }

    /**
     * Plans the file, replays the log, and starts. Relative paths in it start from its directory.
     *
     * @throws StoppedException if {@link SabotConfig#isStopping} says so during replay; to be closed then
     */
    public void execute(Path file) {
        execute(plan(file.toString(), read(file), parent(file)), read(file), parent(file));
    }

    private static Path parent(Path file) {
        return file.toAbsolutePath().getParent();
    }

    /** As {@link #execute(Path)}, of SQL text. Once. */
    public void execute(String sql) {
        execute(plan("(text)", sql, config.sqlDirectory()), sql, config.sqlDirectory());
    }

    /** As {@link #execute(String)}, of what was planned by {@link #plan}. */
    public void execute(ApplicationPlan script, String sql, Path sqlDirectory) {
        if (application != null || isClosed) {
            throw new IllegalStateException(isClosed ? "closed" : "an application runs already");
        }
        ApplicationPlan plan = EventQuery.addTo(script, patterns);
        Sinks.check(plan);
        directory.requireClaimable(plan.fingerprint(), config.takeover());
        boolean isOurs = directory.isClaimedBy(plan.fingerprint()) && config.takeover() != SabotConfig.Takeover.REPLACE;
        boolean isPrepared = !directory.isInMemory()
                && !isOurs
                && new SuccessorDirectory(directory.root()).isReady(plan.fingerprint(), config.takeover());
        LogStart start = isOurs || isPrepared
                ? LogStart.open(isPrepared ? directory.successor() : directory, plan.fingerprint(), config.listener())
                : LogStart.openAll(directory);
        use(start.log());
        Sinks made = new Sinks(config, directory, sqlDirectory, views, System::getenv);
        Recovery recovery = new Recovery(plan, directory, config, space, pool, log);
        if (!directory.isClaimedBy(plan.fingerprint())) {
            if (!isPrepared) {
                recovery.requireShapes();
            }
            made.requireReplaceable(plan); // before anything of another application is given up
            if (config.takeover() == SabotConfig.Takeover.UPGRADE && log.lastSeq() > 0) {
                recovery.appendUpgrade();
            }
        }
        long formerSeq = directory.claim(plan.fingerprint(), sql, config.takeover(), log.lastSeq());
        Recovery.Opened opened =
                recover(plan, recovery.behind(formerSeq), start.afterSeq(), formerSeq, openLasting(plan, made));
        application = opened.application();
        streams = opened.streams();
        checkpointer = opened.checkpointer();
        checkpointThread = directory.isInMemory()
                ? null
                : new CheckpointThread(checkpointer, this::fail, config.listener()::onCheckpointWaits);
        commit = new GroupCommit(log, commitPolicy(), this::fail);
        sequencer = new Sequencer(log, opened, checkpointThread, this::awaitDisk, config, space);
        config.listener().onRecovery(opened.checkpoint(), log.lastSeq());
        replay(opened.fromSeq(), formerSeq, plan, made);
        // Whatever cannot be opened is found before anything runs.
        List<IngestAgent> sources = config.input() == null ? openSources(plan, sqlDirectory) : openOrdered();
        sinks = new SinkRunner(openPumps(plan, made), isAllBounded(plan), this::fail);
        application.trimBehind(durableOseqs(sinks.pumps()));
        space.start();
        commit.start();
        isStarted = true;
        if (ring != null) {
            ring.start();
        }
        sinks.start();
        if (!sources.isEmpty()) {
            String thread = ring == null ? "sabot-engine" : "sabot-sources";
            sourceRunners.add(new AgentRunner(sources, this::fail, thread).start());
        }
    }

    /** What a query had from constants, or from the log, before it failed is for the sinks all the same. */
    private void replay(long fromSeq, long formerSeq, ApplicationPlan plan, Sinks made) {
        try {
            sequencer.replay(fromSeq, formerSeq);
        } catch (SabotException e) {
            if (e.query() != null) {
                drain(plan, made, e);
            }
            throw e;
        }
    }

    private void drain(ApplicationPlan plan, Sinks made, SabotException cause) {
        try {
            List<Pump> pumps = openPumps(plan, made);
            List<AutoCloseable> steps = new ArrayList<>();
            pumps.forEach(pump -> steps.add(pump::drain));
            steps.addAll(pumps);
            Closing.all(steps);
        } catch (RuntimeException again) {
            cause.addSuppressed(again);
        }
    }

    private List<IngestAgent> openSources(ApplicationPlan plan, Path sqlDirectory) {
        ring = new IngestRing(pool, config.slotCount(), config.waitMode(), List.of(sequencer), "sabot-engine");
        ring.onFailure(this::fail);
        return new SourceAgents(application, streams, ring, log, pool, agents, opensSources)
                .open(plan, sqlDirectory, config.console());
    }

    /** What comes has its order: it needs no ring. */
    private List<IngestAgent> openOrdered() {
        config.input().begin(sequencer.lastPosition());
        agents.add(new OrderedFeed(config.input(), sequencer, streams, application, log.symbols(), pool));
        return agents;
    }

    private void use(EventLog opened) {
        log = opened;
        config.listener().onLogOpened(log.openedAfter(), log.lastSeq());
        if (log.cut() != null) {
            config.listener().onLogCut(log.cut());
        }
    }

    private Recovery.Opened recover(
            ApplicationPlan plan, Recovery recovery, long afterSeq, long formerSeq, Map<String, Long> recordedOseqs) {
        directory.limitOutboxes(log.lastSeq(), recordedOseqs, config.input() != null);
        Recovery.Opened opened = recovery.openBehind(afterSeq);
        if (opened != null) {
            return opened;
        }
        log.close();
        log = null;
        use(directory.openLog()); // what was not read is needed
        directory.limitOutboxes(log.lastSeq(), recordedOseqs, config.input() != null);
        return new Recovery(plan, directory, config, space, pool, log)
                .behind(formerSeq)
                .open();
    }

    private static boolean isAllBounded(ApplicationPlan plan) {
        return plan.queries().stream().allMatch(query -> query.plan().flow().isBounded());
    }

    /** An outbox may forget what all its readers have for good. */
    private static Map<Outbox, LongSupplier> durableOseqs(List<Pump> pumps) {
        Map<Outbox, LongSupplier> durable = new HashMap<>();
        for (Pump pump : pumps) {
            durable.merge(pump.outbox(), pump::durableOseq, (a, b) -> () -> Math.min(a.getAsLong(), b.getAsLong()));
        }
        return durable;
    }

    private void awaitDisk() {
        LockSupport.parkNanos(DISK_POLL_NS);
        if (commit.failure() != null) {
            throw commit.failure();
        }
    }

    private CommitPolicy commitPolicy() {
        return config.durability() == SabotConfig.Durability.POWER ? CommitPolicy.POWER : CommitPolicy.PROCESS;
    }

    // ---- sinks ----

    /** Sinks that know from earlier runs how far they got. @return that, by outbox */
    private Map<String, Long> openLasting(ApplicationPlan plan, Sinks made) {
        Map<String, Long> recorded = new HashMap<>();
        for (QueryPlan query : plan.queries()) {
            String name = Application.outboxName(query);
            Sink sink = lastingSinks.containsKey(name) ? null : made.openLasting(query);
            if (sink != null) {
                lastingSinks.put(name, sink);
                recorded.put(name, sink.resumeAfter());
            }
        }
        return recorded;
    }

    /** All of them or none. */
    private List<Pump> openPumps(ApplicationPlan plan, Sinks made) {
        List<Pump> pumps = new ArrayList<>();
        try {
            views.dropOthers(plan);
            addPumps(pumps, plan, made);
            return pumps;
        } catch (RuntimeException e) {
            Closing.all(pumps);
            throw e;
        }
    }

    private void addPumps(List<Pump> pumps, ApplicationPlan plan, Sinks made) {
        for (QueryPlan query : plan.queries()) {
            String name = Application.outboxName(query);
            if (pumps.stream().noneMatch(pump -> pump.name().equals(name))) {
                LedPump.Target target = made.openLed(query);
                if (target != null) {
                    pumps.add(led(name, target));
                    continue;
                }
                Sink sink = lastingSinks.remove(name);
                sink = sink == null ? made.openPassing(query, application.outbox(name)) : sink;
                if (sink != null) {
                    pumps.add(new SinkPump(name, application.outbox(name), sink, config.listener()));
                }
            }
        }
        for (Pending pending : pendingSubscriptions) {
            Outbox outbox = application.outbox(pending.table());
            if (outbox == null) {
                throw noOutput(pending.table(), plan);
            }
            pumps.add(new SinkPump(
                    pending.table() + " subscription",
                    outbox,
                    new Subscription(outbox.schema(), pending.afterOutput(), pending.consumer()),
                    config.listener()));
        }
    }

    private Pump led(String name, LedPump.Target target) {
        return new LedPump(
                name,
                application.outbox(name),
                target,
                config.input()::leadingTerm,
                config.listener(),
                System::nanoTime);
    }

    // ---- the program's side ----

    /**
     * Rows for a table without connector, published one by one.
     *
     * @return for one thread, which closes it when it has appended all; what it appends once the node is closed is refused
     */
    public RowAppender appender(String table) {
        return appender(table, FlushMode.IMMEDIATE, APPENDER_ROWS);
    }

    /** As {@link #appender(String)}; with {@link FlushMode#MANUAL} rows go out when a batch is full or flushed. */
    public RowAppender appender(String table, FlushMode mode, int maxRows) {
        Streams.Stream stream = appendable(table);
        return track(new RowAppender(ring.newPublisher(), stream.schema, stream.id(), log.symbols(), mode, maxRows));
    }

    private RowAppender track(RowAppender appender) {
        appenders.removeIf(RowAppender::isClosed);
        appenders.add(appender);
        return appender;
    }

    /**
     * Rows for a table without connector in numbered batches, which are in the log once however often they are sent. It
     * goes on in the epoch in which the producer is.
     *
     * @param name of the producer, unique for the table; the same over restarts
     * @return for one thread, which closes it
     * @throws io.sabot.ingest.ring.BatchRefusedException if there are too many producers
     */
    public Producer producer(String table, String name) {
        return producer(table, name, ProducerHello.CURRENT_EPOCH);
    }

    /**
     * As {@link #producer(String, String)}, in this epoch: a newer one counts batches from 1 and has those of older ones
     * refused from then on.
     */
    public Producer producer(String table, String name, int epoch) {
        Streams.Stream stream = appendable(table);
        RingPublisher publisher = ring.newPublisher();
        RowAppender rows = track(new RowAppender(
                publisher, stream.schema, stream.id(), log.symbols(), FlushMode.TOGETHER, EventBatch.MAX_ROWS));
        Producer producer = new Producer(name, rows, publisher, stream);
        boolean isOpen = false;
        try {
            producer.open(epoch);
            isOpen = true;
            return producer;
        } finally {
            if (!isOpen) {
                producer.close();
            }
        }
    }

    /**
     * Batches of records for a table without connector, as bytes, for a server that has them from its clients.
     *
     * @return for the caller to close, else closed with the node
     */
    public RecordIntake intake(String table, FormatSpec format) {
        Streams.Stream stream = appendable(table);
        RecordIntake intake = new RecordIntake(ring.newPublisher(), stream, format, log.symbols());
        intakes.removeIf(RecordIntake::isClosed);
        intakes.add(intake);
        return intake;
    }

    /**
     * Follows the results that queries insert into a table, beside its sink.
     *
     * @param afterOutput number of the last result that is not wanted, 0 for all
     * @throws SabotException ENG-0107 if there is no such table, JRN-03xx if there is no such result (any more)
     */
    public OutputTail tail(String table, long afterOutput) {
        requireRunning();
        QueryPlan query = application.plan().queries().stream()
                .filter(q -> Application.outboxName(q).equalsIgnoreCase(table))
                .findFirst()
                .orElseThrow(() -> noOutput(table, application.plan()));
        Outbox outbox = application.outbox(Application.outboxName(query));
        OutputTail tail = new OutputTail(outbox.reader(afterOutput), query.output());
        tails.removeIf(OutputTail::isClosed);
        tails.add(tail);
        return tail;
    }

    private static SabotException noOutput(String table, ApplicationPlan plan) {
        return SabotException.configuration(
                "ENG-0107",
                "no query inserts into '" + table + "'",
                Nearest.hint(
                        table,
                        plan.queries().stream().map(Application::outboxName).toList()));
    }

    /** Rows of every table come from the program: connectors are not opened. Before {@link #execute}. */
    void withoutSources() {
        opensSources = false;
    }

    /** Whether the log has the end of the table. */
    boolean hasEnded(String table) {
        return streams.all().stream().anyMatch(stream -> stream.table.name().equals(table) && stream.isEnded);
    }

    private Streams.Stream appendable(String table) {
        requireRunning();
        requireRing();
        for (Streams.Stream stream : streams.all()) {
            if (stream.table.name().equalsIgnoreCase(table)) {
                if (stream.table.connector() != null && opensSources) {
                    throw SabotException.configuration(
                            "ENG-0109",
                            "'" + table + "' is filled by its connector '" + stream.table.connector() + "'",
                            "declare it without WITH to append to it");
                }
                if (stream.isEnded) {
                    throw SabotException.configuration(
                            "ENG-0113",
                            "'" + stream.table.name() + "' has ended, so that nothing can be appended to it",
                            "choose another data directory to begin anew");
                }
                return stream;
            }
        }
        throw SabotException.configuration(
                "ENG-0110",
                "unknown table '" + table + "'",
                Nearest.hint(
                        table, streams.all().stream().map(s -> s.table.name()).toList()));
    }

    /**
     * Calls the consumer for every row that queries insert into a table, from the first on. To be called before {@link
     * #execute}; the consumer is called by the sinks' thread.
     */
    public void subscribe(String table, Consumer<Row> consumer) {
        subscribe(table, Sink.NOTHING, consumer);
    }

    /** As {@link #subscribe(String, Consumer)}, behind a row that the program has seen already. */
    public void subscribe(String table, long afterOutput, Consumer<Row> consumer) {
        if (application != null) {
            throw new IllegalStateException("subscribe before execute");
        }
        pendingSubscriptions.add(new Pending(table, afterOutput, consumer));
    }

    /**
     * Looks for a pattern in the rows of one table and inserts what a function makes of each match into another, which a
     * query may read, a connector write out, and {@link #subscribe} hand to the program: all as if a query inserted them, so
     * that a match gives its rows once, whatever happens to the process. To be called before {@link #execute}, in the same
     * order on every start.
     *
     * <p>What the pattern declares is part of the application, as a statement is; its code is not known. Whoever changes a
     * condition or the function gives a stage another name: else the node goes on from state that the old code has made.
     *
     * @param into a table of the SQL text; its columns, computed ones aside, are what the function writes
     * @param from a table of the SQL text; the pattern's rows have its columns, computed ones too
     */
    public void match(String into, EventPattern pattern, String from, MatchFunction function) {
        if (application != null) {
            throw new IllegalStateException("match before execute");
        }
        patterns.add(new EventQuery(into, pattern, from, function));
    }

    /**
     * Reads a materialized view. Waits until it has what the results had when the node started.
     *
     * @return for one thread, which closes it
     * @throws SabotException ENG-0116 if there is no view of that name, or whatever has failed the node
     */
    public ViewReader view(String name) throws InterruptedException {
        requireRunning();
        while (!views.await(name, VIEW_POLL_NS)) {
            rethrow();
        }
        return views.reader(name);
    }

    /** Says that nothing more will be appended to a table by anyone. */
    public void end(String table) {
        requireRunning();
        requireRing();
        for (Streams.Stream stream : streams.all()) {
            if (stream.table.name().equalsIgnoreCase(table) && !stream.isEnded) {
                RingPublisher publisher = ring.newPublisher();
                publisher.publishEnd(stream.id(), RecordReader.NO_OFFSET, stream.schema);
            }
        }
    }

    /** Tables without connector that are read and that no query writes: they wait for an appender. */
    public List<String> appendableTables() {
        requireRunning();
        return streams.all().stream()
                .map(stream -> stream.table)
                .filter(table -> table.connector() == null
                        && application.reads(table)
                        && !application.plan().isWritten(table))
                .map(TableSpec::name)
                .toList();
    }

    private void requireRing() {
        if (ring == null) {
            throw SabotException.configuration(
                    "ENG-0128", "rows come from the cluster, in the order that its nodes agree upon", null);
        }
    }

    private void requireRunning() {
        if (application == null || isClosed) {
            throw new IllegalStateException("nothing runs");
        }
    }

    /** What is being read, in rows, rejects, bytes; for progress. */
    public List<IngestAgent> sources() {
        return List.copyOf(agents);
    }

    /** Rows in the log. */
    public long rows() {
        return sequencer.rows();
    }

    /** Rows in the part of the log that was replayed at the start. */
    public long replayedRows() {
        return sequencer.replayedRows();
    }

    /** Bad records in the log. */
    public long rejects() {
        return sequencer.rejects();
    }

    /** Rows that queries could not use. */
    public long deadLetters() {
        return application.deadLetterOutbox().lastOseq();
    }

    /** Partial matches that patterns have given up at a limit. */
    public long droppedPartials() {
        return application.droppedPartials();
    }

    /** Results that sinks have refused for good, in earlier runs too. */
    public long refused() {
        return sinks.pumps().stream().mapToLong(Pump::refused).sum();
    }

    /** Results so far, by sink. */
    public Map<String, Long> outputs() {
        Map<String, Long> counts = new java.util.LinkedHashMap<>();
        for (QueryPlan query : application.plan().queries()) {
            String name = Application.outboxName(query);
            counts.put(name, application.outbox(name).lastOseq());
        }
        return counts;
    }

    /** Figures of the node. Any thread. */
    public NodeStatus status() {
        requireRunning();
        return new NodeStatus(
                rows(),
                rejects(),
                deadLetters(),
                log.lastSeq(),
                log.durableSeq(),
                log.lastTimeNs(),
                ring == null ? 0 : ring.usedSlots(),
                ring == null ? 0 : ring.slotCount(),
                application.stateUse(),
                pool.allocatedBytes(),
                sinks.pumps().stream().map(Pump::status).toList());
    }

    /** Has the state stored soon, so that there is a place near the log's end to open it from. Any thread. */
    void askForCheckpoint() {
        sequencer.checkpoints().ask();
    }

    /** From where log and outboxes can be opened since the last checkpoint was begun. Any thread, closed or not. */
    StartPoints startPoints() {
        return sequencer.checkpoints().startPoints();
    }

    /** Bytes of operator state. */
    public long stateBytes() {
        return application.stateUse().usedBytes();
    }

    /** Figures of the operators' state. */
    public StateUse stateUse() {
        return application.stateUse();
    }

    /** Bytes of memory outside of the heap that the node has taken, without files that are mapped. */
    public long nativeBytes() {
        return pool.allocatedBytes();
    }

    private void fail(Throwable e) {
        failure.compareAndSet(null, e);
        ended.countDown();
    }

    /**
     * Waits until all inputs have ended and every sink has every result.
     *
     * @return false if the time is over before
     * @throws SabotException if something failed
     */
    public boolean awaitEnd(Duration timeout) throws InterruptedException {
        requireRunning();
        long deadlineNs = System.nanoTime() + timeout.toNanos();
        while (true) {
            rethrow();
            if (sinks.isDone() && application.hasEnded()) {
                return true;
            }
            long leftNs = deadlineNs - System.nanoTime();
            if (leftNs <= 0) {
                return false;
            }
            ended.await(Math.min(leftNs, 2_000_000L), TimeUnit.NANOSECONDS);
        }
    }

    /** After a failure nothing more is promised, and a state that was left in the middle of a frame is not stored. */
    private void ifSound(Runnable step) {
        if (failure.get() == null && isStarted) {
            step.run();
        }
    }

    private void rethrow() {
        Throwable e = failure.get();
        if (e instanceof SabotException known) {
            throw known;
        }
        if (e != null) {
            throw new IllegalStateException("the engine failed: " + e, e);
        }
    }

    /** Stops the intake, lets what was taken run through, and closes everything. */
    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        List<AutoCloseable> parts = new ArrayList<>(tails);
        parts.addAll(sourceRunners);
        if (sourceRunners.isEmpty()) {
            parts.addAll(agents);
        }
        parts.add(space::stop);
        parts.add(ring);
        parts.addAll(intakes);
        parts.addAll(lastingSinks.values());
        parts.add(() -> ifSound(() -> sequencer.finish())); // results that sinks are to have yet
        parts.add(sinks);
        parts.add(() -> ifSound(() -> sequencer.close()));
        parts.add(checkpointThread);
        parts.add(application);
        parts.add(checkpointer); // pages may be read back from it until the application is closed
        parts.add(commit);
        parts.add(log);
        parts.add(directory);
        if (appenders.stream().allMatch(RowAppender::isClosed)) {
            parts.add(pool);
        } // else a thread may still be writing to its appender's buffer, which stays as long as the appender does
        Closing.all(parts);
    }
}
