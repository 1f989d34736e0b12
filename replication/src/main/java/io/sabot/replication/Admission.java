package io.sabot.replication;

import io.sabot.core.error.SabotException;
import io.sabot.replication.Membership.Phase;
import io.sabot.replication.PresenceDescriptor.Word;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Decides whether a node may take part. An empty node would vote as if it had never acknowledged anything, and two of
 * three could elect themselves over what the third one knows. So a cluster begins once, with all members new and present,
 * and a node that lost its directory comes back only as a clone.
 */
final class Admission {
    private static final String CLONE_HINT = "clone this node from its peers";
    private static final long STEP_MS = 20;
    private static final long FRESH_NS = TimeUnit.SECONDS.toNanos(2);

    private final ClusterConfig config;

    Admission(ClusterConfig config) {
        this.config = config;
    }

    /** What the directory is before anybody is asked; in phase PREPARED if the others must agree. */
    Membership open() {
        Path directory = config.directory();
        Membership membership = Membership.read(directory);
        if (membership == null) {
            return fresh(directory);
        }
        membership.checkBelongsTo(config);
        switch (membership.phase()) {
            case CLONING ->
                throw ReplicationErrors.unavailable(
                        "REP-0205",
                        "the directory " + directory + " is a clone or a restore that was not finished",
                        "run it again");
            case STARTED -> checkHasLog(directory);
            case PREPARED -> {} // was told to begin a cluster, or was restored, and has voted for nothing yet
            case AGREED -> {} // was stopped before its first start
        }
        return membership;
    }

    private Membership fresh(Path directory) {
        if (hasAnything(directory)) {
            throw ReplicationErrors.badData(
                    "REP-0203",
                    "the directory " + directory + " has files but no " + Membership.FILE,
                    "use an empty directory and " + CLONE_HINT);
        }
        checkMayBootstrap(directory);
        Membership prepared = Membership.fresh(Phase.PREPARED, config, LogOrigin.NOTHING);
        prepared.write(directory);
        return prepared;
    }

    private void checkMayBootstrap(Path directory) {
        if (config.start() != StartMode.BOOTSTRAP) {
            throw ReplicationErrors.unavailable(
                    "REP-0201",
                    "the directory " + directory + " is empty, and the node was not told to begin a new cluster",
                    "if the cluster is new, bootstrap it; else " + CLONE_HINT);
        }
    }

    private static void checkHasLog(Path directory) {
        NodeFiles files = new NodeFiles(directory);
        for (Path file : List.of(files.recordingLog(), files.catalog())) {
            if (!Files.exists(file)) {
                throw ReplicationErrors.badData("REP-0206", "the node's part of the log is gone: " + file, CLONE_HINT);
            }
        }
    }

    /** Besides our own lock. */
    static boolean hasAnything(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.anyMatch(file -> !file.getFileName().toString().equals(DirectoryGuard.FILE));
        } catch (IOException e) {
            throw ReplicationErrors.failed("REP-0210", "cannot list " + directory + ": " + e.getMessage(), null, e);
        }
    }

    /**
     * Waits until all members have said that they begin with this one.
     *
     * @param stop tells a reason to give up, or null
     */
    Membership agree(Membership prepared, Presence presence, Supplier<RuntimeException> stop) {
        long deadlineNs = System.nanoTime() + config.timeouts().bootstrapNs();
        while (true) {
            Map<Integer, UUID> roster = new TreeMap<>(Map.of(config.nodeId(), prepared.directoryId()));
            List<MemberAddress> missing = new ArrayList<>();
            for (MemberAddress peer : config.peers()) {
                PeerWords.Heard heard = presence.peer(peer.id());
                if (heard == null || heard.ageNs() > FRESH_NS || heard.word().phase() == Phase.CLONING) {
                    missing.add(peer);
                } else {
                    checkSameBeginning(heard.word(), prepared);
                    checkKnowsUs(heard.word(), prepared);
                    roster.put(peer.id(), heard.word().directoryId());
                }
            }
            if (missing.isEmpty()) {
                Membership agreed = prepared.agreed(roster);
                agreed.write(config.directory());
                return agreed;
            }
            RuntimeException reason = stop.get();
            if (reason != null) {
                throw reason;
            }
            if (System.nanoTime() - deadlineNs > 0) {
                throw absent(missing);
            }
            pause();
        }
    }

    private void checkSameBeginning(Word word, Membership prepared) {
        if (word.membersChecksum() != prepared.origin().checksum(config)) {
            throw otherBeginning(word, config);
        }
    }

    static SabotException otherBeginning(Word word, ClusterConfig config) {
        return ReplicationErrors.configuration(
                "REP-0211",
                "node " + word.nodeId() + " has another list of nodes, or another term length, or was not restored from"
                        + " the backup that this node was restored from",
                "all nodes need the same list, " + config.members() + ", and the same backup if there is one");
    }

    private void checkKnowsUs(Word word, Membership prepared) {
        boolean isMember = word.phase() == Phase.AGREED || word.phase() == Phase.STARTED;
        if (isMember && !prepared.directoryId().equals(word.roster().get(config.nodeId()))) {
            throw ReplicationErrors.unavailable(
                    "REP-0204",
                    "node " + word.nodeId() + " belongs to a cluster that began with another directory of this node",
                    "what this node acknowledged then is lost here: " + CLONE_HINT);
        }
    }

    private SabotException absent(List<MemberAddress> missing) {
        return ReplicationErrors.unavailable(
                "REP-0212",
                "a new cluster begins with all of its nodes, and these did not come: " + missing,
                "start them with bootstrap as well; check addresses, firewalls and that the secret is the same");
    }

    private static void pause() {
        try {
            Thread.sleep(STEP_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ReplicationErrors.unavailable("REP-0213", "interrupted while the cluster began", null);
        }
    }
}
