package io.sabot.engine;

import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import io.sabot.state.Checkpointer;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** The thread that writes checkpoints while the operators go on. Started with the first. */
final class CheckpointThread implements CheckpointWriter, AutoCloseable {
    private static final long IDLE_NS = 20_000_000L;
    private static final long WAIT_NS = 50_000L;
    private static final long SPACE_POLL_NS = 200_000_000L;

    private final Checkpointer checkpointer; // not owned
    private final Consumer<Throwable> onFailure;
    private final Consumer<Problem> onStalled;
    private final Thread thread;
    private volatile boolean isStopping;
    private volatile boolean isStalled;
    private volatile Throwable failure;
    private boolean isStarted;

    /** @param onStalled told once each time the disk is full */
    CheckpointThread(Checkpointer checkpointer, Consumer<Throwable> onFailure, Consumer<Problem> onStalled) {
        this.checkpointer = checkpointer;
        this.onFailure = onFailure;
        this.onStalled = onStalled;
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
                if (doWork() == 0) {
                    LockSupport.parkNanos(isStalled ? SPACE_POLL_NS : IDLE_NS);
                }
            }
        } catch (Throwable e) {
            failure = e;
            onFailure.accept(e);
        }
    }

    /** On a full disk the checkpoint waits, and everything else goes on as long as it can. */
    private int doWork() {
        try {
            int work = checkpointer.doWork();
            isStalled = false;
            return work;
        } catch (SabotException e) {
            if (!e.problems().get(0).code().equals(DataDirectory.NO_SPACE)) {
                throw e;
            }
            if (!isStalled) {
                isStalled = true;
                onStalled.accept(e.problems().get(0));
            }
            return 0;
        }
    }

    @Override
    public boolean isStalled() {
        return isStalled;
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
