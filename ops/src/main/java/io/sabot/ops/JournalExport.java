package io.sabot.ops;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.error.Nearest;
import io.sabot.core.error.SabotException;
import io.sabot.core.schema.EventSchema;
import io.sabot.engine.ReplayPoint;
import io.sabot.journal.FrameHeader;
import io.sabot.journal.FrameType;
import io.sabot.journal.JournalFiles;
import io.sabot.journal.LogReader;
import io.sabot.journal.OutboxSchema;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;

/**
 * Reads the rows of one table out of a log, or the results out of an outbox, and writes them to a file or a stream. A node
 * may be appending meanwhile: the end is where it is met.
 */
final class JournalExport implements AutoCloseable {
    private final String table; // null: of an outbox, all
    private final ReplayPoint from;
    private final ReplayPoint to;
    private final RowFile.Form form;
    private final Opener opener;
    private final Map<Integer, EventSchema> schemas = new HashMap<>();
    private final TreeSet<String> names = new TreeSet<>();
    private OutputStream out;
    private RowFile rows;
    private EventSchema written;
    private long count;

    /** Gives what is written to, once there is something. */
    interface Opener {
        OutputStream open() throws IOException;
    }

    /**
     * @param table null for all rows, of an outbox
     * @param from first entry; null for the first there is
     * @param to last entry; null for the last
     */
    JournalExport(String table, ReplayPoint from, ReplayPoint to, RowFile.Form form, Opener opener) {
        this.table = table;
        this.from = from;
        this.to = to;
        this.form = form;
        this.opener = opener;
    }

    /** @param standard for no file */
    static Opener opener(Path file, boolean isZipped, OutputStream standard) {
        return () -> {
            OutputStream raw = file == null ? new Unclosed(standard) : Files.newOutputStream(file);
            return new BufferedOutputStream(isZipped ? new GZIPOutputStream(raw) : raw, 1 << 16);
        };
    }

    private static final class Unclosed extends java.io.FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }

    /** @return rows written */
    long log(Path log) {
        return all(JournalFiles.liveLog(log, new SymbolDictionary()));
    }

    /** @return rows written */
    long outbox(Path outbox) {
        return all(JournalFiles.liveOutbox(outbox));
    }

    private long all(LogReader opened) {
        try (LogReader reader = opened) {
            boolean isInRange = true;
            while (isInRange && reader.next()) {
                isInRange = !isBehind(reader.header());
                if (isInRange) {
                    frame(reader);
                }
            }
            if (written == null) {
                throw noRows();
            }
            rows.end();
            out.flush();
            return count;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isBehind(FrameHeader header) {
        return to != null
                && (to instanceof ReplayPoint.Entry entry
                        ? header.seq() > entry.seq()
                        : header.timeNs() > ((ReplayPoint.Moment) to).timeNs());
    }

    private boolean isBefore(FrameHeader header) {
        return from != null
                && (from instanceof ReplayPoint.Entry entry
                        ? header.seq() < entry.seq()
                        : header.timeNs() < ((ReplayPoint.Moment) from).timeNs());
    }

    private void frame(LogReader reader) throws IOException {
        FrameHeader header = reader.header();
        if (header.type() == FrameType.DDL) {
            EventSchema schema = reader.schema();
            schemas.put(schema.streamId(), schema);
            names.add(schema.name());
            if (written == null && isWanted(schema)) {
                open(schema);
            }
        } else if (header.type() == FrameType.DATA || header.type() == FrameType.OUTPUT) {
            EventSchema schema = schemas.get(header.streamId());
            if (schema != null && isWanted(schema) && !isBefore(header)) {
                rows(reader, schema);
            }
        }
    }

    private boolean isWanted(EventSchema schema) {
        return table == null || schema.name().equalsIgnoreCase(table);
    }

    private void open(EventSchema schema) throws IOException {
        written = schema;
        out = opener.open();
        rows = RowFile.open(form, ofSink(schema), out);
    }

    /** Without the positions that outboxes have behind the columns. */
    private EventSchema ofSink(EventSchema schema) {
        return table != null
                ? schema
                : EventSchema.derived(
                        schema.name(),
                        schema.columns().subList(0, OutboxSchema.sinkColumns(schema)),
                        EventSchema.NO_COLUMN);
    }

    private void rows(LogReader reader, EventSchema schema) throws IOException {
        if (!schema.columns().equals(written.columns())) {
            if (count > 0) {
                throw SabotException.configuration(
                        "OPS-0502",
                        "'" + schema.name() + "' has other columns from entry "
                                + reader.header().seq() + " on",
                        "export what is before with --to, what is behind with --from");
            }
            closeFile();
            open(schema);
        }
        EventBatch batch = reader.batch(schema);
        rows.write(batch);
        count += batch.rows();
    }

    private SabotException noRows() {
        return SabotException.configuration(
                "OPS-0501",
                table == null ? "there are no results" : "the log has no table '" + table + "'",
                table == null || names.isEmpty() ? null : Nearest.hintOrChoice(table, names));
    }

    private void closeFile() throws IOException {
        if (rows != null) {
            rows.close();
            rows = null;
            out.close();
        }
    }

    @Override
    public void close() {
        try {
            closeFile();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
