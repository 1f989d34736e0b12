package io.sabot.engine;

import io.sabot.core.memory.MemoryPool;
import io.sabot.ingest.ring.FlushMode;
import io.sabot.ingest.ring.RingPublisher;
import io.sabot.ingest.ring.RowAppender;
import io.sabot.ingest.ring.SteppedRing;
import io.sabot.journal.CommitPolicy;
import io.sabot.journal.EventLog;
import io.sabot.journal.GroupCommit;
import io.sabot.journal.Outbox;
import io.sabot.sql.script.ApplicationPlan;
import io.sabot.sql.script.QueryPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One life of a node: what {@link Sabot} makes of the engine's parts, without its threads. Every part is stepped from outside. */
final class SimulatedNode {
    private static final int BATCH_ROWS = 64;

    private final ApplicationPlan plan;
    private final SimulatedDisk disk; // not owned
    private final SabotConfig config;
    private final SteppedRing ring; // not owned; null if the order is made elsewhere
    private final SimulationFlaw flaw;
    private final MemoryPool pool = MemoryPool.unbounded();
    private final List<LoopbackAgent> loops = new ArrayList<>();
    private final List<SinkPump> pumps = new ArrayList<>();
    private final List<SimulatedSink> sinks = new ArrayList<>();
    private final List<RowAppender> appenders = new ArrayList<>();
    private final Map<String, Outbox> outboxes = new LinkedHashMap<>();
    private EventLog log;
    private Recovery.Opened opened;
    private Sequencer sequencer;
    private GroupCommit commit;
    private OrderedFeed feed; // null if the order is made here
    private long waitedNs;

    SimulatedNode(ApplicationPlan plan, SimulatedDisk disk, SabotConfig config, SteppedRing ring, SimulationFlaw flaw) {
        this.plan = plan;
        this.disk = disk;
        this.config = config;
        this.ring = ring;
        this.flaw = flaw;
    }

    // ---- the beginning ----

    void open() {
        SpaceWait space = new SpaceWait(config.listener());
        LogStart start = LogStart.open(disk, plan.fingerprint(), config.listener());
        log = start.log();
        opened = new Recovery(plan, disk, config, space, pool, log).openBehind(start.afterSeq());
        if (opened == null) {
            log.close();
            log = disk.openLog();
            opened = new Recovery(plan, disk, config, space, pool, log).open();
        }
        sequencer = new Sequencer(log, loaded(), new SteppedWriter(), this::forceNow, config, space);
        sequencer.replay(firstReplayed(), 0);
        CommitPolicy policy =
                config.durability() == SabotConfig.Durability.POWER ? CommitPolicy.POWER : CommitPolicy.PROCESS;
        commit = new GroupCommit(log, policy, failure -> {
            throw failure;
        });
        for (QueryPlan query : plan.queries()) {
            String name = Application.outboxName(query);
            if (!outboxes.containsKey(name)) {
                addPump(name, opened.application().outbox(name));
            }
        }
        addPump(DeadLetterWriter.NAME, opened.application().deadLetterOutbox());
        if (config.input() == null) {
            addLoops();
        } else {
            config.input().begin(sequencer.lastPosition());
            feed = new OrderedFeed(
                    config.input(), sequencer, opened.streams(), opened.application(), log.symbols(), pool);
        }
    }

    /** The sequencer waits for the disk: time passes until the log is forced. */
    private void forceNow() {
        waitedNs += CommitPolicy.PROCESS.maxDelayNs();
        commit.doWork(waitedNs);
    }

    private Recovery.Opened loaded() {
        return flaw == SimulationFlaw.PRODUCERS_FORGOTTEN
                ? new Recovery.Opened(
                        opened.application(),
                        opened.streams(),
                        opened.checkpointer(),
                        opened.checkpoint(),
                        SequencerState.EMPTY)
                : opened;
    }

    private long firstReplayed() {
        long first = opened.fromSeq();
        return switch (flaw) {
            case FRAMES_REPLAYED_TWICE -> Math.max(1, first - 4);
            case FRAME_NOT_REPLAYED -> Math.min(first + 1, log.lastSeq() + 1);
            default -> first;
        };
    }

