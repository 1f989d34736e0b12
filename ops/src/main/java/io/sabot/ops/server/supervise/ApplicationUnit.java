package io.sabot.ops.server.supervise;

import io.sabot.engine.Sabot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** An application under supervision. Changed by the supervisor's thread; any thread reads. */
public final class ApplicationUnit {
    /**
     * What is to be run.
     *
     * @param group see {@link GroupSpec}
     */
    public record Spec(String name, String group, RestartPolicy restart, Budget budget, RunningNode node) {}

    private final String name;
    private final RunProgress progress = new RunProgress();
    private final Deque<Long> restartsAtNs = new ArrayDeque<>();
    private final List<Runnable> afterStop = new ArrayList<>();
    private volatile Spec spec;
    private volatile UnitState state = UnitState.STOPPED;
    private volatile ApplicationRun run;
    private volatile Throwable lastFailure;
    private volatile String reason;
    private volatile long restarts;
    private volatile long cpuBeforeNs;

    ApplicationUnit(Spec spec) {
        this.name = spec.name();
        this.spec = spec;
    }

    public String name() {
        return name;
    }

    public Spec spec() {
        return spec;
    }

    public UnitState state() {
        return state;
    }

    public RunProgress progress() {
        return progress;
    }

    /** The node, or null while it does not run; may be closed at any time by the supervisor. */
    public Sabot node() {
        ApplicationRun current = run;
        return current == null || state != UnitState.RUNNING ? null : current.sabot();
    }

    /** Starts after the first, since the server began. */
    public long restarts() {
        return restarts;
    }

    /** Why it failed last, or null. */
    public Throwable lastFailure() {
        return lastFailure;
    }

    /** Why it does not run though it should, or null. */
    public String reason() {
        return reason;
    }

    /** Processors used on average of late. */
    public double cores() {
        ApplicationRun current = run;
        return current == null ? 0 : current.cores();
    }

    /** Processor time of all its lives since the server began. */
    public long cpuNs() {
        ApplicationRun current = run;
        return cpuBeforeNs + (current == null ? 0 : current.cpuNs());
    }

    // ---- the supervisor's thread ----

    void use(Spec newSpec) {
        spec = newSpec;
        restartsAtNs.clear();
    }

    void begin(ApplicationRun.Events events) {
        progress.begin();
        state = UnitState.STARTING;
        run = new ApplicationRun(name, spec.node(), spec.budget(), progress, events);
        run.start();
    }

    boolean isRun(ApplicationRun other) {
        return run == other;
    }

    boolean hasRun() {
        return run != null;
    }

    void running() {
        state = UnitState.RUNNING;
        reason = null;
    }

    /** The run is over; {@link #be} says what follows. */
    void over(Throwable failure) {
        cpuBeforeNs += run == null ? 0 : run.cpuNs();
        run = null;
        if (failure != null) {
            lastFailure = failure;
        }
    }

    void be(UnitState newState, String why) {
        reason = why; // before: who sees the state sees why
        state = newState;
    }

    /** @param then to be called when it has stopped */
    void stop(Runnable then) {
        afterStop.add(then);
        state = UnitState.STOPPING;
        run.stop();
    }

    List<Runnable> takeAfterStop() {
        List<Runnable> taken = List.copyOf(afterStop);
        afterStop.clear();
        return taken;
    }

    void countRestart() {
        restarts++;
    }

    Deque<Long> restartsAtNs() {
        return restartsAtNs;
    }
}
