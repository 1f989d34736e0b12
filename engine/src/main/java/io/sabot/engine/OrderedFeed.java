package io.sabot.engine;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.memory.MemoryPool;
import io.sabot.ingest.RecordReader;
import io.sabot.ingest.format.BatchDecoder;
import io.sabot.ingest.format.FormatSpec;
import io.sabot.ingest.format.RowWriter;
import io.sabot.ingest.ring.IngestAgent;
import io.sabot.ingest.ring.NumberedBatch;
import io.sabot.ingest.ring.ProducerHello;
import io.sabot.ingest.ring.ProducerReply;
import io.sabot.ingest.ring.SingleSlot;
import io.sabot.ingest.ring.Slot;
import io.sabot.journal.Outbox;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Gives the sequencer what was agreed upon, and after each entry what queries inserted into internal topics because of it:
 * all on one thread, so that order, dictionary and state are the same on every node.
 */
final class OrderedFeed implements IngestAgent {
    private static final int MAX_NEW_SYMBOLS = 65_536;
    private static final int ENTRIES_PER_STEP = 64;

    private record DecoderKey(int streamId, FormatSpec.Format format) {}

    private final OrderedInput input;
    private final Sequencer sequencer; // not owned
    private final Streams streams; // not owned
    private final SymbolDictionary symbols; // not owned
    private final SingleSlot slot;
    private final List<OrderedTopic> topics = new ArrayList<>();
    private final Map<DecoderKey, BatchDecoder> decoders = new HashMap<>();
    private final CRC32C crc = new CRC32C();
    private long slots;
    private volatile long rows;
    private boolean isBegun;

    /** @param input owned from then on */
    OrderedFeed(
            OrderedInput input,
            Sequencer sequencer,
            Streams streams,
            Application application,
            SymbolDictionary symbols,
            MemoryPool pool) {
        this.input = input;
        this.sequencer = sequencer;
        this.streams = streams;
        this.symbols = symbols;
        this.slot = new SingleSlot(pool);
        for (Streams.Stream stream : streams.all()) {
            if (stream.isTopic && application.reads(stream.table) && !stream.isEnded) {
                topics.add(new OrderedTopic(stream, application.outbox(stream.table.name())));
            }
        }
    }

    @Override
    public int doWork(long nowNs) {
        if (!isBegun) {
            isBegun = true;
            drainTopics(); // what the last entry before the end of the process had caused
        }
        int work = 0;
        for (OrderedEntry entry = input.next(); entry != null; entry = input.next()) {
            take(entry);
            if (++work == ENTRIES_PER_STEP) {
                break;
            }
        }
        if (work == 0) {
            sequencer.onIdle(nowNs);
        }
        return work;
    }

    private void take(OrderedEntry entry) {
        sequencer.at(entry.position(), entry.timeNs(), entry.term());
        if (entry.kind() == OrderedEntry.Kind.BARRIER) {
            sequencer.barrier();
            return;
        }
        Streams.Stream stream = stream(entry.table());
        if (stream == null) {
            // Another version of the application had the table when the entry was sent.
            entry.replies().onReply(ProducerReply.of(ProducerReply.Kind.UNKNOWN_PRODUCER, entry.sequence(), 0));
            return;
        }
        switch (entry.kind()) {
            case HELLO ->
                give(slot.hello(
                        stream.id(),
                        stream.schema,
                        new ProducerHello(entry.producer(), entry.epoch(), entry.replies())));
            case END -> give(slot.end(stream.id(), RecordReader.NO_OFFSET, stream.schema));
            default -> give(batch(entry, stream));
        }
        drainTopics();
    }

    private Streams.Stream stream(String table) {
        for (Streams.Stream stream : streams.all()) {
            if (stream.table.name().equalsIgnoreCase(table) && !stream.isTopic) {
                return stream;
            }
        }
        return null;
    }

    private Slot batch(OrderedEntry entry, Streams.Stream stream) {
        FormatSpec format = entry.format();
        BatchDecoder decoder = decoders.computeIfAbsent(
                new DecoderKey(stream.id(), format.format()),
                key -> new BatchDecoder(new RowWriter(format, stream.schema, MAX_NEW_SYMBOLS), stream.schema, symbols));
        byte[] records = entry.records();
        long fitting = decoder.decode(records, records.length, slot.batch());
        crc.reset();
        crc.update(records, 0, records.length);
        rows += slot.batch().rows();
        return slot.batch(
                stream.id(),
                new NumberedBatch(
                        entry.producerId(),
                        entry.epoch(),
                        entry.sequence(),
                        (int) crc.getValue(),
                        decoder.rejects(),
                        fitting,
                        entry.replies()));
    }

    private void give(Slot full) {
        sequencer.onSlot(full, slots++, true);
    }

    /** Rows that went into topics may cause others. */
    private void drainTopics() {
        boolean isAny = !topics.isEmpty();
        while (isAny) {
            isAny = false;
            for (OrderedTopic topic : topics) {
                isAny |= topic.step();
            }
        }
    }

    /** One topic's way back into the log. */
    private final class OrderedTopic implements AutoCloseable {
        private final Streams.Stream stream;
        private final TopicRows rows;
        private boolean isEnded;

        OrderedTopic(Streams.Stream stream, Outbox outbox) {
            this.stream = stream;
            this.rows = new TopicRows(outbox, stream.offset, stream.schema);
        }

        /** @return whether there was anything to do */
        boolean step() {
            EventBatch batch = slot.batch();
            batch.layout(stream.schema, symbols, null, EventBatch.DEFAULT_ROWS);
            if (rows.fill(batch) > 0) {
                give(slot.rows(stream.id(), rows.copiedTo()));
                return true;
            }
            if (rows.isEnded() && !isEnded) {
                isEnded = true;
                give(slot.end(stream.id(), rows.copiedTo(), stream.schema));
                return true;
            }
            return false;
        }

        @Override
        public void close() {
            rows.close();
        }
    }

    @Override
    public boolean isEnded() {
        return false;
    }

    @Override
    public long rows() {
        return rows;
    }

    @Override
    public long rejects() {
        return 0;
    }

    @Override
    public long offsetBytes() {
        return RecordReader.NO_OFFSET;
    }

    @Override
    public long totalBytes() {
        return RecordReader.NO_OFFSET;
    }

    @Override
    public void close() {
        List<AutoCloseable> parts = new ArrayList<>(topics);
        parts.add(input);
        parts.add(slot);
        Closing.all(parts);
    }
}
