package io.sabot.engine;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/** The thread that steps all sinks of a node, until their outboxes have ended or it is told to stop. */
final class SinkRunner implements AutoCloseable {
    private static final long MAX_IDLE_NS = 1_000_000L;

    private final List<SinkPump> pumps;
    private final boolean isInTurn;
    private final Consumer<Throwable> onFailure;
    private final Thread thread;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean isStopping;
    private volatile boolean hasFailed;

    /** @param isInTurn whether standard output gets the whole of one query before the next */
    SinkRunner(List<SinkPump> pumps, boolean isInTurn, Consumer<Throwable> onFailure) {
        this.pumps = List.copyOf(pumps);
        this.isInTurn = isInTurn;
        this.onFailure = onFailure;
        this.thread = new Thread(this::run, "sabot-sinks");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    List<SinkPump> pumps() {
        return pumps;
    }

    private void run() {
        try {
            work();
        } catch (Throwable e) {
            hasFailed = true;
            onFailure.accept(e);
        } finally {
            done.countDown();
        }
    }

    private void work() {
        IdleStrategy idle = new BackoffIdleStrategy(10, 10, 10_000L, MAX_IDLE_NS);
        boolean isAnyOpen = true;
        while (isAnyOpen && !isStopping) {
            int work = 0;
            isAnyOpen = false;
            boolean isConsoleTaken = false;
            for (SinkPump pump : pumps) {
                boolean waits = isInTurn && isConsoleTaken && pump.isConsole();
                work += waits ? 0 : pump.doWork();
                isAnyOpen |= !pump.isEnded();
                isConsoleTaken |= pump.isConsole() && !pump.isEnded();
            }
            idle.idle(work);
        }
        if (isStopping) {
            pumps.forEach(SinkPump::drain);
        }
    }

    /** Whether every sink has everything there will ever be. */
    boolean isDone() {
        return done.getCount() == 0 && !hasFailed && !isStopping;
    }

    /** Writes what the outboxes have, then ends the thread and closes the sinks. */
    @Override
    public void close() {
        isStopping = true;
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
        Closing.all(pumps);
    }
}
