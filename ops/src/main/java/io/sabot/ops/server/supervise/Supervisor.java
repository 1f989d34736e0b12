package io.sabot.ops.server.supervise;

import io.sabot.core.error.SabotException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Runs applications, each on threads and with data of its own, and starts again those that fail, as their policy and the
 * strategy of their group say. Whoever fails too often is given up, with the reason; what has nothing to do with it goes on.
 *
 * <p>Any thread; all is done by one thread in order, and futures are completed by it.
 */
public final class Supervisor implements AutoCloseable {
    private static final long POLL_MS = 5;
    private static final long MIN_DELAY_MS = 100;
    private static final long MAX_DELAY_MS = 10_000;

    private final ScheduledExecutorService turns = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "sabot-supervisor");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, ApplicationUnit> units =
            new LinkedHashMap<>(); // in the order of deployment; guarded by itself
    private final Map<String, GroupSpec> groups = new HashMap<>();
    private final Map<String, Deque<Long>> groupRestartsAtNs = new HashMap<>();
    private final Consumer<ApplicationUnit> onChange;
    private final ApplicationRun.Events events = new ApplicationRun.Events() {
        @Override
        public void onRunning(ApplicationRun run) {
            turn(() -> started(run));
        }

        @Override
        public void onExit(ApplicationRun run, boolean hasEnded, Throwable failure) {
            turn(() -> exited(run, hasEnded, failure));
        }
    };
    private boolean isClosing;

    /** @param onChange is told of every change of an application's state, by the supervisor's thread; must be quick */
    public Supervisor(Consumer<ApplicationUnit> onChange) {
        this.onChange = onChange;
    }

    private CompletableFuture<Void> turn(Runnable step) {
        try {
            return CompletableFuture.runAsync(step, turns);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(new IllegalStateException("closed", e));
        }
    }

    // ---- what may be asked ----

    /** All, in the order of deployment. */
    public Collection<ApplicationUnit> units() {
        synchronized (units) {
            return List.copyOf(units.values());
        }
    }

    /** Null if there is none. */
    public ApplicationUnit unit(String name) {
        synchronized (units) {
            return units.get(name);
        }
    }

    /** Done within a moment, as long as the supervisor lives. */
    public CompletableFuture<Void> ping() {
        return turn(() -> {});
    }

    /**
     * Waits while an application is starting.
     *
     * @return the state that it came to, or is in when the time is over
     */
    public UnitState awaitStarted(String name, Duration timeout) throws InterruptedException {
        long deadlineNs = System.nanoTime() + timeout.toNanos();
        while (true) {
            ApplicationUnit unit = require(name);
            if (unit.state() != UnitState.STARTING || System.nanoTime() - deadlineNs >= 0) {
                return unit.state();
            }
            Thread.sleep(POLL_MS);
        }
    }

    // ---- what may be told ----

    /** How applications of a group stand together from now on. */
    public CompletableFuture<Void> define(GroupSpec group) {
        return turn(() -> groups.put(group.name(), group));
    }

    /** Begins to run an application, or waits for {@link #resume}. */
    public CompletableFuture<Void> add(ApplicationUnit.Spec spec, boolean isPaused) {
        return turn(() -> {
            ApplicationUnit unit = new ApplicationUnit(spec);
            synchronized (units) {
                if (units.putIfAbsent(spec.name(), unit) != null) {
                    throw new IllegalArgumentException("'" + spec.name() + "' is there already");
                }
            }
            if (isPaused) {
                be(unit, UnitState.PAUSED, null);
            } else {
                begin(unit);
            }
        });
    }

    /** Stops an application and forgets it. @return done when it has stopped */
    public CompletableFuture<Void> remove(String name) {
        return stopped(name, unit -> {
            be(unit, UnitState.STOPPED, null);
            synchronized (units) {
                units.remove(name, unit);
            }
        });
    }

    /** Stops an application; what it has taken goes through. @return done when it has stopped */
    public CompletableFuture<Void> pause(String name) {
        return stopped(name, unit -> be(unit, UnitState.PAUSED, null));
    }

    /** What {@link #resume} starts from now on. */
    public CompletableFuture<Void> use(ApplicationUnit.Spec spec) {
        return turn(() -> require(spec.name()).use(spec));
    }

    /** Starts what was paused, has failed, or has ended. */
    public CompletableFuture<Void> resume(String name) {
        return turn(() -> {
            ApplicationUnit unit = require(name);
            if (!unit.hasRun()) {
                if (unit.state() == UnitState.FAILED) {
                    groupRestartsAtNs.remove(unit.spec().group()); // somebody has looked at it
                }
                unit.use(unit.spec());
                begin(unit);
            }
        });
    }

    /** Stops it and starts it again. @return done when it has stopped */
    public CompletableFuture<Void> restart(String name) {
        return stopped(name, unit -> {
            unit.countRestart();
            begin(unit);
        });
    }

    /**
     * Stops an application, and has something else run under its name.
     *
     * @param between is called when it has stopped, before the new one starts
     * @param isPaused whether the new one waits for {@link #resume}
     * @return done when the new one is starting
     */
    public CompletableFuture<Void> replace(ApplicationUnit.Spec spec, Runnable between, boolean isPaused) {
        return stopped(spec.name(), unit -> {
            unit.use(spec);
            between.run();
            if (isPaused) {
                be(unit, UnitState.PAUSED, null);
            } else {
                begin(unit);
            }
        });
    }

    private CompletableFuture<Void> stopped(String name, Consumer<ApplicationUnit> then) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        turn(() -> {
                    ApplicationUnit unit = require(name);
                    stop(unit, () -> {
                        try {
                            then.accept(unit);
                            done.complete(null);
                        } catch (RuntimeException e) {
                            done.completeExceptionally(e);
                        }
                    });
                })
                .exceptionally(e -> {
                    done.completeExceptionally(e.getCause() == null ? e : e.getCause());
                    return null;
                });
        return done;
    }

    private ApplicationUnit require(String name) {
        ApplicationUnit unit = unit(name);
        if (unit == null) {
            throw new IllegalArgumentException("there is no application '" + name + "'");
        }
        return unit;
    }

    // ---- lives ----

    private void be(ApplicationUnit unit, UnitState state, String reason) {
        unit.be(state, reason);
        onChange.accept(unit);
    }

    private void begin(ApplicationUnit unit) {
        if (isClosing) {
            be(unit, UnitState.STOPPED, null);
            return;
        }
        unit.begin(events);
        onChange.accept(unit);
    }

    private void stop(ApplicationUnit unit, Runnable then) {
        if (unit.hasRun()) {
            unit.stop(then);
            onChange.accept(unit);
        } else {
            then.run();
        }
    }

    private ApplicationUnit of(ApplicationRun run) {
        return units().stream().filter(unit -> unit.isRun(run)).findFirst().orElse(null);
    }

    private void started(ApplicationRun run) {
        ApplicationUnit unit = of(run);
        if (unit != null && unit.state() == UnitState.STARTING) {
            unit.running();
            onChange.accept(unit);
        }
    }

    private void exited(ApplicationRun run, boolean hasEnded, Throwable failure) {
        ApplicationUnit unit = of(run);
        if (unit == null) {
            return;
        }
        boolean wasStopped = unit.state() == UnitState.STOPPING;
        unit.over(failure);
        if (wasStopped) {
            be(unit, UnitState.STOPPED, null);
            unit.takeAfterStop().forEach(Runnable::run);
        } else if (unit.spec().restart().restarts(failure != null)) {
            restart(unit, failure == null ? "its inputs have ended" : message(failure));
        } else {
            be(unit, hasEnded ? UnitState.ENDED : UnitState.FAILED, failure == null ? null : message(failure));
        }
    }

    /** What happened, in a line. */
    public static String message(Throwable failure) {
        return failure instanceof SabotException known
                ? known.problems().get(0).code() + ": "
                        + known.problems().get(0).message()
                : failure.toString();
    }

    private void restart(ApplicationUnit unit, String why) {
        GroupSpec group = groups.getOrDefault(
                unit.spec().group(), GroupSpec.named(unit.spec().group()));
        List<ApplicationUnit> others = restartedWith(unit, group);
        Deque<Long> history = group.strategy() == GroupStrategy.ONE_FOR_ONE
                ? unit.restartsAtNs()
                : groupRestartsAtNs.computeIfAbsent(group.name(), name -> new ArrayDeque<>());
        long nowNs = System.nanoTime();
        history.removeIf(atNs -> nowNs - atNs > group.within().toNanos());
        if (history.size() >= group.maxRestarts()) {
            giveUp(unit, others, group, why);
            return;
        }
        history.addLast(nowNs);
        long delayMs = Math.min(MAX_DELAY_MS, MIN_DELAY_MS << Math.min(10, history.size() - 1));
        be(unit, UnitState.RESTARTING, why);
        List<ApplicationUnit> affected = new ArrayList<>(others);
        affected.add(unit);
        int[] running = {others.size()};
        Runnable whenStopped = () -> {
            if (--running[0] <= 0) {
                turns.schedule(() -> startAgain(affected), delayMs, TimeUnit.MILLISECONDS);
            }
        };
        if (others.isEmpty()) {
            whenStopped.run();
        }
        others.forEach(other -> stop(other, () -> {
            be(other, UnitState.RESTARTING, "'" + unit.name() + "' of its group is started again: " + why);
            whenStopped.run();
        }));
    }

    private void giveUp(ApplicationUnit unit, List<ApplicationUnit> others, GroupSpec group, String why) {
        String reason = String.format(
                "given up after %d restarts within %d s: %s",
                group.maxRestarts(), group.within().toSeconds(), why);
        be(unit, UnitState.FAILED, reason);
        others.forEach(other -> stop(
                other,
                () -> be(other, UnitState.FAILED, "stopped with '" + unit.name() + "' of its group: " + reason)));
    }

    /** Those of its group that run and are started again when it is. */
    private List<ApplicationUnit> restartedWith(ApplicationUnit unit, GroupSpec group) {
        List<ApplicationUnit> others = new ArrayList<>();
        boolean isBehind = false;
        for (ApplicationUnit other : units()) {
            boolean isAffected = group.strategy() == GroupStrategy.ONE_FOR_ALL
                    || group.strategy() == GroupStrategy.REST_FOR_ONE && isBehind;
            if (other == unit) {
                isBehind = true;
            } else if (isAffected && other.spec().group().equals(group.name()) && isUp(other)) {
                others.add(other);
            }
        }
        return others;
    }

    /** Whoever is being stopped is so for a reason of its own. */
    private static boolean isUp(ApplicationUnit unit) {
        return unit.state() == UnitState.STARTING || unit.state() == UnitState.RUNNING;
    }

    private void startAgain(List<ApplicationUnit> affected) {
        for (ApplicationUnit unit : units()) { // in the order of deployment
            if (affected.contains(unit) && unit.state() == UnitState.RESTARTING && !unit.hasRun()) {
                unit.countRestart();
                begin(unit);
            }
        }
    }

    /**
     * Stops all, and waits.
     *
     * @return false if some have not stopped in time
     */
    public boolean stopAll(Duration deadline) throws InterruptedException {
        CompletableFuture<Void> all = new CompletableFuture<>();
        turn(() -> {
            isClosing = true;
            List<CompletableFuture<Void>> each = new ArrayList<>();
            for (ApplicationUnit unit : units()) {
                CompletableFuture<Void> one = new CompletableFuture<>();
                each.add(one);
                stop(unit, () -> one.complete(null));
            }
            CompletableFuture.allOf(each.toArray(CompletableFuture[]::new)).thenRun(() -> all.complete(null));
        });
        try {
            all.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /** To be called after {@link #stopAll}. */
    @Override
    public void close() {
        turns.shutdownNow();
    }
}
