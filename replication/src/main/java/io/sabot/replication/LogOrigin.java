package io.sabot.replication;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * Where a cluster's log begins: at nothing, or behind what was restored from a backup. Aeron counts from zero either way; what
 * it counts is moved by this before anybody sees it, so that positions and terms go on where the backup ends. The same on all
 * nodes, for the cluster's life.
 *
 * @param backup that was restored; all zero if none was
 * @param position of the backup's last entry, 0 if there is none
 * @param term that Aeron's first one is known as
 */
public record LogOrigin(UUID backup, long position, long term) {
    private static final UUID NONE = new UUID(0, 0);

    /** Of a cluster that began with nothing. */
    public static final LogOrigin NOTHING = new LogOrigin(NONE, 0, 0);

    /** @throws io.sabot.core.error.SabotException REP-0801 if no log can begin there */
    public LogOrigin {
        if (position < 0 || term < 0) {
            throw ReplicationErrors.configuration(
                    "REP-0801", "a log cannot begin at position " + position + " in term " + term, null);
        }
    }

    boolean wasRestored() {
        return !backup.equals(NONE);
    }

    /** As everybody but Aeron counts; {@link CommittedEntries#NO_POSITION} stays. */
    long positionOf(long aeronPosition) {
        return aeronPosition < 0 ? CommittedEntries.NO_POSITION : position + aeronPosition;
    }

    long aeronPositionOf(long movedPosition) {
        return movedPosition - position;
    }

    /** Likewise. */
    long termOf(long aeronTerm) {
        return term + aeronTerm;
    }

    /** The same on all nodes that agree on what cannot change, and had the same when they began. */
    int checksum(ClusterConfig config) {
        if (!wasRestored()) {
            return config.membersChecksum();
        }
        CRC32C checksum = new CRC32C();
        checksum.update((config.membersChecksum() + " " + this).getBytes(StandardCharsets.UTF_8));
        return (int) checksum.getValue();
    }
}
