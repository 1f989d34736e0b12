package io.sabot.ops.server.cluster;

import io.sabot.core.error.SabotException;
import io.sabot.ops.server.cluster.ClusterEntry.Origin;
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
 * Sends what this node has for the cluster to whoever leads, again and again until it has come back in the agreed order.
 * What is sent must do no harm when it comes twice. The answer is given by whoever has dealt with it here, which may be later,
 * or never: for an application that was dropped meanwhile.
 *
 * <p>A thread of its own; {@link #submit}, {@link #answer} and {@link #arrived} may be called by any.
 */
final class Gateway implements AutoCloseable {
    private static final long RESEND_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long MAX_PENDING = 65_536;

    /** Whoever asked has gone by then. */
    private static final long FORGET_SECONDS = 120;

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
    private final long life;
    private final ClusterLine client;
    private final AtomicLong requests = new AtomicLong();
    private final Map<Long, CompletableFuture<Object>> answers = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Pending> incoming = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Long> arrived = new ConcurrentLinkedQueue<>();
    private final Map<Long, Pending> pending = new LinkedHashMap<>(); // in the order of requests; the thread's
    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    private final IdleStrategy idle = new BackoffIdleStrategy(100, 10, 1_000, 500_000);
    private final Thread thread = new Thread(this::run, "sabot-gateway");
    private final Consumer<Throwable> onFailure;
    private long connections;
    private volatile boolean isClosed;

    /** @param client owned from then on */
    Gateway(int node, ClusterLine client, Consumer<Throwable> onFailure) {
        this(node, new SecureRandom().nextLong(), client, onFailure);
    }

    /** @param life tells this process from the node's earlier ones */
    Gateway(int node, long life, ClusterLine client, Consumer<Throwable> onFailure) {
        this.node = node;
        this.life = life;
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
     * @return what {@link #answer} is called with; fails after two minutes
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
        CompletableFuture<Object> answer = new CompletableFuture<Object>().orTimeout(FORGET_SECONDS, TimeUnit.SECONDS);
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

    /** Whether this life of the node has sent it. */
    boolean isOwn(Origin origin) {
        return origin.life() == life;
    }

    /** It has come back, and need not be sent any more; the answer is another matter. */
    void arrived(Origin origin) {
        if (origin.life() == life) {
            arrived.add(origin.request());
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

    /** One round of the thread's work. */
    int turn(long nowNs) {
        int work = client.poll(nowNs);
        for (Pending added = incoming.poll(); added != null; added = incoming.poll()) {
            pending.put(added.request, added);
            work++;
        }
        for (Long request = arrived.poll(); request != null; request = arrived.poll()) {
            pending.remove(request);
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
