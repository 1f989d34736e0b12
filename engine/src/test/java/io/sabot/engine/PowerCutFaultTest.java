package io.sabot.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.fault.FaultCase;
import io.sabot.core.fault.FaultRun;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Takes the power away from a node's disk while it works, and sees what the disk has when it is back. */
final class PowerCutFaultTest {
    private static final int BATCHES = 3_000;

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

    @Test
    @FaultCase(number = 3, how = "its own ext4 shut down without writing the log, `power`")
    void shouldHaveAllThatWasAcknowledged(FaultRun run) throws Exception {
        cutRepeatedly(run, 1);
    }

    @Test
    @Tag("slow")
    @FaultCase(number = 3, how = "its own ext4 shut down without writing the log, `power`, in a loop")
    void shouldHaveAllThatWasAcknowledgedInALongRun(FaultRun run) throws Exception {
        cutRepeatedly(run, run.scaled(25));
    }

    private void cutRepeatedly(FaultRun run, int cuts) throws Exception {
        Random random = run.random();
        int cut = 0;
        long kept = 0;
        for (int life = 0; cut < cuts; life++) {
            try (LoopDisk disk = LoopDisk.make(directory, "disk" + life, 1024)) {
                FaultNode node = new FaultNode(disk.path().resolve("node"), BATCHES)
                        .with("durability", "POWER")
                        .with("pauseNs", 400_000);
                long acknowledged = 0;
                while (cut < cuts && acknowledged < BATCHES) {
                    FaultNode.Child child = node.start();
                    child.awaitProgress(1 + random.nextInt(BATCHES / 3));
                    acknowledged = cutPower(disk, child, acknowledged);
                    cut++;
                }
                FaultNode.Child last = node.start().end();
                assertThat(last.resumedAfter()).isGreaterThanOrEqualTo(acknowledged);
                kept += acknowledged;
                node.requireSameAs(calm);
            }
        }
        run.times(cut);
        run.note(kept + " acknowledged batches at the cuts, all there");
    }

    /** Last batch that was acknowledged to the outside world before the cut. */
    private static long cutPower(LoopDisk disk, FaultNode.Child child, long before) throws Exception {
        child.freeze();
        disk.cutPower();
        child.kill();
        disk.unmount();
        disk.mount();
        if (child.resumedAfter() >= 0) {
            assertThat(child.resumedAfter()).as(child::said).isGreaterThanOrEqualTo(before);
        }
        System.out.println("cut after " + child.acknowledged() + ": " + child.lines());
        return Math.max(before, child.acknowledged());
    }

    @Test
    @Tag("slow")
    @FaultCase(number = 3, how = "its own ext4 shut down without writing the log, `process`")
    void shouldHaveAPrefixAndTellTheLoss(FaultRun run) throws Exception {
        losePower(run, run.scaled(15));
    }

    private void losePower(FaultRun run, int cuts) throws Exception {
        Random random = run.random();
        long lost = 0;
        for (int cut = 0; cut < cuts; cut++) {
            try (LoopDisk disk = LoopDisk.make(directory, "disk" + cut, 1024)) {
                FaultNode node = new FaultNode(disk.path().resolve("node"), BATCHES)
                        .with("pauseNs", 2_000_000)
                        .with("checkpointLogBytes", 40_000);
                FaultNode.Child child = node.start();
                child.awaitProgress(1 + random.nextInt(BATCHES * 3 / 4));
                long acknowledged = cutPower(disk, child, 0);
                FaultNode.Child again = node.start().end();
                assertThat(again.resumedAfter()).isLessThanOrEqualTo(BATCHES);
                System.out.println(acknowledged + " acknowledged, " + again.resumedAfter() + " there");
                lost += Math.max(0, acknowledged - again.resumedAfter());
                node.requireSameRowsAs(calm);
            }
        }
        run.times(cuts);
        run.note(lost + " acknowledged batches lost, as their producer was told");
    }
}
