package io.sabot.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.error.ExitCode;
import io.sabot.core.fault.FaultCase;
import io.sabot.core.fault.FaultRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full, fails, or takes its time. */
final class BadDiskFaultTest {
    private static final int BATCHES = 2_000;
    private static final int FULL_BATCHES = 3_000;
    private static final int FULL_ROWS = 400;
    private static final String SYNCS = "fsync,fdatasync,msync";

    @TempDir
    Path directory;

    private FaultNode calm(int batches, int rows) throws Exception {
        FaultNode calm = new FaultNode(directory.resolve("calm"), batches).with("rows", rows);
        calm.run();
        return calm;
    }

    // ---- full ----

    @Test
    @FaultCase(number = 7, how = "its own ext4 filled below the reserve while rows come in; freed after two seconds")
    void shouldWaitForSpaceAndGoOn(FaultRun run) throws Exception {
        int batches = FULL_BATCHES;
        int rows = FULL_ROWS;
        FaultNode calm = calm(batches, rows);
        try (LoopDisk disk = LoopDisk.make(directory, "disk", 700)) {
            FaultNode node = new FaultNode(disk.path().resolve("node"), batches)
                    .with("rows", rows)
                    .with("checkpointLogBytes", 4 << 20)
                    .with("reserveBytes", 200 << 20);
            FaultNode.Child child = node.start();
            child.awaitProgress(20);
            Path ballast = fill(disk, 190 << 20);
            child.awaitStall();
            assertThat(child.said()).contains(FaultTarget.STALLED + "JRN-0202");
            long stalledAt = child.acknowledged();
            TimeUnit.SECONDS.sleep(2);
            assertThat(child.isAlive()).isTrue();
            assertThat(child.acknowledged()).as("held up").isBetween(stalledAt, (long) batches - 1);
            Files.delete(ballast);
            child.end();
            node.requireSameAs(calm);
            run.note("stalled at batch " + stalledAt + " of " + batches + ", went on by itself");
        }
    }

    /** Takes all space but so much. */
    private static Path fill(LoopDisk disk, long freeBytes) throws IOException, InterruptedException {
        Path ballast = disk.path().resolve("ballast");
        long usable = Files.getFileStore(disk.path()).getUsableSpace();
        Tools.run("fallocate", "-l", String.valueOf(usable - freeBytes), ballast.toString());
        return ballast;
    }

    /** Takes all space, also what becomes free or was taken meanwhile. */
    private static Path fillWholly(LoopDisk disk) throws IOException, InterruptedException {
        Path ballast = disk.path().resolve("ballast");
        long usable = Files.getFileStore(disk.path()).getUsableSpace();
        String most = String.valueOf(usable - (8 << 20));
        String fill = "fallocate -l $1 $0; cat /dev/zero >> $0; true"; // until it fails
        Tools.run("sh", "-c", fill, ballast.toString(), most);
        return ballast;
    }

    @Test
    @Tag("slow")
    @FaultCase(
            number = 7,
            how = "somebody else fills the disk to the last block, the reserve too; freed after a second")
    void shouldWaitWhenTheReserveWasTakenToo(FaultRun run) throws Exception {
        Random random = run.random();
        FaultNode calm = calm(FULL_BATCHES, FULL_ROWS);
        int waited = 0;
        int times = run.scaled(12);
        for (int i = 0; i < times; i++) {
            try (LoopDisk disk = LoopDisk.make(directory, "disk" + i, 700)) {
                FaultNode node = crowded(disk).with("pauseNs", 3_000_000);
                FaultNode.Child child = node.start();
                child.awaitProgress(20 + random.nextInt(1_000));
                Path ballast = fillWholly(disk);
                child.awaitStall();
                TimeUnit.SECONDS.sleep(1);
                assertThat(child.isAlive()).as(child::said).isTrue();
                int checkpoints = child.checkpoints();
                Files.delete(ballast);
                child.awaitCheckpoints(checkpoints + 1);
                System.out.println(child.lines());
                assertThat(child.checkpoints()).as("stored while it ran").isGreaterThan(checkpoints);
                child.end();
                waited += (int) child.lines().stream()
                        .filter(line -> line.startsWith(FaultTarget.WAITS))
                        .count();
                node.requireSameAs(calm);
            }
        }
        run.times(times);
        run.note("went on by itself each time; " + waited + " times a checkpoint or an output file waited too");
    }

