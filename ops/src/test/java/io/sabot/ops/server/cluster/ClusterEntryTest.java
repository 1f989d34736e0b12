package io.sabot.ops.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sabot.core.error.SabotException;
import io.sabot.engine.OrderedEntry;
import io.sabot.ingest.format.FormatSpec;
import io.sabot.ingest.ring.ProducerReply;
import io.sabot.ops.server.cluster.ClusterEntry.Kind;
import io.sabot.ops.server.cluster.ClusterEntry.Origin;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ClusterEntryTest {
    private static final Origin ORIGIN = new Origin(2, -7_000_000_000L, 42);
    private static final byte[] RECORDS = "AAPL,1\n".getBytes(StandardCharsets.UTF_8);

    private static List<ClusterEntry> oneOfEach() {
        return List.of(
                ClusterEntry.hello(ORIGIN, "market", "trades", "feed-1", 3),
                ClusterEntry.batch(ORIGIN, "market", "trades", FormatSpec.Format.CSV, 5, 3, 9, RECORDS),
                ClusterEntry.end(ORIGIN, "market", "trades"),
                ClusterEntry.barrier(ORIGIN, "market"),
                ClusterEntry.stateHash(ORIGIN, "market", 4096, -1),
                ClusterEntry.deployment(ORIGIN, "market", "deploy", RECORDS));
    }

    @Test
    void shouldComeBackAsItWas() {
        for (ClusterEntry entry : oneOfEach()) {
            assertThat(ClusterEntry.decode(entry.encode()))
                    .usingRecursiveComparison()
                    .isEqualTo(entry);
        }
        assertThat(oneOfEach()).extracting(ClusterEntry::kind).containsExactly(Kind.values());
    }

    @Test
    void shouldTellWhatItIsWithoutBeingDecoded() {
        for (ClusterEntry entry : oneOfEach()) {
            byte[] bytes = entry.encode();
            assertThat(ClusterEntry.kindOf(bytes)).isEqualTo(entry.kind());
            assertThat(ClusterEntry.originOf(bytes)).isEqualTo(ORIGIN);
            assertThat(ClusterEntry.applicationOf(bytes)).isEqualTo("market");
            assertThat(ClusterEntry.isFor(bytes, ClusterEntry.utf8("market"))).isTrue();
            assertThat(ClusterEntry.isFor(bytes, ClusterEntry.utf8("markets"))).isFalse();
            assertThat(ClusterEntry.isFor(bytes, ClusterEntry.utf8("marked"))).isFalse();
        }
    }

    @Test
    void shouldBeRefusedWhenItIsOfAnotherVersion() {
        byte[] bytes = ClusterEntry.barrier(ORIGIN, "market").encode();
        bytes[0]++;
        assertThatThrownBy(() -> ClusterEntry.decode(bytes))
                .isInstanceOf(SabotException.class)
                .hasMessageContaining("version 2");
    }

    @Test
    void shouldGiveTheEngineWhatWasAgreedUpon() {
        List<ProducerReply> replies = new ArrayList<>();
        OrderedEntry ordered = oneOfEach().get(1).ordered(640, 1_000, 7, replies::add);
        assertThat(ordered.kind()).isEqualTo(OrderedEntry.Kind.BATCH);
        assertThat(ordered.position()).isEqualTo(640);
        assertThat(ordered.timeNs()).isEqualTo(1_000);
        assertThat(ordered.term()).isEqualTo(7);
        assertThat(ordered.table()).isEqualTo("trades");
        assertThat(ordered.producerId()).isEqualTo(5);
        assertThat(ordered.epoch()).isEqualTo(3);
        assertThat(ordered.sequence()).isEqualTo(9);
        assertThat(ordered.records()).isEqualTo(RECORDS);
        assertThat(ordered.format().format()).isEqualTo(FormatSpec.Format.CSV);
        ordered.replies().onReply(ProducerReply.of(ProducerReply.Kind.ACK, 9, 1));
        assertThat(replies).hasSize(1);
    }

    @Test
    void shouldKeepTheNumbersOfKindsThatLogsHave() {
        assertThat(Kind.values())
                .containsExactly(Kind.HELLO, Kind.BATCH, Kind.END, Kind.BARRIER, Kind.STATE_HASH, Kind.DEPLOYMENT);
    }
}
