package io.sabot.ops.server.cluster;

import io.sabot.engine.BatchIntake;
import io.sabot.ingest.ring.ProducerHello;
import io.sabot.ingest.ring.ProducerReply;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * A program that sends numbered batches to whichever node answers, keeps them until they are acknowledged, and is started
 * again now and then: it knows then what it would send, and nothing else. Remembers what it was promised.
 */
final class SimulatedClient {
    /** Ids of rows tell client, epoch and batch. */
    private static final long CLIENT_IDS = 1_000_000_000L;

    private static final long EPOCH_IDS = 1_000_000L;
    private static final long BATCH_IDS = 100;
    private static final int WINDOW = 3;
    private static final int MAX_EPOCHS = 5;
    private static final long EVENTS_BEGIN_NS = 1_767_225_600_000_000_000L; // 2026

    /** An acknowledgement that the client has seen. */
    record Promise(int epoch, long batch) {}

    /** What a batch is: records as they are sent, and rows as the log should have them. */
    record Batch(byte[] records, List<String> rows) {}

    private final String name;
    private final String table;
    private final int index;
    private final int batches; // of an epoch
    private final ClusterWorld world;
    private final List<SimulatedServer> servers;
    private final Map<Promise, Batch> made = new TreeMap<>((a, b) ->
            a.epoch() != b.epoch() ? Integer.compare(a.epoch(), b.epoch()) : Long.compare(a.batch(), b.batch()));
    private final List<Promise> promises = new ArrayList<>();
    private long eventNs = EVENTS_BEGIN_NS;

    // Gone when the program is started again.
    private final Map<Long, CompletableFuture<ProducerReply>> inFlight = new TreeMap<>();
    private SimulatedServer server; // null: none is known to answer
    private long life; // of the server
    private BatchIntake intake;
    private CompletableFuture<ProducerReply> hello;
    private ProducerReply welcome;
    private int epochAsked = ProducerHello.CURRENT_EPOCH;
    private long next = 1;
    private long accepted;
    private boolean isWelcome;

    SimulatedClient(
            String name, String table, int index, int batches, ClusterWorld world, List<SimulatedServer> servers) {
        this.name = name;
        this.table = table;
        this.index = index;
        this.batches = batches;
        this.world = world;
        this.servers = servers;
    }

    String name() {
        return name;
    }

    List<Promise> promises() {
        return promises;
    }

    /** Null if it was never made. */
    Batch batch(int epoch, long number) {
        return made.get(new Promise(epoch, number));
    }

    boolean isDone() {
        return welcome != null && accepted >= batches;
    }

    // ---- what it sends ----

    private Batch make(int epoch, long number) {
        return made.computeIfAbsent(new Promise(epoch, number), this::make);
    }

    /** Some rows come late, a few too late; some records are none. */
    private Batch make(Promise key) {
        StringBuilder records = new StringBuilder();
        List<String> rows = new ArrayList<>();
        long firstId = (index + 1) * CLIENT_IDS + key.epoch() * EPOCH_IDS + key.batch() * BATCH_IDS;
        int count = world.isOneIn(10) ? 0 : 1 + world.random.nextInt(5);
        for (int i = 0; i < count; i++) {
            eventNs += world.random.nextInt(1_500) * 1_000_000L;
            long timeNs = eventNs - world.random.nextInt(world.isOneIn(6) ? 6_000 : 700) * 1_000_000L;
            String symbol = "S" + world.random.nextInt(world.isOneIn(12) ? 200 : 4);
            int value = world.random.nextInt(100);
            rows.add(firstId + i + "," + symbol + "," + timeNs + "," + value);
            records.append(firstId + i).append(',').append(symbol).append(',');
            records.append(text(timeNs)).append(',').append(value).append('\n');
            if (world.isOneIn(15)) {
                records.append("no record,").append(firstId + i).append('\n');
            }
        }
        return new Batch(records.toString().getBytes(StandardCharsets.UTF_8), rows);
    }

    private static String text(long timeNs) {
        String text = Instant.ofEpochSecond(0, timeNs).toString();
        return text.substring(0, text.length() - 1).replace('T', ' ');
    }

