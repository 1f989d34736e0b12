package io.sabot.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ClusterConfigTest {
    private static final Path DIRECTORY = Path.of("somewhere");

    private static List<MemberAddress> members(String... texts) {
        return Stream.of(texts).map(MemberAddress::parse).toList();
    }

    private static void assertRefused(String code, int nodeId, String... members) {
        assertThatThrownBy(() -> ClusterConfig.of(nodeId, members(members), DIRECTORY))
                .hasMessageContaining(code);
    }

    @Test
    void shouldTakeOneThreeOrFiveMembers() {
        ClusterConfig config =
                ClusterConfig.of(1, members("0=127.0.0.1:9000", "1=127.0.0.1:9010", "2=127.0.0.1:9020"), DIRECTORY);
        assertThat(config.self()).isEqualTo(new MemberAddress(1, "127.0.0.1", 9010));
        assertThat(config.peers()).hasSize(2);
        assertRefused("REP-0109", 0, "0=127.0.0.1:9000", "1=127.0.0.1:9010");
    }

    @Test
    void shouldRefuseListsThatCannotWork() {
        assertRefused("REP-0110", 0, "0=127.0.0.1:9000", "0=127.0.0.1:9010", "2=127.0.0.1:9020");
        assertRefused("REP-0112", 3, "0=127.0.0.1:9000", "1=127.0.0.1:9010", "2=127.0.0.1:9020");
        assertRefused("REP-0113", 0, "0=127.0.0.1:9000", "1=127.0.0.1:9007", "2=127.0.0.1:9020");
        assertRefused("REP-0104", 0, "0:127.0.0.1");
        assertRefused("REP-0103", 0, "0=127.0.0.1:65530");
        assertRefused("REP-0102", 0, "0=a|b:9000");
        assertRefused("REP-0101", 0, "-1=127.0.0.1:9000");
    }

    @Test
    void shouldNotBeOpenToANetworkWithoutASecret() {
        String[] members = {"0=10.0.0.1:9000", "1=10.0.0.2:9000", "2=10.0.0.3:9000"};
        assertRefused("REP-0114", 0, members);
        ClusterSecret secret = ClusterSecret.of("sixteen bytes or more");
        ClusterConfig config = ClusterConfig.of(0, members(members), DIRECTORY, secret);
        assertThat(config.toString()).doesNotContain("sixteen");
        assertThatThrownBy(() -> config.withSecret(null)).hasMessageContaining("REP-0114");
        assertThatThrownBy(() -> ClusterSecret.of("short")).hasMessageContaining("REP-0106");
    }

    @Test
    void shouldCheckSizesAndTimes() {
        assertThatThrownBy(() -> ClusterBuffers.standard().withTermLength(100_000))
                .hasMessageContaining("REP-0108");
        assertThatThrownBy(() -> ClusterBuffers.standard().withSegmentLength(1 << 20))
                .hasMessageContaining("REP-0108");
        assertThatThrownBy(() -> ClusterBuffers.standard().withMtuLength(1_500)).hasMessageContaining("REP-0108");
        assertThatThrownBy(() -> ClusterTimeouts.of(Duration.ofSeconds(1), Duration.ofSeconds(2)))
                .hasMessageContaining("REP-0107");
        assertThat(ClusterBuffers.standard().withTermLength(4 << 20).maxEntryLength())
                .isGreaterThan(300 << 10)
                .isEqualTo((4 << 20) / 8 - 32);
    }

    @Test
    void shouldTellListsApartWhateverTheirOrder() {
        ClusterConfig config =
                ClusterConfig.of(0, members("0=127.0.0.1:9000", "1=127.0.0.1:9010", "2=127.0.0.1:9020"), DIRECTORY);
        ClusterConfig turned =
                ClusterConfig.of(0, members("2=127.0.0.1:9020", "0=127.0.0.1:9000", "1=127.0.0.1:9010"), DIRECTORY);
        ClusterConfig other =
                ClusterConfig.of(0, members("0=127.0.0.1:9000", "1=127.0.0.1:9010", "2=127.0.0.1:9030"), DIRECTORY);
        assertThat(turned.membersChecksum()).isEqualTo(config.membersChecksum());
        assertThat(other.membersChecksum()).isNotEqualTo(config.membersChecksum());
        assertThat(config.withBuffers(config.buffers().withTermLength(32 << 20)).membersChecksum())
                .isNotEqualTo(config.membersChecksum());
    }
}
