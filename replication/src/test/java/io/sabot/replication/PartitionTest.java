package io.sabot.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.core.fault.FaultCase;
import io.sabot.core.fault.FaultRun;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow")
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class PartitionTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true"})
    @FaultCase(number = 14, how = "the leader is cut off, in one direction or both, and comes back")
    void shouldKeepOneOrderWhenTheLeaderIsCutOff(boolean in, boolean out, FaultRun run) {
        try (LocalCluster cluster = new LocalCluster(3, directory)) {
            cluster.startAll();
            int leader = cluster.awaitLeader();
            int other = cluster.follower();
            try (Sender sender = new Sender(cluster.member(other).newClient(), cluster.entries(other), number -> 200)) {
                sender.sendUpTo(1_000);
                cluster.awaitEntries(1_000);
                sender.sendUpTo(4_000);
                cluster.wire(leader).cut(in, out);
                LocalCluster.await("the others to go on", () -> sender.returned() == 4_000);
                assertThat(cluster.member(other).status().leaderId()).isNotEqualTo(leader);
                cluster.wire(leader).heal();
                cluster.awaitEntries(4_000);
                sender.sendUpTo(5_000);
                cluster.awaitEntries(5_000);
            }
            LocalCluster.await(
                    "all to have the same",
                    () -> cluster.entries(0).count() == cluster.entries(1).count()
                            && cluster.entries(0).count() == cluster.entries(2).count());
            List<RecordedEntries.Entry> first = cluster.entries(0).copy();
            assertThat(cluster.entries(1).copy()).isEqualTo(first);
            assertThat(cluster.entries(2).copy()).isEqualTo(first);
            assertThat(cluster.failures()).isEmpty();
            run.times(1);
        }
    }
}
