package io.sabot.engine;

import io.sabot.ingest.ring.NumberedBatch;
import io.sabot.ingest.ring.ProducerHello;
import io.sabot.ingest.ring.ProducerReply;
import io.sabot.ingest.ring.ProducerReply.Kind;
import io.sabot.journal.FrameHeader;
import io.sabot.journal.FrameType;
import io.sabot.journal.LogAppender;
import io.sabot.journal.LogReader;
import io.sabot.journal.ProducerChange;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Decides whether batches are new, answers producers, and writes the PRODUCER frames. Everything is decided in the order
 * of the log.
 *
 * <p>Owned by the sequencer's thread, during replay by the thread that opens the node.
 */
final class ProducerIntake {
    private static final long EXPIRY_INTERVAL_NS = 60_000_000_000L; // of the log's time

    private final ProducerTable table = new ProducerTable();
    private final ReplyQueue replies = new ReplyQueue();
    private final LogAppender appender; // not owned
    private final Supplier<FrameHeader> stamp;
    private final SpaceWait space;
    private final ProducerLimits limits;
    private final LongSupplier durableSeq;
    private long nextExpiryNs;

    /**
     * @param stamp gives the fields of the next frame, with seq and time
     * @param durableSeq up to which an acknowledgement holds what the node's durability promises
     */
    ProducerIntake(
            LogAppender appender,
            Supplier<FrameHeader> stamp,
            SpaceWait space,
            ProducerLimits limits,
            LongSupplier durableSeq) {
        this.appender = appender;
        this.stamp = stamp;
        this.space = space;
        this.limits = limits;
        this.durableSeq = durableSeq;
    }

    byte[] save() {
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                DataOutputStream out = new DataOutputStream(bytes)) {
            table.save(out);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Before the first frame; no bytes for a table without producers. */
    void load(byte[] saved) {
        if (saved.length == 0) {
            return;
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(saved))) {
            table.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every frame of the log, in replay. */
    void onLogged(LogReader reader) {
        FrameHeader header = reader.header();
        if (header.type() == FrameType.PRODUCER) {
            table.changed(header, reader.payload());
        } else if (header.type() == FrameType.DATA && header.producerId() != 0) {
            table.accepted(header);
        }
    }

    /** Bad records that a frame makes count: of a batch all at its end, for one that broke off is sent again. */
    static int rejectsCounted(FrameHeader header) {
        if (header.type() == FrameType.REJECT) {
            return header.producerId() == 0 ? 1 : 0;
        }
        return Math.max(0, header.parts() - 1);
    }

    // ---- who it is ----

    void hello(ProducerHello hello, Streams.Stream stream) {
        int streamId = stream.id();
        FrameHeader fields = stamp.get();
        expireIdle(fields.timeNs());
        ProducerState known = table.find(streamId, hello.name());
        if (known == null && table.size() >= limits.maxProducers()) {
            replies.add(0, hello.replies(), ProducerReply.of(Kind.TOO_MANY_PRODUCERS, 0, limits.maxProducers()));
            return;
        }
        if (known == null) {
            write(ProducerChange.REGISTERED, streamId, table.nextNumber(), Math.max(1, hello.epoch()), hello.name());
        } else if (hello.epoch() > known.epoch) {
            write(ProducerChange.EPOCH, streamId, known.number, hello.epoch(), "");
        } else if (hello.epoch() != ProducerHello.CURRENT_EPOCH && hello.epoch() < known.epoch) {
            replies.add(0, hello.replies(), ProducerReply.of(Kind.FENCED, 0, known.epoch));
            return;
        }
        welcome(hello, table.find(streamId, hello.name()));
    }

    /** Tells which batches need not be sent, so these must be durable. */
    private void welcome(ProducerHello hello, ProducerState producer) {
        replies.add(
                producer.changeSeq,
                hello.replies(),
                new ProducerReply(
                        Kind.WELCOME, producer.lastBatch, producer.formerLastBatch, producer.number, producer.epoch));
    }

    private void expireIdle(long nowNs) {
        if (nowNs < nextExpiryNs) {
            return;
        }
        nextExpiryNs = nowNs + EXPIRY_INTERVAL_NS;
        for (long number : table.idleSince(nowNs - limits.idle().toNanos())) {
            write(ProducerChange.EXPIRED, 0, number, 0, "");
        }
    }

    private void write(ProducerChange change, int streamId, long number, int epoch, String name) {
        FrameHeader fields = stamp.get().streamId(streamId).producerId(number).producerEpoch(epoch);
        write(fields, change.encode(name));
    }

    private void write(FrameHeader fields, byte[] payload) {
        space.until(() -> appender.appendControl(fields, FrameType.PRODUCER, payload));
        table.changed(fields, payload);
    }

    // ---- batches ----

    /** Whether the batch is to be written to the log; if not, it is answered. */
    boolean isNew(NumberedBatch batch, Streams.Stream stream) {
        ProducerTable.Verdict verdict =
                table.judge(batch.producerId(), batch.epoch(), batch.sequence(), batch.payloadCrc());
        long value = table.value();
        switch (verdict) {
            case NEW -> {
                if (batch.isFitting() && !stream.isEnded) {
                    return true;
                }
                refuse(batch, batch.isFitting() ? Kind.ENDED : Kind.TOO_LARGE, Math.max(0, batch.fittingBytes()));
            }
            case AGAIN -> acknowledge(batch, value, value);
            case OLD -> acknowledge(batch, value, 0);
            case SEQ_REUSED -> refuse(batch, Kind.SEQ_REUSED, 0);
            case GAP -> refuse(batch, Kind.GAP, value);
            case FENCED -> refuse(batch, Kind.FENCED, 0);
            case UNKNOWN_PRODUCER -> refuse(batch, Kind.UNKNOWN_PRODUCER, 0);
        }
        return false;
    }

    private void refuse(NumberedBatch batch, Kind reason, long value) {
        replies.add(0, batch.replies(), ProducerReply.of(reason, batch.sequence(), value));
    }

    private void acknowledge(NumberedBatch batch, long durableFrom, long seq) {
        replies.add(durableFrom, batch.replies(), ProducerReply.of(Kind.ACK, batch.sequence(), seq));
    }

    /** The frame of its rows is in the log. */
    void written(NumberedBatch batch, FrameHeader fields) {
        table.accepted(fields);
        acknowledge(batch, fields.seq(), fields.seq());
    }

    /** There are no rows, and that it was accepted has to be in the log all the same. */
    void writeEmpty(NumberedBatch batch, FrameHeader fields) {
        write(fields, ProducerChange.EMPTY_BATCH.encode(""));
        acknowledge(batch, fields.seq(), fields.seq());
    }

    // ---- replies ----

    /** Sends what is durable; false if there are replies whose frames are not. */
    boolean reply() {
        return replies.release(durableSeq.getAsLong());
    }
}
