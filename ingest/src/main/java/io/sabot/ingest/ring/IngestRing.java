package io.sabot.ingest.ring;

import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.error.SabotException;
import io.sabot.core.memory.MemoryPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Hands batches from any number of source threads to the stages of the engine, in one order. Bounded: without room
 * publishers wait, or are told so.
 *
 * <p>The stages of a group run one after the other on the group's thread; a group takes a slot when the group before it
 * has. Owner of the threads and of one buffer a slot, which is swapped for the publisher's.
 */
public final class IngestRing implements AutoCloseable {
    /** 16 MiB of buffers. */
    public static final int DEFAULT_SLOT_COUNT = 64;

    public static final long IDLE_INTERVAL_NS = 1_000_000;

    private static final long CLOSE_POLL_NS = 50_000;

    private final MemoryPool pool; // not owned
    private final List<EventBatch> initialBuffers = new ArrayList<>();
    private final RingBuffer<Slot> buffer;
    private final ConsumerSignal signal = new ConsumerSignal();
    private final List<RingConsumer> consumers = new ArrayList<>();
    private final Sequence lastTaken;
    private final List<Consumer<Throwable>> failureHooks = new ArrayList<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean isRefusing;
    private volatile boolean isStopping;
    private volatile boolean isSealed; // nothing will be published any more
    private boolean isStarted;
    private boolean isClosed;

    /**
     * All stages on one thread.
     *
     * @param slotCount a power of two
     */
    public IngestRing(MemoryPool pool, int slotCount, WaitMode waitMode, List<Stage> stages, String threadName) {
        this(pool, slotCount, waitMode, threadName, List.of(stages));
    }

    private IngestRing(
            MemoryPool pool, int slotCount, WaitMode waitMode, String threadName, List<List<Stage>> stageGroups) {
        if (Integer.bitCount(slotCount) != 1) {
            throw new IllegalArgumentException("slot count " + slotCount + " is no power of two");
        }
        if (stageGroups.isEmpty()) {
            throw new IllegalArgumentException("a ring needs a stage");
        }
        this.pool = pool;
        allocate(slotCount);
        Iterator<EventBatch> buffers = initialBuffers.iterator();
        this.buffer = RingBuffer.createMultiProducer(() -> new Slot(buffers.next()), slotCount, signal);
        for (List<Stage> group : stageGroups) {
            String name = stageGroups.size() == 1 ? threadName : threadName + "-" + consumers.size();
            consumers.add(consumer(group, waitMode, name));
        }
        this.lastTaken = consumers.get(consumers.size() - 1).sequence();
        buffer.addGatingSequences(lastTaken);
        if (waitMode == WaitMode.BLOCKING) {
            signal.sleepers(consumers);
        }
    }

    /**
     * Each group of stages on a thread of its own, behind the group before it.
     *
     * @param slotCount a power of two
     */
    public static IngestRing pipelined(
            MemoryPool pool, int slotCount, WaitMode waitMode, List<List<Stage>> stageGroups, String threadName) {
        return new IngestRing(pool, slotCount, waitMode, threadName, stageGroups);
    }

    private void allocate(int slotCount) {
        try {
            for (int i = 0; i < slotCount; i++) {
                initialBuffers.add(EventBatch.slot(pool));
            }
        } catch (RuntimeException e) {
            initialBuffers.forEach(EventBatch::close);
            throw e;
        }
    }

    private RingConsumer consumer(List<Stage> group, WaitMode waitMode, String threadName) {
        if (consumers.isEmpty()) {
            return new RingConsumer(this, buffer.newPoller(), buffer::getCursor, group, waitMode, threadName);
        }
        Sequence before = consumers.get(consumers.size() - 1).sequence();
        return new RingConsumer(this, buffer.newPoller(before), before::get, group, waitMode, threadName);
    }

    /** Called by the thread that fails the pipeline, once. To be set before {@link #start()}. */
    public synchronized void onFailure(Consumer<Throwable> hook) {
        if (isStarted) {
            throw new IllegalStateException("the ring has been started");
        }
        failureHooks.add(hook);
    }

    public synchronized void start() {
        if (isStarted || isClosed) {
            throw new IllegalStateException(isClosed ? "the ring has been closed" : "the ring has been started");
        }
        isStarted = true;
        consumers.forEach(consumer -> consumer.thread().start());
    }

