package io.sabot.engine;

import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.error.SabotException;
import io.sabot.core.schema.EventSchema;
import io.sabot.journal.DirectoryLock;
import io.sabot.journal.EventLog;
import io.sabot.journal.JournalConfig;
import io.sabot.journal.Journals;
import io.sabot.journal.LogPoint;
import io.sabot.journal.Outbox;
import io.sabot.journal.OutboxLimits;
import io.sabot.state.CheckpointStore;
import io.sabot.state.CheckpointStores;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Where a node keeps things, or memory if it keeps nothing.
 *
 * <pre>
 *  LOCK            held while the node runs
 *  application     fingerprint of the SQL file and the log's last entry when it took over, then its text
 *  log/            the one log
 *  outbox/NAME/    results of one sink
 *  sink/NAME       how far a file sink got
 *  checkpoint/     state, as it was at two entries of the log
 *  checkpoint.damaged/  the last checkpoints that could not be used, for whoever wants to know why; may be deleted
 *  native/         the native half of the engine that stores checkpoints
 *  sink/NAME.refused  rows that a sink has refused for good
 *  sink/node.id    name of this directory among all that write to a database; new when outputs are made anew
 *  view/NAME/      a served view
 *  next/           state of a version that is being made, {@link SuccessorDirectory}
 * </pre>
 */
public final class DataDirectory implements NodeStorage, AutoCloseable {
    private static final String APPLICATION = "application";
    private static final String CHECKPOINT = "checkpoint";
    private static final String REFUSED = ".refused";
    static final String NO_SPACE = "STA-0025";

    private final Path root; // null: memory
    private final long reserveBytes;
    private final DirectoryLock lock;
    private long logEndSeq = OutboxLimits.NO_END;
    private boolean areInputsRepeated;
    private Map<String, Long> recordedOseqs = Map.of();

    private DataDirectory(Path root, long reserveBytes, DirectoryLock lock) {
        this.root = root;
        this.reserveBytes = reserveBytes;
        this.lock = lock;
    }

    static DataDirectory open(SabotConfig config) {
        return config.directory() == null
                ? new DataDirectory(null, 0, null)
                : new DataDirectory(
                        config.directory(), config.reserveBytes(), DirectoryLock.acquire(config.directory()));
    }

    /**
     * Where the log of a data directory is.
     *
     * @throws SabotException if there is no such directory, or no log in it
     */
    public static Path existingLog(Path directory) {
        if (!Files.isDirectory(log(directory))) {
            throw SabotException.configuration(
                    "ENG-0115",
                    Files.isDirectory(directory)
                            ? directory + " is no data directory: there is no log in it"
                            : "there is no data directory " + directory,
                    "name the --data-dir of a run");
        }
        return log(directory);
    }

    /** Where the log of a data directory is, or will be. */
    public static Path log(Path directory) {
        return directory.resolve("log");
    }

    /** Where the results for a sink are. */
    public static Path outbox(Path directory, String name) {
        return directory.resolve("outbox").resolve(fileName(name));
    }

    /** Where a served view is, for {@link io.sabot.state.view.ViewReader#open}. */
    public static Path view(Path directory, String name) {
        return views(directory).resolve(fileName(name));
    }

    /** Where all of them are. */
    public static Path views(Path directory) {
        return directory.resolve("view");
    }

