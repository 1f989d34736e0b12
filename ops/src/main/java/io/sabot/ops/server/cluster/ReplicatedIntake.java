package io.sabot.ops.server.cluster;

import io.sabot.engine.BatchIntake;
import io.sabot.engine.OrderedEntry;
import io.sabot.ingest.format.FormatSpec;
import io.sabot.ingest.ring.ProducerReply;
import io.sabot.ingest.ring.ProducerReply.Kind;
import java.util.concurrent.CompletableFuture;

/** Sends batches to the cluster; they are answered when they have come back and this node's application has them. */
public final class ReplicatedIntake implements BatchIntake {
    private final Gateway gateway; // not owned
    private final String application;
    private final String table;
    private final FormatSpec.Format format;

    public ReplicatedIntake(ClusterNode cluster, String application, String table, FormatSpec.Format format) {
        this(cluster.gateway(), application, table, format);
    }

    ReplicatedIntake(Gateway gateway, String application, String table, FormatSpec.Format format) {
        this.gateway = gateway;
        this.application = application;
        this.table = table;
        this.format = format;
    }

    @Override
    public CompletableFuture<ProducerReply> hello(String name, int epoch) {
        return gateway.submit(origin -> ClusterEntry.hello(origin, application, table, name, epoch))
                .thenApply(ProducerReply.class::cast);
    }

    @Override
    public CompletableFuture<ProducerReply> send(ProducerReply welcome, long sequence, byte[] bytes) {
        if (bytes.length > OrderedEntry.MAX_RECORD_BYTES) {
            return CompletableFuture.completedFuture(
                    ProducerReply.of(Kind.TOO_LARGE, sequence, OrderedEntry.MAX_RECORD_BYTES));
        }
        return gateway.submit(origin -> ClusterEntry.batch(
                        origin, application, table, format, welcome.producerId(), welcome.epoch(), sequence, bytes))
                .thenApply(ProducerReply.class::cast);
    }

    /** A quarter of what an entry holds: as rows, records may take more room than as text. */
    @Override
    public int fitting(byte[] bytes, int length) {
        int fitting = Math.min(length, OrderedEntry.MAX_RECORD_BYTES / 4);
        while (fitting > 0 && fitting < length && bytes[fitting - 1] != '\n') {
            fitting--;
        }
        return fitting;
    }
}
