package io.sabot.engine;

import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.error.SabotException;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.time.Clock;
import io.sabot.journal.EventLog;
import io.sabot.journal.LogPoint;
import io.sabot.journal.Outbox;
import io.sabot.journal.OutboxLimits;
import io.sabot.journal.SimulatedFile;
import io.sabot.journal.SimulatedJournals;
import io.sabot.state.CheckpointStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * What survives a node of the simulation: log, outboxes, checkpoints, and what sinks have. Ends the process before
 * the operation that it was told to, and does to the content what a disk may do then.
 */
final class SimulatedDisk implements NodeStorage, SimulatedFile.Operations, AutoCloseable {
    private static final long NEVER = Long.MAX_VALUE;

    private static final List<String> RARE_OPERATIONS = List.of(
            "force log",
            "force outbox",
            "note the watermark",
            "cut",
            "begin a generation",
            "flush pages",
            "commit a checkpoint",
            "forget",
            "apply rows",
            "force a sink",
            "record what a sink has");

    /** How a life ends. */
    enum Ending {
        IN_ORDER,
        KILL,
        POWER
    }

    private final Random random;
    private final Clock clock;
    private final SimulationFlaw flaw;
    private final boolean isOutputHeld; // until its input is durable
    private final SimulatedFile log;
    private final Map<String, SimulatedFile> outboxes = new TreeMap<>();
    private final Map<String, SimulatedSink.Media> sinks = new TreeMap<>();
    private final SimulatedCheckpoints.Media checkpoints = new SimulatedCheckpoints.Media();
    private final List<Outbox> opened = new ArrayList<>();
    private EventLog openLog;
    private long operations;
    private long crashAt = NEVER;
    private String rareOperation; // null: none
    private int rareLeft;
    private boolean isDown;
    private boolean isForceFailing;
    private boolean areInputsRepeated;
    private String violation;

    /** @param isOutputHeld whether the durability asks that an output's input be durable before it is written */
    SimulatedDisk(Random random, Clock clock, SimulationFlaw flaw, boolean isOutputHeld) {
        this.random = random;
        this.clock = clock;
        this.flaw = flaw;
        this.isOutputHeld = isOutputHeld;
        this.log = new SimulatedFile("log", this);
        log.flaw(flaw.ofLog());
    }

    /** What is lost with the power comes again, for it was agreed upon elsewhere. */
    void repeatInputs() {
        areInputsRepeated = true;
    }

    // ---- the end of a life ----

    /** Ends the process before its n-th operation from now. */
    void crashAfter(long count) {
        crashAt = operations + count;
    }

    /** Ends the process before the n-th operation of a kind that does not come often. */
    void crashBeforeRare() {
        rareOperation = RARE_OPERATIONS.get(random.nextInt(RARE_OPERATIONS.size()));
        rareLeft = 1 + random.nextInt(3);
    }

    @Override
    public void before(String what) {
        if (isDown) {
            throw new SimulatedCrash(what);
        }
        boolean isRare = rareOperation != null && what.startsWith(rareOperation) && --rareLeft == 0;
        if (++operations >= crashAt || isRare) {
            isDown = true;
            throw new SimulatedCrash(what);
        }
    }

    /** The next force of the log is an error, after which the node must stop. */
    void failNextForce() {
        log.failNextForce(true);
        isForceFailing = true;
    }

    /** Whether an error is what the disk was told to do. */
    boolean isExpected(SabotException e) {
        String code = e.problems().get(0).code();
        return isDown || isForceFailing && (code.equals("JRN-0203") || code.equals("JRN-0206"));
    }

    /** What was done that must never be, or null. */
    String violation() {
        return violation;
    }

    SimulatedFile log() {
        return log;
    }

    /**
     * What the disk has afterwards.
     *
     * @return whether the log is damaged so that opening it has to tell
     */
    boolean end(Ending ending) {
        crashAt = NEVER;
        rareOperation = null;
        isDown = false;
        isForceFailing = false;
        log.failNextForce(false);
        openLog = null;
        opened.clear();
        if (ending == Ending.IN_ORDER) {
            return false;
        }
        checkpoints.crash(random);
        if (ending == Ending.KILL) {
            log.kill(random);
            outboxes.values().forEach(outbox -> outbox.kill(random));
            return false;
        }
        boolean isDamaged = log.cutPower(random);
        outboxes.values().forEach(outbox -> outbox.cutPower(random));
        sinks.values().forEach(sink -> sink.cutPower(random));
        return isDamaged;
    }

    /** A bit of the newest checkpoint turns over. @return false if there is none */
    boolean damageNewestCheckpoint() {
        return checkpoints.damageNewest(random);
    }

    // ---- the node's side ----

    @Override
    public EventLog openLog() {
        openLog = SimulatedJournals.openLog(log);
        return flaw.wrap(openLog, clock::nowNs);
    }

    @Override
    public EventLog openLog(LogPoint point, SymbolDictionary symbols) {
        openLog = SimulatedJournals.openLog(log, point, symbols);
        return flaw.wrap(openLog, clock::nowNs);
    }

    @Override
    public long forcedSeq() {
        return flaw == SimulationFlaw.POINT_NOT_FORCED ? log.frames() : log.watermark();
    }

    @Override
    public Outbox openOutbox(String name, EventSchema schema) {
        return openOutbox(name, schema, null);
    }

    @Override
    public Outbox openOutbox(String name, EventSchema schema, LogPoint point) {
        SimulatedFile file = outboxes.computeIfAbsent(
                name, fresh -> new SimulatedFile("outbox " + fresh, new OutboxOperations(fresh)));
        OutboxLimits limits = new OutboxLimits(openLog.lastSeq(), sink(name).recordedOseq(), areInputsRepeated);
        Outbox outbox = SimulatedJournals.openOutbox(name, file, schema, limits, point);
        opened.add(outbox);
        flaw.spoil(outbox);
        return outbox;
    }

    /** With durability {@code power} no output may be seen before its input is durable. */
    private final class OutboxOperations implements SimulatedFile.Operations {
        private final String name;

        OutboxOperations(String name) {
            this.name = name;
        }

        @Override
        public void before(String what) {
            SimulatedDisk.this.before(what);
        }

        @Override
        public void appended(long seq) {
            if (isOutputHeld && violation == null && seq > log.forced() && !flaw.hidesEarlyOutputs()) {
                violation = "a result of entry " + seq + " in " + name + ", while the log has " + log.frames()
                        + " frames, of which only " + log.forced() + " are durable";
            }
        }
    }

    /** Those that nobody owns, because the node did not come to be. */
    void closeOutboxes() {
        Closing.all(opened);
    }

    @Override
    public boolean hasCheckpoints() {
        return checkpoints.isMade();
    }

    @Override
    public CheckpointStore openCheckpoints(EngineListener listener) {
        return flaw.wrap(new SimulatedCheckpoints(checkpoints, this, flaw), random);
    }

    @Override
    public CheckpointStore replaceCheckpoints(CheckpointStore damaged) {
        checkpoints.clear();
        return openCheckpoints(EngineListener.NONE);
    }

    /** In their order. */
    Set<String> outboxNames() {
        return outboxes.keySet();
    }

    SimulatedSink.Media sink(String name) {
        return sinks.computeIfAbsent(name, fresh -> new SimulatedSink.Media(random.nextBoolean()));
    }

    @Override
    public void close() {
        log.close();
        outboxes.values().forEach(SimulatedFile::close);
    }
}
