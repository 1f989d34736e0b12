package io.sabot.ops.server.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.sabot.core.error.SabotException;
import io.sabot.ops.server.cluster.ClusterNode;
import io.sabot.replication.ClusterStatus;
import io.sabot.replication.PurgeResult;
import io.sabot.replication.log.CommittedReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;

/** The cluster, as this node sees it. */
final class ClusterApi {
    private static final Duration SNAPSHOT = Duration.ofSeconds(60);

    private final ClusterNode cluster;

    /** @param cluster null for a server alone */
    ClusterApi(ClusterNode cluster) {
        this.cluster = cluster;
    }

    void add(RoutesConfig routes) {
        routes.get("/v1/cluster", this::status);
        routes.post("/v1/cluster/snapshot", this::snapshot);
        routes.post("/v1/cluster/purge", this::purge);
        routes.get("/v1/cluster/committed", this::committed);
    }

    record StatusBody(ClusterStatus status, long stablePosition) {}

    record SnapshotBody(long position) {}

    private ClusterNode require() {
        if (cluster == null) {
            throw SabotException.configuration(
                    "OPS-0744", "this server is no node of a cluster", "set cluster.members and cluster.node");
        }
        return cluster;
    }

    private void status(Context ctx) {
        Json.answer(ctx, new StatusBody(require().status(), cluster.stablePosition()));
    }

    private void snapshot(Context ctx) {
        Json.answer(ctx, new SnapshotBody(require().snapshot(SNAPSHOT)));
    }

    private void purge(Context ctx) {
        PurgeResult purged = require().purge();
        Json.answer(ctx, purged);
    }

    /** What was agreed upon, for a node that has lost its own: position, time, term, length, bytes of each entry. */
    private void committed(Context ctx) throws IOException {
        try (CommittedReader reader = require().committed(0)) {
            ctx.contentType("application/octet-stream");
            DataOutputStream out = new DataOutputStream(ctx.outputStream());
            while (reader.next()) {
                byte[] payload = reader.payload();
                out.writeLong(reader.position());
                out.writeLong(reader.timeNs());
                out.writeLong(reader.term());
                out.writeInt(payload.length);
                out.write(payload);
            }
            out.flush();
        }
    }
}
