package io.sabot.ops;

import io.sabot.core.error.SabotException;
import io.sabot.ops.server.ServerConfig;
import io.sabot.replication.ClusterRestore;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Makes a node of a new cluster from a backup: the committed log, and where the consensus module's log begins. All nodes
 * need the same backup. Deployments and applications are made anew from the committed log when the server starts.
 */
final class ClusterRestoration {
    private final ServerConfig config;
    private final BackupDirectory backup;

    /** @param config of a node of a cluster */
    ClusterRestoration(ServerConfig config, Path backup) {
        this.config = config;
        this.backup = new BackupDirectory(backup);
    }

    /** @throws SabotException OPS-0752 if the node has data; OPS-0757, OPS-0758 if the backup cannot be used */
    BackupManifest run() throws IOException {
        BackupManifest manifest = backup.verify();
        try (NodeDirectory directory = NodeDirectory.claim(config, "sabot cluster restore");
                ClusterRestore restore = ClusterRestore.begin(config.cluster())) {
            try (EntryStream entries = backup.entries()) {
                directory.fill(entries);
            }
            directory.finished(); // first: what the server has begun to use must not be emptied
            restore.finish(manifest.origin());
            return manifest;
        }
    }
}
