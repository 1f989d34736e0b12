package io.sabot.replication;

import io.sabot.core.error.SabotException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The file {@code MEMBERSHIP}: that this directory belongs to a node of a certain cluster, and how far it got. A node
 * without it knows nothing of what it once promised, and must not vote.
 *
 * @param directoryId drawn when the directory was new
 * @param roster the directories that began the cluster, by node; empty while that is being agreed
 * @param origin where the cluster's log begins
 */
record Membership(
        Phase phase, int nodeId, int membersChecksum, UUID directoryId, Map<Integer, UUID> roster, LogOrigin origin) {
    static final String FILE = "MEMBERSHIP";

    private static final String ROSTER_KEY = "roster.";
    private static final String BACKUP_KEY = "origin.backup";
    private static final String POSITION_KEY = "origin.position";
    private static final String TERM_KEY = "origin.term";

    enum Phase {
        /** Waits for the others of a new cluster. */
        PREPARED,
        /** Copies from a member or a backup. */
        CLONING,
        /** One of a cluster that has not been started here yet. */
        AGREED,
        /** Has been started: its log must be there. */
        STARTED
    }

    Membership {
        roster = Map.copyOf(roster);
    }

    static Membership fresh(Phase phase, ClusterConfig config, LogOrigin origin) {
        return new Membership(phase, config.nodeId(), config.membersChecksum(), UUID.randomUUID(), Map.of(), origin);
    }

    Membership in(Phase next) {
        return new Membership(next, nodeId, membersChecksum, directoryId, roster, origin);
    }

    Membership agreed(Map<Integer, UUID> directories) {
        return new Membership(Phase.AGREED, nodeId, membersChecksum, directoryId, directories, origin);
    }

    /** The same for all that began together. */
    UUID clusterId() {
        return UUID.nameUUIDFromBytes(new TreeMap<>(roster).toString().getBytes(StandardCharsets.UTF_8));
    }

    boolean isMember() {
        return phase == Phase.AGREED || phase == Phase.STARTED;
    }

    /** Null if there is none. */
    static Membership read(Path directory) {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            return null;
        }
        try {
            Properties text = new Properties();
            text.load(new StringReader(Files.readString(file, StandardCharsets.UTF_8)));
            Map<Integer, UUID> roster = new TreeMap<>();
            for (String key : text.stringPropertyNames()) {
                if (key.startsWith(ROSTER_KEY)) {
                    roster.put(
                            Integer.valueOf(key.substring(ROSTER_KEY.length())),
                            UUID.fromString(text.getProperty(key)));
                }
            }
            return new Membership(
                    Phase.valueOf(text.getProperty("phase")),
                    Integer.parseInt(text.getProperty("node")),
                    Integer.parseInt(text.getProperty("members")),
                    UUID.fromString(text.getProperty("directory")),
                    roster,
                    origin(text));
        } catch (IOException | IllegalArgumentException | NullPointerException e) {
            throw ReplicationErrors.failed(
                    "REP-0209", "cannot read " + file + ": " + e.getMessage(), "clone this node from its peers", e);
        }
    }

    private static LogOrigin origin(Properties text) {
        String backup = text.getProperty(BACKUP_KEY);
        return backup == null
                ? LogOrigin.NOTHING
                : new LogOrigin(
                        UUID.fromString(backup),
                        Long.parseLong(text.getProperty(POSITION_KEY)),
                        Long.parseLong(text.getProperty(TERM_KEY)));
    }

    /** Forced, and whole or not at all. */
    void write(Path directory) {
        StringBuilder text = new StringBuilder();
        text.append("phase=").append(phase).append('\n');
        text.append("node=").append(nodeId).append('\n');
        text.append("members=").append(membersChecksum).append('\n');
        text.append("directory=").append(directoryId).append('\n');
        new TreeMap<>(roster).forEach((id, uuid) -> text.append(ROSTER_KEY)
                .append(id)
                .append('=')
                .append(uuid)
                .append('\n'));
        if (origin.wasRestored()) {
            text.append(BACKUP_KEY).append('=').append(origin.backup()).append('\n');
            text.append(POSITION_KEY).append('=').append(origin.position()).append('\n');
            text.append(TERM_KEY).append('=').append(origin.term()).append('\n');
        }
        Path file = directory.resolve(FILE);
        Path draft = directory.resolve(FILE + ".new");
        try {
            Files.writeString(draft, text, StandardCharsets.UTF_8);
            force(draft, StandardOpenOption.WRITE);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            force(directory, StandardOpenOption.READ);
        } catch (IOException e) {
            throw ReplicationErrors.failed("REP-0210", "cannot write " + file + ": " + e.getMessage(), null, e);
        }
    }

    private static void force(Path path, StandardOpenOption option) throws IOException {
        try (FileChannel channel = FileChannel.open(path, option)) {
            channel.force(true);
        }
    }

    /** Refuses a directory of another node or another cluster. */
    void checkBelongsTo(ClusterConfig config) {
        if (nodeId != config.nodeId()) {
            throw foreign("of node " + nodeId + ", not " + config.nodeId(), config);
        }
        if (membersChecksum != config.membersChecksum()) {
            throw foreign(
                    "of a cluster with another list of nodes, or another term length, than " + config.members(),
                    config);
        }
    }

    private static SabotException foreign(String what, ClusterConfig config) {
        return ReplicationErrors.configuration(
                "REP-0202",
                "the directory " + config.directory() + " is " + what,
                "both are fixed for a cluster's life; correct them, or the directory");
    }
}
