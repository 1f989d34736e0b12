package io.sabot.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aeron.archive.client.AeronArchive;
import io.aeron.archive.client.ArchiveException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class AccessTest {
    private static final ClusterSecret SECRET = ClusterSecret.of("the secret of these members");

    @TempDir
    Path directory;

    @Test
    void shouldServeMembersThatKnowTheSecretAndLetThemReadOnly() {
        try (LocalCluster cluster = new LocalCluster(3, directory, config -> config.withSecret(SECRET))) {
            cluster.startAll();
            int leader = cluster.awaitLeader();
            int follower = cluster.follower();
            try (Sender sender =
                    new Sender(cluster.member(follower).newClient(), cluster.entries(follower), number -> 100)) {
                sender.sendUpTo(100);
                cluster.awaitEntries(100);
            }
            NodeContexts contexts = new NodeContexts(cluster.config(follower), error -> {});
            String channel = NodeContexts.control(cluster.config(leader).self().endpoint(MemberAddress.ARCHIVE));
            try (AeronArchive archive =
                    AeronArchive.connect(contexts.remoteArchive().controlRequestChannel(channel))) {
                long log =
                        new SnapshotCatalog(new NodeFiles(cluster.config(leader).directory())).logRecordingId();
                assertThat(archive.getStartPosition(log)).isZero();
                assertThatThrownBy(() -> archive.purgeRecording(log))
                        .isInstanceOf(ArchiveException.class)
                        .hasMessageContaining("unauthorised");
                assertThatThrownBy(() -> archive.truncateRecording(log, 0))
                        .isInstanceOf(ArchiveException.class)
                        .hasMessageContaining("unauthorised");
            }
            assertThat(cluster.failures()).isEmpty();
        }
    }

    @Test
    void shouldTurnAwayWhoDoesNotKnowTheSecret() {
        try (LocalCluster cluster = new LocalCluster(1, directory, config -> config.withSecret(SECRET))) {
            cluster.startAll();
            cluster.awaitLeader();
            ClusterConfig stranger = cluster.config(0).withSecret(ClusterSecret.of("another one, just as long"));
            NodeContexts contexts = new NodeContexts(stranger, error -> {});
            String channel = NodeContexts.control(stranger.self().endpoint(MemberAddress.ARCHIVE));
            assertThatThrownBy(() -> AeronArchive.connect(contexts.remoteArchive()
                            .messageTimeoutNs(TimeUnit.SECONDS.toNanos(2))
                            .controlRequestChannel(channel)))
                    .isInstanceOf(RuntimeException.class);
            try (ClusterClient client = new ClusterClient(stranger)) {
                long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
                while (System.nanoTime() - endNs < 0) {
                    client.poll(System.nanoTime());
                    assertThat(client.offer(new UnsafeBuffer(new byte[10]), 0, 10))
                            .isEqualTo(OfferOutcome.NOT_CONNECTED);
                }
            }
            assertThat(cluster.entries(0).count()).isZero();
            assertThat(cluster.failures()).isEmpty();
        }
    }
}
