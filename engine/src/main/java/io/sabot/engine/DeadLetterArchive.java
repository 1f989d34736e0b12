package io.sabot.engine;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.Position;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.schema.EventSchema;
import io.sabot.ingest.RecordReader;
import io.sabot.ingest.sink.RefusedLog;
import io.sabot.ingest.sink.RefusedRow;
import io.sabot.journal.FrameHeader;
import io.sabot.journal.FrameType;
import io.sabot.journal.JournalFiles;
import io.sabot.journal.LogReader;
import io.sabot.journal.OutboxSchema;
import io.sabot.journal.ProducerChange;
import io.sabot.journal.RejectedRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads all dead letters of a data directory, and which of them were replayed. Takes no lock: the node may be running. */
public final class DeadLetterArchive {
    private final List<DeadLetter> letters = new ArrayList<>();
    private final List<DeadLetter> ofBatch = new ArrayList<>(); // of a producer's batch whose end has not come up yet
    private final Map<Integer, EventSchema> schemas = new HashMap<>();
    private final Map<Long, ReplayName> replayers = new HashMap<>(); // producers that brought letters back
    private final Map<Long, long[]> replays = new HashMap<>(); // by seq of the letter: seq of the last, count

    private DeadLetterArchive() {}

    /** In the order of the log. */
    public static List<DeadLetter> read(Path directory) {
        DeadLetterArchive archive = new DeadLetterArchive();
        archive.readLog(DataDirectory.existingLog(directory));
        archive.readRows(DataDirectory.outbox(directory, DeadLetterWriter.NAME));
        for (Path refused : DataDirectory.refusedRows(directory)) {
            RefusedLog.read(refused).forEach(row -> archive.letters.add(ofRefused(row)));
        }
        archive.letters.sort(Comparator.comparingLong(DeadLetter::seq));
        archive.letters.replaceAll(archive::marked);
        return archive.letters;
    }

    private DeadLetter marked(DeadLetter letter) {
        long[] replay = letter.kind() == DeadLetter.Kind.RECORD ? replays.get(letter.seq()) : null;
        return replay == null ? letter : letter.replayed(replay[0], (int) replay[1]);
    }

    // ---- records ----

    private void readLog(Path log) {
        try (LogReader reader = JournalFiles.liveLog(log, new SymbolDictionary())) {
            while (reader.next()) {
                frame(reader);
            }
        }
    }

    private void frame(LogReader reader) {
        FrameHeader header = reader.header();
        if (header.part() == 0) {
            ofBatch.clear(); // of one that broke off, if any: it was sent again, or never accepted
        }
        switch (header.type()) {
            case DDL -> schemas.put(reader.schema().streamId(), reader.schema());
            case REJECT -> {
                EventSchema schema = schemas.get(header.streamId());
                DeadLetter letter = ofRecord(header, schema == null ? "?" : schema.name(), reader.reject());
                (header.producerId() == 0 ? letters : ofBatch).add(letter);
            }
            default -> {
                letters.addAll(ofBatch); // their batch is complete
                ofBatch.clear();
                note(header, reader);
            }
        }
    }

    /** Letters that were brought back. */
    private void note(FrameHeader header, LogReader reader) {
        if (header.type() == FrameType.DATA) {
            ReplayName name = header.producerId() == 0 ? null : replayers.get(header.producerId());
            if (name != null) {
                name.seqs().forEach(seq -> {
                    long[] replay = replays.computeIfAbsent(seq, letter -> new long[2]);
                    replay[0] = header.seq();
                    replay[1]++;
                });
            }
        } else if (header.type() == FrameType.PRODUCER) {
            byte[] payload = reader.payload();
            ReplayName name = ProducerChange.of(payload) == ProducerChange.REGISTERED
                    ? ReplayName.parse(ProducerChange.name(payload))
                    : null;
            if (name != null) {
                replayers.put(header.producerId(), name);
            }
        }
    }

    private static DeadLetter ofRecord(FrameHeader header, String table, RejectedRecord record) {
        String place = header.producerId() == 0 ? placeInSource(record) : placeInBatch(header, record);
        return new DeadLetter(
                String.valueOf(header.seq()),
                DeadLetter.Kind.RECORD,
                header.seq(),
                header.timeNs(),
                table,
                "BAD_RECORD",
                place,
                record.cause(),
                record.bytes(),
                record.lengthBytes(),
                0,
                0);
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

    // ---- rows ----

    private void readRows(Path outbox) {
        if (!Files.exists(outbox)) {
            return;
        }
        EventSchema schema = OutboxSchema.of(DeadLetterWriter.SCHEMA);
        try (LogReader reader = JournalFiles.liveOutbox(outbox)) {
            while (reader.next()) {
                if (reader.header().type() == FrameType.OUTPUT) {
                    EventBatch rows = reader.batch(schema);
                    for (int row = 0; row < rows.rows(); row++) {
                        letters.add(ofRow(reader.header(), rows, row));
                    }
                }
            }
        }
    }

    private static DeadLetter ofRow(FrameHeader header, EventBatch rows, int row) {
        return of(
                DeadLetterWriter.NAME + ":" + (header.batchSequence() + row),
                DeadLetter.Kind.ROW,
                header.seq(),
                header.timeNs(),
                new String[] {
                    rows.column(0).getString(row),
                    rows.column(1).getString(row),
                    "event " + rows.column(3).getString(row),
                    rows.column(2).getString(row)
                },
                rows.column(4).getString(row));
    }

    private static DeadLetter ofRefused(RefusedRow row) {
        return of(
                row.sink() + ":" + row.oseq(),
                DeadLetter.Kind.RESULT,
                Position.seq(row.position()),
                0,
                new String[] {
                    row.sink(),
                    "REFUSED",
                    "result " + row.oseq() + ", event " + Position.format(row.position()),
                    row.reason()
                },
                row.row());
    }

    /** @param texts table, reason, place, cause */
    private static DeadLetter of(
            String id, DeadLetter.Kind kind, long seq, long timeNs, String[] texts, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        return new DeadLetter(id, kind, seq, timeNs, texts[0], texts[1], texts[2], texts[3], bytes, bytes.length, 0, 0);
    }
}
