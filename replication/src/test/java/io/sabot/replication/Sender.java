package io.sabot.replication;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongUnaryOperator;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What a gateway does: sends numbers 1, 2, 3 … and goes back to the first that has not come through its own node's log
 * whenever the client says that something may be lost, or nothing comes.
 */
final class Sender implements AutoCloseable {
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(2);
    private static final int WINDOW = 512;

    private final ClusterClient client;
    private final RecordedEntries own;
    private final long base;
    private final LongUnaryOperator lengthOf;
    private final Thread thread;
    private final AtomicLong goal = new AtomicLong();
    private final AtomicLong returned = new AtomicLong();
    private volatile boolean isClosed;
    private long next = 1;
    private int looked;
    private long movedAtNs = System.nanoTime();
    private long connections;

    Sender(ClusterClient client, RecordedEntries own, LongUnaryOperator lengthOf) {
        this(client, own, 0, lengthOf);
    }

    /** @param base added to each number, so that several senders' entries are told apart */
    Sender(ClusterClient client, RecordedEntries own, long base, LongUnaryOperator lengthOf) {
        this.base = base;
        this.client = client;
        this.own = own;
        this.lengthOf = lengthOf;
        thread = new Thread(this::run, "sender");
        thread.start();
    }

    void sendUpTo(long number) {
        goal.accumulateAndGet(number, Math::max);
    }

    long base() {
        return base;
    }

    /** Numbers up to this have come back. */
    long returned() {
        return returned.get();
    }

    private void run() {
        while (!isClosed) {
            int work = client.poll(System.nanoTime());
            work += listen();
            checkLoss();
            if (next <= goal.get() && next <= returned.get() + WINDOW) {
                byte[] bytes = RecordedEntries.payload(base + next, (int) lengthOf.applyAsLong(next));
                if (client.offer(new UnsafeBuffer(bytes), 0, bytes.length) == OfferOutcome.ACCEPTED) {
                    next += 1;
                    work += 1;
                }
            }
            if (work == 0) {
                LockSupport.parkNanos(100_000);
            }
        }
        client.close();
    }

    private int listen() {
        if (own.count() == looked) {
            return 0;
        }
        var entries = own.copy();
        for (; looked < entries.size(); looked++) {
            if (entries.get(looked).number() == base + returned.get() + 1) {
                returned.incrementAndGet();
                movedAtNs = System.nanoTime();
            }
        }
        return 1;
    }

    private void checkLoss() {
        boolean isStuck = next > returned.get() + 1 && System.nanoTime() - movedAtNs > PATIENCE_NS;
        if (isStuck || client.connections() != connections) {
            connections = client.connections();
            movedAtNs = System.nanoTime();
            next = returned.get() + 1;
        }
    }

    @Override
    public void close() {
        isClosed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
