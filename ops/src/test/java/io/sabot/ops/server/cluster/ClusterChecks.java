package io.sabot.ops.server.cluster;

import static io.sabot.ops.server.cluster.ClusterWorld.require;

import io.sabot.engine.OrderedEntry;
import io.sabot.engine.OrderedInput;
import io.sabot.engine.OrderedNode;
import io.sabot.replication.SimulatedAgreement;
import io.sabot.replication.SimulatedAgreement.Agreed;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** What must be true of three nodes when all has come to its end, whatever happened to them. */
final class ClusterChecks {
    private final ClusterWorld world;
    private final SimulatedAgreement agreement; // not owned
    private final List<SimulatedServer> servers;
    private final List<SimulatedClient> clients;

    ClusterChecks(
            ClusterWorld world,
            SimulatedAgreement agreement,
            List<SimulatedServer> servers,
            List<SimulatedClient> clients) {
        this.world = world;
        this.agreement = agreement;
        this.servers = servers;
        this.clients = clients;
    }

    /** Whether the order has the end of each of the tables. */
    boolean hasEnded(List<String> tables) {
        Set<String> ended = new HashSet<>();
        for (Agreed agreed : agreement.order()) {
            if (ClusterEntry.kindOf(agreed.bytes()) == ClusterEntry.Kind.END) {
                ended.add(ClusterEntry.decode(agreed.bytes()).table());
            }
        }
        return ended.containsAll(tables);
    }

    void finished() {
        try (Undisturbed undisturbed = new Undisturbed(agreement.order())) {
            taken(undisturbed.node.taken());
            for (SimulatedServer server : servers) {
                String name = "node " + server.id();
                List<String> entries = undisturbed.node.entries();
                prefix("the log of " + name, entries, server.application().entries());
                same(name, undisturbed.node.outputs(), server.application().outputs());
                same(
                        "what sinks of " + name + " have",
                        undisturbed.node.outputs(),
                        server.application().delivered());
                require(
                        undisturbed.node.taken().equals(server.application().taken()),
                        name + " has taken other batches than an undisturbed node");
                server.formerlyDelivered().forEach(delivered -> within(name, undisturbed.node.outputs(), delivered));
                server.hashes().forEach(told -> hash(name, told, undisturbed.hashes));
            }
        }
    }

    // ---- the order ----

    /** What the engine makes of the order: every batch as it was sent, once, and none missing that was acknowledged. */
    private void taken(List<OrderedNode.Taken> taken) {
        Map<String, OrderedNode.Taken> batches = new HashMap<>();
        Set<String> ids = new HashSet<>();
        for (OrderedNode.Taken one : taken) {
            batches.put(key(one.producer(), one.epoch(), one.batch()), one);
            for (String row : one.rows()) {
                require(ids.add(row.substring(0, row.indexOf(','))), "row " + row + " is taken twice");
            }
            SimulatedClient.Batch sent = client(one.producer()).batch(one.epoch(), one.batch());
            require(sent != null && sent.rows().equals(one.rows()), one + " was sent as " + sent);
        }
        for (SimulatedClient client : clients) {
            for (SimulatedClient.Promise promise : client.promises()) {
                String key = key(client.name(), promise.epoch(), promise.batch());
                require(batches.containsKey(key), key + " was acknowledged and is not in the order");
            }
        }
    }

    private static String key(String producer, int epoch, long batch) {
        return producer + " " + epoch + "/" + batch;
    }

    private SimulatedClient client(String name) {
        return clients.stream()
                .filter(client -> client.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    // ---- outputs ----

    private static void same(String what, Map<String, List<String>> expected, Map<String, List<String>> found) {
        require(expected.keySet().equals(found.keySet()), what + ": " + found.keySet());
        expected.forEach((name, rows) -> {
            prefix(what + ", " + name, rows, found.get(name));
            require(
                    rows.size() == found.get(name).size(),
                    what + ", " + name + " ends behind " + found.get(name).size() + " rows of " + rows.size());
        });
    }

    /** What was delivered before a node was made anew has not become wrong. */
    private static void within(String what, Map<String, List<String>> expected, Map<String, List<String>> found) {
        found.forEach((name, rows) -> prefix("what " + what + " had delivered, " + name, expected.get(name), rows));
    }

    private static void prefix(String what, List<String> expected, List<String> found) {
        for (int i = 0; i < found.size(); i++) {
            String wanted = i < expected.size() ? expected.get(i) : "no row";
            require(wanted.equals(found.get(i)), what + " has row " + found.get(i) + ", undisturbed " + wanted);
        }
    }

    // ---- states ----

    private static void hash(String name, SimulatedServer.Told told, Map<Long, Long> expected) {
        Long wanted = expected.get(told.barrierPosition());
        require(wanted != null, name + " tells a hash at " + told.barrierPosition() + ", where is no barrier");
        require(
                wanted == told.hash(),
                name + " has hash " + told.hash() + " at " + told.barrierPosition() + ", undisturbed " + wanted);
    }

    /** One node alone, to which nothing happens. */
    private final class Undisturbed implements AutoCloseable {
        private final Map<Long, Long> hashes = new HashMap<>();
        private final OrderedNode node = new OrderedNode(new Random(0), world::clockNs, false);

        Undisturbed(List<Agreed> order) {
            node.open(new Order(order.iterator(), hashes));
            node.settle(0);
        }

        @Override
        public void close() {
            node.close();
        }
    }

    /** What was agreed upon, from the beginning. */
    private record Order(Iterator<Agreed> entries, Map<Long, Long> hashes) implements OrderedInput {
        @Override
        public void begin(long position) {
            require(position == 0, "begins at " + position);
        }

        @Override
        public OrderedEntry next() {
            while (entries.hasNext()) {
                Agreed agreed = entries.next();
                if (ClusterEntry.kindOf(agreed.bytes()) != ClusterEntry.Kind.STATE_HASH) {
                    return ClusterEntry.decode(agreed.bytes())
                            .ordered(agreed.position(), agreed.timeNs(), agreed.term(), reply -> {});
                }
            }
            return null;
        }

        @Override
        public void onStateHash(long barrierPosition, long hash) {
            hashes.put(barrierPosition, hash);
        }

        @Override
        public void close() {
            // there is nothing to give back
        }
    }
}
