package io.sabot.ops;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.sabot.core.error.ExitCode;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import io.sabot.replication.LogOrigin;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;

/**
 * What a backup is of; the file {@code manifest.json} beside the entries, written last: without it there is no backup.
 *
 * @param version of the format, 1
 * @param backup tells it from all others: nodes begin together only if they were restored from the same one
 * @param cluster that it was taken from
 * @param members of that
 * @param takenAt UTC
 * @param position of the last entry; all up to there is in the backup, and nothing of it could be taken back
 * @param term newest that the asked node knew of
 * @param bytes of the file of entries
 * @param crc32c of that file, hexadecimal
 */
record BackupManifest(
        int version,
        UUID backup,
        UUID cluster,
        List<String> members,
        String takenAt,
        long position,
        long term,
        long entries,
        long bytes,
        String crc32c) {
    static final int VERSION = 1;
    static final String FILE = "manifest.json";

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** @throws SabotException OPS-0758 if there is none, or it cannot be read */
    static BackupManifest read(Path directory) {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            throw unreadable(directory + " is no backup, or one that was not finished: it has no " + FILE, null);
        }
        try {
            BackupManifest manifest = JSON.readValue(Files.readString(file), BackupManifest.class);
            if (manifest.version() != VERSION || manifest.backup() == null || manifest.crc32c() == null) {
                throw unreadable(file + " is of version " + manifest.version() + ", or incomplete", null);
            }
            return manifest;
        } catch (IOException e) {
            throw unreadable(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static SabotException unreadable(String message, IOException cause) {
        return new SabotException(ExitCode.BAD_DATA, List.of(Problem.of("OPS-0758", message, null)), cause);
    }

    /** Forced, and whole or not at all. */
    void write(Path directory) throws IOException {
        Path draft = directory.resolve(FILE + ".new");
        Files.writeString(draft, JSON.writeValueAsString(this) + "\n");
        force(draft, StandardOpenOption.WRITE);
        Files.move(draft, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        force(directory, StandardOpenOption.READ);
    }

    private static void force(Path path, StandardOpenOption option) throws IOException {
        try (FileChannel channel = FileChannel.open(path, option)) {
            channel.force(true);
        }
    }

    /** Where the log of a cluster that was restored from it begins. */
    LogOrigin origin() {
        return new LogOrigin(backup, position, term + 1);
    }
}
