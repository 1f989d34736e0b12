package io.sabot.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends rows to a table over HTTP, each batch once. Batches are numbered and kept until they are acknowledged; when a node
 * goes away they are sent to the next one again. Needs nothing but the JDK.
 *
 * <p>A program that is started again opens a producer of the same name, and goes on behind {@link #lastBatch()}. What is in a
 * batch must not depend on chance then.
 *
 * <p>Any thread; batches have the order of the calls. One request is on its way at a time, on a thread of the producer's own;
 * what is sent meanwhile goes together with the next one.
 */
public final class SabotProducer implements AutoCloseable {
    /** Told when a batch has been acknowledged, by the producer's thread; must be quick. */
    public interface Listener {
        /** @param latencyNs from the call of send */
        void onAcknowledged(long batch, long latencyNs);
    }

    private static final int MAX_REPEATS = 3;

    /** Of one request; the server reads the lengths of its batches from a header. */
    private static final int MAX_BATCHES = 256;

    private static final int MAX_BYTES = 1 << 20;

    private record Batch(long number, byte[] records, long sentNs) {}

    private final ProducerConfig config;
    private final Listener listener;
    private final Exchange exchange;
    private final ArrayDeque<Batch> window = new ArrayDeque<>();
    private final Thread thread = new Thread(this::run, "sabot-producer");
    private final long firstBatch;
    private long lastBatch;
    private long acknowledged;
    private boolean isClosed;
    private ProducerException failure;

    private SabotProducer(ProducerConfig config, Listener listener) throws InterruptedException {
        this.config = config;
        this.listener = listener;
        this.exchange = new Exchange(config);
        Exchange.Reply welcome = exchange.hello();
        long last = welcome.number("lastBatch");
        if (welcome.status() != 200 || last < 0) {
            throw new ProducerException("no welcome for the producer '" + config.producer() + "': " + welcome.body());
        }
        this.firstBatch = last;
        this.lastBatch = last;
        this.acknowledged = last;
    }

    /**
     * Says hello to the first node that answers.
     *
     * @throws ProducerException if none does, or the producer is refused
     */
    public static SabotProducer open(ProducerConfig config) throws InterruptedException {
        return open(config, (batch, latencyNs) -> {});
    }

    /** As {@link #open(ProducerConfig)}. */
    public static SabotProducer open(ProducerConfig config, Listener listener) throws InterruptedException {
        SabotProducer producer = new SabotProducer(config, listener);
        producer.thread.setDaemon(true);
        producer.thread.start();
        return producer;
    }

    /** The last batch in the log when this was opened, 0 for none. */
    public long firstKnownBatch() {
        return firstBatch;
    }

    /** The last batch that was given to this, or was in the log before. */
    public synchronized long lastBatch() {
        return lastBatch;
    }

    /** Up to which batch all are in the log for good. */
    public synchronized long acknowledged() {
        return acknowledged;
    }

    /**
     * Sends records as one batch; waits while the window is full.
     *
     * @param records lines of the configured format, not to be changed any more; at most 240 KiB for a cluster
     * @return the batch's number
     * @throws ProducerException if a batch before has failed for good
     */
    public synchronized long send(byte[] records) throws InterruptedException {
        while (window.size() >= config.windowBatches() && failure == null && !isClosed) {
            wait();
        }
        check();
        if (isClosed) {
            throw new ProducerException("the producer is closed");
        }
        window.add(new Batch(++lastBatch, records, System.nanoTime()));
        notifyAll();
        return lastBatch;
    }

    /**
     * Waits for acknowledgements.
     *
     * @return whether all up to this batch are there in time
     * @throws ProducerException if a batch has failed for good
     */
    public synchronized boolean awaitAcknowledged(long batch, Duration timeout) throws InterruptedException {
        long deadlineNs = System.nanoTime() + timeout.toNanos();
        while (acknowledged < batch) {
            check();
            long leftMs = (deadlineNs - System.nanoTime()) / 1_000_000;
            if (leftMs <= 0) {
                return false;
            }
            wait(leftMs);
        }
        return true;
    }

    private void check() {
        if (failure != null) {
            throw failure;
        }
    }

    private void run() {
        try {
            int repeats = 0;
            for (List<Batch> batches = next(); !batches.isEmpty(); batches = next()) {
                Exchange.Reply reply = exchange.send(
                        batches.get(0).number(),
                        batches.stream().map(Batch::records).toList());
                int taken = taken(batches, reply);
                batches.subList(0, taken).forEach(this::acknowledge);
                repeats = taken > 0 ? 0 : repeats + 1;
                if (taken < batches.size() && (repeats > MAX_REPEATS || !isWorthRepeating(reply, batches.get(taken)))) {
                    fail(new ProducerException("batch " + batches.get(taken).number() + " of '" + config.producer()
                            + "' was refused: " + reply.body()));
                    return;
                }
            }
        } catch (InterruptedException e) {
            fail(new ProducerException("the producer was interrupted"));
        } catch (ProducerException e) {
            fail(e);
        }
    }

    /** How many are in the log: all, or those before the one that the answer is to. */
    private static int taken(List<Batch> batches, Exchange.Reply reply) {
        if (reply.answer().equals("ACK")) {
            return batches.size();
        }
        long before = reply.number("batch") - batches.get(0).number();
        return before >= 0 && before < batches.size() ? (int) before : 0;
    }

    /** A node that had another version of the application, or of the producer, in mind has forgotten that now. */
    private static boolean isWorthRepeating(Exchange.Reply reply, Batch batch) {
        return switch (reply.answer()) {
            case "UNKNOWN_PRODUCER" -> true;
            case "GAP" -> reply.number("value") == batch.number();
            default -> false;
        };
    }

    /** The oldest of the window, as many as one request takes; none when the producer is closed. */
    private synchronized List<Batch> next() throws InterruptedException {
        while (window.isEmpty() && !isClosed) {
            wait();
        }
        List<Batch> batches = new ArrayList<>();
        long bytes = 0;
        for (Batch batch : window) {
            bytes += batch.records().length;
            if (isClosed || batches.size() == MAX_BATCHES || !batches.isEmpty() && bytes > MAX_BYTES) {
                break;
            }
            batches.add(batch);
        }
        return batches;
    }

    private void acknowledge(Batch batch) {
        synchronized (this) {
            window.remove();
            acknowledged = batch.number();
            notifyAll();
        }
        listener.onAcknowledged(batch.number(), System.nanoTime() - batch.sentNs());
    }

    private synchronized void fail(ProducerException newFailure) {
        if (!isClosed) {
            failure = newFailure;
        }
        notifyAll();
    }

    /** Does not wait for acknowledgements: see {@link #awaitAcknowledged}. What was not acknowledged may be in the log. */
    @Override
    public void close() {
        synchronized (this) {
            isClosed = true;
            notifyAll();
        }
        thread.interrupt();
    }
}
