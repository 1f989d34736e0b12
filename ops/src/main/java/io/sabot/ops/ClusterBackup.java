package io.sabot.ops;

import com.fasterxml.jackson.databind.JsonNode;
import io.sabot.core.error.ExitCode;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/**
 * Takes a backup from a node that runs: all that was agreed upon, up to what is stable there when it begins. Deployments,
 * producers, results and states follow from that.
 */
final class ClusterBackup {
    private static final int BUFFER = 1 << 16;

    private final NodeRequests node;
    private final Path directory;

    /** @param directory is made; empty, or with a backup that was not finished */
    ClusterBackup(NodeRequests node, Path directory) {
        this.node = node;
        this.directory = directory;
    }

    /** What came. */
    private record Copied(long entries, long position, long term, String crc32c) {}

    /** @throws SabotException OPS-0755 if the directory has something else, OPS-0756 if there is nothing yet */
    BackupManifest run() throws IOException, InterruptedException {
        JsonNode status = node.get("/v1/cluster");
        claim();
        Copied copied = copy(status.path("stablePosition").asLong());
        if (copied.entries() == 0) {
            throw nothing();
        }
        BackupManifest manifest = new BackupManifest(
                BackupManifest.VERSION,
                UUID.randomUUID(),
                UUID.fromString(status.path("clusterId").asText()),
                members(status),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                copied.position(),
                Math.max(copied.term(), status.path("status").path("term").asLong()),
                copied.entries(),
                Files.size(directory.resolve(BackupDirectory.ENTRIES)),
                copied.crc32c());
        manifest.write(directory);
        return manifest;
    }

    /** On disk when this returns. */
    private Copied copy(long upTo) throws IOException, InterruptedException {
        CRC32C checksum = new CRC32C();
        long count = 0;
        long position = 0;
        long term = 0;
        try (FileOutputStream file = new FileOutputStream(
                        directory.resolve(BackupDirectory.ENTRIES).toFile());
                DataOutputStream out = new DataOutputStream(
                        new BufferedOutputStream(new CheckedOutputStream(file, checksum), BUFFER));
                EntryStream entries = new EntryStream(node.stream("GET", "/v1/cluster/committed"))) {
            while (entries.next() && entries.position() <= upTo) {
                entries.writeTo(out);
                position = entries.position();
                term = Math.max(term, entries.term());
                count++;
            }
            out.flush();
            file.getChannel().force(true);
        }
        return new Copied(count, position, term, BackupDirectory.hex(checksum));
    }

    private static List<String> members(JsonNode status) {
        List<String> members = new ArrayList<>();
        status.path("members").forEach(member -> members.add(member.asText()));
        return members;
    }

    private void claim() throws IOException {
        Files.createDirectories(directory);
        List<String> unfinished = List.of(BackupDirectory.ENTRIES, BackupManifest.FILE + ".new");
        try (Stream<Path> files = Files.list(directory)) {
            if (files.anyMatch(file -> !unfinished.contains(file.getFileName().toString()))) {
                throw SabotException.configuration(
                        "OPS-0755", directory + " is not empty", "a backup takes a directory of its own");
            }
        }
    }

    private SabotException nothing() {
        return new SabotException(
                ExitCode.UNAVAILABLE,
                List.of(Problem.of(
                        "OPS-0756",
                        node.server() + " has nothing to back up: nothing was agreed upon yet",
                        "deploy an application first; or ask a node that is not behind")));
    }
}