    @Test
    @Tag("slow")
    @FaultCase(
            number = 7,
            how = "the same, and `kill -9` while it waits; started once while the disk is full, then when it is not")
    void shouldRecoverWhenItWasKilledOnAFullDisk(FaultRun run) throws Exception {
        Random random = run.random();
        FaultNode calm = calm(FULL_BATCHES, FULL_ROWS);
        int times = run.scaled(12);
        for (int i = 0; i < times; i++) {
            try (LoopDisk disk = LoopDisk.make(directory, "disk" + i, 700)) {
                FaultNode node = crowded(disk);
                FaultNode.Child child = node.start();
                child.awaitProgress(20 + random.nextInt(1_500));
                Path ballast = fillWholly(disk);
                child.awaitStall();
                child.kill();
                FaultNode.Child refused = node.start();
                assertThat(refused.await())
                        .as(refused::said)
                        .isIn(ExitCode.FAILED.code(), ExitCode.CONFIGURATION.code());
                assertThat(refused.said()).contains("failed error[");
                System.out.println(refused.lines());
                Files.delete(ballast);
                FaultNode.Child again = node.start().end();
                assertThat(again.resumedAfter()).isGreaterThanOrEqualTo(child.acknowledged());
                node.requireSameAs(calm);
            }
        }
        run.times(times);
        run.note("refused while the disk was full, and recovered when it was not");
    }

    /** Without a reserve of its own, and with a checkpoint on its way nearly always. */
    private static FaultNode crowded(LoopDisk disk) {
        return new FaultNode(disk.path().resolve("node"), FULL_BATCHES)
                .with("rows", FULL_ROWS)
                .with("checkpointLogBytes", 200_000);
    }

    // ---- failing ----

    @Test
    @FaultCase(number = 8, how = "`strace` lets a sync fail, and the power is cut when the node has stopped; `power`")
    void shouldStopBeforeAnotherAcknowledgementWhenASyncFails(FaultRun run) throws Exception {
        failSyncs(run, 1);
    }

    @Test
    @Tag("slow")
    @FaultCase(number = 8, how = "the same at many places")
    void shouldStopBeforeAnotherAcknowledgementWhereverASyncFails(FaultRun run) throws Exception {
        failSyncs(run, run.scaled(12));
    }

    private void failSyncs(FaultRun run, int times) throws Exception {
        Tools.requireStrace();
        Random random = run.random();
        FaultNode calm = calm(BATCHES, FaultTarget.ROWS);
        for (int i = 0; i < times; i++) {
            try (LoopDisk disk = LoopDisk.make(directory, "disk" + i, 1024)) {
                FaultNode node = new FaultNode(disk.path().resolve("node"), BATCHES)
                        .with("durability", "POWER")
                        .with("pauseNs", 1_000_000);
                String when = "when=" + (10 + random.nextInt(100)) + (random.nextBoolean() ? "+" : "");
                FaultNode.Child child = node.start(strace(SYNCS, "error=EIO:" + when));
                int exitCode = child.await();
                System.out.println(
                        when + ": exit code " + exitCode + " after " + child.acknowledged() + ": " + child.lines());
                assertThat(exitCode).as(child::said).isEqualTo(ExitCode.FAILED.code());
                // What was not synced is in the page cache still: only without it one sees what was promised too early.
                disk.cutPower();
                disk.unmount();
                disk.mount();
                FaultNode.Child again = node.start().end();
                assertThat(again.resumedAfter()).isGreaterThanOrEqualTo(child.acknowledged());
                node.requireSameAs(calm);
            }
        }
        run.times(times);
    }