    /** Names of tables may have any characters. */
    private static String fileName(String name) {
        StringBuilder safe = new StringBuilder();
        for (char c : name.toLowerCase(Locale.ROOT).toCharArray()) {
            safe.append(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' ? String.valueOf(c) : "-" + (int) c);
        }
        return safe.toString();
    }

    /** Null in memory. */
    Path root() {
        return root;
    }

    long reserveBytes() {
        return reserveBytes;
    }

    boolean isInMemory() {
        return root == null;
    }

    /** @throws SabotException ENG-0123 if there are results, and the log that they follow from is gone */
    @Override
    public EventLog openLog() {
        if (root != null && claimed() != null && !Files.isDirectory(log(root))) {
            throw SabotException.configuration(
                    "ENG-0123",
                    "the data directory " + root
                            + " holds results, and the log that they follow from is gone: there is no " + log(root),
                    "restore it from a copy, or choose another --data-dir");
        }
        return root == null ? Journals.memory() : Journals.open(logConfig(), lock);
    }

    @Override
    public EventLog openLog(LogPoint point, SymbolDictionary symbols) {
        return Journals.open(logConfig(), lock, point, symbols);
    }

    /** As this, but with the state that was made for a version which is about to take over. */
    NodeStorage successor() {
        return new SuccessorDirectory.Prepared(this);
    }

    @Override
    public long forcedSeq() {
        return Files.isDirectory(log(root)) ? Journals.forcedSeq(logConfig()) : 0;
    }

    private JournalConfig logConfig() {
        return JournalConfig.of(log(root)).withReserveBytes(reserveBytes);
    }

    @Override
    public Outbox openOutbox(String name, EventSchema schema) {
        return openOutbox(name, schema, null);
    }

    @Override
    public Outbox openOutbox(String name, EventSchema schema, LogPoint point) {
        return root == null
                ? Journals.memoryOutbox(name, schema)
                : Journals.openOutbox(
                        name,
                        JournalConfig.of(outbox(root, name)).withReserveBytes(reserveBytes),
                        lock,
                        schema,
                        new OutboxLimits(logEndSeq, recordedOseqs.getOrDefault(name, 0L), areInputsRepeated),
                        point);
    }

    @Override
    public boolean hasCheckpoints() {
        return root != null && Files.isDirectory(root.resolve(CHECKPOINT));
    }

    /** Where checkpoints are, or will be. */
    public static Path checkpoint(Path directory) {
        return directory.resolve(CHECKPOINT);
    }

    /** Checkpoints that cannot be opened are put aside: the log has everything. Not for a directory in memory. */
    @Override
    public CheckpointStore openCheckpoints(EngineListener listener) {
        Path directory = checkpoint(root);
        try {
            return CheckpointStores.open(directory);
        } catch (SabotException e) {
            if (e.problems().get(0).code().equals(NO_SPACE)) {
                throw e; // there is nothing wrong with them
            }
            listener.onCheckpointRefused(e.getMessage());
            putAside(directory);
            return CheckpointStores.open(directory);
        }
    }

    @Override
    public CheckpointStore replaceCheckpoints(CheckpointStore damaged) {
        damaged.close();
        putAside(checkpoint(root));
        return CheckpointStores.open(checkpoint(root));
    }

    private void putAside(Path directory) {
        try {
            Path aside = root.resolve(CHECKPOINT + ".damaged");
            deleteAll(aside);
            Files.move(directory, aside);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /**
     * What outboxes opened from now on must agree with.
     *
     * @param newLogEndSeq results of later entries are dropped: the log has lost those
     * @param recorded by outbox, the number of the last row that its sink has: it is not given to another row
     * @param isRepeated whether what the log has lost comes again, as it was
     */
    void limitOutboxes(long newLogEndSeq, Map<String, Long> recorded, boolean isRepeated) {
        logEndSeq = newLogEndSeq;
        areInputsRepeated = isRepeated;
        recordedOseqs = Map.copyOf(recorded);
    }

    /** Record file of a file sink. */
    Path sinkRecord(String name) {
        Path directory = root.resolve("sink");
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw unwritable(e);
        }
        return directory.resolve(fileName(name));
    }

    /** Rows that a sink has refused. */
    Path refusedRows(String name) {
        return sinkRecord(name).resolveSibling(fileName(name) + REFUSED);
    }

    /** The files of refused rows in a data directory. */
    static List<Path> refusedRows(Path directory) {
        Path sinks = directory.resolve("sink");
        if (!Files.isDirectory(sinks)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(sinks)) {
            return files.filter(file -> file.toString().endsWith(REFUSED))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw SabotException.failed("ENG-0118", "cannot read '" + sinks + "': " + e.getMessage(), null, e);
        }
    }

    /**
     * What tells this directory's outputs from those of any other. Survives loss of power before anybody sees it: under
     * another name everything would be written again.
     */
    String identity() {
        Path file = sinkRecord("node").resolveSibling("node.id");
        try {
            if (!Files.exists(file)) {
                Path fresh = file.resolveSibling("node.id.new");
                Files.writeString(fresh, UUID.randomUUID().toString(), StandardCharsets.UTF_8);
                force(fresh);
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
                force(file.getParent());
                force(root);
            }
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    SabotException unwritable(IOException e) {
        return SabotException.configuration(
                "ENG-0101", "the data directory " + root + " cannot be written to: " + e, "check its permissions");
    }

    /**
     * What {@link #claim} wrote.
     *
     * @param formerSeq entry behind which internal topics in the log are this application's
     */
    record Claimed(String fingerprint, long formerSeq, String text) {}

    /** Fingerprint of the application whose data is in the directory, node running or not; null if there is none. */
    public static String fingerprint(Path directory) {
        Claimed claimed = claimedBy(directory);
        return claimed == null ? null : claimed.fingerprint();
    }

    /** The application whose data is in the directory, node running or not; null if there is none. */
    static Claimed claimedBy(Path directory) {
        Path file = directory.resolve(APPLICATION);
        try {
            String content = Files.readString(file, StandardCharsets.UTF_8);
            int lineEnd = content.indexOf('\n');
            String[] head = content.substring(0, lineEnd).split(" ");
            return new Claimed(head[0], Long.parseLong(head[1]), content.substring(lineEnd + 1));
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw SabotException.configuration("ENG-0106", file + " cannot be read: " + e.getMessage(), null);
        }
    }

    /** Fingerprint and seq that {@link #claim} wrote; null if nobody has the directory. */
    private String[] claimed() {
        Path file = root.resolve(APPLICATION);
        try {
            return Files.exists(file)
                    ? Files.readAllLines(file, StandardCharsets.UTF_8).get(0).split(" ")
                    : null;
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    boolean isClaimedBy(String fingerprint) {
        String[] claimed = root == null ? null : claimed();
        return claimed != null && claimed[0].equals(fingerprint);
    }

    /**
     * Makes sure that the directory holds this application's data or none.
     *
     * @param takeover whether it may be another one's
     */
    void requireClaimable(String fingerprint, SabotConfig.Takeover takeover) {
        String[] claimed = root == null || takeover != SabotConfig.Takeover.REFUSE ? null : claimed();
        if (claimed != null && !claimed[0].equals(fingerprint)) {
            throw SabotException.configuration(
                    "ENG-0102",
                    "the data directory " + root + " holds another version of the application",
                    "--upgrade goes on with it from here; --replace makes its outputs anew from the log; or choose"
                            + " another --data-dir");
        }
    }

    /**
     * Makes the directory this application's.
     *
     * @param takeover what becomes of another application's outputs
     * @param lastSeq of the log
     * @return the entry behind which internal topics in the log are this application's; 0 if all are
     */
    long claim(String fingerprint, String text, SabotConfig.Takeover takeover, long lastSeq) {
        if (root == null) {
            return 0;
        }
        String[] claimed = claimed();
        boolean replaces = takeover == SabotConfig.Takeover.REPLACE;
        if (claimed != null && (claimed[0].equals(fingerprint) && !replaces)) {
            return Long.parseLong(claimed[1]);
        }
        boolean isUpgrade = claimed != null && takeover == SabotConfig.Takeover.UPGRADE;
        long formerSeq = claimed == null ? 0 : isUpgrade ? Long.parseLong(claimed[1]) : lastSeq;
        Path file = root.resolve(APPLICATION);
        try {
            SuccessorDirectory next = new SuccessorDirectory(root);
            boolean isPrepared = next.isReady(fingerprint, takeover);
            if (!isUpgrade) {
                deleteAll(root.resolve("outbox"));
                deleteAll(root.resolve("sink"));
            }
            deleteAll(root.resolve(CHECKPOINT));
            if (isPrepared) {
                next.moveInto(root);
            }
            next.delete(); // before: what is left of it must not be met by a later version
            Path fresh = root.resolve(APPLICATION + ".new");
            Files.writeString(fresh, fingerprint + " " + formerSeq + "\n" + text, StandardCharsets.UTF_8);
            force(fresh); // an empty file after a power cut would lock everybody out of what is in the log
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            force(root);
            return formerSeq;
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    static void deleteAll(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(directory)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }

    @Override
    public void close() {
        if (lock != null) {
            lock.close();
        }
    }
}
