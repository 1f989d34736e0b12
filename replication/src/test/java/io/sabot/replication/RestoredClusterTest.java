package io.sabot.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.replication.RecordedEntries.Entry;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.agrona.IoUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new cluster whose nodes have a backup's entries already: it goes on behind them. */
class RestoredClusterTest {
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(30);
    private static final int LENGTH = 100;
    private static final int OF_BACKUP = 3;
    private static final long POSITION = 1 << 20;
    private static final long TERM = 9;
    private static final LogOrigin ORIGIN = new LogOrigin(new UUID(1, 2), POSITION, TERM + 1);

    @TempDir
    Path directory;

    private static RecordedEntries ofBackup() {
        RecordedEntries entries = new RecordedEntries();
        for (int i = OF_BACKUP - 1; i >= 0; i--) {
            entries.add(new Entry(POSITION - 64L * i, 5, TERM, -1 - i, LENGTH, 0));
        }
        return entries;
    }

    private static void restore(LocalCluster cluster, int id, LogOrigin origin) {
        try (ClusterRestore restore = ClusterRestore.begin(cluster.config(id))) {
            cluster.entries(id, ofBackup());
            restore.finish(origin);
        }
    }

    private static void restoreAll(LocalCluster cluster) {
        for (int id = 0; id < cluster.size(); id++) {
            restore(cluster, id, ORIGIN);
        }
    }

    private static Sender sender(LocalCluster cluster, int id) {
        return new Sender(cluster.member(id).newClient(), cluster.entries(id), number -> LENGTH);
    }

    private static void sendUpTo(LocalCluster cluster, int id, long number) {
        try (Sender sender = sender(cluster, id)) {
            sender.sendUpTo(number);
            cluster.awaitEntries(OF_BACKUP + number);
        }
    }

    private static void awaitStable(LocalCluster cluster, long position) {
        for (int id = 0; id < cluster.size(); id++) {
            ClusterMember member = cluster.member(id);
            LocalCluster.await("what is stable", () -> member.stablePosition() >= position);
        }
    }

    @Test
    void shouldGoOnBehindTheBackupAndComeBackFromSnapshotsAndAsAClone() {
        try (LocalCluster cluster = new LocalCluster(3, directory)) {
            restoreAll(cluster);
            cluster.startAll();
            int leader = cluster.awaitLeader();
            assertThat(cluster.member(leader).stablePosition()).isGreaterThanOrEqualTo(POSITION);
            sendUpTo(cluster, leader, 100);
            Entry first = cluster.entries(leader).copy().get(OF_BACKUP);
            assertThat(first.position()).isGreaterThan(POSITION).isLessThan(POSITION + 4096);
            assertThat(first.term()).isGreaterThan(TERM);

            long snapshot = cluster.member(leader).snapshot(PATIENCE_NS);
            ClusterStatus status = cluster.member(leader).status();
            assertThat(status.snapshotPosition()).isEqualTo(snapshot).isGreaterThan(first.position());
            assertThat(status.commitPosition()).isGreaterThanOrEqualTo(snapshot);

            int wiped = cluster.follower();
            cluster.stop(wiped);
            IoUtil.delete(cluster.config(wiped).directory().toFile(), false);
            assertThatThrownBy(() -> ClusterClone.run(cluster.config(wiped), LogOrigin.NOTHING, PATIENCE_NS))
                    .hasMessageContaining("REP-0211");
            CloneResult clone = ClusterClone.run(
                    cluster.config(wiped), cluster.member(leader).origin(), PATIENCE_NS);
            assertThat(clone.snapshotPosition()).isEqualTo(snapshot);
            cluster.entries(wiped, cluster.entries(leader).cloned());
            cluster.start(wiped);
            sendUpTo(cluster, leader, 200);

            long reached = cluster.entries(leader).lastPosition();
            cluster.stopAll();
            cluster.startAll();
            cluster.awaitLeader();
            awaitStable(cluster, reached);
            sendUpTo(cluster, 0, 250);
            assertSameOrder(cluster);
            assertThat(cluster.failures()).isEmpty();
        }
    }

    @Test
    void shouldStartAgainWithoutASnapshotAndNeedNotBeToldToBegin() {
        try (LocalCluster cluster = new LocalCluster(1, directory, config -> config.withStart(StartMode.RESUME))) {
            restoreAll(cluster);
            cluster.start(0);
            sendUpTo(cluster, 0, 10);
            cluster.stop(0);
            cluster.start(0);
            sendUpTo(cluster, 0, 20);
            assertThat(cluster.entries(0).skipped()).isGreaterThanOrEqualTo(10);
            assertThat(cluster.failures()).isEmpty();
        }
    }

    @Test
    void shouldNotBeginWhenTheBackupsAreNotTheSame() {
        try (LocalCluster cluster = new LocalCluster(3, directory)) {
            restoreAll(cluster);
            IoUtil.delete(cluster.config(2).directory().toFile(), false);
            restore(cluster, 2, new LogOrigin(new UUID(3, 4), POSITION, TERM + 1));
            assertThatThrownBy(() -> cluster.startTogether(List.of(0, 1, 2))).hasMessageContaining("REP-0211");
        }
    }

    @Test
    void shouldNotBeginWithANodeThatWasNotRestored() {
        try (LocalCluster cluster = new LocalCluster(3, directory)) {
            restore(cluster, 0, ORIGIN);
            restore(cluster, 1, ORIGIN);
            assertThatThrownBy(() -> cluster.startTogether(List.of(0, 1, 2))).hasMessageContaining("REP-0211");
        }
    }

    @Test
    void shouldRefuseADirectoryThatIsNotEmptyOrNotFinished() {
        try (LocalCluster cluster = new LocalCluster(1, directory)) {
            ClusterRestore.begin(cluster.config(0)).close();
            assertThatThrownBy(() -> cluster.start(0)).hasMessageContaining("REP-0205");
            restoreAll(cluster);
            assertThatThrownBy(() -> ClusterRestore.begin(cluster.config(0))).hasMessageContaining("REP-0702");
        }
    }

    @Test
    void shouldRefuseAnOwnLogThatEndsBeforeTheBackup() {
        try (LocalCluster cluster = new LocalCluster(1, directory)) {
            restoreAll(cluster);
            cluster.entries(0, new RecordedEntries());
            assertThatThrownBy(() -> cluster.start(0)).hasMessageContaining("REP-0301");
        }
    }

    private static void assertSameOrder(LocalCluster cluster) {
        LocalCluster.await("all to have as much", () -> {
            int count = cluster.entries(0).count();
            return cluster.entries(1).count() == count && cluster.entries(2).count() == count;
        });
        for (int id = 1; id < cluster.size(); id++) {
            assertThat(cluster.entries(id).copy()).isEqualTo(cluster.entries(0).copy());
        }
    }
}