    @Test
    @Tag("slow")
    @FaultCase(number = 8, how = "`strace` lets a sync fail; `process`")
    void shouldStopAndGoOnLaterWhenASyncInTheBackgroundFails(FaultRun run) throws Exception {
        Tools.requireStrace();
        Random random = run.random();
        FaultNode calm = calm(BATCHES, FaultTarget.ROWS);
        int times = run.scaled(6);
        for (int i = 0; i < times; i++) {
            FaultNode node = new FaultNode(directory.resolve("node" + i), BATCHES)
                    .with("checkpointLogBytes", 20_000)
                    .with("pauseNs", 2_000_000);
            FaultNode.Child child = node.start(strace(SYNCS, "error=EIO:when=" + (3 + random.nextInt(6))));
            assertThat(child.await()).as(child::said).isEqualTo(ExitCode.FAILED.code());
            System.out.println("stopped after " + child.acknowledged() + ": " + child.lines());
            FaultNode.Child again = node.start().end();
            assertThat(again.resumedAfter()).isGreaterThanOrEqualTo(child.acknowledged());
            node.requireSameAs(calm);
        }
        run.times(times);
    }

    private static String[] strace(String calls, String fault) {
        return new String[] {
            "strace",
            "-f",
            "--seccomp-bpf",
            "-qq",
            "-o",
            "/dev/null",
            "-e",
            "trace=" + calls,
            "-e",
            "inject=" + calls + ":" + fault
        };
    }

    @Test
    @Tag("slow")
    @FaultCase(number = 8, how = "`strace` lets a write to an output file fail")
    void shouldStopWhenAnOutputCannotBeWritten(FaultRun run) throws Exception {
        Tools.requireStrace();
        FaultNode calm = calm(BATCHES, FaultTarget.ROWS);
        FaultNode node = new FaultNode(directory.resolve("node"), BATCHES).with("pauseNs", 300_000);
        String output = node.directory.resolve("bars.csv").toString();
        FaultNode.Child child = node.start(
                "strace", "-f", "-qq", "-o", "/dev/null", "-P", output, "-e", "inject=pwrite64:error=EIO:when=3");
        assertThat(child.await()).as(child::said).isEqualTo(ExitCode.FAILED.code());
        assertThat(child.said()).contains("SNK-");
        FaultNode.Child again = node.start().end();
        assertThat(again.resumedAfter()).isGreaterThanOrEqualTo(child.acknowledged());
        node.requireSameAs(calm);
    }

    // ---- slow ----

    @Test
    @FaultCase(number = 9, how = "`strace` delays every sync by 20 ms; `power`")
    void shouldLoseNothingOnASlowDisk(FaultRun run) throws Exception {
        slowDown(run, 60, 20_000);
    }

    @Test
    @Tag("slow")
    @FaultCase(number = 9, how = "`strace` delays every sync by 200 ms; `power`")
    void shouldLoseNothingOnAVerySlowDisk(FaultRun run) throws Exception {
        slowDown(run, run.scaled(300), 200_000);
    }

    private void slowDown(FaultRun run, int batches, int delayUs) throws Exception {
        Tools.requireStrace();
        FaultNode calm = calm(batches, FaultTarget.ROWS);
        FaultNode node = new FaultNode(directory.resolve("node"), batches).with("durability", "POWER");
        FaultNode.Child child =
                node.start(strace(SYNCS, "delay_enter=" + delayUs)).end();
        node.requireSameAs(calm);
        run.note(child.lines().stream()
                        .filter(line -> line.startsWith(FaultTarget.MOST_WAITING))
                        .findFirst()
                        .orElse("") + " batches for their acknowledgement");
    }
}
