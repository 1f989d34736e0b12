package io.sabot.ops.server.deploy;

import io.sabot.core.error.SabotException;
import io.sabot.engine.EngineListener;
import io.sabot.engine.Sabot;
import io.sabot.engine.StoppedException;
import io.sabot.engine.Successor;
import io.sabot.ops.server.supervise.ApplicationUnit;
import io.sabot.ops.server.supervise.UnitState;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Makes a new version beside the one that runs, on a thread of its own. Any thread asks. */
final class VersionBuild {
    private static final long POLL_MS = 10;

    /** Gives what makes the state. */
    @FunctionalInterface
    interface Plan {
        /** @param isCancelled whether it is not wanted any more */
        Successor successor(EngineListener progress, BooleanSupplier isCancelled);
    }

    /** Is told by the build's thread, when nothing of it runs any more; not of one that was cancelled. */
    interface Outcome {
        void onMade(VersionBuild build);

        void onFailed(VersionBuild build, Throwable failure);
    }

    private final DeploymentEntry.Build entry;
    private final ApplicationUnit former; // not owned
    private final Plan plan;
    private final Outcome outcome;
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread thread;
    private volatile long seq;

    VersionBuild(DeploymentEntry.Build entry, ApplicationUnit former, Plan plan, Outcome outcome) {
        this.entry = entry;
        this.former = former;
        this.plan = plan;
        this.outcome = outcome;
        this.thread = new Thread(this::run, "sabot-" + entry.name() + "-next");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    DeploymentEntry.Build entry() {
        return entry;
    }

    NextVersion progress() {
        return NextVersion.building(entry.deployment().version(), seq, lastSeq());
    }

    private long lastSeq() {
        Sabot node = former.node();
        try {
            return node == null ? 0 : node.status().lastSeq();
        } catch (IllegalStateException e) {
            return 0; // it was closed this moment
        }
    }

    /** Ends it; it touches no file when this returns. */
    void cancel() {
        cancelled.countDown();
        boolean isInterrupted = false;
        while (over.getCount() > 0) {
            try {
                over.await();
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isCancelled() {
        return cancelled.getCount() == 0;
    }

    private void run() {
        Throwable failure = null;
        try {
            make();
        } catch (InterruptedException | StoppedException e) {
            assert isCancelled() : e; // nobody else ends it
        } catch (Exception | LinkageError | AssertionError e) {
            failure = e;
        } catch (OutOfMemoryError e) {
            failure = SabotException.failed("OPS-0712", "out of memory: " + e.getMessage(), null, e);
        } finally {
            over.countDown();
        }
        if (isCancelled()) {
            return;
        }
        if (failure == null) {
            outcome.onMade(this);
        } else {
            outcome.onFailed(this, failure);
        }
    }

    private void make() throws InterruptedException {
        awaitFormer();
        EngineListener progress = new EngineListener() {
            @Override
            public void onReplay(long replayedSeq, long lastSeq) {
                seq = replayedSeq;
            }
        };
        plan.successor(progress, this::isCancelled).make(former::node);
    }

    /** After a start of the server both would replay; whoever is to answer goes first. */
    private void awaitFormer() throws InterruptedException {
        UnitState state = former.state();
        while (state == UnitState.STARTING || state == UnitState.RESTARTING || state == UnitState.STOPPING) {
            if (cancelled.await(POLL_MS, TimeUnit.MILLISECONDS)) {
                throw new InterruptedException();
            }
            state = former.state();
        }
    }
}
