package io.sabot.replication;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.agrona.IoUtil;

/** Where things are below a node's directory. */
record NodeFiles(Path directory) {
    Path cluster() {
        return directory.resolve("cluster");
    }

    Path archive() {
        return directory.resolve("archive");
    }

    Path recordingLog() {
        return cluster().resolve("recording.log");
    }

    Path catalog() {
        return archive().resolve("archive.catalog");
    }

    /**
     * Marks of a process that was killed look alive for ten seconds. We hold the directory's lock, so whoever wrote them is
     * gone.
     */
    void clearDeadMarks() {
        List<Path> marks = List.of(
                cluster().resolve("cluster-mark.dat"),
                cluster().resolve("cluster-mark-service-0.dat"),
                archive().resolve("archive-mark.dat"));
        for (Path mark : marks) {
            try {
                Files.deleteIfExists(mark);
            } catch (IOException e) {
                throw ReplicationErrors.failed("REP-0210", "cannot delete " + mark + ": " + e.getMessage(), null, e);
            }
        }
    }

    void deleteLog() {
        IoUtil.delete(cluster().toFile(), false);
        IoUtil.delete(archive().toFile(), false);
    }
}
