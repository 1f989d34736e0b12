package io.sabot.replication;

import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.RecordingLog;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** The snapshots that a node's recording log names. Reads the file of a node that may be running. */
final class SnapshotCatalog {
    private final NodeFiles files;

    SnapshotCatalog(NodeFiles files) {
        this.files = files;
    }

    /** Positions of those that have both halves, Aeron's and ours; the oldest first. */
    List<Long> positions() {
        List<Long> whole = new ArrayList<>();
        if (!Files.exists(files.recordingLog())) {
            return whole;
        }
        try (RecordingLog log = new RecordingLog(files.cluster().toFile(), false)) {
            List<Long> own = new ArrayList<>();
            List<Long> modules = new ArrayList<>();
            for (RecordingLog.Entry entry : log.entries()) {
                if (entry.isValid && entry.type == RecordingLog.ENTRY_TYPE_SNAPSHOT) {
                    boolean isModule = entry.serviceId == ConsensusModule.Configuration.SERVICE_ID;
                    (isModule ? modules : own).add(entry.logPosition);
                }
            }
            modules.stream().distinct().sorted().filter(own::contains).forEach(whole::add);
        }
        return whole;
    }

    /** {@link CommittedEntries#NO_POSITION} if there is none. */
    long newestPosition() {
        List<Long> positions = positions();
        return positions.isEmpty() ? CommittedEntries.NO_POSITION : positions.get(positions.size() - 1);
    }

    /** Of the log in the archive, negative if nothing was recorded. */
    long logRecordingId() {
        try (RecordingLog log = new RecordingLog(files.cluster().toFile(), false)) {
            return log.findLastTermRecordingId();
        }
    }
}
