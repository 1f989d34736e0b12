package io.sabot.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.fault.FaultCase;
import io.sabot.core.fault.FaultRun;
import io.sabot.replication.RecordedEntries.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.IoUtil;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, killed and stopped. What came back from the log before stays, in one order everywhere. */
@Tag("slow")
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class ClusterFaultTest {
    private static final long HEARTBEAT_MS = 1_000;
    private static final long STARTUP_MS = 3_000;

    @TempDir
    Path directory;

    private static boolean hasAll(List<Entry> applied, List<Entry> before) {
        return applied.size() >= before.size()
                && applied.subList(0, before.size()).equals(before);
    }

    @Test
    @FaultCase(number = 12, how = "the leader's process is killed while entries are under way, again and again")
    void shouldLoseNothingThatCameBackWhenLeadersAreKilled(FaultRun run) {
        int kills = run.scaled(8);
        try (ProcessCluster cluster = new ProcessCluster(directory, HEARTBEAT_MS, STARTUP_MS)) {
            cluster.start(0, 1, 2);
            for (int i = 0; i < kills; i++) {
                int leader = cluster.awaitLeader(0, 1, 2);
                int sender = (leader + 1) % ProcessCluster.SIZE;
                int third = ProcessCluster.other(leader, sender);
                long done = cluster.process(sender).status().returned();
                cluster.process(sender).send(done + 4_000);
                cluster.awaitReturned(sender, done + 500);
                List<Entry> before = cluster.applied(sender);
                cluster.process(leader).kill();
                cluster.awaitReturned(sender, done + 4_000);
                cluster.awaitLeader(sender, third);
                assertThat(hasAll(cluster.applied(sender), before)).isTrue();
                cluster.start(leader);
                cluster.assertSame();
            }
            run.times(kills);
        }
    }

    @Test
    @FaultCase(number = 13, how = "the leader is stopped for longer than the heartbeat timeout, and goes on")
    void shouldPutAsideALeaderThatSlept(FaultRun run) throws InterruptedException {
        int sleeps = run.scaled(4);
        try (ProcessCluster cluster = new ProcessCluster(directory, HEARTBEAT_MS, STARTUP_MS)) {
            cluster.start(0, 1, 2);
            for (int i = 0; i < sleeps; i++) {
                int leader = cluster.awaitLeader(0, 1, 2);
                int sender = (leader + 1) % ProcessCluster.SIZE;
                int third = ProcessCluster.other(leader, sender);
                long done = cluster.process(leader).status().returned();
                long doneOther = cluster.process(sender).status().returned();
                cluster.process(leader).send(done + 3_000);
                cluster.awaitReturned(leader, done + 200);
                cluster.process(leader).signal("STOP");
                cluster.process(sender).send(doneOther + 1_000);
                cluster.awaitReturned(sender, doneOther + 1_000);
                int next = cluster.awaitLeader(sender, third);
                assertThat(next).isNotEqualTo(leader);
                cluster.process(leader).signal("CONT");
                cluster.awaitReturned(leader, done + 3_000);
                cluster.assertSame();
            }
            run.times(sleeps);
        }
    }

    @Test
    @FaultCase(number = 17, how = "a follower's directory is deleted, and cloned from the leader")
    void shouldCloneAWipedFollower(FaultRun run) throws IOException {
        int times = run.scaled(2);
        try (ProcessCluster cluster = new ProcessCluster(directory, HEARTBEAT_MS, STARTUP_MS)) {
            cluster.start(0, 1, 2);
            for (int i = 0; i < times; i++) {
                int leader = cluster.awaitLeader(0, 1, 2);
                int wiped = (leader + 1) % ProcessCluster.SIZE;
                long done = cluster.process(leader).status().returned();
                cluster.process(leader).send(done + 1_000);
                cluster.awaitReturned(leader, done + 1_000);
                cluster.process(leader).order("snapshot", "ok");
                cluster.process(wiped).kill();
                IoUtil.delete(cluster.directory(wiped).toFile(), false);
                cluster.process(leader).send(done + 2_000);
                cluster.awaitReturned(leader, done + 2_000);
                assertThat(cluster.launch(wiped).await("failed")).contains("REP-0204");
                cluster.process(wiped).awaitEnd();
                IoUtil.delete(cluster.directory(wiped).toFile(), false);
                ClusterClone.run(cluster.config(wiped), LogOrigin.NOTHING, TimeUnit.SECONDS.toNanos(60));
                Files.copy(
                        ReplicaTarget.file(cluster.directory(leader)),
                        ReplicaTarget.file(cluster.directory(wiped)),
                        StandardCopyOption.REPLACE_EXISTING);
                cluster.start(wiped);
                cluster.assertSame();
            }
            run.times(times);
        }
    }

    @Test
    @FaultCase(number = 18, how = "all processes are killed, or two of three, and start again")
    void shouldGoOnWhenAMajorityComesBack(FaultRun run) {
        int times = run.scaled(3);
        try (ProcessCluster cluster = new ProcessCluster(directory, HEARTBEAT_MS, STARTUP_MS)) {
            cluster.start(0, 1, 2);
            for (int i = 0; i < times; i++) {
                int leader = cluster.awaitLeader(0, 1, 2);
                cluster.process(leader).send(cluster.process(leader).status().returned() + 5_000);
                cluster.awaitReturned(leader, 300);
                List<Entry> before = cluster.applied(leader);
                int survivor = ProcessCluster.other(leader);
                boolean isAll = i % 2 == 0;
                for (int id = 0; id < ProcessCluster.SIZE; id++) {
                    if (isAll || id != survivor) {
                        cluster.process(id).kill();
                    }
                }
                int[] back = isAll ? new int[] {0, 1, 2} : new int[] {leader, ProcessCluster.other(leader, survivor)};
                cluster.start(back);
                int next = cluster.awaitLeader(0, 1, 2);
                long done = cluster.process(next).status().returned();
                cluster.process(next).send(done + 100);
                cluster.awaitReturned(next, done + 100);
                cluster.assertSame();
                assertThat(hasAll(cluster.applied(leader), before)).isTrue();
            }
            run.times(times);
        }
    }

    @Test
    @FaultCase(number = 15, how = "one packet in fifty is lost, by Aeron's loss generators")
    void shouldKeepOneOrderWhenPacketsAreLost(FaultRun run) {
        long seed = run.seed();
        try (ProcessCluster cluster = new ProcessCluster(directory, HEARTBEAT_MS, STARTUP_MS)) {
            cluster.properties(List.of(
                    "-Daeron.SendChannelEndpoint.supplier=io.aeron.driver.ext.DebugSendChannelEndpointSupplier",
                    "-Daeron.ReceiveChannelEndpoint.supplier=io.aeron.driver.ext.DebugReceiveChannelEndpointSupplier",
                    "-Daeron.debug.send.data.loss.rate=0.02",
                    "-Daeron.debug.send.data.loss.seed=" + seed,
                    "-Daeron.debug.receive.data.loss.rate=0.02",
                    "-Daeron.debug.receive.data.loss.seed=" + (seed + 1),
                    "-Daeron.debug.receive.control.loss.rate=0.02",
                    "-Daeron.debug.receive.control.loss.seed=" + (seed + 2)));
            cluster.start(0, 1, 2);
            int leader = cluster.awaitLeader(0, 1, 2);
            int sender = (leader + 1) % ProcessCluster.SIZE;
            cluster.process(sender).send(10_000);
            cluster.process(leader).send(10_000);
            cluster.awaitReturned(sender, 10_000);
            cluster.awaitReturned(leader, 10_000);
            cluster.assertSame();
        }
    }

    @Test
    @FaultCase(number = 19, how = "a follower's application is slow, and the follower becomes the leader")
    void shouldGoOnWhenTheNextLeaderIsSlow(FaultRun run) {
        try (ProcessCluster cluster = new ProcessCluster(directory, HEARTBEAT_MS, STARTUP_MS)) {
            cluster.start(0, 1, 2);
            int leader = cluster.awaitLeader(0, 1, 2);
            int sender = (leader + 1) % ProcessCluster.SIZE;
            int third = ProcessCluster.other(leader, sender);
            // A millisecond for each entry: some seconds behind when the leader dies.
            cluster.process(sender).order("slow 1000000", "ok");
            cluster.process(third).order("slow 1000000", "ok");
            cluster.process(leader).send(6_000);
            cluster.awaitReturned(leader, 3_000);
            cluster.process(leader).kill();
            int next = cluster.awaitLeader(sender, third);
            cluster.process(next).send(100);
            cluster.awaitReturned(next, 100);
            cluster.start(leader);
            cluster.assertSame();
        }
    }
}
