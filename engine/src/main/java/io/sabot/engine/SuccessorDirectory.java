package io.sabot.engine;

import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.schema.EventSchema;
import io.sabot.journal.EventLog;
import io.sabot.journal.LogPoint;
import io.sabot.journal.Outbox;
import io.sabot.state.CheckpointStore;
import io.sabot.state.CheckpointStores;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Where the state of a new version is made while the one before runs, below that one's directory.
 *
 * <pre>
 *  next/LOCK             held while it is made
 *  next/ready            fingerprint of the version and how it takes over; there when all else is
 *  next/checkpoint/      state at an entry of the log
 *  next/outbox/NAME/     results up to there, of a version that makes them anew
 * </pre>
 *
 * <p>The version that takes over moves it to where its own is, and replays what the log has behind that entry. Whatever
 * is here follows from the log, so it may be left out at any time: then the whole log is replayed.
 */
final class SuccessorDirectory {
    private static final String CHECKPOINT = "checkpoint";
    private static final String OUTBOX = "outbox";

    private final Path directory;

    /** @param root of the node's data directory */
    SuccessorDirectory(Path root) {
        this.directory = root.resolve("next");
    }

    Path path() {
        return directory;
    }

    Path checkpoint() {
        return directory.resolve(CHECKPOINT);
    }

    Path outbox(String name) {
        return DataDirectory.outbox(directory, name);
    }

    /** Whether there is all that this version needs, if it takes over in this way. */
    boolean isReady(String fingerprint, SabotConfig.Takeover takeover) {
        Path file = directory.resolve("ready");
        try {
            return Files.isDirectory(checkpoint())
                    && Files.exists(file)
                    && Files.readString(file, StandardCharsets.UTF_8).equals(text(fingerprint, takeover));
        } catch (IOException e) {
            return false; // the log has everything
        }
    }

    private static String text(String fingerprint, SabotConfig.Takeover takeover) {
        return fingerprint + " " + takeover;
    }

    /** Says that all is there, and durable. */
    void ready(String fingerprint, SabotConfig.Takeover takeover) throws IOException {
        Path fresh = directory.resolve("ready.new");
        Files.writeString(fresh, text(fingerprint, takeover), StandardCharsets.UTF_8);
        DataDirectory.force(fresh);
        Files.move(fresh, directory.resolve("ready"), StandardCopyOption.ATOMIC_MOVE);
        DataDirectory.force(directory);
    }

    /** Makes it the node's; what that had is gone by now. */
    void moveInto(Path root) throws IOException {
        if (Files.isDirectory(directory.resolve(OUTBOX))) {
            Files.move(directory.resolve(OUTBOX), root.resolve(OUTBOX), StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(checkpoint(), root.resolve(CHECKPOINT), StandardCopyOption.ATOMIC_MOVE);
        DataDirectory.force(root);
    }

    void delete() throws IOException {
        DataDirectory.deleteAll(directory);
    }

    /** A node's files, with the state that was prepared: to find out from where its log is to be opened. */
    record Prepared(DataDirectory node) implements NodeStorage {
        @Override
        public EventLog openLog() {
            return node.openLog();
        }

        @Override
        public EventLog openLog(LogPoint point, SymbolDictionary symbols) {
            return node.openLog(point, symbols);
        }

        @Override
        public long forcedSeq() {
            return node.forcedSeq();
        }

        @Override
        public Outbox openOutbox(String name, EventSchema schema, LogPoint point) {
            return node.openOutbox(name, schema, point);
        }

        @Override
        public Outbox openOutbox(String name, EventSchema schema) {
            return node.openOutbox(name, schema);
        }

        @Override
        public boolean hasCheckpoints() {
            return true;
        }

        @Override
        public CheckpointStore openCheckpoints(EngineListener listener) {
            return CheckpointStores.open(new SuccessorDirectory(node.root()).checkpoint());
        }

        @Override
        public CheckpointStore replaceCheckpoints(CheckpointStore damaged) {
            throw new IllegalStateException("they are only read");
        }
    }
}
