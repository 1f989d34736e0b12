package io.sabot.ops.server.cluster;

import io.sabot.core.error.SabotException;
import io.sabot.ops.server.cluster.ClusterEntry.Origin;
import io.sabot.replication.ClusterClient;
import io.sabot.replication.OfferOutcome;
import java.security.SecureRandom;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Sends what this node has for the cluster to whoever leads, again and again until it has come back in the agreed order and
 * was answered here. What is sent must do no harm when it comes twice.
 *
 * <p>A thread of its own; {@link #submit} and {@link #answer} may be called by any.
 */
final class Gateway implements AutoCloseable {
    private static final long RESEND_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long MAX_PENDING = 65_536;

    /** An entry that has not come back. */
    private static final class Pending {
        final byte[] bytes;
        final long request;
        long sentAtNs;
        boolean isSent;

        Pending(long request, byte[] bytes) {
            this.request = request;
            this.bytes = bytes;
        }
    }

    private final int node;
    private final long life = new SecureRandom().nextLong();
    private final ClusterClient client;
    private final AtomicLong requests = new AtomicLong();
    private final Map<Long, CompletableFuture<Object>> answers = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Pending> incoming = new ConcurrentLinkedQueue<>();
    private final Map<Long, Pending> pending = new LinkedHashMap<>(); // in the order of requests; the thread's
    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    private final IdleStrategy idle = new BackoffIdleStrategy(100, 10, 1_000, 500_000);
    private final Thread thread = new Thread(this::run, "sabot-gateway");
    private final Consumer<Throwable> onFailure;
    private long connections;
    private volatile boolean isClosed;

    /** @param client owned from then on */
    Gateway(int node, ClusterClient client, Consumer<Throwable> onFailure) {
        this.node = node;
        this.client = client;
        this.onFailure = onFailure;
    }

    void start() {
        thread.start();
    }

    /**
     * Sends an entry.
     *
     * @param entry is made for the origin that the answer will come to
     * @return what {@link #answer} is called with; never completed if the cluster cannot agree on anything
     * @throws SabotException OPS-0741 if too much waits already
     */
    CompletableFuture<Object> submit(Function<Origin, ClusterEntry> entry) {
        if (answers.size() >= MAX_PENDING) {
            throw SabotException.failed(
                    "OPS-0741",
                    "the cluster has not agreed on " + MAX_PENDING + " entries of this node yet",
                    null,
                    null);
        }
        long request = requests.incrementAndGet();
        CompletableFuture<Object> answer = new CompletableFuture<>();
        answers.put(request, answer);
        answer.whenComplete((value, failure) -> answers.remove(request));
        incoming.add(new Pending(
                request, entry.apply(new Origin(node, life, request)).encode()));
        return answer;
    }

    /** Tells who waits for it, if that is somebody here; a second answer is none. */
    void answer(Origin origin, Object value) {
        if (origin.life() == life) {
            CompletableFuture<Object> answer = answers.get(origin.request());
            if (answer != null) {
                answer.complete(value);
            }
        }
    }

    private void run() {
        try {
            while (!isClosed) {
                idle.idle(turn(System.nanoTime()));
            }
        } catch (RuntimeException e) {
            onFailure.accept(e);
        } finally {
            client.close();
        }
    }

    private int turn(long nowNs) {
        int work = client.poll(nowNs);
        for (Pending added = incoming.poll(); added != null; added = incoming.poll()) {
            pending.put(added.request, added);
            work++;
        }
        if (client.connections() != connections) {
            connections = client.connections();
            pending.values().forEach(entry -> entry.isSent = false); // what was sent before may be lost
        }
        return work + send(nowNs);
    }

    private int send(long nowNs) {
        int sent = 0;
        Iterator<Pending> entries = pending.values().iterator();
        while (entries.hasNext()) {
            Pending entry = entries.next();
            if (!answers.containsKey(entry.request)) {
                entries.remove();
                continue;
            }
            if (entry.isSent && nowNs - entry.sentAtNs < RESEND_NS) {
                continue;
            }
            buffer.wrap(entry.bytes);
            if (client.offer(buffer, 0, entry.bytes.length) != OfferOutcome.ACCEPTED) {
                break; // the others behind it
            }
            entry.isSent = true;
            entry.sentAtNs = nowNs;
            sent++;
        }
        return sent;
    }

    @Override
    public void close() {
        isClosed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        IllegalStateException closed = new IllegalStateException("the node is being stopped");
        answers.values().forEach(answer -> answer.completeExceptionally(closed));
    }
}
