package io.sabot.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ClusterMemberTest {
    private static final long SNAPSHOT_NS = TimeUnit.SECONDS.toNanos(30);

    @TempDir
    Path directory;

    /** After the senders have stopped; what they sent twice may still be on its way. */
    private static void assertSameOrder(LocalCluster cluster) {
        LocalCluster.await("all to have as much", () -> {
            int count = cluster.entries(0).count();
            return cluster.entries(1).count() == count && cluster.entries(2).count() == count;
        });
        List<RecordedEntries.Entry> first = cluster.entries(0).copy();
        for (int id = 1; id < cluster.size(); id++) {
            List<RecordedEntries.Entry> other = cluster.entries(id).copy();
            int common = Math.min(first.size(), other.size());
            assertThat(other.subList(0, common)).isEqualTo(first.subList(0, common));
        }
    }

    private static Sender sender(LocalCluster cluster, int id, int length) {
        return new Sender(cluster.member(id).newClient(), cluster.entries(id), number -> length);
    }

    @Test
    void shouldAgreeWithItselfWhenItIsAlone() {
        try (LocalCluster cluster = new LocalCluster(1, directory)) {
            cluster.startAll();
            try (Sender sender = sender(cluster, 0, 100)) {
                sender.sendUpTo(1_000);
                cluster.awaitEntries(1_000);
            }
            cluster.stop(0);
            cluster.start(0);
            try (Sender sender = sender(cluster, 0, 100)) {
                sender.sendUpTo(1_100);
                cluster.awaitEntries(1_100);
            }
            assertThat(cluster.entries(0).skipped()).isGreaterThanOrEqualTo(1_000);
            assertThat(cluster.failures()).isEmpty();
        }
    }

    @Test
    void shouldKeepOneOrderWhenTheLeaderIsClosedAndComesBack() {
        try (LocalCluster cluster = new LocalCluster(3, directory)) {
            cluster.startAll();
            int leader = cluster.awaitLeader();
            int follower = cluster.follower();
            try (Sender sender = sender(cluster, follower, 200)) {
                sender.sendUpTo(2_000);
                cluster.awaitEntries(2_000);
                sender.sendUpTo(6_000);
                LocalCluster.await("some of the second part", () -> sender.returned() > 3_000);
                cluster.stop(leader);
                cluster.awaitEntries(6_000);
                cluster.start(leader);
                sender.sendUpTo(7_000);
                cluster.awaitEntries(7_000);
                long last = cluster.entries(follower).lastPosition();
                LocalCluster.await(
                        "all to be stable", () -> cluster.member(follower).stablePosition() >= last);
            }
            LocalCluster.await(
                    "all to have the same",
                    () -> cluster.entries(0).count() == cluster.entries(1).count()
                            && cluster.entries(0).count() == cluster.entries(2).count());
            assertSameOrder(cluster);
            assertThat(cluster.entries(follower).copy())
                    .isSortedAccordingTo((a, b) -> Long.compare(a.timestampNs(), b.timestampNs()))
                    .isSortedAccordingTo((a, b) -> Long.compare(a.position(), b.position()))
                    .isSortedAccordingTo((a, b) -> Long.compare(a.term(), b.term()));
            assertThat(cluster.failures()).isEmpty();
        }
    }

    @Test
    void shouldCarryLongEntries() {
        try (LocalCluster cluster = new LocalCluster(3, directory)) {
            cluster.startAll();
            try (Sender sender = sender(cluster, cluster.follower(), 300 << 10)) {
                sender.sendUpTo(40);
                cluster.awaitEntries(40);
            }
            assertSameOrder(cluster);
            assertThat(cluster.entries(0).copy()).allMatch(entry -> entry.length() == 300 << 10);
            try (ClusterClient client = cluster.member(0).newClient()) {
                byte[] tooLong = new byte[client.maxEntryLength() + 1];
                assertThatThrownBy(() -> client.offer(new UnsafeBuffer(tooLong), 0, tooLong.length))
                        .hasMessageContaining("REP-0501");
            }
        }
    }

    @Test
    void shouldStartFromASnapshot() {
        try (LocalCluster cluster = new LocalCluster(3, directory)) {
            cluster.startAll();
            int leader = cluster.awaitLeader();
            int follower = cluster.follower();
            long snapshot;
            try (Sender sender = sender(cluster, leader, 100)) {
                sender.sendUpTo(500);
                cluster.awaitEntries(500);
                for (int id = 0; id < 3; id++) {
                    cluster.entries(id).state("what I know");
                }
                snapshot = cluster.member(leader).snapshot(SNAPSHOT_NS);
                assertThat(cluster.member(leader).status().snapshotPosition()).isEqualTo(snapshot);
                assertThatThrownBy(() -> cluster.member(follower).snapshot(SNAPSHOT_NS))
                        .hasMessageContaining("REP-0601");
                sender.sendUpTo(600);
                cluster.awaitEntries(600);
            }
            cluster.stopAll();
            cluster.startAll();
            cluster.awaitLeader();
            try (Sender sender = sender(cluster, 0, 100)) {
                sender.sendUpTo(700);
                cluster.awaitEntries(700);
            }
            assertSameOrder(cluster);
            for (int id = 0; id < 3; id++) {
                assertThat(cluster.entries(id).startedFrom()).isEqualTo(snapshot);
                assertThat(cluster.entries(id).restoredState()).isEqualTo("what I know");
                assertThat(cluster.entries(id).skipped()).isBetween(100, 400);
            }
            assertThat(cluster.failures()).isEmpty();
        }
    }

    @Test
    void shouldRefuseANodeWhoseOwnLogEndsBeforeTheSnapshot() {
        try (LocalCluster cluster = new LocalCluster(1, directory)) {
            cluster.startAll();
            cluster.awaitLeader();
            try (Sender sender = sender(cluster, 0, 100)) {
                sender.sendUpTo(100);
                cluster.awaitEntries(100);
                cluster.member(0).snapshot(SNAPSHOT_NS);
            }
            cluster.stop(0);
            RecordedEntries whole = cluster.entries(0);
            RecordedEntries shorter = whole.cloned();
            shorter.forgetLast(1);
            cluster.entries(0, shorter);
            assertThatThrownBy(() -> cluster.start(0)).hasMessageContaining("REP-0301");
            cluster.entries(0, whole);
            cluster.start(0);
            cluster.awaitLeader();
        }
    }

    @Test
    void shouldEndTheNodeWhenTheApplicationFails() {
        try (LocalCluster cluster = new LocalCluster(3, directory)) {
            cluster.startAll();
            int leader = cluster.awaitLeader();
            cluster.entries(leader).failAt(50);
            int follower = cluster.follower();
            try (Sender sender = sender(cluster, follower, 100)) {
                sender.sendUpTo(200);
                LocalCluster.await(
                        "the failure to be told", () -> !cluster.failures().isEmpty());
                assertThat(cluster.failures().get(0)).hasMessageContaining("REP-0404");
                assertThat(cluster.failures().get(0)).hasMessageContaining("told to fail at 50");
                cluster.stop(leader);
                cluster.awaitEntries(200);
            }
        }
    }

    @Test
    void shouldRefuseAnEmptyDirectoryUnlessTheClusterIsNew() {
        try (LocalCluster cluster = new LocalCluster(3, directory)) {
            assertThatThrownBy(() -> ClusterMember.start(
                            cluster.config(0).withStart(StartMode.RESUME), cluster.entries(0), reason -> {}))
                    .hasMessageContaining("REP-0201");
            cluster.startAll();
            cluster.awaitLeader();
            int wiped = cluster.follower();
            cluster.stop(wiped);
            IoUtil.delete(cluster.config(wiped).directory().toFile(), false);
            assertThatThrownBy(() -> cluster.start(wiped)).hasMessageContaining("REP-0204");
        }
    }

    @Test
    void shouldNotBeginWithoutAllMembers() {
        ClusterTimeouts impatient = LocalCluster.QUICK.withBootstrap(Duration.ofSeconds(1));
        try (LocalCluster cluster = new LocalCluster(3, directory, config -> config.withTimeouts(impatient))) {
            assertThatThrownBy(() -> cluster.startTogether(List.of(0, 1))).hasMessageContaining("REP-0212");
        }
    }

    @Test
    void shouldBringBackAWipedNodeAsAClone() {
        try (LocalCluster cluster = new LocalCluster(3, directory)) {
            cluster.startAll();
            int leader = cluster.awaitLeader();
            int wiped = cluster.follower();
            try (Sender sender = sender(cluster, leader, 1_000)) {
                sender.sendUpTo(1_000);
                cluster.awaitEntries(1_000);
                cluster.member(leader).snapshot(SNAPSHOT_NS);
                cluster.stop(wiped);
                IoUtil.delete(cluster.config(wiped).directory().toFile(), false);
                sender.sendUpTo(2_000);
                cluster.awaitEntries(2_000);
                CloneResult clone = ClusterClone.run(cluster.config(wiped), LogOrigin.NOTHING, SNAPSHOT_NS);
                assertThat(clone.snapshotPosition())
                        .isEqualTo(cluster.member(leader).status().snapshotPosition());
                assertThat(clone.lastEntryPosition())
                        .isEqualTo(cluster.entries(leader).copy().get(999).position());
                RecordedEntries copy = cluster.entries(leader).cloned();
                cluster.entries(wiped, copy);
                cluster.start(wiped);
                sender.sendUpTo(3_000);
                cluster.awaitEntries(3_000);
            }
            LocalCluster.await(
                    "all to have the same",
                    () -> cluster.entries(0).count() == cluster.entries(1).count()
                            && cluster.entries(0).count() == cluster.entries(2).count());
            assertSameOrder(cluster);
            // The clone is a full member: it can carry a majority.
            cluster.stop(leader);
            int next = cluster.awaitLeader();
            try (Sender sender = sender(cluster, next, 1_000)) {
                sender.sendUpTo(3_500);
                cluster.awaitEntries(3_500);
            }
            assertThat(cluster.failures()).isEmpty();
        }
    }

    @Test
    @Tag("slow")
    void shouldPurgeOnlyWhatNoMemberNeeds() {
        try (LocalCluster cluster = new LocalCluster(3, directory)) {
            cluster.startAll();
            int leader = cluster.awaitLeader();
            int follower = cluster.follower();
            try (Sender sender = sender(cluster, leader, 100_000)) {
                sender.sendUpTo(100);
                cluster.awaitEntries(100);
                cluster.member(leader).snapshot(SNAPSHOT_NS);
                assertThatThrownBy(() -> cluster.member(leader).purge()).hasMessageContaining("REP-0605");
                cluster.stop(follower);
                sender.sendUpTo(200);
                cluster.awaitEntries(200);
                cluster.member(leader).snapshot(SNAPSHOT_NS);
                sender.sendUpTo(210);
                cluster.awaitEntries(210);
                cluster.member(leader).snapshot(SNAPSHOT_NS);
                LocalCluster.await("silence", () -> cluster.member(leader).status().peers().stream()
                        .anyMatch(peer -> peer.ageNs() > TimeUnit.SECONDS.toNanos(6)));
                assertThatThrownBy(() -> cluster.member(leader).purge()).hasMessageContaining("REP-0606");
                cluster.start(follower);
                cluster.awaitEntries(210);
                LocalCluster.await("the follower's position", () -> cluster.member(leader).status().peers().stream()
                        .allMatch(peer -> peer.position()
                                >= cluster.member(leader).status().snapshotPosition()));
                PurgeResult purge = cluster.member(leader).purge();
                assertThat(purge.to()).isGreaterThan(purge.from());
            }
            cluster.stopAll();
            cluster.startAll();
            cluster.awaitLeader();
            try (Sender sender = sender(cluster, 0, 1_000)) {
                sender.sendUpTo(300);
                cluster.awaitEntries(300);
            }
            assertSameOrder(cluster);
        }
    }
}
