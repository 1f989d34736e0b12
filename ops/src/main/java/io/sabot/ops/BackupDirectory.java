package io.sabot.ops;

import io.sabot.core.error.ExitCode;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;

/**
 * A backup of a cluster.
 *
 * <pre>
 *  manifest.json    what it is of
 *  entries          the committed log from its beginning on, see EntryStream
 * </pre>
 */
final class BackupDirectory {
    static final String ENTRIES = "entries";

    private final Path directory;

    BackupDirectory(Path directory) {
        this.directory = directory;
    }

    EntryStream entries() throws IOException {
        return new EntryStream(Files.newInputStream(directory.resolve(ENTRIES)));
    }

    /**
     * Reads all of it.
     *
     * @return the manifest, which is true then
     * @throws SabotException OPS-0757 if the entries are not those that were written; OPS-0758 if it is no backup
     */
    BackupManifest verify() throws IOException {
        BackupManifest manifest = BackupManifest.read(directory);
        require(Files.exists(directory.resolve(ENTRIES)), "the file is gone");
        long bytes = Files.size(directory.resolve(ENTRIES));
        require(bytes == manifest.bytes(), bytes + " bytes, and the manifest says " + manifest.bytes());
        String crc = crc();
        require(crc.equals(manifest.crc32c()), "CRC32C " + crc + ", and the manifest says " + manifest.crc32c());
        long count = 0;
        long position = 0;
        try (EntryStream entries = entries()) {
            while (entries.next()) {
                require(entries.position() > position, "position " + entries.position() + " behind " + position);
                require(entries.term() <= manifest.term(), "an entry of term " + entries.term());
                position = entries.position();
                count++;
            }
        }
        require(count == manifest.entries(), count + " entries, and the manifest says " + manifest.entries());
        require(
                position == manifest.position(),
                "up to " + position + ", and the manifest says " + manifest.position());
        return manifest;
    }

    private String crc() throws IOException {
        CRC32C checksum = new CRC32C();
        try (InputStream in = new CheckedInputStream(Files.newInputStream(directory.resolve(ENTRIES)), checksum)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return hex(checksum);
    }

    static String hex(CRC32C checksum) {
        return String.format("%08x", checksum.getValue());
    }

    private void require(boolean isTrue, String otherwise) {
        if (!isTrue) {
            throw new SabotException(
                    ExitCode.BAD_DATA,
                    List.of(Problem.of(
                            "OPS-0757",
                            "the backup's " + directory.resolve(ENTRIES) + " is damaged: " + otherwise,
                            "take another copy of it, or another backup")));
        }
    }
}
