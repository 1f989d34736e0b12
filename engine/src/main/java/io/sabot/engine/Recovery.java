package io.sabot.engine;

import io.sabot.core.error.SabotException;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.StateInput;
import io.sabot.core.schema.EventSchema;
import io.sabot.journal.EventLog;
import io.sabot.journal.FrameHeader;
import io.sabot.journal.FrameType;
import io.sabot.journal.LogPoint;
import io.sabot.journal.LogReader;
import io.sabot.sql.script.ApplicationPlan;
import io.sabot.state.CheckpointInfo;
import io.sabot.state.CheckpointStore;
import io.sabot.state.Checkpointer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Makes a node's application as it was: from the newest checkpoint that is good, else from the one before, else from
 * nothing. The rest of the log is still to be replayed.
 */
final class Recovery {
    private final ApplicationPlan plan;
    private final NodeStorage storage; // not owned
    private final SabotConfig config;
    private final SpaceWait space; // not owned
    private final MemoryPool pool; // not owned
    private final EventLog log; // not owned
    private long formerSeq; // results up to here are gone, or another application's
    private long upgradeSeq; // last entry behind it that made this application the log's, 0 if none did

    /**
     * A node ready for replay.
     *
     * @param checkpoint null if the whole log is to be replayed
     */
    record Opened(
            Application application,
            Streams streams,
            Checkpointer checkpointer,
            CheckpointInfo checkpoint,
            SequencerState sequencer) {
        /** First entry to replay. */
        long fromSeq() {
            return checkpoint == null ? 1 : checkpoint.seq() + 1;
        }
    }

    Recovery(
            ApplicationPlan plan,
            NodeStorage storage,
            SabotConfig config,
            SpaceWait space,
            MemoryPool pool,
            EventLog log) {
        this.plan = plan;
        this.storage = storage;
        this.config = config;
        this.space = space;
        this.pool = pool;
        this.log = log;
    }

    /**
     * Makes sure that the log's rows have the shapes that the application declares.
     *
     * @throws SabotException ENG-0114 if not
     */
    void requireShapes() {
        new Streams(plan, schemas(List.of(), log.firstSeq()));
    }

    /**
     * What the log says of upgrades up to an entry does not hold any more: results are made anew since.
     *
     * @param throughSeq what {@link DataDirectory#claim} gave
     */
    Recovery behind(long throughSeq) {
        formerSeq = throughSeq;
        upgradeSeq = 0;
        return this;
    }

    /** Says in the log that this application computes from here on; durable before anything depends on it. */
    void appendUpgrade() {
        FrameHeader fields = FrameHeader.create()
                .seq(log.lastSeq() + 1)
                .timeNs(Math.max(log.lastTimeNs(), config.clock().nowNs()));
        log.appender()
                .appendControl(fields, FrameType.UPGRADE, plan.fingerprint().getBytes(StandardCharsets.UTF_8));
        log.force();
    }

    Opened open() {
        if (!storage.hasCheckpoints()) {
            return openWithout(null);
        }
        CheckpointStore store = storage.openCheckpoints(config.listener());
        List<String> refused = new ArrayList<>();
        Opened opened = orClose(store, () -> openNewest(store, 0, refused));
        refused.forEach(config.listener()::onCheckpointRefused);
        return opened != null ? opened : openWithout(orClose(store, () -> emptied(store)));
    }

    /**
     * As {@link #open()}, of a log that was perhaps not read from its start.
     *
     * @param afterSeq {@link LogStart#afterSeq()}
     * @return null if what is before is needed: the log is to be opened again, from its start
     */
    Opened openBehind(long afterSeq) {
        if (afterSeq == 0) {
            return open();
        }
        CheckpointStore store = storage.openCheckpoints(config.listener());
        List<String> refused = new ArrayList<>();
        Opened opened = orClose(store, () -> openNewest(store, afterSeq, refused));
        if (opened == null) {
            store.close(); // what was refused will be again, and told then
        } else {
            refused.forEach(config.listener()::onCheckpointRefused);
        }
        return opened;
    }

    /** The checkpointer that owns the store is not there before all went well. */
    private static <T> T orClose(CheckpointStore store, Supplier<T> step) {
        boolean isDone = false;
        try {
            T result = step.get();
            isDone = true;
            return result;
        } finally {
            if (!isDone && store != null) {
                store.close();
            }
        }
    }

    /** Null if there is none that is good. */
    private Opened openNewest(CheckpointStore store, long fromSeq, List<String> refused) {
        for (CheckpointInfo checkpoint : store.list()) {
            try {
                Opened opened = checkpoint.seq() < fromSeq ? null : open(store, checkpoint);
                if (opened != null) {
                    return opened;
                }
            } catch (SabotException e) {
                requireSpace(e);
                refused.add(e.getMessage());
            }
        }
        return null;
    }

