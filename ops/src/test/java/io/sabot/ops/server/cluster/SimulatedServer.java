package io.sabot.ops.server.cluster;

import io.sabot.core.error.SabotException;
import io.sabot.engine.BatchIntake;
import io.sabot.engine.OrderedInput;
import io.sabot.engine.OrderedNode;
import io.sabot.engine.SimulatedCrash;
import io.sabot.ingest.format.FormatSpec;
import io.sabot.ingest.ring.ProducerReply;
import io.sabot.journal.SimulatedFile;
import io.sabot.journal.SimulatedJournals;
import io.sabot.ops.server.cluster.ClusterEntry.Origin;
import io.sabot.replication.CommittedEntries;
import io.sabot.replication.OfferOutcome;
import io.sabot.replication.SimulatedAgreement;
import io.sabot.replication.log.CommittedLog;
import io.sabot.replication.log.CommittedReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agrona.DirectBuffer;

/**
 * One node of the simulation through several lives: what {@link ClusterNode} makes of its parts, and one application, without
 * threads. Committed log, gateway, follower, comparison, intake and the application's engine are the real ones.
 */
final class SimulatedServer {
    static final String APPLICATION = "simulated";

    /** A hash that an application here has told. */
    record Told(long barrierPosition, long hash) {}

    private static final String TAKEN_BACK = "REP-0302";

    /** What the node had handed on was dropped from the agreement's log; the next start will tell if it matters. */
    private static final String ENDED = "REP-0403";

    private final int id;
    private final ClusterWorld world;
    private final SimulatedAgreement agreement; // not owned
    private final List<SimulatedServer> servers; // this one among them
    private final OrderedNode application;
    private final List<Told> hashes = new ArrayList<>();
    private final List<Map<String, List<String>>> formerlyDelivered = new ArrayList<>();
    private SimulatedFile committed;
    private long operationsLeft = Long.MAX_VALUE;
    private boolean isToBeCloned;

    // The process.
    private long life;
    private boolean isUp;
    private CommittedLog log;
    private Gateway gateway;
    private CommittedFollower follower;
    private CommittedReader reader;
    private final Set<CommittedInput> inputs = new HashSet<>();
    private boolean isDivergent;

    SimulatedServer(int id, ClusterWorld world, SimulatedAgreement agreement, List<SimulatedServer> servers) {
        this.id = id;
        this.world = world;
        this.agreement = agreement;
        this.servers = servers;
        this.application = new OrderedNode(
                world.random,
                world::clockNs,
                world.flaw == ClusterFlaw.PAGE_NOT_STORED_ON_ONE_NODE && world.flaw.isOf(id));
        this.committed = freshFile();
    }

    private SimulatedFile freshFile() {
        return new SimulatedFile("committed log of node " + id, what -> {
            if (--operationsLeft < 0) {
                throw new SimulatedCrash(what);
            }
        });
    }

    int id() {
        return id;
    }

    boolean isUp() {
        return isUp;
    }

    long life() {
        return life;
    }

    List<Told> hashes() {
        return hashes;
    }

    List<Map<String, List<String>>> formerlyDelivered() {
        return formerlyDelivered;
    }

    OrderedNode application() {
        return application;
    }

    BatchIntake intake(String table) {
        return new ReplicatedIntake(gateway, APPLICATION, table, FormatSpec.Format.CSV);
    }

    // ---- a life ----

    void start() {
        if (!isToBeCloned && !agreement.canStart(id)) {
            lose();
        }
        if (isToBeCloned && !isCloned()) {
            return;
        }
        life++;
        isUp = true;
        guarded(() -> {
            log = new CommittedLog(SimulatedJournals.openLog(committed), leadership -> {});
            world.tell("node " + id + " starts, its own log ends at " + log.lastPosition());
            agreement.start(id, new FlawedEntries(log, world.flaw));
            gateway = new Gateway(id, life << 8 | id, new Line(), failure -> {
                throw new AssertionError(failure);
            });
            StateComparison comparison = new StateComparison(ClusterSimulation.NODES);
            follower = new CommittedFollower(id, gateway, comparison, new Deployments());
            reader = log.reader(0);
            openApplication();
        });
    }

    private void openApplication() {
        CommittedInput input =
                new CommittedInput(log, gateway, APPLICATION, 0, 0, () -> OrderedInput.NOT_LEADING, inputs);
        application.open(
                new SimulatedInput(input, id, world.flaw, (position, hash) -> hashes.add(new Told(position, hash))));
    }

    /** The process is gone. */
    void crash(boolean isPowerLost) {
        if (!isUp) {
            return;
        }
        world.tell("node " + id + (isPowerLost ? " loses its power" : " is killed"));
        world.count(isPowerLost ? ClusterEvent.POWER_LOST : ClusterEvent.KILLED);
        isUp = false;
        application.end(isPowerLost);
        agreement.stop(id);
        if (reader != null) {
            reader.close();
            reader = null;
        }
        if (log != null) {
            log.close();
            log = null;
        }
        operationsLeft = Long.MAX_VALUE;
        if (isPowerLost) {
            committed.cutPower(world.random);
        } else {
            committed.kill(world.random);
        }
    }

    /** The application alone is stopped and started. */
    private void restartApplication() {
        world.tell("the application of node " + id + " is started again");
        world.count(ClusterEvent.APPLICATION_RESTARTED);
        application.end(false);
        openApplication();
    }

    /** Its disk is gone, or is not of the cluster any more. */
    void lose() {
        crash(false);
        world.tell("node " + id + " loses what it has");
        isToBeCloned = true;
    }

    boolean isToBeCloned() {
        return isToBeCloned;
    }

