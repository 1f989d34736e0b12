package io.sabot.engine;

import io.sabot.ingest.ring.NumberedBatch;
import io.sabot.ingest.ring.ProducerHello;
import io.sabot.ingest.ring.ProducerReply;
import io.sabot.ingest.ring.ProducerReply.Kind;
import io.sabot.ingest.ring.RingPublisher;
import io.sabot.ingest.ring.RowAppender;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A producer that numbers its batches, loses replies, sends again, and now and then makes mistakes. Outlives the node's
 * lives; remembers what it was promised.
 */
final class SimulatedProducer {
    /** Ids of rows tell producer, epoch and batch. */
    private static final long PRODUCER_IDS = 1_000_000_000L;

    private static final long EPOCH_IDS = 10_000_000L;
    private static final long BATCH_IDS = 10;
    private static final int MAX_ROWS = 5;
    private static final int MAX_EPOCHS = 50;

    /** What a producer sent, or will send. */
    record Batch(int crc, List<SimulationWorld.Event> rows) {}

    /** An acknowledgement that left the engine, whether it arrived or not. */
    record Promise(int epoch, long batch, long seq) {}

    /** How a batch is sent, and so which replies are right. */
    private enum Sending {
        RIGHT,
        AHEAD,
        CHANGED,
        FENCED
    }

    private final String name;
    private final String table;
    private final int index;
    private final Random random;
    private final SimulationWorld world;
    private final List<List<Batch>> epochs = new ArrayList<>();
    private final List<Promise> promises = new ArrayList<>();
    private int epoch = 1;
    private long next = 1;
    private long accepted; // as far as the producer knows
    private long number;
    private boolean isWelcome;
    private boolean isWaiting;
    private String mistake;

    SimulatedProducer(String name, String table, int index, Random random, SimulationWorld world) {
        this.name = name;
        this.table = table;
        this.index = index;
        this.random = random;
        this.world = world;
    }

    String name() {
        return name;
    }

    String table() {
        return table;
    }

    List<Promise> promises() {
        return promises;
    }

    /** A reply that must not be, or null. */
    String mistake() {
        return mistake;
    }

    boolean isWelcome() {
        return isWelcome;
    }

    Batch batch(int ofEpoch, long batch) {
        while (epochs.size() <= ofEpoch) {
            epochs.add(new ArrayList<>());
        }
        List<Batch> made = epochs.get(ofEpoch);
        while (made.size() < batch) {
            long firstId = (index + 1) * PRODUCER_IDS + ofEpoch * EPOCH_IDS + (made.size() + 1) * BATCH_IDS;
            int rows = random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(MAX_ROWS);
            made.add(new Batch(random.nextInt(), world.events(firstId, rows)));
        }
        return made.get((int) batch - 1);
    }

    /** Whether the batch was ever made. */
    boolean has(int ofEpoch, long batch) {
        return ofEpoch < epochs.size() && batch <= epochs.get(ofEpoch).size();
    }

    // ---- a life of the node ----

    /** Nothing that was sent before will be answered. */
    void disconnect() {
        isWelcome = false;
        isWaiting = false;
    }

    /** The log goes on behind this entry; what was promised beyond is gone, as the durability allows. */
    void forgetPromisesAfter(long seq) {
        promises.removeIf(promise -> promise.seq() > seq);
    }

    String hello(RingPublisher publisher, Streams.Stream stream) {
        if (isWaiting) {
            return null;
        }
        boolean isNewEpoch = random.nextInt(6) == 0 && epoch < MAX_EPOCHS;
        int asked = isNewEpoch ? epoch + 1 : ProducerHello.CURRENT_EPOCH;
        isWaiting = true;
        publisher.publishHello(stream.id(), stream.schema, new ProducerHello(name, asked, this::onWelcome));
        return name + " says hello in epoch " + asked;
    }

