package io.sabot.ops.server.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.error.SabotException;
import io.sabot.engine.Sabot;
import io.sabot.engine.SabotConfig;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SupervisorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String GROUP = "g";

    private final List<String> changes = new CopyOnWriteArrayList<>();
    private final Supervisor supervisor = new Supervisor(unit -> changes.add(unit.name() + " " + unit.state()));
    private final Map<String, FlakyNode> nodes = new LinkedHashMap<>();

    @AfterEach
    void stopAll() throws InterruptedException {
        assertThat(supervisor.stopAll(PATIENCE)).isTrue();
        assertThat(supervisor.units()).noneMatch(ApplicationUnit::hasRun);
        supervisor.close();
    }

    private FlakyNode add(String name, RestartPolicy policy) {
        return add(name, policy, new FlakyNode());
    }

    private FlakyNode add(String name, RestartPolicy policy, FlakyNode node) {
        nodes.put(name, node);
        supervisor
                .add(new ApplicationUnit.Spec(name, GROUP, policy, Budget.NONE, node), false)
                .join();
        return node;
    }

    private void group(GroupStrategy strategy, int maxRestarts) {
        supervisor
                .define(new GroupSpec(GROUP, strategy, maxRestarts, Duration.ofMinutes(1)))
                .join();
    }

    private ApplicationUnit unit(String name) {
        return supervisor.unit(name);
    }

    private void await(String name, UnitState state) {
        await(name + " to be " + state, () -> unit(name).state() == state);
    }

    private void awaitLife(String name, int starts) {
        await(
                name + "'s life " + starts,
                () -> nodes.get(name).starts.get() == starts && unit(name).state() == UnitState.RUNNING);
    }

    private void await(String what, BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as(() -> what + "; there was " + changes)
                    .isLessThan(deadlineNs);
            try {
                TimeUnit.MILLISECONDS.sleep(2);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    // ---- policies ----

    @ParameterizedTest
    @CsvSource({"PERMANENT, true, true", "TRANSIENT, true, false", "TEMPORARY, false, false"})
    void shouldStartAgainAsThePolicySays(RestartPolicy policy, boolean whenFailed, boolean whenEnded) {
        FlakyNode failing = add("failing", policy);
        FlakyNode ending = add("ending", policy);
        awaitLife("failing", 1);
        awaitLife("ending", 1);
        failing.fail();
        ending.end();
        if (whenFailed) {
            awaitLife("failing", 2);
            assertThat(unit("failing").restarts()).isEqualTo(1);
            assertThat(unit("failing").reason()).isNull();
        } else {
            await("failing", UnitState.FAILED);
            assertThat(unit("failing").reason()).contains("told to fail");
        }
        assertThat(unit("failing").lastFailure()).hasMessageContaining("told to fail");
        if (whenEnded) {
            awaitLife("ending", 2);
        } else {
            await("ending", UnitState.ENDED);
            assertThat(ending.starts).hasValue(1);
        }
        assertThat(unit("ending").lastFailure()).isNull();
    }

    @Test
    void shouldLeaveOthersAloneWhenOneFails() {
        FlakyNode failing = add("failing", RestartPolicy.TRANSIENT);
        FlakyNode other = add("other", RestartPolicy.TRANSIENT);
        awaitLife("failing", 1);
        awaitLife("other", 1);
        Sabot before = unit("other").node();
        failing.fail();
        awaitLife("failing", 2);
        other.append(7);
        await("the row", () -> unit("other").node().outputs().equals(Map.of("kept", 1L)));
        assertThat(unit("other").node()).isSameAs(before);
        assertThat(changes)
                .filteredOn(change -> change.startsWith("other"))
                .containsExactly("other STARTING", "other RUNNING");
    }

    @Test
    void shouldGiveUpWithTheReasonWhenItFailsTooOften() {
        group(GroupStrategy.ONE_FOR_ONE, 2);
        FlakyNode failing = new FlakyNode();
        failing.failsAtStart = true;
        add("failing", RestartPolicy.PERMANENT, failing);
        add("other", RestartPolicy.PERMANENT);
        await("failing", UnitState.FAILED);
        assertThat(failing.starts).hasValue(3);
        assertThat(unit("failing").reason()).isEqualTo("given up after 2 restarts within 60 s: OPS-0999: told to fail");
        awaitLife("other", 1);

        failing.failsAtStart = false;
        supervisor.resume("failing").join();
        awaitLife("failing", 4);
        failing.fail();
        awaitLife("failing", 5); // counted anew
    }

    @Test
    void shouldCountRestartsWithinTheTimeOnly() {
        supervisor
                .define(new GroupSpec(GROUP, GroupStrategy.ONE_FOR_ONE, 1, Duration.ofMillis(1)))
                .join();
        FlakyNode failing = add("failing", RestartPolicy.TRANSIENT);
        for (int life = 1; life <= 3; life++) {
            awaitLife("failing", life);
            failing.fail();
        }
        awaitLife("failing", 4);
    }

    // ---- groups ----

    @ParameterizedTest
    @CsvSource({"ONE_FOR_ONE, 1, 2, 1", "ONE_FOR_ALL, 2, 2, 2", "REST_FOR_ONE, 1, 2, 2"})
    void shouldStartOthersAgainAsTheGroupsStrategySays(GroupStrategy strategy, int first, int second, int third) {
        group(strategy, 5);
        add("first", RestartPolicy.TRANSIENT);
        add("second", RestartPolicy.TRANSIENT);
        add("third", RestartPolicy.TRANSIENT);
        supervisor
                .add(
                        new ApplicationUnit.Spec(
                                "stranger", "another", RestartPolicy.TRANSIENT, Budget.NONE, new FlakyNode()),
                        false)
                .join();
        nodes.keySet().forEach(name -> awaitLife(name, 1));
        nodes.get("second").fail();
        awaitLife("second", second);
        awaitLife("first", first);
        awaitLife("third", third);
        assertThat(unit("stranger").restarts()).isZero();
    }

    @Test
    void shouldStopAllOfTheGroupWhenItIsGivenUp() {
        group(GroupStrategy.ONE_FOR_ALL, 0);
        add("first", RestartPolicy.TRANSIENT);
        add("second", RestartPolicy.TRANSIENT);
        awaitLife("first", 1);
        awaitLife("second", 1);
        nodes.get("second").fail();
        await("first", UnitState.FAILED);
        assertThat(unit("first").reason())
                .startsWith("stopped with 'second' of its group: given up after 0 restarts")
                .contains("told to fail");
    }

    @Test
    void shouldLeaveThePausedAloneWhenItsGroupIsStartedAgain() {
        group(GroupStrategy.ONE_FOR_ALL, 5);
        add("paused", RestartPolicy.TRANSIENT);
        add("failing", RestartPolicy.TRANSIENT);
        awaitLife("paused", 1);
        awaitLife("failing", 1);
        supervisor.pause("paused").join();
        nodes.get("failing").fail();
        awaitLife("failing", 2);
        assertThat(unit("paused").state()).isEqualTo(UnitState.PAUSED);
        assertThat(nodes.get("paused").starts).hasValue(1);
    }

    // ---- what it is told ----

    @Test
    void shouldPauseAndResume() {
        add("one", RestartPolicy.PERMANENT);
        awaitLife("one", 1);
        supervisor.pause("one").join();
        assertThat(unit("one").state()).isEqualTo(UnitState.PAUSED);
        assertThat(unit("one").node()).isNull();
        supervisor.resume("one").join();
        awaitLife("one", 2);
        supervisor.restart("one").join();
        awaitLife("one", 3);
        assertThat(unit("one").restarts()).isEqualTo(1);
        supervisor.remove("one").join();
        assertThat(unit("one")).isNull();
        assertThatThrownBy(() -> supervisor.pause("one").join()).hasMessageContaining("no application 'one'");
    }

    @Test
    void shouldPauseWhatIsAboutToBeStartedAgain() {
        FlakyNode failing = new FlakyNode();
        failing.failsAtStart = true;
        add("failing", RestartPolicy.TRANSIENT, failing);
        await("failing", UnitState.RESTARTING);
        supervisor.pause("failing").join();
        int starts = failing.starts.get();
        await("a moment", new Moment(300));
        assertThat(unit("failing").state()).isEqualTo(UnitState.PAUSED);
        assertThat(failing.starts).hasValue(starts);
    }

    private record Moment(long endNs) implements BooleanSupplier {
        Moment(int ms) {
            this(System.nanoTime() + ms * 1_000_000L);
        }

        @Override
        public boolean getAsBoolean() {
            return System.nanoTime() >= endNs;
        }
    }

    @Test
    void shouldRunAnotherUnderTheSameName() {
        FlakyNode before = add("one", RestartPolicy.TRANSIENT);
        awaitLife("one", 1);
        FlakyNode after = new FlakyNode();
        nodes.put("one", after);
        boolean[] wasStopped = {false};
        supervisor
                .replace(
                        new ApplicationUnit.Spec("one", GROUP, RestartPolicy.TRANSIENT, Budget.NONE, after),
                        () -> wasStopped[0] = !unit("one").hasRun() && after.starts.get() == 0,
                        false)
                .join();
        awaitLife("one", 1);
        assertThat(wasStopped[0]).isTrue();
        assertThat(before.starts).hasValue(1);
    }

    // ---- budgets ----

    @Test
    void shouldSayWhatIsUsedUpWhenStateGrowsPastTheBudget() {
        String sql =
                """
                CREATE TABLE numbers (n BIGINT, ts TIMESTAMP(9), WATERMARK FOR ts AS ts);
                SELECT n, COUNT(*) AS c FROM TABLE(TUMBLE(TABLE numbers, DESCRIPTOR(ts), INTERVAL '1' DAY))
                  GROUP BY n, window_start, window_end;
                """;
        Sabot[] started = new Sabot[1];
        RunningNode node = (listener, limits) -> {
            Sabot sabot = Sabot.open(limits.apply(SabotConfig.inMemory()).withListener(listener));
            sabot.execute(sql);
            started[0] = sabot;
            return sabot;
        };
        Budget budget = new Budget(4 << 20, 0, 0);
        supervisor
                .add(new ApplicationUnit.Spec("greedy", GROUP, RestartPolicy.TEMPORARY, budget, node), false)
                .join();
        add("other", RestartPolicy.TRANSIENT);
        await("greedy", UnitState.RUNNING);
        try (var numbers = started[0].appender("numbers")) {
            for (long n = 0; n < 1_000_000 && unit("greedy").state() == UnitState.RUNNING; n++) {
                numbers.row().i64(n).timestampNs(1).append();
            }
        } catch (SabotException | IllegalStateException e) {
            changes.add("appender: " + e.getMessage()); // the node takes nothing more
        }
        await("greedy", UnitState.FAILED);
        assertThat(unit("greedy").reason()).startsWith("STA-0001: state budget of 4194304 bytes is used up");
        awaitLife("other", 1);
    }

    @Test
    @Tag("slow")
    void shouldStopWhatUsesMoreThanItsProcessorTime() {
        FlakyNode busy = new FlakyNode();
        nodes.put("busy", busy);
        supervisor
                .add(
                        new ApplicationUnit.Spec("busy", GROUP, RestartPolicy.TEMPORARY, new Budget(0, 0, 0.01), busy),
                        false)
                .join();
        awaitLife("busy", 1);
        long deadlineNs = System.nanoTime() + 3 * CpuMeter.WINDOW.toNanos();
        long n = 0;
        while (unit("busy").state() == UnitState.RUNNING && System.nanoTime() < deadlineNs) {
            try {
                busy.append(n++);
            } catch (SabotException | IllegalStateException e) {
                changes.add("appender: " + e.getMessage());
            }
        }
        await("busy", UnitState.FAILED);
        assertThat(unit("busy").reason())
                .matches("OPS-0711: it used \\d+\\.\\d\\d processors on average over 10 s, and its budget is 0\\.01");
    }

    @Test
    void shouldMeasureProcessorTimeOverTheWindow() throws InterruptedException {
        ThreadGroup threads = new ThreadGroup("measured");
        CpuMeter meter = new CpuMeter(threads);
        long startNs = 1;
        meter.sample(startNs);
        boolean[] isDone = {false};
        Thread busy = new Thread(threads, () -> {
            long untilNs = System.nanoTime() + 200_000_000L;
            while (System.nanoTime() < untilNs) {
                Thread.onSpinWait();
            }
            synchronized (isDone) {
                while (!isDone[0]) {
                    try {
                        isDone.wait();
                    } catch (InterruptedException e) {
                        return;
                    }
                }
            }
        });
        busy.start();
        await("the thread", () -> busy.getState() == Thread.State.WAITING);
        meter.sample(startNs + 1_000_000_000L);
        assertThat(meter.isMeasured()).isFalse();
        assertThat(meter.usedNs()).isBetween(1_000_000L, 1_000_000_000L);
        assertThat(meter.cores()).isEqualTo(meter.usedNs() / 1e9);
        for (int second = 2; second <= 11; second++) {
            meter.sample(startNs + second * 1_000_000_000L);
        }
        assertThat(meter.isMeasured()).isTrue();
        assertThat(meter.cores()).as("the work is before the window").isLessThan(0.005);
        synchronized (isDone) {
            isDone[0] = true;
            isDone.notifyAll();
        }
        busy.join();
    }
}
