package io.sabot.ops.server.supervise;

import io.sabot.core.error.SabotException;
import io.sabot.engine.Sabot;
import io.sabot.engine.StoppedException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One life of an application, from start to whatever ends it, on a thread of its own. */
final class ApplicationRun {
    private static final Duration STEP = Duration.ofMillis(50);
    private static final long CPU_SAMPLE_NS = 1_000_000_000L;

    /** Is told by the run's thread. */
    interface Events {
        void onRunning(ApplicationRun run);

        /** @param failure null if it was told to stop, or all inputs have ended */
        void onExit(ApplicationRun run, boolean hasEnded, Throwable failure);
    }

    private final RunningNode node;
    private final Budget budget;
    private final Events events;
    private final RunProgress progress;
    private final CpuMeter cpu;
    private final Thread thread;
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile Sabot sabot;
    private volatile double cores;
    private volatile long cpuNs;
    private long sampledNs;

    ApplicationRun(String name, RunningNode node, Budget budget, RunProgress progress, Events events) {
        this.node = node;
        this.budget = budget;
        this.progress = progress;
        this.events = events;
        ThreadGroup group = new ThreadGroup("application " + name); // threads that the node starts are in it too
        this.cpu = new CpuMeter(group);
        this.thread = new Thread(group, this::run, "sabot-" + name);
    }

    void start() {
        thread.start();
    }

    /** Lets it finish what it has taken, and end. */
    void stop() {
        stop.countDown();
    }

    private boolean isStopping() {
        return stop.getCount() == 0;
    }

    /** Null while it does not run. Any thread. */
    Sabot sabot() {
        return sabot;
    }

    /** Processors used on average of late. Any thread. */
    double cores() {
        return cores;
    }

    /** Processor time of this life. Any thread. */
    long cpuNs() {
        return cpuNs;
    }

    private void run() {
        boolean hasEnded = false;
        Throwable failure = null;
        try (Sabot started = node.start(progress, config -> budget.limit(config).withStop(this::isStopping))) {
            sabot = started;
            events.onRunning(this);
            try {
                hasEnded = runUntilStopped(started);
            } finally {
                sabot = null; // nobody is to ask it anything while it is closed
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (StoppedException e) {
            assert isStopping() : e; // it was told to, and had not begun to run
        } catch (Exception | LinkageError | AssertionError e) {
            failure = e;
        } catch (OutOfMemoryError e) {
            failure = SabotException.failed("OPS-0712", "out of memory: " + e.getMessage(), null, e);
        }
        events.onExit(this, hasEnded, failure);
    }

    private boolean runUntilStopped(Sabot started) throws InterruptedException {
        while (!stop.await(STEP.toMillis(), TimeUnit.MILLISECONDS)) {
            if (started.awaitEnd(Duration.ZERO)) {
                return true;
            }
            watch(System.nanoTime());
        }
        return false;
    }

    private void watch(long nowNs) {
        if (nowNs - sampledNs < CPU_SAMPLE_NS) {
            return;
        }
        sampledNs = nowNs;
        cpu.sample(nowNs);
        cores = cpu.cores();
        cpuNs = cpu.usedNs();
        if (budget.cores() > 0 && cpu.isMeasured() && cores > budget.cores()) {
            throw SabotException.failed(
                    "OPS-0711",
                    String.format(
                            Locale.ROOT,
                            "it used %.2f processors on average over %d s, and its budget is %.2f",
                            cores,
                            CpuMeter.WINDOW.toSeconds(),
                            budget.cores()),
                    "raise its 'cpu', or find out with 'sabot explain' what is expensive",
                    null);
        }
    }
}
