package io.sabot.engine;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.schema.EventSchema;
import io.sabot.journal.EventLog;
import io.sabot.journal.FrameHeader;
import io.sabot.journal.FrameType;
import io.sabot.journal.LogReader;
import io.sabot.journal.ProducerChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is in a log, read from its beginning with nothing but the log, and checked on the way. */
final class LogContents {
    /** Where a numbered batch is. */
    record NumberedKey(String producer, int epoch, long batch) {}

    /** What is in the log of a numbered batch. */
    record Numbered(long seq, List<String> rows) {}

    private final Map<Integer, EventSchema> schemas = new HashMap<>();
    private final Map<Long, String> producers = new HashMap<>();
    private final Map<NumberedKey, Numbered> numbered = new HashMap<>();
    private final Map<String, long[]> lastNumbered = new HashMap<>(); // epoch, batch
    private final Map<String, List<String>> rows = new HashMap<>();
    private long lastSeq;
    private long lastTimeNs;
    private long lastHash;

    /** @throws AssertionError if something is wrong that can be seen in the log alone */
    static LogContents read(EventLog log) {
        LogContents contents = new LogContents();
        try (LogReader reader = log.reader(1, new SymbolDictionary())) {
            while (reader.next()) {
                contents.frame(reader);
            }
        }
        require(
                contents.lastSeq == log.lastSeq(),
                "the log ends with " + log.lastSeq() + ", read to " + contents.lastSeq);
        return contents;
    }

    private static void require(boolean isRight, String what) {
        if (!isRight) {
            throw new AssertionError(what);
        }
    }

    private void frame(LogReader reader) {
        FrameHeader header = reader.header();
        require(header.seq() == lastSeq + 1, "entry " + header.seq() + " after " + lastSeq);
        require(header.previousHash() == lastHash, "entry " + header.seq() + " does not continue the chain");
        require(header.timeNs() >= lastTimeNs, "time goes back at entry " + header.seq());
        lastSeq = header.seq();
        lastTimeNs = header.timeNs();
        lastHash = header.hash();
        if (header.type() == FrameType.DDL) {
            schemas.put(reader.schema().streamId(), reader.schema());
        } else if (header.type() == FrameType.DATA) {
            data(reader, header);
        } else if (header.type() == FrameType.PRODUCER) {
            producer(header, reader.payload());
        }
    }

    private void data(LogReader reader, FrameHeader header) {
        EventSchema schema = schemas.get(header.streamId());
        EventBatch batch = reader.batch(schema);
        List<String> texts = new ArrayList<>();
        for (int row = 0; row < batch.rows(); row++) {
            texts.add(RowTexts.of(batch, row));
        }
        rows.computeIfAbsent(schema.name(), fresh -> new ArrayList<>()).addAll(texts);
        if (header.producerId() != 0) {
            numbered(header, texts);
        }
    }

    private void producer(FrameHeader header, byte[] payload) {
        switch (ProducerChange.of(payload)) {
            case REGISTERED -> producers.put(header.producerId(), ProducerChange.name(payload));
            case EMPTY_BATCH -> numbered(header, List.of());
            default -> {
                // says nothing of a batch
            }
        }
    }

    private void numbered(FrameHeader header, List<String> texts) {
        String name = producers.get(header.producerId());
        long[] last = lastNumbered.computeIfAbsent(name, fresh -> new long[2]);
        if (header.producerEpoch() > last[0]) {
            last[0] = header.producerEpoch();
            last[1] = 0;
        }
        require(
                header.producerEpoch() == last[0] && header.batchSequence() == last[1] + 1,
                "entry " + header.seq() + " is batch " + header.producerEpoch() + "/" + header.batchSequence() + " of "
                        + name + " after " + last[0] + "/" + last[1]);
        last[1]++;
        numbered.put(
                new NumberedKey(name, header.producerEpoch(), header.batchSequence()),
                new Numbered(header.seq(), texts));
    }

    Map<NumberedKey, Numbered> numbered() {
        return numbered;
    }

    /** Rows of a table, in the log's order. */
    List<String> rows(String table) {
        return rows.getOrDefault(table, List.of());
    }
}