    private void onWelcome(ProducerReply reply) {
        isWaiting = false;
        if (reply.kind() != Kind.WELCOME) {
            mistake = "hello of " + name + " is answered with " + reply;
            return;
        }
        long promised = promises.stream()
                .filter(promise -> promise.epoch() == reply.epoch())
                .mapToLong(Promise::batch)
                .max()
                .orElse(0);
        if (reply.batch() < promised || reply.batch() > 0 && !has(reply.epoch(), reply.batch())) {
            mistake = name + " was promised batch " + promised + " and is told " + reply;
        }
        isWelcome = true;
        epoch = reply.epoch();
        number = reply.producerId();
        accepted = reply.batch();
        next = accepted + 1;
    }

    /** Sends something; there must be room. @param plain where a batch goes that nobody recognises */
    String send(RowAppender rows, RowAppender plain, SimulationFlaw flaw) {
        int choice = random.nextInt(20);
        if (choice < 3 && next > 1) {
            long again = Math.max(1, next - 1 - random.nextInt(4));
            if (flaw == SimulationFlaw.BATCH_TAKEN_AGAIN && again <= accepted) {
                append(plain, batch(epoch, again));
                plain.flush();
                return name + " sends batch " + again + " again, and nobody notices";
            }
            return send(rows, epoch, again, Sending.RIGHT);
        }
        if (choice == 3) {
            return send(rows, epoch, next + 1 + random.nextInt(2), Sending.AHEAD);
        }
        if (choice == 4 && accepted > 0) {
            return send(rows, epoch, accepted, Sending.CHANGED);
        }
        if (choice == 5 && epoch > 1) {
            return send(rows, epoch - 1, 1, Sending.FENCED);
        }
        return send(rows, epoch, next++, Sending.RIGHT);
    }

    private String send(RowAppender rows, int ofEpoch, long batch, Sending sending) {
        Batch content = batch(ofEpoch, batch);
        append(rows, content);
        int crc = sending == Sending.CHANGED ? content.crc() + 1 : content.crc();
        rows.handOn(new NumberedBatch(
                number,
                ofEpoch,
                batch,
                crc,
                List.of(),
                NumberedBatch.FITS,
                reply -> onReply(reply, ofEpoch, batch, sending)));
        return name + " sends batch " + ofEpoch + "/" + batch + " " + sending + " with "
                + content.rows().size() + " rows";
    }

    private static void append(RowAppender to, Batch batch) {
        batch.rows().forEach(event -> append(to, event));
    }

    static void append(RowAppender to, SimulationWorld.Event event) {
        to.row()
                .i64(event.id())
                .symbol(to.symbolId(event.symbol()))
                .timestampNs(event.timeNs())
                .i32(event.value())
                .append();
    }

    private void onReply(ProducerReply reply, int ofEpoch, long batch, Sending sending) {
        if (!isRight(reply, sending)) {
            mistake = name + " sent batch " + ofEpoch + "/" + batch + " " + sending + " and is told " + reply;
        }
        if (reply.kind() == Kind.ACK) {
            promises.add(new Promise(ofEpoch, batch, reply.value()));
        }
        boolean isLost = random.nextInt(5) == 0;
        if (isLost || ofEpoch != epoch) {
            return;
        }
        switch (reply.kind()) {
            case ACK -> accepted = Math.max(accepted, batch);
            case GAP -> next = reply.value();
            case UNKNOWN_PRODUCER -> next = 1;
            default -> {
                // a mistake of its own, which was noticed
            }
        }
    }

    /** A batch ahead may be one that was accepted without the producer having heard of it. */
    private static boolean isRight(ProducerReply reply, Sending sending) {
        return switch (reply.kind()) {
            case ACK -> sending == Sending.RIGHT || sending == Sending.AHEAD;
            case GAP, UNKNOWN_PRODUCER -> sending == Sending.RIGHT || sending == Sending.AHEAD;
            case SEQ_REUSED -> sending == Sending.CHANGED;
            case FENCED -> sending == Sending.FENCED;
            default -> false;
        };
    }
}
