package io.sabot.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.replication.Membership.Phase;
import io.sabot.replication.PresenceDescriptor.Word;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written to disk or sent comes back the same, or not at all. */
class FormatsTest {
    private static final ClusterSecret SECRET = ClusterSecret.of("a secret of sixteen");

    private static SnapshotPointer pointer(String state) {
        return new SnapshotPointer(1_000, 900, 800, 3, 2, 77, new UnsafeBuffer(state.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void shouldReadWhatASnapshotWrote() {
        byte[] bytes = pointer("state").encode();
        SnapshotPointer read = SnapshotPointer.decode(new UnsafeBuffer(bytes), 0, bytes.length);
        assertThat(read.position()).isEqualTo(1_000);
        assertThat(read.lastEntryPosition()).isEqualTo(900);
        assertThat(read.stablePosition()).isEqualTo(800);
        assertThat(read.term()).isEqualTo(3);
        assertThat(read.leaderId()).isEqualTo(2);
        assertThat(read.timestampNs()).isEqualTo(77);
        assertThat(read.state().getStringWithoutLengthUtf8(0, read.state().capacity()))
                .isEqualTo("state");
    }

    @Test
    void shouldNoticeEveryDamagedByteOfASnapshot() {
        byte[] whole = pointer("state").encode();
        for (int i = 0; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 4;
            assertThatThrownBy(() -> SnapshotPointer.decode(new UnsafeBuffer(damaged), 0, damaged.length))
                    .hasMessageContaining("REP-0303");
        }
    }

    private static Word word() {
        return new Word(
                2,
                99,
                Phase.STARTED,
                true,
                5,
                1_234,
                1_200,
                UUID.randomUUID(),
                Map.of(0, UUID.randomUUID(), 1, UUID.randomUUID(), 2, UUID.randomUUID()));
    }

    @Test
    void shouldUnderstandAMember() {
        Word word = word();
        byte[] message = PresenceDescriptor.encode(word, SECRET);
        assertThat(PresenceDescriptor.decode(message, message.length, SECRET)).isEqualTo(word);
    }

    @Test
    void shouldNotListenToStrangersOrDamage() {
        byte[] message = PresenceDescriptor.encode(word(), SECRET);
        assertThat(PresenceDescriptor.decode(message, message.length, ClusterSecret.open()))
                .isNull();
        assertThat(PresenceDescriptor.decode(message, 3, SECRET)).isNull();
        assertThat(PresenceDescriptor.decode(message, message.length - 1, SECRET))
                .isNull();
        for (int i = 0; i < message.length; i++) {
            byte[] damaged = message.clone();
            damaged[i] ^= 1;
            assertThat(PresenceDescriptor.decode(damaged, damaged.length, SECRET))
                    .isNull();
        }
    }

    @Test
    void shouldNotTrustWhatIsSignedWithoutASecret() {
        byte[] message = PresenceDescriptor.encode(word(), ClusterSecret.open());
        int signed = message.length - ClusterSecret.PROOF_LENGTH;
        for (int i = Integer.BYTES; i < signed; i++) {
            byte[] forged = message.clone();
            forged[i] = 127;
            byte[] proof = ClusterSecret.open().proof(forged, signed);
            System.arraycopy(proof, 0, forged, signed, proof.length);
            PresenceDescriptor.decode(forged, forged.length, ClusterSecret.open());
        }
    }

    @Test
    void shouldKeepAMembership(@TempDir Path directory) {
        assertThat(Membership.read(directory)).isNull();
        Membership membership = new Membership(
                Phase.AGREED,
                1,
                42,
                UUID.randomUUID(),
                Map.of(0, UUID.randomUUID(), 1, UUID.randomUUID()),
                new LogOrigin(UUID.randomUUID(), 4_096, 7));
        membership.write(directory);
        assertThat(Membership.read(directory)).isEqualTo(membership);
        membership.in(Phase.STARTED).write(directory);
        assertThat(Membership.read(directory).phase()).isEqualTo(Phase.STARTED);
    }

    @Test
    void shouldTakeADirectoryOnce(@TempDir Path directory) {
        try (DirectoryGuard guard = DirectoryGuard.take(directory)) {
            assertThat(guard).isNotNull();
            assertThatThrownBy(() -> DirectoryGuard.take(directory)).hasMessageContaining("REP-0208");
        }
        DirectoryGuard.take(directory).close();
    }
}