    private static void requireSpace(SabotException e) {
        if (e.problems().get(0).code().equals(DataDirectory.NO_SPACE)) {
            throw e; // there is nothing wrong with the checkpoint
        }
    }

    private CheckpointStore emptied(CheckpointStore store) {
        try {
            store.resumeFrom(null);
            return store;
        } catch (SabotException e) {
            requireSpace(e);
            config.listener().onCheckpointRefused(e.getMessage());
            return storage.replaceCheckpoints(store);
        }
    }

    /** @param store null if it is not open yet */
    private Opened openWithout(CheckpointStore store) {
        return orClose(store, () -> makeWithout(store));
    }

    private Opened makeWithout(CheckpointStore store) {
        if (log.firstSeq() > 1) {
            throw SabotException.failed(
                    "ENG-0305",
                    "the log begins with entry " + log.firstSeq()
                            + ", what was before was given up, and there is no checkpoint of this application to go on from",
                    "go on with the version of file and engine that wrote it",
                    null);
        }
        Streams streams = new Streams(plan, schemas(List.of(), 1));
        Application application = new Application(plan, storage, config, space, pool, durableSeq());
        if (upgradeSeq > 0) {
            application.mute(upgradeSeq);
        }
        return new Opened(application, streams, checkpointer(application, store), null, SequencerState.EMPTY);
    }

    /** @return null if the checkpoint is not of this application, or not of this log */
    private Opened open(CheckpointStore store, CheckpointInfo checkpoint) {
        StateInput in = new StateInput(store.root(checkpoint), log.symbols());
        CheckpointRoot root = CheckpointRoot.load(in);
        if (!root.fingerprint().equals(plan.fingerprint()) || !isOfLog(checkpoint, root)) {
            return null;
        }
        Streams streams = new Streams(plan, schemas(root.streams(), checkpoint.seq() + 1));
        streams.load(root.streams());
        Map<String, LogPoint> points = root.points().outboxes();
        OutboxSource source = (name, schema) -> storage.openOutbox(name, schema, points.get(name));
        Application application = new Application(plan, source, config, space, pool, durableSeq());
        Checkpointer checkpointer = checkpointer(application, store);
        try {
            store.resumeFrom(checkpoint); // first: from then on the store gives this checkpoint's pages
            application.load(in, checkpoint, checkpointer);
            if (upgradeSeq > checkpoint.seq()) {
                application.mute(upgradeSeq);
            }
            return new Opened(application, streams, checkpointer, checkpoint, root.sequencer());
        } catch (RuntimeException e) {
            abandon(application, e);
            throw e;
        }
    }

    /** Half a state is loaded: what that makes of closing matters less than why it was not all. */
    private static void abandon(Application application, RuntimeException reason) {
        try {
            application.close();
        } catch (RuntimeException e) {
            reason.addSuppressed(e);
        }
    }

    /** The log's tail may have been lost, and the log gone on with other entries. */
    private boolean isOfLog(CheckpointInfo checkpoint, CheckpointRoot root) {
        if (checkpoint.seq() > log.lastSeq() || checkpoint.seq() < log.firstSeq()) {
            return false;
        }
        try (LogReader reader = log.reader(checkpoint.seq(), log.symbols())) {
            return reader.next() && reader.header().hash() == root.frameHash();
        }
    }

    private boolean isOurs(byte[] payload) {
        return new String(payload, StandardCharsets.UTF_8).equals(plan.fingerprint());
    }

    /** Up to which entry results may be seen. */
    private LongSupplier durableSeq() {
        return config.durability() == SabotConfig.Durability.POWER ? log::durableSeq : HeldOutputs.AT_ONCE;
    }

    private Checkpointer checkpointer(Application application, CheckpointStore store) {
        return new Checkpointer(
                application.space(),
                () -> store != null ? store : storage.openCheckpoints(config.listener()),
                application::forceOutboxes,
                config.clock(),
                config.listener()::onCheckpointStep);
    }

    /** Latest schema of every stream: those of a checkpoint, and those in the log behind it. */
    private Map<String, EventSchema> schemas(List<Streams.Saved> saved, long fromSeq) {
        Map<String, EventSchema> schemas = new HashMap<>();
        saved.forEach(stream -> {
            if (stream.isDeclared()) {
                schemas.put(stream.schema().name(), stream.schema());
            }
        });
        try (LogReader reader = log.reader(fromSeq, log.symbols())) {
            while (reader.next()) {
                if (config.isStopping().getAsBoolean()) {
                    throw new StoppedException();
                }
                if (reader.header().type() == FrameType.DDL) {
                    schemas.put(reader.schema().name(), reader.schema());
                } else if (reader.header().type() == FrameType.UPGRADE
                        && reader.header().seq() > formerSeq
                        && isOurs(reader.payload())) {
                    upgradeSeq = reader.header().seq();
                }
            }
        }
        return schemas;
    }
}