    private void addPump(String name, Outbox outbox) {
        outboxes.put(name, outbox);
        SimulatedSink sink = new SimulatedSink(disk.sink(name), disk, flaw);
        sinks.add(sink);
        pumps.add(new SinkPump(name, outbox, sink, config.listener()));
    }

    private void addLoops() {
        for (Streams.Stream stream : opened.streams().all()) {
            if (stream.isTopic && !stream.isEnded && opened.application().reads(stream.table)) {
                Outbox outbox = opened.application().outbox(stream.table.name());
                loops.add(new LoopbackAgent(ring.newPublisher(), outbox, stream.offset, stream.schema, log.symbols()));
            }
        }
    }

    /** Steps the checkpointer when the operators wait for it. */
    private final class SteppedWriter implements CheckpointWriter {
        @Override
        public void wake() {
            // it is stepped like everything else
        }

        @Override
        public Throwable failure() {
            return null;
        }

        @Override
        public void await() {
            opened.checkpointer().doWork();
        }
    }

    // ---- what there is ----

    EventLog log() {
        return log;
    }

    Recovery.Opened opened() {
        return opened;
    }

    Map<String, Outbox> outboxes() {
        return outboxes;
    }

    Streams.Stream stream(String table) {
        for (Streams.Stream stream : opened.streams().all()) {
            if (stream.table.name().equals(table)) {
                return stream;
            }
        }
        throw new IllegalArgumentException("no table " + table);
    }

    RingPublisher newPublisher() {
        return ring.newPublisher();
    }

    /** @param mode of {@link FlushMode#TOGETHER} for numbered batches */
    RowAppender newAppender(String table, FlushMode mode) {
        Streams.Stream stream = stream(table);
        RowAppender appender =
                new RowAppender(ring.newPublisher(), stream.schema, stream.id(), log.symbols(), mode, BATCH_ROWS);
        appenders.add(appender);
        return appender;
    }

    List<SimulatedSink> sinks() {
        return sinks;
    }

    int sinkCount() {
        return pumps.size();
    }

    boolean isEnded() {
        return opened.application().hasEnded() && pumps.stream().allMatch(SinkPump::isEnded);
    }

    // ---- steps ----

    /** Takes what was agreed upon. */
    int stepFeed(long nowNs) {
        return feed.doWork(nowNs);
    }

    boolean stepSequencer() {
        return ring.step(sequencer);
    }

    /** What waits for the disk does not wait any more. */
    void settle() {
        sequencer.finish();
    }

    void stepIdle() {
        sequencer.onIdle(config.clock().nowNs());
    }

    int stepCheckpoint() {
        return opened.checkpointer().doWork();
    }

    int stepCommit(long nowNs) {
        waitedNs = Math.max(waitedNs, nowNs);
        return commit.doWork(waitedNs);
    }

    int stepSink(int index) {
        return pumps.get(index).doWork();
    }

    boolean stepLoop() {
        int work = 0;
        for (LoopbackAgent loop : loops) {
            if (!loop.isEnded() && ring.hasRoom()) {
                work += loop.doWork(0);
            }
        }
        return work > 0;
    }

    // ---- the end ----

    /** As a node is stopped: what was taken runs through. */
    void finish() {
        while (feed == null && stepSequencer()) {
            // until the ring is empty
        }
        sequencer.finish();
        for (int i = 0; i < pumps.size(); i++) {
            pumps.get(i).drain();
        }
        sequencer.close();
    }

    /** Gives memory back, and does nothing else: the process is gone, or has done everything. */
    void close() {
        List<AutoCloseable> parts = new ArrayList<>();
        if (feed != null) {
            parts.add(feed);
        } else if (ring != null) {
            parts.add(ring::clear);
        }
        for (RowAppender appender : appenders) {
            parts.add(() -> {
                appender.close();
                ring.clear();
            });
        }
        parts.addAll(pumps);
        parts.addAll(loops);
        if (opened != null) {
            parts.add(opened.application());
            parts.add(opened.checkpointer());
        } else {
            parts.add(disk::closeOutboxes);
        }
        if (log != null) {
            parts.add(log);
        }
        if (opened != null) {
            parts.add(pool); // tells what was not given back
        }
        Closing.all(parts);
    }
}