    /** As the command does it: the consensus module's log first, then the committed log of the node that leads. */
    private boolean isCloned() {
        int leader = agreement.leader();
        if (leader < 0 || leader == id) {
            return false;
        }
        SimulatedServer from = servers.get(leader);
        if (agreement.clone(id) == CommittedEntries.NO_POSITION) {
            return false;
        }
        forget();
        committed.close();
        committed = freshFile();
        long last = CommittedEntries.NO_POSITION;
        try (CommittedLog copy = new CommittedLog(SimulatedJournals.openLog(committed), leadership -> {});
                CommittedReader entries = from.log.reader(0)) {
            while (entries.next()) {
                last = entries.position();
                copy.append(last, entries.timeNs(), entries.term(), entries.payload());
            }
            copy.onSnapshot(last);
        }
        isToBeCloned = last < agreement.snapshotEntryPosition(id);
        if (!isToBeCloned) {
            world.count(ClusterEvent.CLONED);
        }
        return !isToBeCloned;
    }

    private void forget() {
        formerlyDelivered.add(application.delivered());
        application.forget();
    }

    void close() {
        if (isUp) {
            crash(false);
        }
        application.close();
        committed.close();
    }

    // ---- steps ----

    /** Whatever ends the process ends it here. */
    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (SimulatedCrash e) {
            world.tell("node " + id + ": " + e.getMessage());
            crash(world.random.nextBoolean());
            return;
        } catch (SabotException e) {
            if (!application.isExpected(e)) {
                throw e;
            }
            crash(world.random.nextBoolean());
            return;
        }
        checkAgreement();
    }

    /** The node's part in the agreement may have ended by itself, for one reason that is none of ours. */
    void checkAgreement() {
        SabotException failure = agreement.failure(id);
        if (failure == null || !isUp) {
            return;
        }
        if (operationsLeft < 0 || failure.problems().get(0).code().equals(ENDED)) {
            crash(world.random.nextBoolean());
            return;
        }
        if (!failure.problems().get(0).code().equals(TAKEN_BACK)) {
            throw failure;
        }
        world.tell("node " + id + " stops: " + failure.getMessage());
        world.count(ClusterEvent.TAKEN_BACK);
        lose();
    }

    void step() {
        guarded(() -> {
            switch (world.random.nextInt(6)) {
                case 0, 1 -> gateway.turn(world.passedNs());
                case 2 -> follow();
                case 3, 4 -> application.feed(world.passedNs());
                default -> application.step(world.passedNs());
            }
        });
    }

    private void follow() {
        follower.step(reader);
        if (isDivergent) {
            isDivergent = false;
            forget();
            openApplication();
        }
    }

    /** What only the leader does, from time to time. */
    void lead() {
        if (agreement.isLeader(id)) {
            if (world.isOneIn(4)) {
                agreement.snapshot(id);
            } else {
                gateway.submit(origin -> ClusterEntry.barrier(origin, APPLICATION));
            }
        }
    }

    void end(String table) {
        gateway.submit(origin -> ClusterEntry.end(origin, APPLICATION, table));
    }

    /** @param canLose whether the others can do without this node */
    void disturb(boolean canLose) {
        switch (world.random.nextInt(7)) {
            case 0 -> crash(false);
            case 1 -> crash(true);
            case 2, 3 -> application.crashSoon();
            case 4 -> operationsLeft = world.random.nextInt(10);
            case 5 -> guarded(this::restartApplication);
            default -> {
                if (canLose && world.isOneIn(4) && agreement.leader() >= 0 && agreement.leader() != id) {
                    lose();
                }
            }
        }
    }

    void settle() {
        if (isUp) {
            guarded(() -> application.settle(world.passedNs()));
        }
    }

    // ---- the real parts' surroundings ----

    private final class Deployments implements ClusterNode.Deployments {
        @Override
        public long lastPosition() {
            return CommittedEntries.NO_POSITION;
        }

        @Override
        public Object onDeployment(byte[] entry, long position, long timeNs) {
            throw new AssertionError("nothing was deployed");
        }

        @Override
        public void onDivergence(String name, long position) {
            world.tell("node " + id + " has another state at position " + position);
            isDivergent = true;
        }
    }

    /** The node's client. */
    private final class Line implements ClusterLine {
        private final Set<Long> offered = new HashSet<>();

        @Override
        public int poll(long nowNs) {
            return agreement.poll(id);
        }

        @Override
        public OfferOutcome offer(DirectBuffer buffer, int offset, int length) {
            byte[] bytes = new byte[length];
            buffer.getBytes(offset, bytes);
            Origin origin = ClusterEntry.originOf(bytes);
            boolean isFirst = !offered.contains(origin.request());
            if (world.flaw == ClusterFlaw.NEVER_SENT_AGAIN && !isFirst) {
                return OfferOutcome.ACCEPTED;
            }
            OfferOutcome outcome = agreement.offer(id, bytes);
            if (outcome == OfferOutcome.ACCEPTED) {
                offered.add(origin.request());
                acknowledgeTooEarly(bytes);
            }
            return outcome;
        }

        private void acknowledgeTooEarly(byte[] bytes) {
            if (world.flaw == ClusterFlaw.ACKNOWLEDGED_WHEN_OFFERED
                    && ClusterEntry.kindOf(bytes) == ClusterEntry.Kind.BATCH) {
                ClusterEntry entry = ClusterEntry.decode(bytes);
                gateway.answer(entry.origin(), ProducerReply.of(ProducerReply.Kind.ACK, entry.number(), 0));
            }
        }

        @Override
        public long connections() {
            return agreement.connections(id);
        }

        @Override
        public void close() {
            agreement.stop(id);
        }
    }
}
