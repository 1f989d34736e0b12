package io.sabot.ops.server.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.sabot.core.error.SabotException;
import io.sabot.ops.server.cluster.ClusterNode;
import io.sabot.replication.ClusterStatus;
import io.sabot.replication.LogOrigin;
import io.sabot.replication.PurgeResult;
import io.sabot.replication.log.CommittedReader;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** The cluster, as this node sees it. */
final class ClusterApi {
    private static final Duration SNAPSHOT = Duration.ofSeconds(60);
    private static final Duration BARRIER = Duration.ofSeconds(30);

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
        routes.post("/v1/cluster/barrier/{application}", this::barrier);
        routes.get("/v1/cluster/barrier/{application}/{position}", this::hashes);
    }

    record StatusBody(
            ClusterStatus status, long stablePosition, UUID clusterId, List<String> members, LogOrigin origin) {}

    record SnapshotBody(long position) {}

    record BarrierBody(long position) {}

    private ClusterNode require() {
        if (cluster == null) {
            throw SabotException.configuration(
                    "OPS-0744", "this server is no node of a cluster", "set cluster.members and cluster.node");
        }
        return cluster;
    }

    private void status(Context ctx) {
        ClusterStatus status = require().status();
        Json.answer(
                ctx,
                new StatusBody(
                        status,
                        cluster.stablePosition(),
                        cluster.clusterId(),
                        cluster.config().members().stream()
                                .map(Object::toString)
                                .toList(),
                        cluster.origin()));
    }

    private void snapshot(Context ctx) {
        Json.answer(ctx, new SnapshotBody(require().snapshot(SNAPSHOT)));
    }

    private void purge(Context ctx) {
        PurgeResult purged = require().purge();
        Json.answer(ctx, purged);
    }

    /** All nodes store the application's state, and tell its hash. */
    private void barrier(Context ctx) throws InterruptedException {
        Object position = ClusterNode.await(require().barrier(ctx.pathParam("application")), BARRIER);
        Json.answer(ctx, new BarrierBody((Long) position));
    }

    /** Hashes at a barrier by node, as hexadecimal text; of those that have told it. */
    private void hashes(Context ctx) {
        String position = ctx.pathParam("position");
        if (!position.matches("\\d{1,18}")) {
            throw SabotException.configuration("OPS-0748", "'" + position + "' is no position", null);
        }
        Map<String, String> hashes = new TreeMap<>();
        require()
                .hashes(ctx.pathParam("application"), Long.parseLong(position))
                .forEach((node, hash) -> hashes.put(String.valueOf(node), String.format("%016x", hash)));
        Json.answer(ctx, hashes);
    }

    /** What was agreed upon, for a node that has lost its own: position, time, term, length, bytes of each entry. */
    private void committed(Context ctx) throws IOException {
        try (CommittedReader reader = require().committed(0)) {
            ctx.contentType("application/octet-stream");
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(ctx.outputStream(), 1 << 16));
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
