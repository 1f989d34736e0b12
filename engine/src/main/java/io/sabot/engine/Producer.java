package io.sabot.engine;

import io.sabot.core.error.SabotException;
import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.ring.BatchCrc;
import io.sabot.ingest.ring.BatchRefusedException;
import io.sabot.ingest.ring.NumberedBatch;
import io.sabot.ingest.ring.ProducerHello;
import io.sabot.ingest.ring.ProducerReply;
import io.sabot.ingest.ring.RingPublisher;
import io.sabot.ingest.ring.RowAppender;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Rows in numbered batches, each of which is in the log once however often it is sent:
 *
 * <pre>{@code
 * try (Producer feed = sabot.producer("ticks", "feed-1")) {
 *   for (long n = feed.lastBatch() + 1; n <= input.batches(); n++) {
 *     input.batch(n).forEach(tick -> feed.row().string(tick.symbol()).f64(tick.price()).append());
 *     feed.commit();
 *   }
 *   feed.awaitAcknowledged(input.batches(), Duration.ofSeconds(10));
 * }
 * }</pre>
 *
 * <p>A batch must fit into one frame of the log: {@link RowAppender} refuses a row for which there is no room
 * (ING-0404); commit, then append it to the next batch. A batch that the engine refuses is told by the next call here,
 * with a {@link BatchRefusedException}, and by every call after it until {@link #startAt}.
 *
 * <p>One thread, but for {@link #acknowledged()}.
 */
public final class Producer implements AutoCloseable {
    private static final long WAKE_NS = 1_000_000;

    private final String name;
    private final RowAppender rows;
    private final RingPublisher publisher;
    private final int sourceId;
    private final EventSchema schema;
    private final BatchCrc crc = new BatchCrc();
    private final AtomicReference<ProducerReply> refusal = new AtomicReference<>();
    private final AtomicLong acknowledged = new AtomicLong(); // written by the engine's thread
    private final AtomicLong answered = new AtomicLong();
    private volatile ProducerReply welcome;
    private volatile Thread waiter;
    private long next;
    private long sent;

    /** @param rows of {@link io.sabot.ingest.ring.FlushMode#TOGETHER}, owned from then on */
    Producer(String name, RowAppender rows, RingPublisher publisher, Streams.Stream stream) {
        this.name = name;
        this.rows = rows;
        this.publisher = publisher;
        this.sourceId = stream.id();
        this.schema = stream.schema;
    }

    /** Says hello and waits for the answer. */
    Producer open(int epoch) {
        publisher.publishHello(sourceId, schema, new ProducerHello(name, epoch, this::onReply));
        sent++;
        awaitAnswers();
        requireAccepted();
        acknowledged.set(welcome.batch());
        next = welcome.batch() + 1;
        return this;
    }

    // ---- where it is ----

    public int epoch() {
        return welcome.epoch();
    }

    /** Last batch of this epoch in the log when the producer was opened, 0 for none: where a program goes on behind. */
    public long lastBatch() {
        return welcome.batch();
    }

    /** Last batch of the epoch before this one, 0 for none. */
    public long formerLastBatch() {
        return welcome.value();
    }

    /** Number that the next {@link #commit()} gives. */
    public long nextBatch() {
        return next;
    }

    /** All batches up to this one are in the log, and survive what the node's durability promises. Any thread. */
    public long acknowledged() {
        return acknowledged.getAcquire();
    }

    // ---- batches ----

    /**
     * Begins a row of the batch being made, to be ended with {@link RowAppender#append()}.
     *
     * @throws BatchRefusedException if an earlier batch was refused
     */
    public RowAppender row() {
        requireAccepted();
        return rows.row();
    }

    /**
     * Sends the rows appended since the last call as one batch, be there none; waits when the ring has no room.
     *
     * @return its number
     * @throws BatchRefusedException if an earlier batch was refused
     * @throws SabotException if the engine takes nothing any more
     */
    public long commit() {
        requireAccepted();
        int payloadCrc = crc.compute(rows.rows());
        rows.handOn(new NumberedBatch(
                welcome.producerId(), welcome.epoch(), next, payloadCrc, List.of(), NumberedBatch.FITS, this::onReply));
        sent++;
        return next++;
    }

    /**
     * Makes the next batch this one: to send again what may not have arrived, or to go on after a refusal. Batches that
     * are in the log already are only acknowledged again; until then they do not count as {@link #acknowledged()}.
     */
    public void startAt(long batch) {
        if (batch < 1) {
            throw new IllegalArgumentException("batch " + batch);
        }
        awaitAnswers();
        refusal.set(null);
        acknowledged.set(Math.min(acknowledged.get(), batch - 1)); // so that the answers to come can be waited for
        next = batch;
    }

    /**
     * Waits for the acknowledgement of a batch.
     *
     * @return false if the time is over
     * @throws BatchRefusedException if a batch was refused
     * @throws SabotException if the engine has failed or was closed: the batch may be in the log, or not
     */
    public boolean awaitAcknowledged(long batch, Duration timeout) {
        long deadlineNs = System.nanoTime() + timeout.toNanos();
        waiter = Thread.currentThread();
        while (acknowledged() < batch) {
            requireAccepted();
            publisher.requireTaking();
            if (System.nanoTime() - deadlineNs >= 0) {
                return false;
            }
            LockSupport.parkNanos(this, WAKE_NS);
        }
        return true;
    }

    /** Waits until the engine has said something to all that was sent. */
    private void awaitAnswers() {
        waiter = Thread.currentThread();
        while (answered.getAcquire() < sent) {
            publisher.requireTaking();
            LockSupport.parkNanos(this, WAKE_NS);
        }
    }

    private void requireAccepted() {
        ProducerReply refused = refusal.get();
        if (refused != null) {
            throw new BatchRefusedException(name, refused);
        }
    }

    /** The engine's thread. */
    private void onReply(ProducerReply reply) {
        switch (reply.kind()) {
            case WELCOME -> welcome = reply;
            case ACK -> acknowledged.setRelease(Math.max(acknowledged.getPlain(), reply.batch()));
            default -> refusal.compareAndSet(null, reply);
        }
        answered.setRelease(answered.getPlain() + 1);
        LockSupport.unpark(waiter);
    }

    /** Forgets rows that were not committed. What was committed goes its way. */
    @Override
    public void close() {
        rows.close();
    }
}
