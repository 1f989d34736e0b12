package io.sabot.replication;

import io.sabot.core.error.SabotException;
import io.sabot.replication.Membership.Phase;

/**
 * Makes a node's empty directory one that begins a new cluster behind what was restored from a backup. The node's first start
 * waits for all members, as that of any new cluster, and for the same backup on each.
 *
 * <p>The caller writes the application's own log between {@link #begin} and {@link #finish}; the node does not start meanwhile.
 */
public final class ClusterRestore implements AutoCloseable {
    private final ClusterConfig config;
    private final DirectoryGuard guard;

    private ClusterRestore(ClusterConfig config, DirectoryGuard guard) {
        this.config = config;
        this.guard = guard;
    }

    /** @throws SabotException REP-0702 if the directory has anything */
    public static ClusterRestore begin(ClusterConfig config) {
        DirectoryGuard guard = DirectoryGuard.take(config.directory());
        ClusterRestore restore = new ClusterRestore(config, guard);
        boolean isBegun = false;
        try {
            restore.claim();
            isBegun = true;
            return restore;
        } finally {
            if (!isBegun) {
                restore.close();
            }
        }
    }

    private void claim() {
        Membership found = Membership.read(config.directory());
        boolean isUnfinished = found != null && found.phase() == Phase.CLONING;
        if (!isUnfinished && Admission.hasAnything(config.directory())) {
            throw ReplicationErrors.badData(
                    "REP-0702",
                    "the directory " + config.directory() + " is not empty",
                    "move it away: a restore replaces all that this node knew");
        }
        new NodeFiles(config.directory()).deleteLog();
        Membership.fresh(Phase.CLONING, config, LogOrigin.NOTHING).write(config.directory());
    }

    /** From here on the node may begin the cluster. */
    public void finish(LogOrigin origin) {
        Membership.fresh(Phase.PREPARED, config, origin).write(config.directory());
    }

    @Override
    public void close() {
        guard.close();
    }
}
