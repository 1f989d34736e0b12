package io.sabot.ops;

import io.sabot.core.error.SabotException;
import io.sabot.journal.DirectoryLock;
import io.sabot.ops.server.ServerConfig;
import io.sabot.ops.server.deploy.Applications;
import io.sabot.replication.CloneResult;
import io.sabot.replication.ClusterClone;
import io.sabot.replication.CommittedEntries;
import io.sabot.replication.log.CommittedLog;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Brings back a node that has lost its data directory: the consensus module's part from the leader, and the committed log from
 * a peer. Applications are made anew from that log when the server starts.
 */
final class ClusterCopy {
    private static final String UNFINISHED = "cloning";
    private static final String COMMITTED = "committed";
    private static final List<String> OWN = List.of("cluster", COMMITTED, "deployments", "applications");

    /** Without these there is nothing to lose but the committed log. */
    private static final List<String> DATA = List.of("cluster/cluster", "cluster/archive", "applications");

    private final ServerConfig config;
    private final NodeRequests peer;

    /** @param config of a node of a cluster */
    ClusterCopy(ServerConfig config, NodeRequests peer) {
        this.config = config;
        this.peer = peer;
    }

    /** How many entries were copied, and up to where. */
    record Copied(long entries, long position, CloneResult consensus) {}

    /** @throws SabotException OPS-0752 if the node has data */
    Copied run(Duration timeout) throws IOException, InterruptedException {
        Path directory = config.dataDirectory();
        Path mark = directory.resolve(UNFINISHED);
        try (DirectoryLock lock = DirectoryLock.acquire(directory)) {
            if (!Files.exists(mark)) {
                requireNothing(directory, lock);
            }
            clear(directory);
            Files.writeString(mark, "'sabot cluster clone' was not finished: run it again\n");
            CloneResult clone = ClusterClone.run(config.cluster(), timeout.toNanos());
            Copied copied = copyLog(lock, clone);
            if (copied.position() < clone.lastEntryPosition()) {
                throw SabotException.failed(
                        "OPS-0753",
                        peer.server() + " has the committed log up to " + copied.position()
                                + " only, and the snapshot needs it up to " + clone.lastEntryPosition(),
                        "clone again, from a node that is not behind",
                        null);
            }
            Files.delete(mark);
            return copied;
        }
    }

    /** A start that was refused has left directories, and nothing in them. */
    private void requireNothing(Path directory, DirectoryLock lock) {
        for (String name : DATA) {
            if (Files.exists(directory.resolve(name))) {
                throw notEmpty(directory.resolve(name));
            }
        }
        if (Files.exists(directory.resolve(COMMITTED))) {
            try (CommittedLog log = log(lock)) {
                if (log.lastPosition() != CommittedEntries.NO_POSITION) {
                    throw notEmpty(directory.resolve(COMMITTED));
                }
            }
        }
    }

    private static SabotException notEmpty(Path path) {
        return SabotException.configuration(
                "OPS-0752",
                path + " is there already",
                "a clone replaces all that the node knew: move the data directory away");
    }

    private CommittedLog log(DirectoryLock lock) {
        return new CommittedLog(
                config.dataDirectory().resolve(COMMITTED), lock, Applications.reserveBytes(config), leadership -> {});
    }

    /** What a start that was refused, or a clone that was not finished, has left. */
    private static void clear(Path directory) throws IOException {
        for (String name : OWN) {
            Path path = directory.resolve(name);
            if (Files.exists(path)) {
                try (Stream<Path> walk = Files.walk(path)) {
                    for (Path each : walk.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(each);
                    }
                }
            }
        }
    }

    private Copied copyLog(DirectoryLock lock, CloneResult clone) throws IOException, InterruptedException {
        long entries = 0;
        try (CommittedLog log = log(lock);
                DataInputStream in = new DataInputStream(
                        new BufferedInputStream(peer.stream("GET", "/v1/cluster/committed"), 1 << 16))) {
            for (long position = next(in); position != CommittedEntries.NO_POSITION; position = next(in)) {
                long timeNs = in.readLong();
                long term = in.readLong();
                byte[] payload = new byte[in.readInt()];
                in.readFully(payload);
                log.append(position, timeNs, term, payload);
                entries++;
            }
            log.onSnapshot(log.lastPosition()); // to disk
            return new Copied(entries, log.lastPosition(), clone);
        }
    }

    /** @return {@link CommittedEntries#NO_POSITION} at the end */
    private static long next(DataInputStream in) throws IOException {
        int first = in.read();
        if (first < 0) {
            return CommittedEntries.NO_POSITION;
        }
        long position = first;
        for (int i = 1; i < Long.BYTES; i++) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the committed log of the peer is cut off");
            }
            position = position << 8 | next;
        }
        return position;
    }
}
