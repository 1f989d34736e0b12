package io.sabot.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.error.SabotException;
import io.sabot.core.fault.FaultCase;
import io.sabot.core.fault.FaultRun;
import io.sabot.replication.RecordedEntries.Entry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Cuts, heals, stops and starts in random order, and a snapshot now and then, while one node sends. */
@Tag("slow")
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class RandomFaultsTest {
    private static final int STEP_MS = 1_500;
    private static final int BATCH = 300;

    @TempDir
    Path directory;

    @Test
    @FaultCase(number = 14, how = "members are cut off, stopped and started in random order")
    void shouldKeepOneOrderWhateverHappens(FaultRun run) throws InterruptedException {
        int steps = run.scaled(40);
        Random random = run.random();
        List<String> story = new ArrayList<>();
        try (LocalCluster cluster = new LocalCluster(3, directory)) {
            cluster.startAll();
            cluster.awaitLeader();
            // Node 0 sends and is never stopped, so that one sender knows what came back.
            try (Sender sender = new Sender(cluster.member(0).newClient(), cluster.entries(0), number -> 300)) {
                long goal = 0;
                for (int i = 0; i < steps; i++) {
                    goal += BATCH;
                    sender.sendUpTo(goal);
                    story.add(step(cluster, random));
                    Thread.sleep(random.nextInt(STEP_MS));
                }
                recover(cluster);
                sender.sendUpTo(goal + BATCH);
                long all = goal + BATCH;
                LocalCluster.await("all to come back after " + story, () -> sender.returned() == all);
            }
            LocalCluster.await(
                    "all to have the same after " + story,
                    () -> cluster.entries(0).count() == cluster.entries(1).count()
                            && cluster.entries(0).count() == cluster.entries(2).count());
            List<Entry> first = cluster.entries(0).copy();
            assertThat(cluster.entries(1).copy()).as("%s", story).isEqualTo(first);
            assertThat(cluster.entries(2).copy()).as("%s", story).isEqualTo(first);
            assertThat(cluster.failures()).as("%s", story).isEmpty();
            run.times(steps);
        }
    }

    private static void recover(LocalCluster cluster) {
        for (int id = 0; id < cluster.size(); id++) {
            cluster.wire(id).heal();
            if (cluster.member(id) == null) {
                cluster.start(id);
            }
        }
    }

    private static String step(LocalCluster cluster, Random random) {
        int id = random.nextInt(cluster.size());
        switch (random.nextInt(6)) {
            case 0, 1 -> {
                boolean in = random.nextBoolean();
                cluster.wire(id).cut(in, !in || random.nextBoolean());
                return "cut " + id;
            }
            case 2, 3 -> {
                cluster.wire(id).heal();
                return "heal " + id;
            }
            case 4 -> {
                if (id == 0) {
                    return "nothing";
                }
                if (cluster.member(id) == null) {
                    cluster.start(id);
                    return "start " + id;
                }
                cluster.stop(id);
                return "stop " + id;
            }
            default -> {
                return snapshot(cluster);
            }
        }
    }

    private static String snapshot(LocalCluster cluster) {
        for (int id = 0; id < cluster.size(); id++) {
            ClusterMember member = cluster.member(id);
            if (member != null && member.status().isLeader()) {
                try {
                    return "snapshot at " + member.snapshot(TimeUnit.SECONDS.toNanos(2));
                } catch (SabotException e) {
                    return "no snapshot: " + e.problems().get(0).code();
                }
            }
        }
        return "no leader for a snapshot";
    }
}