    // ---- steps ----

    void restart() {
        world.tell(name + " is started again");
        disconnect();
        epochAsked = welcome != null && welcome.epoch() < MAX_EPOCHS && world.isOneIn(4)
                ? welcome.epoch() + 1
                : ProducerHello.CURRENT_EPOCH;
        accepted = 0;
    }

    private void disconnect() {
        server = null;
        hello = null;
        inFlight.clear();
        if (welcome != null) {
            next = accepted + 1;
        }
        isWelcome = false;
    }

    void step() {
        boolean isWaiting = hello != null || !inFlight.isEmpty();
        boolean isTimeOut = isWaiting && world.isOneIn(world.isCalm() ? 100 : 60);
        if (server != null && (!server.isUp() || server.life() != life || isTimeOut)) {
            disconnect();
        }
        if (server == null) {
            connect();
        } else if (!isWelcome) {
            greet();
        } else {
            hear();
            send();
        }
    }

    private void connect() {
        SimulatedServer candidate = servers.get(world.random.nextInt(servers.size()));
        if (candidate.isUp()) {
            server = candidate;
            life = candidate.life();
            intake = candidate.intake(table);
        }
    }

    private void greet() {
        if (hello == null) {
            hello = intake.hello(name, epochAsked);
            return;
        }
        ProducerReply reply = hello.getNow(null);
        if (reply == null) {
            return;
        }
        hello = null;
        switch (reply.kind()) {
            case WELCOME -> welcomed(reply);
            case FENCED -> epochAsked = ProducerHello.CURRENT_EPOCH;
            default -> throw new AssertionError("hello of " + name + " is answered with " + reply);
        }
    }

    private void welcomed(ProducerReply reply) {
        if (welcome != null && welcome.epoch() == reply.epoch() && reply.batch() > accepted) {
            world.count(ClusterEvent.ACKNOWLEDGEMENT_LOST);
        }
        long promised = promises.stream()
                .filter(promise -> promise.epoch() == reply.epoch())
                .mapToLong(Promise::batch)
                .max()
                .orElse(0);
        ClusterWorld.require(
                reply.batch() >= promised && (reply.batch() == 0 || batch(reply.epoch(), reply.batch()) != null),
                name + " was promised batch " + promised + " and is told " + reply);
        welcome = reply;
        isWelcome = true;
        epochAsked = ProducerHello.CURRENT_EPOCH;
        accepted = reply.batch();
        next = accepted + 1;
        world.tell(name + " is welcome at node " + server.id() + " behind batch " + reply.epoch() + "/" + accepted);
    }

    private void send() {
        while (isWelcome && next <= batches && inFlight.size() < WINDOW) {
            long number = next++;
            inFlight.put(
                    number,
                    intake.send(welcome, number, make(welcome.epoch(), number).records()));
            if (world.isOneIn(2)) {
                return;
            }
        }
    }

    private void hear() {
        for (Long number : List.copyOf(inFlight.keySet())) {
            CompletableFuture<ProducerReply> answer = inFlight.get(number);
            ProducerReply reply = answer == null ? null : answer.getNow(null);
            if (reply != null) {
                inFlight.remove(number);
                onReply(reply, number);
            }
        }
    }

    private void onReply(ProducerReply reply, long number) {
        switch (reply.kind()) {
            case ACK -> {
                promises.add(new Promise(welcome.epoch(), number));
                accepted = Math.max(accepted, number);
                world.tell(
                        name + " has batch " + welcome.epoch() + "/" + number + " acknowledged by node " + server.id());
            }
            case GAP -> next = Math.min(next, reply.value());
            case UNKNOWN_PRODUCER, FENCED -> disconnect();
            default -> throw new AssertionError(name + " sent batch " + number + " and is told " + reply);
        }
    }

    @Override
    public String toString() {
        return name + " at " + (server == null ? "no node" : "node " + server.id()) + (isWelcome ? "" : ", not welcome")
                + ", accepted " + accepted + " of " + batches + ", next " + next + ", waits for " + inFlight.keySet();
    }
}
