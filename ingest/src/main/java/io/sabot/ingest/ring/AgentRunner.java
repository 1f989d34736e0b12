package io.sabot.ingest.ring;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/** A thread that steps agents in turn until all have ended, one has failed, or it is closed; it closes them then. */
public final class AgentRunner implements AutoCloseable {
    private final IngestAgent[] agents;
    private final IdleStrategy idleStrategy;
    private final Consumer<Throwable> onFailure;
    private final Thread thread;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean isClosing;
    private boolean isStarted;

    /** With an idle strategy that backs off to 100 µs. */
    public AgentRunner(List<? extends IngestAgent> agents, Consumer<Throwable> onFailure, String threadName) {
        this(agents, new BackoffIdleStrategy(100, 20, 1_000, 100_000), onFailure, threadName);
    }

    /**
     * @param agents owned by the runner from then on
     * @param onFailure called by the runner's thread, after which no agent is stepped any more
     */
    public AgentRunner(
            List<? extends IngestAgent> agents,
            IdleStrategy idleStrategy,
            Consumer<Throwable> onFailure,
            String threadName) {
        this.agents = agents.toArray(new IngestAgent[0]);
        this.idleStrategy = idleStrategy;
        this.onFailure = onFailure;
        this.thread = new Thread(this::run, threadName);
    }

    public synchronized AgentRunner start() {
        if (isStarted || isClosing) {
            throw new IllegalStateException(isClosing ? "the runner has been closed" : "the runner has been started");
        }
        isStarted = true;
        thread.start();
        return this;
    }

    private void run() {
        try {
            step();
        } catch (Throwable e) {
            onFailure.accept(e);
        } finally {
            closeAgents();
            ended.countDown();
        }
    }

    private void step() {
        boolean isAnyOpen = true;
        while (isAnyOpen && !isClosing) {
            isAnyOpen = false;
            int work = 0;
            long nowNs = System.nanoTime();
            for (IngestAgent agent : agents) {
                if (!agent.isEnded()) {
                    isAnyOpen = true;
                    work += agent.doWork(nowNs);
                }
            }
            idleStrategy.idle(work);
        }
    }

    private void closeAgents() {
        for (int i = agents.length - 1; i >= 0; i--) {
            try {
                agents[i].close();
            } catch (RuntimeException e) {
                onFailure.accept(e);
            }
        }
    }

    /** Whether the thread has ended and the agents are closed. */
    public boolean isEnded() {
        return ended.getCount() == 0;
    }

    /** @return false if the time is over before the agents have ended */
    public boolean awaitEnded(Duration timeout) throws InterruptedException {
        return ended.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Ends the thread after its current step and waits for it, unless it is the caller. */
    @Override
    public void close() {
        if (begunClosing() && Thread.currentThread() != thread) {
            join();
        }
    }

    /** Whether there is a thread to wait for. */
    private synchronized boolean begunClosing() {
        boolean isFirst = !isClosing;
        isClosing = true;
        if (isFirst && !isStarted) {
            closeAgents();
            ended.countDown();
        }
        return isStarted;
    }

    private void join() {
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
}
