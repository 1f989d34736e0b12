package io.sabot.ops.server.cluster;

import io.sabot.engine.OrderedNode;
import io.sabot.replication.SimulatedAgreement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Three nodes through several lives each, on one thread, with a simulated agreement, disks and clocks: a seed decides who
 * does the next step, what is lost, who is elected, and before which operation a process or the power ends. What the nodes
 * are made of is real: see docs/simulation.md.
 */
final class ClusterSimulation {
    static final int NODES = 3;

    private static final int LEAST_STEPS = 300;
    private static final int MORE_STEPS = 3_000;
    private static final int MAX_LAST_STEPS = 60_000;

    private final long seed;
    private final ClusterWorld world;
    private final SimulatedAgreement agreement;
    private final List<SimulatedServer> servers = new ArrayList<>();
    private final List<SimulatedClient> clients = new ArrayList<>();
    private final int faultRate;
    private long endAskedBy = -1; // a life of a server

    ClusterSimulation(long seed, ClusterFlaw flaw) {
        this.seed = seed;
        this.world = new ClusterWorld(seed, flaw);
        this.agreement = new SimulatedAgreement(NODES, world.random, world::clockNs, new Trace());
        for (int i = 0; i < NODES; i++) {
            servers.add(new SimulatedServer(i, world, agreement, servers));
        }
        addClient("feed-a", OrderedNode.INPUTS.get(0));
        addClient("feed-b", OrderedNode.INPUTS.get(0));
        addClient("feed-c", OrderedNode.INPUTS.get(1));
        faultRate = 20 + world.random.nextInt(150);
    }

    private void addClient(String name, String table) {
        clients.add(new SimulatedClient(name, table, clients.size(), 4 + world.random.nextInt(12), world, servers));
    }

    /** @throws ClusterSimulationFailure with all that is needed to see it again */
    void run() {
        try {
            servers.forEach(SimulatedServer::start);
            int steps = LEAST_STEPS + world.random.nextInt(MORE_STEPS);
            for (int i = 0; i < steps; i++) {
                step();
            }
            finish();
        } catch (RuntimeException | Error e) {
            throw new ClusterSimulationFailure(seed, world, e);
        } finally {
            servers.forEach(SimulatedServer::close);
        }
    }

    /** What has happened, and how often. */
    Map<ClusterEvent, Integer> events() {
        return world.events();
    }

    List<String> trace() {
        return world.trace();
    }

    private final class Trace implements SimulatedAgreement.Trace {
        @Override
        public void vanished(int node) {
            world.tell("what node " + node + " offers vanishes");
            world.count(ClusterEvent.VANISHED);
        }

        @Override
        public void elected(int node, long term) {
            world.tell("node " + node + " is elected in term " + term);
            if (servers.stream().anyMatch(server -> server.id() != node && agreement.isLeader(server.id()))) {
                world.count(ClusterEvent.DEPOSED);
            }
        }

        @Override
        public void dropped(int node, int entries) {
            world.tell("node " + node + " drops " + entries + " entries of an older term");
            world.count(ClusterEvent.TAIL_DROPPED);
        }

        @Override
        public void cloned(int node, int from, long position) {
            world.tell("node " + node + " is cloned from node " + from + " up to " + position);
        }
    }

    private SimulatedServer anyServer() {
        return servers.get(world.random.nextInt(NODES));
    }

    private void step() {
        world.pass();
        int choice = world.random.nextInt(100);
        if (choice < 45) {
            agreement.step();
            servers.forEach(SimulatedServer::checkAgreement);
        } else if (choice < 85) {
            SimulatedServer server = anyServer();
            if (server.isUp()) {
                server.step();
            } else if (world.isCalm() || world.isOneIn(12)) {
                server.start();
            }
        } else if (choice < 97) {
            clients.get(world.random.nextInt(clients.size())).step();
        } else if (choice == 97) {
            if (!world.isCalm()) {
                lead();
            }
        } else if (!world.isCalm() && world.isOneIn(1 + faultRate / 20)) {
            disturb();
        }
    }

    private void lead() {
        SimulatedServer server = anyServer();
        if (server.isUp()) {
            server.lead();
        }
    }

    private void disturb() {
        int leader = agreement.leader();
        int node = leader >= 0 && world.isOneIn(2) ? leader : world.random.nextInt(NODES);
        switch (world.random.nextInt(8)) {
            case 0, 1 -> {
                world.tell("node " + node + " is cut off");
                agreement.cut(node, true);
            }
            case 2, 3 -> {
                for (int i = 0; i < NODES; i++) {
                    agreement.cut(i, false);
                }
            }
            case 4 -> clients.get(world.random.nextInt(clients.size())).restart();
            case 5 -> world.jump();
            default -> {
                SimulatedServer server = servers.get(node);
                boolean areOthersWhole = servers.stream().noneMatch(SimulatedServer::isToBeCloned);
                if (server.isUp()) {
                    server.disturb(areOthersWhole);
                }
            }
        }
    }

    // ---- the end ----

    /** All comes to its end: batches are acknowledged, tables end, nodes have everything. */
    private void finish() {
        world.calm();
        for (int i = 0; i < NODES; i++) {
            agreement.cut(i, false);
        }
        ClusterChecks checks = new ClusterChecks(world, agreement, servers, clients);
        boolean isFinished = until("producers have their acknowledgements", () -> clients.stream()
                        .allMatch(SimulatedClient::isDone))
                && until("all nodes run", () -> servers.stream().allMatch(SimulatedServer::isUp))
                && until("the tables have ended", () -> areEnded(checks));
        agreement.calm();
        isFinished = isFinished && until("all nodes have everything", this::isSettled);
        if (isFinished) {
            checks.finished();
        }
    }

    /** Two nodes that must be cloned are more than a cluster of three survives: somebody has to decide what to keep. */
    private boolean isMajorityLost() {
        return servers.stream().filter(SimulatedServer::isToBeCloned).count() > NODES / 2;
    }

    /** Whoever asked for the end may have been killed before it was agreed upon: then somebody asks again. */
    private boolean areEnded(ClusterChecks checks) {
        if (agreement.leader() < 0) {
            return false;
        }
        SimulatedServer server = servers.get(0);
        if (server.isUp() && server.life() != endAskedBy) {
            endAskedBy = server.life();
            OrderedNode.INPUTS.forEach(server::end);
        }
        return checks.hasEnded(OrderedNode.INPUTS);
    }

    private boolean isSettled() {
        servers.forEach(SimulatedServer::settle);
        return servers.stream().allMatch(SimulatedServer::isUp) && agreement.isSettled();
    }

    /** What is awaited. */
    private interface Condition {
        boolean isMet();
    }

    /** @return false if that cannot be any more */
    private boolean until(String what, Condition condition) {
        for (int i = 0; i < MAX_LAST_STEPS && !isMajorityLost(); i++) {
            if (i % 20 == 0 && condition.isMet()) {
                world.tell(what);
                return true;
            }
            step();
        }
        if (isMajorityLost()) {
            world.tell("two nodes cannot go on");
            world.count(ClusterEvent.MAJORITY_LOST);
            return false;
        }
        throw new AssertionError(
                "nothing goes wrong any more, and yet not: " + what + "\n" + agreement + "\n" + clients);
    }
}
