package io.sabot.ops.server.cluster;

import io.sabot.replication.ClusterClient;
import io.sabot.replication.OfferOutcome;
import org.agrona.DirectBuffer;

/** A connection to whoever leads, as {@link ClusterClient} describes it. One thread. */
interface ClusterLine extends AutoCloseable {
    int poll(long nowNs);

    OfferOutcome offer(DirectBuffer buffer, int offset, int length);

    /** Grows when what was sent before may have been lost. */
    long connections();

    @Override
    void close();

    /** @param client owned from then on */
    static ClusterLine of(ClusterClient client) {
        return new ClusterLine() {
            @Override
            public int poll(long nowNs) {
                return client.poll(nowNs);
            }

            @Override
            public OfferOutcome offer(DirectBuffer buffer, int offset, int length) {
                return client.offer(buffer, offset, length);
            }

            @Override
            public long connections() {
                return client.connections();
            }

            @Override
            public void close() {
                client.close();
            }
        };
    }
}
