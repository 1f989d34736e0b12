package io.sabot.ops.server.deploy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sabot.core.error.SabotException;
import io.sabot.core.time.Clock;
import io.sabot.journal.DirectoryLock;
import io.sabot.journal.EventLog;
import io.sabot.journal.FrameHeader;
import io.sabot.journal.FrameType;
import io.sabot.journal.JournalConfig;
import io.sabot.journal.Journals;
import io.sabot.journal.LogReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** The log of a server's deployments: what it runs is what the entries say, in their order. One thread. */
public final class DeploymentLog implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final int MAX_BYTES = 255 * 1024;

    private final EventLog log;
    private final Clock clock;

    /** @param lock of the directory above */
    public DeploymentLog(Path directory, DirectoryLock lock, Clock clock, long reserveBytes) {
        this.log = Journals.open(JournalConfig.of(directory).withReserveBytes(reserveBytes), lock);
        this.clock = clock;
    }

    /** Everything so far. */
    public List<DeploymentEntry> entries() {
        List<DeploymentEntry> entries = new ArrayList<>();
        try (LogReader reader = log.reader(1, log.symbols())) {
            while (reader.next()) {
                if (reader.header().type() == FrameType.DEPLOYMENT) {
                    entries.add(parse(reader.header().seq(), reader.payload()));
                }
            }
        }
        return entries;
    }

    private static DeploymentEntry parse(long seq, byte[] payload) {
        try {
            return JSON.readValue(new GZIPInputStream(new ByteArrayInputStream(payload)), DeploymentEntry.class);
        } catch (IOException e) {
            throw SabotException.failed(
                    "OPS-0402", "entry " + seq + " of the deployments cannot be read: " + e.getMessage(), null, e);
        }
    }

    /** Adds one, durable when this returns. @return its number */
    public long append(DeploymentEntry entry) {
        byte[] payload = bytes(entry);
        if (payload.length > MAX_BYTES) {
            throw SabotException.configuration(
                    "OPS-0409",
                    "the deployment has " + payload.length + " bytes when compressed, and may have " + MAX_BYTES,
                    "deploy its queries as several applications");
        }
        FrameHeader fields =
                FrameHeader.create().seq(log.lastSeq() + 1).timeNs(Math.max(log.lastTimeNs(), clock.nowNs()));
        long seq = log.appender().appendControl(fields, FrameType.DEPLOYMENT, payload);
        log.force();
        return seq;
    }

    /** SQL files of thousands of statements have much in common with themselves. */
    private static byte[] bytes(DeploymentEntry entry) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            JSON.writeValue(out, entry);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        log.close();
    }
}