    /** For one source thread. */
    public RingPublisher newPublisher() {
        return new RingPublisher(this, buffer, pool);
    }

    /** Slots that wait for the last stage. Any thread. */
    public int usedSlots() {
        return (int) (slotCount() - buffer.remainingCapacity());
    }

    public int slotCount() {
        return buffer.getBufferSize();
    }

    // ---- failure ----

    /** What a stage threw first, or null. */
    public Throwable failure() {
        return failure.get();
    }

    boolean hasFailed() {
        return failure.get() != null;
    }

    void fail(Throwable e) {
        if (!failure.compareAndSet(null, e)) {
            suppress(failure.get(), e);
            return;
        }
        isRefusing = true;
        signal.signalAllWhenBlocking();
        for (Consumer<Throwable> hook : failureHooks) {
            try {
                hook.accept(e);
            } catch (RuntimeException inHook) {
                suppress(e, inHook);
            }
        }
    }

    private static void suppress(Throwable first, Throwable later) {
        if (!first.equals(later)) { // one that is thrown again cannot suppress itself
            first.addSuppressed(later);
        }
    }

    /** @throws SabotException if nothing is taken any more */
    void requireTaking() {
        if (isRefusing) {
            throw refusal();
        }
    }

    private SabotException refusal() {
        Throwable cause = failure.get();
        if (cause == null) {
            return SabotException.failed("ING-0402", "the pipeline has been closed", null, null);
        }
        return SabotException.failed("ING-0401", "the pipeline has failed: " + messageOf(cause), null, cause);
    }

    private static String messageOf(Throwable e) {
        if (e instanceof SabotException told && !told.problems().isEmpty()) {
            return told.problems().get(0).message();
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    // ---- end ----

    boolean isStopping() {
        return isStopping;
    }

    void signalTaken() {
        if (consumers.size() > 1) {
            signal.signalAllWhenBlocking();
        }
    }

    /** Whether every stage has taken everything that publishers have claimed. */
    public boolean isDrained() {
        return isSealed || lastTaken.get() >= buffer.getCursor();
    }

    /**
     * Waits until {@link #isDrained()}; meant for after the publishers have ended.
     *
     * @return false if the time is over
     * @throws SabotException if the pipeline has failed
     */
    public boolean awaitDrained(Duration timeout) {
        long deadlineNs = System.nanoTime() + timeout.toNanos();
        while (hasFailed() || !isDrained()) {
            if (hasFailed()) {
                throw refusal();
            }
            if (System.nanoTime() - deadlineNs >= 0) {
                return false;
            }
            LockSupport.parkNanos(CLOSE_POLL_NS);
        }
        return true;
    }

    /**
     * Refuses what comes from now on, lets the stages take what was published (unless one has failed, or they were never
     * started), ends the threads and frees the buffers. What went wrong is told by {@link #failure()} only.
     */
    @Override
    public void close() {
        if (consumers.stream().anyMatch(consumer -> consumer.thread() == Thread.currentThread())) {
            throw new IllegalStateException("a stage cannot close the ring it is part of");
        }
        closeOnce();
    }

    private synchronized void closeOnce() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        isRefusing = true;
        trySeal();
        while (!isSealed && isStarted && !hasFailed()) {
            LockSupport.parkNanos(CLOSE_POLL_NS);
            trySeal();
        }
        isStopping = true;
        signal.signalAllWhenBlocking();
        joinThreads();
        while (!isSealed) {
            consumers.forEach(RingConsumer::discard);
            trySeal();
            Thread.onSpinWait();
        }
        for (long sequence = 0; sequence < slotCount(); sequence++) {
            buffer.get(sequence).batch().close();
        }
    }

    /**
     * Claims every slot there is, never to publish one. It succeeds when everything claimed before has been taken, and
     * then no publisher that looked before {@link #isRefusing} was set can get at a buffer any more.
     */
    private void trySeal() {
        try {
            buffer.tryNext(slotCount());
            isSealed = true;
        } catch (InsufficientCapacityException e) {
            isSealed = false;
        }
    }

    private void joinThreads() {
        boolean isInterrupted = false;
        for (RingConsumer consumer : consumers) {
            while (isStarted && consumer.thread().isAlive()) {
                try {
                    consumer.thread().join();
                } catch (InterruptedException e) {
                    isInterrupted = true;
                }
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
