package io.sabot.engine;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.Position;
import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.RecordReader;
import io.sabot.ingest.sink.RefusedLog;
import io.sabot.ingest.sink.RefusedRow;
import io.sabot.journal.FrameHeader;
import io.sabot.journal.FrameType;
import io.sabot.journal.JournalFiles;
import io.sabot.journal.OutboxSchema;
import io.sabot.journal.RejectedRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a data directory has of records that could not be read, and of rows that a query or a sink could not use. */
public final class DeadLetterList {
    private DeadLetterList() {}

    /**
     * One of them.
     *
     * @param seq log entry that it belongs to
     * @param table for a record: the table it was read for; for a row: the query, or the sink, that could not use it
     * @param place for a record: line and byte of its source, or its row in a producer's batch; for a row: its position in the log, for a sink also its number
     */
    public record Letter(long seq, String table, String reason, String place, String cause, String content) {}

    /** In the order of the log. The node must not be running. */
    public static List<Letter> of(Path directory) {
        List<Letter> letters = new ArrayList<>();
        Map<Integer, EventSchema> schemas = new HashMap<>();
        List<Letter> ofBatch = new ArrayList<>(); // of a producer's batch whose end has not come up yet
        JournalFiles.read(DataDirectory.existingLog(directory), reader -> {
            if (reader.header().part() == 0) {
                ofBatch.clear(); // of one that broke off, if any: it was sent again, or never accepted
            }
            switch (reader.header().type()) {
                case DDL -> schemas.put(reader.schema().streamId(), reader.schema());
                case REJECT -> {
                    EventSchema schema = schemas.get(reader.header().streamId());
                    Letter letter = ofRecord(reader.header(), schema == null ? "?" : schema.name(), reader.reject());
                    (reader.header().producerId() == 0 ? letters : ofBatch).add(letter);
                }
                default -> {
                    letters.addAll(ofBatch); // their batch is complete
                    ofBatch.clear();
                }
            }
        });
        Path outbox = DataDirectory.outbox(directory, DeadLetterWriter.NAME);
        if (Files.exists(outbox)) {
            EventSchema schema = OutboxSchema.of(DeadLetterWriter.SCHEMA);
            JournalFiles.read(outbox, reader -> {
                if (reader.header().type() == FrameType.OUTPUT) {
                    EventBatch rows = reader.batch(schema);
                    for (int row = 0; row < rows.rows(); row++) {
                        letters.add(ofRow(reader.header().seq(), rows, row));
                    }
                }
            });
        }
        for (Path refused : DataDirectory.refusedRows(directory)) {
            RefusedLog.read(refused).forEach(row -> letters.add(ofRefused(row)));
        }
        letters.sort(Comparator.comparingLong(Letter::seq));
        return letters;
    }

    private static Letter ofRecord(FrameHeader header, String table, RejectedRecord record) {
        String place = header.producerId() == 0 ? placeInSource(record) : placeInBatch(header, record);
        return new Letter(
                header.seq(),
                table,
                "BAD_RECORD",
                place,
                record.cause(),
                new String(record.bytes(), StandardCharsets.UTF_8));
    }

    /** As far as it is known. */
    private static String placeInSource(RejectedRecord record) {
        List<String> parts = new ArrayList<>();
        if (record.line() > 0) {
            parts.add("line " + record.line());
        }
        if (record.offset() != RecordReader.NO_OFFSET) {
            parts.add("byte " + record.offset());
        }
        return parts.isEmpty() ? "somewhere" : String.join(", ", parts);
    }

    private static String placeInBatch(FrameHeader header, RejectedRecord record) {
        return "batch " + header.batchSequence() + (record.line() > 0 ? ", row " + record.line() : "");
    }

    private static Letter ofRefused(RefusedRow row) {
        return new Letter(
                Position.seq(row.position()),
                row.sink(),
                "REFUSED",
                "result " + row.oseq() + ", event " + Position.format(row.position()),
                row.reason(),
                row.row());
    }

    private static Letter ofRow(long seq, EventBatch rows, int row) {
        return new Letter(
                seq,
                rows.column(0).getString(row),
                rows.column(1).getString(row),
                "event " + rows.column(3).getString(row),
                rows.column(2).getString(row),
                rows.column(4).getString(row));
    }
}
