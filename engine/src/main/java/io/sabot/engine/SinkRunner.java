package io.sabot.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/**
 * The threads that step all sinks of a node, until their outboxes have ended or they are told to stop: one for what is
 * local, and one for each sink that may have to wait for another process.
 */
final class SinkRunner implements AutoCloseable {
    private static final long MAX_IDLE_NS = 1_000_000L;

    private final List<Pump> pumps;
    private final boolean isInTurn;
    private final Consumer<Throwable> onFailure;
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch done;
    private volatile boolean isStopping;
    private volatile boolean hasFailed;

    /** @param isInTurn whether standard output gets the whole of one query before the next */
    SinkRunner(List<Pump> pumps, boolean isInTurn, Consumer<Throwable> onFailure) {
        this.pumps = List.copyOf(pumps);
        this.isInTurn = isInTurn;
        this.onFailure = onFailure;
        add(pumps.stream().filter(pump -> !pump.isRemote()).toList(), "sabot-sinks");
        pumps.stream().filter(Pump::isRemote).forEach(pump -> add(List.of(pump), "sabot-sink-" + pump.name()));
        this.done = new CountDownLatch(threads.size());
    }

    private void add(List<Pump> stepped, String name) {
        Thread thread = new Thread(() -> run(stepped), name);
        thread.setDaemon(true);
        threads.add(thread);
    }

    void start() {
        threads.forEach(Thread::start);
    }

    List<Pump> pumps() {
        return pumps;
    }

    private void run(List<Pump> stepped) {
        try {
            work(stepped);
        } catch (Throwable e) {
            hasFailed = true;
            onFailure.accept(e);
        } finally {
            done.countDown();
        }
    }

    private void work(List<Pump> stepped) {
        IdleStrategy idle = new BackoffIdleStrategy(10, 10, 10_000L, MAX_IDLE_NS);
        boolean isAnyOpen = true;
        while (isAnyOpen && !isStopping) {
            int work = 0;
            isAnyOpen = false;
            boolean isConsoleTaken = false;
            for (Pump pump : stepped) {
                boolean waits = isInTurn && isConsoleTaken && pump.isConsole();
                work += waits ? 0 : pump.doWork();
                isAnyOpen |= !pump.isEnded();
                isConsoleTaken |= pump.isConsole() && !pump.isEnded();
            }
            idle.idle(work);
        }
        if (isStopping) {
            stepped.forEach(Pump::drain);
        }
    }

    /** Whether every sink has everything there will ever be. */
    boolean isDone() {
        return done.getCount() == 0 && !hasFailed && !isStopping;
    }

    /** Writes what the outboxes have, then ends the threads and closes the sinks. */
    @Override
    public void close() {
        isStopping = true;
        boolean isInterrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    isInterrupted = true;
                }
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
        Closing.all(pumps);
    }
}
