package io.sabot.ops;

import io.sabot.core.error.SabotException;
import io.sabot.journal.DirectoryLock;
import io.sabot.ops.server.ServerConfig;
import io.sabot.ops.server.deploy.Applications;
import io.sabot.replication.CommittedEntries;
import io.sabot.replication.log.CommittedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A cluster node's data directory that is to be filled: nothing of worth may be in it. Its server does not run. */
final class NodeDirectory implements AutoCloseable {
    private static final String UNFINISHED = "unfinished";
    private static final String COMMITTED = "committed";
    private static final List<String> OWN = List.of("cluster", COMMITTED, "deployments", "applications");

    /** Without these there is nothing to lose but the committed log. */
    private static final List<String> DATA = List.of("cluster/cluster", "cluster/archive", "applications");

    private final ServerConfig config;
    private final DirectoryLock lock;

    private NodeDirectory(ServerConfig config, DirectoryLock lock) {
        this.config = config;
        this.lock = lock;
    }

    /**
     * Takes the directory, and removes what a start that was refused, or a filling that was not finished, has left.
     *
     * @param command that fills it, for people
     * @throws SabotException OPS-0752 if the node has data
     */
    static NodeDirectory claim(ServerConfig config, String command) throws IOException {
        NodeDirectory claimed = new NodeDirectory(config, DirectoryLock.acquire(config.dataDirectory()));
        boolean isEmpty = false;
        try {
            claimed.empty(command);
            isEmpty = true;
            return claimed;
        } finally {
            if (!isEmpty) {
                claimed.close();
            }
        }
    }

    private void empty(String command) throws IOException {
        Path mark = config.dataDirectory().resolve(UNFINISHED);
        if (!Files.exists(mark)) {
            requireNothing();
        }
        for (String name : OWN) {
            delete(config.dataDirectory().resolve(name));
        }
        Files.writeString(mark, "'" + command + "' was not finished: run it again\n");
    }

    private void requireNothing() {
        for (String name : DATA) {
            if (Files.exists(config.dataDirectory().resolve(name))) {
                throw notEmpty(config.dataDirectory().resolve(name));
            }
        }
        Path committed = config.dataDirectory().resolve(COMMITTED);
        if (Files.exists(committed)) {
            try (CommittedLog log = log()) {
                if (log.lastPosition() != CommittedEntries.NO_POSITION) {
                    throw notEmpty(committed);
                }
            }
        }
    }

    private static SabotException notEmpty(Path path) {
        return SabotException.configuration(
                "OPS-0752",
                path + " is there already",
                "all that the node knew would be replaced: move the data directory away");
    }

    private static void delete(Path path) throws IOException {
        if (Files.exists(path)) {
            try (Stream<Path> walk = Files.walk(path)) {
                for (Path each : walk.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    private CommittedLog log() {
        return new CommittedLog(
                config.dataDirectory().resolve(COMMITTED), lock, Applications.reserveBytes(config), leadership -> {});
    }

    /** How many entries there are, and up to where. */
    record Filled(long entries, long position) {}

    /** Writes the committed log, which is on disk when this returns. */
    Filled fill(EntryStream entries) throws IOException {
        long count = 0;
        try (CommittedLog log = log()) {
            while (entries.next()) {
                log.append(entries.position(), entries.timeNs(), entries.term(), entries.payload());
                count++;
            }
            log.onSnapshot(log.lastPosition()); // to disk
            return new Filled(count, log.lastPosition());
        }
    }

    /** From here on it is not emptied any more. */
    void finished() throws IOException {
        Files.delete(config.dataDirectory().resolve(UNFINISHED));
    }

    @Override
    public void close() {
        lock.close();
    }
}
