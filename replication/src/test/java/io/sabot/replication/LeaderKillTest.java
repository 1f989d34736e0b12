package io.sabot.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.fault.FaultCase;
import io.sabot.core.fault.FaultRun;
import io.sabot.replication.RecordedEntries.Entry;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The quick one of {@link ClusterFaultTest}'s. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class LeaderKillTest {
    @TempDir
    Path directory;

    @Test
    @FaultCase(number = 12, how = "the leader's process is killed while entries are under way")
    void shouldLoseNothingThatCameBackWhenTheLeaderIsKilled(FaultRun run) {
        try (ProcessCluster cluster = new ProcessCluster(directory, 1_000, 3_000)) {
            cluster.start(0, 1, 2);
            int leader = cluster.awaitLeader(0, 1, 2);
            int sender = (leader + 1) % ProcessCluster.SIZE;
            cluster.process(sender).send(3_000);
            cluster.awaitReturned(sender, 300);
            long term = cluster.process(sender).status().term();
            List<Entry> before = cluster.applied(sender);
            cluster.process(leader).kill();
            cluster.awaitReturned(sender, 3_000);
            assertThat(cluster.process(sender).status().term()).isGreaterThan(term);
            cluster.start(leader);
            cluster.assertSame();
            assertThat(cluster.applied(leader).subList(0, before.size())).isEqualTo(before);
            run.times(1);
        }
    }
}
