package io.sabot.ops.server.deploy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sabot.core.error.SabotException;
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

    /** @param lock of the directory above */
    public DeploymentLog(Path directory, DirectoryLock lock, long reserveBytes) {
        this.log = Journals.open(JournalConfig.of(directory).withReserveBytes(reserveBytes), lock);
    }

    /**
     * One of the log.
     *
     * @param position where the cluster agreed upon it, 0 without a cluster
     */
    public record Logged(DeploymentEntry entry, long position, long timeNs) {}

    /** Everything so far. */
    public List<Logged> entries() {
        List<Logged> entries = new ArrayList<>();
        try (LogReader reader = log.reader(1, log.symbols())) {
            while (reader.next()) {
                if (reader.header().type() == FrameType.DEPLOYMENT) {
                    FrameHeader header = reader.header();
                    entries.add(new Logged(
                            parse("entry " + header.seq() + " of the deployments", reader.payload()),
                            header.clusterPosition(),
                            header.timeNs()));
                }
            }
        }
        return entries;
    }

    /** @param what for people, if it cannot be read */
    static DeploymentEntry parse(String what, byte[] payload) {
        try {
            return JSON.readValue(new GZIPInputStream(new ByteArrayInputStream(payload)), DeploymentEntry.class);
        } catch (IOException e) {
            throw SabotException.failed("OPS-0702", what + " cannot be read: " + e.getMessage(), null, e);
        }
    }

    /**
     * Adds one, durable when this returns.
     *
     * @param position where the cluster agreed upon it, 0 without a cluster
     */
    public Logged append(DeploymentEntry entry, long position, long timeNs) {
        byte[] payload = bytes(entry);
        if (payload.length > MAX_BYTES) {
            throw SabotException.configuration(
                    "OPS-0709",
                    "the deployment has " + payload.length + " bytes when compressed, and may have " + MAX_BYTES,
                    "deploy its queries as several applications");
        }
        FrameHeader fields = FrameHeader.create()
                .seq(log.lastSeq() + 1)
                .timeNs(Math.max(log.lastTimeNs(), timeNs))
                .clusterPosition(position);
        log.appender().appendControl(fields, FrameType.DEPLOYMENT, payload);
        Logged logged = new Logged(entry, position, fields.timeNs());
        log.force();
        return logged;
    }

    /** SQL files of thousands of statements have much in common with themselves. */
    static byte[] bytes(DeploymentEntry entry) {
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
