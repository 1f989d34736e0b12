package io.sabot.engine;

import io.sabot.state.Checkpointer;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** The thread that writes checkpoints while the operators go on. Started with the first. */
final class CheckpointThread implements CheckpointWriter, AutoCloseable {
    private static final long IDLE_NS = 20_000_000L;
    private static final long WAIT_NS = 50_000L;

    private final Checkpointer checkpointer; // not owned
    private final Consumer<Throwable> onFailure;
    private final Thread thread;
    private volatile boolean isStopping;
    private volatile Throwable failure;
    private boolean isStarted;

    CheckpointThread(Checkpointer checkpointer, Consumer<Throwable> onFailure) {
        this.checkpointer = checkpointer;
        this.onFailure = onFailure;
        this.thread = new Thread(this::run, "sabot-checkpoints");
        thread.setDaemon(true);
    }

    @Override
    public void wake() {
        if (!isStarted) {
            isStarted = true;
            thread.start();
        } else {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public Throwable failure() {
        return failure;
    }

    @Override
    public void await() {
        LockSupport.parkNanos(WAIT_NS);
    }

    private void run() {
        try {
            while (!isStopping) {
                if (checkpointer.doWork() == 0) {
                    LockSupport.parkNanos(IDLE_NS);
                }
            }
        } catch (Throwable e) {
            failure = e;
            onFailure.accept(e);
        }
    }

    /** Ends the thread; a checkpoint that it was writing never was. */
    @Override
    public void close() {
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
}
