package io.sabot.journal;

import io.sabot.core.error.SabotException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Forces a log a group of frames at a time, while appending goes on. {@link #doWork} belongs to one thread: that of
 * {@link #start()}, or a test's that does not start it. {@link #durableSeq()} may be called from any.
 *
 * <p>The thread is never interrupted: an interrupt would close the file that is being forced.
 */
public final class GroupCommit implements AutoCloseable {
    private static final long NOTHING_PENDING = Long.MIN_VALUE;
    private static final long MIN_PARK_NS = 20_000;
    private static final long MAX_PARK_NS = 10_000_000;

    private final EventLog log; // not owned
    private final CommitPolicy policy;
    private final Consumer<SabotException> onFailure;
    private final Thread thread;
    private long pendingSinceNs = NOTHING_PENDING;
    private long forcedBytes;

    private volatile boolean isStopping;
    private volatile SabotException failure;

    /** @param onFailure told once, on the thread that forces: nothing is durable from then on, the node must stop */
    public GroupCommit(EventLog log, CommitPolicy policy, Consumer<SabotException> onFailure) {
        this.log = log;
        this.policy = policy;
        this.onFailure = onFailure;
        this.thread = new Thread(this::run, "group-commit");
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** All frames up to this seq are durable. */
    public long durableSeq() {
        return log.durableSeq();
    }

    /** Null as long as all went well. */
    public SabotException failure() {
        return failure;
    }

    /**
     * Forces if it is time.
     *
     * @return frames that became durable
     */
    public int doWork(long nowNs) {
        long before = log.durableSeq();
        if (failure != null || log.lastSeq() <= before) {
            return 0;
        }
        if (pendingSinceNs == NOTHING_PENDING) {
            pendingSinceNs = nowNs;
        }
        boolean isDue =
                nowNs - pendingSinceNs >= policy.maxDelayNs() || log.appendedBytes() - forcedBytes >= policy.maxBytes();
        return isDue ? force(before) : 0;
    }

    private int force(long before) {
        pendingSinceNs = NOTHING_PENDING;
        long bytes = log.appendedBytes();
        try {
            long durable = log.force();
            forcedBytes = bytes;
            return (int) Math.min(durable - before, Integer.MAX_VALUE);
        } catch (RuntimeException e) {
            failure = e instanceof SabotException known ? known : JournalErrors.forceFailed("the log", e);
            onFailure.accept(failure);
            return 0;
        }
    }

    private void run() {
        long parkNs = Math.min(Math.max(policy.maxDelayNs() / 10, MIN_PARK_NS), MAX_PARK_NS);
        while (!isStopping && failure == null) {
            if (doWork(System.nanoTime()) == 0) {
                LockSupport.parkNanos(parkNs);
            }
        }
        if (failure == null && log.lastSeq() > log.durableSeq()) {
            force(log.durableSeq());
        }
    }

    /** Forces what is left, and waits until that is done. The log must still be open. Idempotent. */
    public void stop() {
        isStopping = true;
        LockSupport.unpark(thread);
        boolean isInterrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** As {@link #stop()}. */
    @Override
    public void close() {
        stop();
    }
}
