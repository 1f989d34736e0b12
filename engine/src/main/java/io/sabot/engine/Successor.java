package io.sabot.engine;

import io.sabot.core.error.SabotException;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.schema.EventSchema;
import io.sabot.engine.SabotConfig.Takeover;
import io.sabot.journal.DirectoryLock;
import io.sabot.journal.FrameType;
import io.sabot.journal.JournalConfig;
import io.sabot.journal.JournalFiles;
import io.sabot.journal.Journals;
import io.sabot.journal.LogReader;
import io.sabot.journal.Outbox;
import io.sabot.journal.OutboxLimits;
import io.sabot.journal.OutboxSchema;
import io.sabot.sql.script.ApplicationPlan;
import io.sabot.state.CheckpointStore;
import io.sabot.state.CheckpointStores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Makes the state of a new version from the log of a node that goes on, so that the version has little to replay when it
 * takes over. That is done by {@link Sabot#execute(ApplicationPlan, String, Path)} with the same takeover on the same
 * directory, when the node is closed: what was made here counts if it is of that application, and is left out else.
 *
 * <p>What the new version makes of entries so far is given up ({@link Takeover#UPGRADE}), or kept for the time when it has
 * taken over ({@link Takeover#REPLACE}).
 *
 * <p>All is done by the calling thread, and by one that stores state; {@link SabotConfig#isStopping} may say that it is
 * not wanted any more.
 */
public final class Successor {
    /** What is read again in this time is short enough to be read while nobody answers. */
    private static final long SHORT_NS = 100_000_000L;

    /** Rows may come faster than they can be replayed. */
    private static final int MAX_ROUNDS = 10;

    private final SabotConfig config;
    private final ApplicationPlan plan;
    private final SuccessorDirectory directory;

    /**
     * @param config of the node as it will be, with its directory, its limits and how it takes over; the listener is told of
     *     replay
     */
    public Successor(SabotConfig config, ApplicationPlan plan) {
        if (config.directory() == null || config.takeover() == Takeover.REFUSE) {
            throw new IllegalArgumentException("a successor takes over a directory");
        }
        this.config = config.withRetention(LogRetention.OFF, LogRetention.OFF);
        this.plan = plan;
        this.directory = new SuccessorDirectory(config.directory());
    }

    /**
     * Replays the log until its end is near, and stores the state there. Nothing is left of it if that fails.
     *
     * @param former the node that goes on; null while it does not run
     * @throws SabotException if the version cannot be made: ENG-0114, ENG-0129 if rows or results have another shape, ENG-0305
     *     if the log's beginning is gone, any that its SQL and the log give cause to
     * @throws StoppedException if it is not wanted any more
     */
    public void make(Supplier<Sabot> former) {
        boolean isMade = false;
        try {
            while (!isMade) {
                directory.delete();
                isMade = makeOnce(former);
            }
            directory.ready(plan.fingerprint(), config.takeover());
        } catch (IOException e) {
            isMade = false;
            throw unwritable(directory, e);
        } finally {
            if (!isMade) {
                discard();
            }
        }
    }

    private void discard() {
        discard(config.directory());
    }

    /**
     * Removes what was made for a version that will not take over; while none is being made.
     *
     * @param directory of the node
     */
    public static void discard(Path directory) {
        SuccessorDirectory next = new SuccessorDirectory(directory);
        try {
            next.delete();
        } catch (IOException e) {
            throw unwritable(next, e);
        }
    }

    private static SabotException unwritable(SuccessorDirectory directory, IOException e) {
        return SabotException.failed(
                "ENG-0101", "the directory " + directory.path() + " cannot be written to: " + e, null, e);
    }

    /** @return false if that has to begin again: a table of which the log had nothing got its first rows */
    private boolean makeOnce(Supplier<Sabot> former) {
        try (Run run = new Run(former)) {
            run.make();
            return true;
        } catch (FollowedLog.StreamAddedException e) {
            return false;
        }
    }

    /** One attempt, with all it needs. */
    private final class Run implements AutoCloseable {
        private final Supplier<Sabot> former;
        private final Map<String, EventSchema> following = new HashMap<>(); // results that stay, by outbox
        private final MemoryPool pool = MemoryPool.unbounded();
        private final DirectoryLock lock = DirectoryLock.acquire(directory.path());
        private FollowedLog log;
        private Recovery.Opened opened; // null: not yet
        private CheckpointThread writer; // null: not yet
        private Sequencer sequencer;
        private long storedSeq;

        Run(Supplier<Sabot> former) {
            this.former = former;
        }

        void make() {
            SpaceWait space = new SpaceWait(config.listener()); // does not wait: the version is not worth it
            long formerSeq = formerSeq();
            log = new FollowedLog(DataDirectory.log(config.directory()));
            opened = new Recovery(plan, new Storage(lock, following), config, space, pool, log)
                    .behind(formerSeq)
                    .open();
            log.schemasAreRead();
            Application application = opened.application();
            if (config.takeover() == Takeover.UPGRADE) {
                application.mute(Long.MAX_VALUE);
            }
            writer = new CheckpointThread(opened.checkpointer(), e -> {}, problem -> {}); // it keeps its failure
            sequencer = new Sequencer(log, opened, writer, () -> {}, config, space);
            application.start();
            try (LogReader reader = log.reader(1, log.symbols())) {
                catchUp(reader, formerSeq);
            }
        }

        private void catchUp(LogReader reader, long formerSeq) {
            sequencer.replay(reader, log.lastSeq(), formerSeq);
            Sabot node = former.get();
            if (node != null) {
                node.askForCheckpoint();
            }
            long readNs = Long.MAX_VALUE;
            for (int round = 0; round < MAX_ROUNDS && (round < 2 || readNs > SHORT_NS); round++) {
                store();
                long startNs = System.nanoTime();
                sequencer.replay(reader, log.lastSeq(), formerSeq);
                readNs = System.nanoTime() - startNs;
            }
        }

        /** Up to where topics' rows are not those of the new version. */
        private long formerSeq() {
            DataDirectory.Claimed claimed = DataDirectory.claimedBy(config.directory());
            return config.takeover() == Takeover.REPLACE ? Long.MAX_VALUE : claimed == null ? 0 : claimed.formerSeq();
        }

        private void store() {
            if (log.lastSeq() > storedSeq) {
                storedSeq = log.lastSeq();
                sequencer.checkpoints().storeReplayed(storedSeq, log.lastTimeNs(), log.lastHash(), points());
            }
        }

        /** The log's are the node's that goes on, and so are results', unless they are made anew. */
        private StartPoints points() {
            Sabot node = former.get();
            StartPoints points = node == null ? StartPoints.NONE : node.startPoints();
            following.forEach(Successor.this::requireShape); // who opens an outbox from its point does not see it
            if (points.log() == null || points.log().seq() > storedSeq) {
                return StartPoints.NONE;
            }
            return config.takeover() == Takeover.REPLACE
                    ? new StartPoints(points.log(), opened.application().outboxPoints())
                    : points;
        }

        @Override
        public void close() {
            Closing.all(
                    opened == null
                            ? List.of(lock, pool)
                            : writer == null
                                    ? List.of(opened.application(), opened.checkpointer(), lock, pool)
                                    : List.of(writer, opened.application(), opened.checkpointer(), lock, pool));
        }
    }

    /** Nothing of it is the node's. */
    private final class Storage implements NodeStorage {
        private final DirectoryLock lock; // not owned
        private final Map<String, EventSchema> following;

        /** @param following gets the schemas of results that follow those that stay */
        Storage(DirectoryLock lock, Map<String, EventSchema> following) {
            this.lock = lock;
            this.following = following;
        }

        @Override
        public FollowedLog openLog() {
            throw new IllegalStateException("it is open");
        }

        @Override
        public Outbox openOutbox(String name, EventSchema schema) {
            if (config.takeover() == Takeover.REPLACE) {
                JournalConfig files = JournalConfig.of(directory.outbox(name)).withReserveBytes(config.reserveBytes());
                return Journals.openOutbox(name, files, lock, schema, OutboxLimits.NONE, null);
            }
            EventSchema wanted = OutboxSchema.of(schema);
            requireShape(name, wanted);
            following.put(name, wanted);
            return Journals.memoryOutbox(name, schema);
        }

        @Override
        public boolean hasCheckpoints() {
            return false;
        }

        @Override
        public CheckpointStore openCheckpoints(EngineListener listener) {
            return CheckpointStores.open(directory.checkpoint());
        }

        @Override
        public CheckpointStore replaceCheckpoints(CheckpointStore damaged) {
            throw new IllegalStateException("there are none");
        }
    }

    /** Results that stay and new ones are in one outbox. */
    private void requireShape(String name, EventSchema wanted) {
        Path results = DataDirectory.outbox(config.directory(), name);
        try (LogReader reader = JournalFiles.liveOutbox(results)) {
            boolean isFound = false;
            while (!isFound && reader.next() && reader.header().type() != FrameType.OUTPUT) {
                isFound = reader.header().type() == FrameType.DDL;
                if (isFound && !reader.schema().columns().equals(wanted.columns())) {
                    throw SabotException.configuration(
                            "ENG-0129",
                            "results of '" + name + "' had other columns so far, so that new ones cannot follow them",
                            "make all of them anew (--replace), or insert into a table of another name");
                }
            }
        }
    }
}
