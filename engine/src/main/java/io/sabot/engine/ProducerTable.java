package io.sabot.engine;

import io.sabot.journal.FrameHeader;
import io.sabot.journal.ProducerChange;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * What every producer has been acknowledged, and so whether a batch is new. A function of the log: changed only by what
 * a frame says, judged against the frames so far; it knows no clock. Judging makes no objects.
 *
 * <p>Owned by the sequencer's thread, during replay by the thread that opens the node.
 */
final class ProducerTable {
    /** {@link #value()}: there is nothing to say. */
    static final long NONE = 0;

    private static final int FORMAT = 1;

    /** What a batch is. */
    enum Verdict {
        /** The next of its producer. */
        NEW,
        /** Accepted before; the value is its seq. */
        AGAIN,
        /** Accepted before, so long ago that its content cannot be compared; the value is the seq of a later one. */
        OLD,
        /** Another batch was accepted under this number. */
        SEQ_REUSED,
        /** The value is the batch that is expected. */
        GAP,
        /** Of an older epoch than the producer's. */
        FENCED,
        /** Nothing was ever accepted of the producer, or it is forgotten, and this is not its first batch. */
        UNKNOWN_PRODUCER
    }

    private record Name(int streamId, String name) {}

    private final Long2ObjectHashMap<ProducerState> byNumber = new Long2ObjectHashMap<>();
    private final Map<Name, ProducerState> byName = new HashMap<>();
    private long lastNumber;
    private long value;

    int size() {
        return byNumber.size();
    }

    /** Null if there is none of that name in the stream. */
    ProducerState find(int streamId, String name) {
        return byName.get(new Name(streamId, name));
    }

    /** For who registers next. Numbers of forgotten producers do not come again. */
    long nextNumber() {
        return lastNumber + 1;
    }

    // ---- judging ----

    /** What comes with the last verdict. */
    long value() {
        return value;
    }

    Verdict judge(long number, int epoch, long batch, int payloadCrc) {
        value = NONE;
        ProducerState producer = byNumber.get(number);
        if (producer == null) {
            return Verdict.UNKNOWN_PRODUCER;
        }
        if (epoch < producer.epoch) {
            return Verdict.FENCED;
        }
        long last = epoch == producer.epoch ? producer.lastBatch : 0;
        if (batch == last + 1) {
            return Verdict.NEW;
        }
        return batch > last ? judgeAhead(producer, last) : judgeKnown(producer, batch, payloadCrc);
    }

    private Verdict judgeAhead(ProducerState producer, long last) {
        if (!producer.hasAccepted) {
            return Verdict.UNKNOWN_PRODUCER;
        }
        value = last + 1;
        return Verdict.GAP;
    }

    private Verdict judgeKnown(ProducerState producer, long batch, int payloadCrc) {
        if (!producer.isInWindow(batch)) {
            value = producer.oldestSeq();
            return Verdict.OLD;
        }
        if (producer.crcOf(batch) != payloadCrc) {
            return Verdict.SEQ_REUSED;
        }
        value = producer.seqOf(batch);
        return Verdict.AGAIN;
    }

    /** Numbers of those of which nothing was accepted since that time of the log, in ascending order. */
    long[] idleSince(long timeNs) {
        return byNumber.values().stream()
                .filter(producer -> producer.lastTimeNs < timeNs)
                .mapToLong(producer -> producer.number)
                .sorted()
                .toArray();
    }

    // ---- frames ----

    /** The frame that completes a batch: its DATA, or a PRODUCER frame where it has no rows. */
    void accepted(FrameHeader header) {
        ProducerState producer = byNumber.get(header.producerId());
        Verdict verdict =
                judge(header.producerId(), header.producerEpoch(), header.batchSequence(), header.payloadCrc());
        if (verdict != Verdict.NEW) {
            throw new IllegalStateException("entry " + header.seq() + " of the log is batch " + header.batchSequence()
                    + " of producer " + header.producerId() + ", which is " + verdict + " there");
        }
        if (header.producerEpoch() > producer.epoch) {
            producer.begin(header.producerEpoch());
        }
        producer.accepted(header.payloadCrc(), header.seq());
        touch(producer, header);
    }

    /** A PRODUCER frame. */
    void changed(FrameHeader header, byte[] payload) {
        switch (ProducerChange.of(payload)) {
            case REGISTERED -> register(header, ProducerChange.name(payload));
            case EPOCH -> begin(header);
            case EMPTY_BATCH -> accepted(header);
            case EXPIRED -> forget(header.producerId());
        }
    }

    private void register(FrameHeader header, String name) {
        ProducerState producer =
                new ProducerState(header.producerId(), header.streamId(), name, header.producerEpoch());
        touch(producer, header);
        add(producer);
        lastNumber = Math.max(lastNumber, producer.number);
    }

    private void add(ProducerState producer) {
        byNumber.put(producer.number, producer);
        byName.put(new Name(producer.streamId, producer.name), producer);
    }

    private void begin(FrameHeader header) {
        ProducerState producer = byNumber.get(header.producerId());
        producer.begin(header.producerEpoch());
        touch(producer, header);
    }

    private static void touch(ProducerState producer, FrameHeader header) {
        producer.changeSeq = header.seq();
        producer.lastTimeNs = header.timeNs();
    }

    private void forget(long number) {
        ProducerState producer = byNumber.remove(number);
        byName.remove(new Name(producer.streamId, producer.name));
    }

    // ---- checkpoints ----

    /** The same table gives the same bytes. */
    void save(DataOutput out) throws IOException {
        out.writeInt(FORMAT);
        out.writeLong(lastNumber);
        out.writeInt(byNumber.size());
        for (long number :
                byNumber.keySet().stream().mapToLong(Long::longValue).sorted().toArray()) {
            byNumber.get(number).save(out);
        }
    }

    /** Into an empty table; the frames behind the checkpoint follow. */
    void load(DataInput in) throws IOException {
        int format = in.readInt();
        if (format != FORMAT || !byNumber.isEmpty()) {
            throw new IOException("format " + format + " of the table of producers, which has " + size());
        }
        lastNumber = in.readLong();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            add(ProducerState.load(in));
        }
    }
}
