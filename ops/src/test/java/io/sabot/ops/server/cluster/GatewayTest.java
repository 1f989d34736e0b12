package io.sabot.ops.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sabot.ops.server.cluster.ClusterEntry.Origin;
import io.sabot.replication.OfferOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;

final class GatewayTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** Takes entries as told, and remembers them. */
    private static final class Line implements ClusterLine {
        private final List<Long> sent = new ArrayList<>();
        private OfferOutcome outcome = OfferOutcome.ACCEPTED;
        private int room = Integer.MAX_VALUE;
        private long connections = 1;

        @Override
        public int poll(long nowNs) {
            return 0;
        }

        @Override
        public OfferOutcome offer(DirectBuffer buffer, int offset, int length) {
            if (outcome == OfferOutcome.ACCEPTED) {
                if (room == 0) {
                    return OfferOutcome.BACK_PRESSURED;
                }
                room--;
                byte[] bytes = new byte[length];
                buffer.getBytes(offset, bytes);
                sent.add(ClusterEntry.originOf(bytes).request());
            }
            return outcome;
        }

        @Override
        public long connections() {
            return connections;
        }

        @Override
        public void close() {
            connections = 0;
        }
    }

    private final Line line = new Line();
    private final Gateway gateway = new Gateway(1, line, failure -> {});
    private final List<Origin> origins = new ArrayList<>();

    private CompletableFuture<Object> submit() {
        return gateway.submit(origin -> {
            origins.add(origin);
            return ClusterEntry.barrier(origin, "market");
        });
    }

    @Test
    void shouldSendInTheOrderOfRequests() {
        submit();
        submit();
        submit();
        gateway.turn(0);
        assertThat(line.sent).containsExactly(1L, 2L, 3L);
    }

    @Test
    void shouldSendAgainWhatHasNotComeBack() {
        submit();
        CompletableFuture<Object> second = submit();
        submit();
        gateway.turn(0);
        gateway.answer(origins.get(1), "done");
        gateway.arrived(origins.get(2));
        assertThat(second).isCompletedWithValue("done");
        gateway.turn(SECOND);
        assertThat(line.sent).containsExactly(1L, 2L, 3L);
        gateway.turn(3 * SECOND);
        assertThat(line.sent).containsExactly(1L, 2L, 3L, 1L);
    }

    @Test
    void shouldSendAllThatIsOpenAgainOverANewConnection() {
        submit();
        submit();
        submit();
        gateway.turn(0);
        gateway.answer(origins.get(0), "done");
        line.connections++;
        gateway.turn(1);
        assertThat(line.sent).containsExactly(1L, 2L, 3L, 2L, 3L);
        gateway.turn(2);
        assertThat(line.sent).hasSize(5);
    }

    @Test
    void shouldKeepTheOrderThoughThereIsNoRoomForAll() {
        line.room = 2;
        submit();
        submit();
        submit();
        gateway.turn(0);
        assertThat(line.sent).containsExactly(1L, 2L);
        submit();
        line.room = Integer.MAX_VALUE;
        gateway.turn(1);
        assertThat(line.sent).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void shouldWaitForALeader() {
        line.outcome = OfferOutcome.NOT_CONNECTED;
        submit();
        gateway.turn(0);
        assertThat(line.sent).isEmpty();
        line.outcome = OfferOutcome.ACCEPTED;
        gateway.turn(1);
        assertThat(line.sent).containsExactly(1L);
    }

    @Test
    void shouldAnswerWhoAskedThoughItIsNotSentAnyMore() {
        CompletableFuture<Object> answer = submit();
        gateway.turn(0);
        gateway.arrived(origins.get(0));
        gateway.turn(10 * SECOND);
        assertThat(line.sent).containsExactly(1L);
        assertThat(answer).isNotDone();
        gateway.answer(origins.get(0), "first");
        gateway.answer(origins.get(0), "second");
        assertThat(answer).isCompletedWithValue("first");
    }

    @Test
    void shouldNotTakeAnAnswerToAnEarlierLife() {
        CompletableFuture<Object> answer = submit();
        Origin own = origins.get(0);
        gateway.answer(new Origin(own.node(), own.life() + 1, own.request()), "not ours");
        assertThat(answer).isNotDone();
    }

    @Test
    void shouldFailWhatIsOpenWhenItIsClosed() {
        CompletableFuture<Object> answer = submit();
        gateway.close();
        assertThat(answer).isCompletedExceptionally();
    }
}
