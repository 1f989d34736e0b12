package io.sabot.ops;

import com.fasterxml.jackson.databind.JsonNode;
import io.sabot.core.error.SabotException;
import io.sabot.ops.server.ServerConfig;
import io.sabot.replication.CloneResult;
import io.sabot.replication.ClusterClone;
import io.sabot.replication.LogOrigin;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;

/**
 * Brings back a node that has lost its data directory: the consensus module's part from the leader, and the committed log from
 * a peer. Applications are made anew from that log when the server starts.
 */
final class ClusterCopy {
    private final ServerConfig config;
    private final NodeRequests peer;

    /** @param config of a node of a cluster */
    ClusterCopy(ServerConfig config, NodeRequests peer) {
        this.config = config;
        this.peer = peer;
    }

    /** What was copied. */
    record Copied(NodeDirectory.Filled log, CloneResult consensus) {}

    /** @throws SabotException OPS-0752 if the node has data */
    Copied run(Duration timeout) throws IOException, InterruptedException {
        try (NodeDirectory directory = NodeDirectory.claim(config, "sabot cluster clone")) {
            CloneResult clone = ClusterClone.run(config.cluster(), origin(), timeout.toNanos());
            Copied copied = new Copied(copyLog(directory), clone);
            if (copied.log().position() < clone.lastEntryPosition()) {
                throw SabotException.failed(
                        "OPS-0753",
                        peer.server() + " has the committed log up to "
                                + copied.log().position() + " only, and the snapshot needs it up to "
                                + clone.lastEntryPosition(),
                        "clone again, from a node that is not behind",
                        null);
            }
            directory.finished();
            return copied;
        }
    }

    private LogOrigin origin() throws InterruptedException {
        JsonNode origin = peer.get("/v1/cluster").path("origin");
        return new LogOrigin(
                UUID.fromString(origin.path("backup").asText()),
                origin.path("position").asLong(),
                origin.path("term").asLong());
    }

    private NodeDirectory.Filled copyLog(NodeDirectory directory) throws IOException, InterruptedException {
        try (EntryStream entries = new EntryStream(peer.stream("GET", "/v1/cluster/committed"))) {
            return directory.fill(entries);
        }
    }
}
