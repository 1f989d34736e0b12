package io.sabot.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.fault.FaultCase;
import io.sabot.core.fault.FaultRun;
import io.sabot.state.CheckpointStep;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that ends exactly where it hurts: at a step of a checkpoint, or where a file of the log begins. */
final class StepFaultTest {
    private static final int BATCHES = 3_000;
    private static final long HOURS_APART = 24; // a producer that is idle for seven days is forgotten

    @TempDir
    static Path calmDirectory;

    private static FaultNode calm;

    @TempDir
    Path directory;

    @BeforeAll
    static void runUndisturbed() throws Exception {
        calm = new FaultNode(calmDirectory.resolve("calm"), BATCHES);
        calm.run();
    }

    private long hour = 500_000;

    // ---- checkpoints ----

    @Test
    @FaultCase(number = 10, how = "the process ends itself at the step, each step once, in one directory")
    void shouldSurviveACrashAtEveryStepOfACheckpoint(FaultRun run) throws Exception {
        crashAtSteps(run, 1);
    }

    @Test
    @Tag("slow")
    @FaultCase(number = 10, how = "the process ends itself at the step, each step at several checkpoints")
    void shouldSurviveCrashesAtEveryStepOfManyCheckpoints(FaultRun run) throws Exception {
        crashAtSteps(run, run.scaled(6));
    }

    private void crashAtSteps(FaultRun run, int rounds) throws Exception {
        Random random = run.random();
        int crashes = 0;
        for (int round = 0; round < rounds; round++) {
            FaultNode node = new FaultNode(directory.resolve("round" + round), BATCHES)
                    .with("checkpointLogBytes", 20_000)
                    .with("pauseNs", rounds == 1 ? 1_000_000 : 1_500_000);
            long acknowledged = 0;
            for (CheckpointStep step : CheckpointStep.values()) {
                // The first is always reached; with a later one the life may end well before.
                int count = 1 + random.nextInt(rounds == 1 ? 1 : 3);
                acknowledged = crash(node.with("halt", "step:" + step + ":" + count), acknowledged);
                crashes += acknowledged == BATCHES ? 0 : 1;
            }
            FaultNode.Child last = node.with("halt", "").start().end();
            assertThat(last.resumedAfter()).isGreaterThanOrEqualTo(acknowledged);
            node.requireSameAs(calm);
        }
        assertThat(crashes).isGreaterThanOrEqualTo(rounds);
        run.times(crashes);
    }

    /** Last batch that the outside world knows to be acknowledged. */
    private static long crash(FaultNode node, long before) throws Exception {
        FaultNode.Child child = node.start();
        int exitCode = child.await();
        if (exitCode == 0) {
            assertThat(child.acknowledged()).as("the end").isEqualTo(BATCHES);
        } else {
            assertThat(exitCode).as(child::said).isEqualTo(FaultTarget.HALTED);
        }
        if (child.resumedAfter() >= 0) {
            assertThat(child.resumedAfter()).isGreaterThanOrEqualTo(before);
        }
        System.out.println(child.acknowledged() + " acknowledged; " + child.lines());
        return Math.max(before, child.acknowledged());
    }

    // ---- rolls ----

    @Test
    @FaultCase(number = 5, how = "the process ends itself behind the first entry of a file, and when a file appears")
    void shouldSurviveACrashAtARoll(FaultRun run) throws Exception {
        crashAtRolls(run, List.of("roll:after:2", "file:log:2"));
    }

    @Test
    @Tag("slow")
    @FaultCase(number = 5, how = "the same, and before the first entry, at many files of log and outboxes")
    void shouldSurviveCrashesAtManyRolls(FaultRun run) throws Exception {
        List<String> places = new java.util.ArrayList<>();
        for (int roll = 1; roll <= run.scaled(4); roll++) {
            places.addAll(List.of("roll:before:" + roll, "roll:after:" + roll, "file:log:" + roll));
            places.addAll(List.of("file:outbox/every_row:" + roll, "file:outbox/bars:" + roll));
        }
        java.util.Collections.shuffle(places, run.random());
        crashAtRolls(run, places);
    }

    private void crashAtRolls(FaultRun run, List<String> places) throws Exception {
        int crashes = 0;
        int life = 0;
        FaultNode node = rolling(life);
        long acknowledged = 0;
        for (String place : places) {
            hour += HOURS_APART;
            acknowledged = crash(node.with("clockFromHour", hour).with("halt", place), acknowledged);
            crashes++;
            if (acknowledged > BATCHES / 2 || crashes == places.size()) {
                hour += HOURS_APART;
                FaultNode.Child last = node.with("clockFromHour", hour)
                        .with("halt", "")
                        .start()
                        .end();
                assertThat(last.resumedAfter()).isGreaterThanOrEqualTo(acknowledged);
                node.requireSameAs(calm);
                node = rolling(++life);
                acknowledged = 0;
            }
        }
        run.times(crashes);
    }

    private FaultNode rolling(int life) {
        return new FaultNode(directory.resolve("rolling" + life), BATCHES).with("pauseNs", 100_000);
    }
}
