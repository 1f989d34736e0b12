package io.sabot.engine;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.error.ExitCode;
import io.sabot.core.error.Problem;
import io.sabot.core.error.SabotException;
import io.sabot.core.schema.EventSchema;
import io.sabot.core.time.Timestamps;
import io.sabot.core.type.Storage;
import io.sabot.core.type.TypeKind;
import io.sabot.ingest.RecordReader;
import io.sabot.ingest.Reject;
import io.sabot.ingest.ring.NumberedBatch;
import io.sabot.ingest.ring.ProducerHello;
import io.sabot.ingest.ring.Slot;
import io.sabot.ingest.ring.Stage;
import io.sabot.journal.EventLog;
import io.sabot.journal.FrameHeader;
import io.sabot.journal.FrameType;
import io.sabot.journal.LogAppender;
import io.sabot.journal.LogReader;
import io.sabot.journal.RejectedRecord;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * The one place that decides order: gives each batch its number and time, writes it to the log, and lets the application
 * have it. At the start it gives the application what the log has already.
 *
 * <p>Owned by the ring's thread; during {@link #replay} by the thread that opens the node.
 */
final class Sequencer implements Stage {
    /** Batches of results in memory, at which the sequencer waits for the disk. */
    private static final int MAX_HELD = 4096;

    private static final long NO_POSITION = -1;

    private final EventLog log; // not owned
    private final LogAppender appender;
    private final Application application; // not owned
    private final Streams streams;
    private final SabotConfig config;
    private final SpaceWait space;
    private final FrameHeader fields = FrameHeader.create();
    private final Checkpoints checkpoints;
    private final ProducerIntake producers;
    private final Runnable awaitDisk;
    private final boolean isForced;
    private long lastTimeNs;
    private long position; // of the entry that was agreed upon, 0 if the order is made here
    private long orderedTimeNs;
    private long term;
    private long barrierPosition;
    private long brokenPosition = NO_POSITION; // of a batch of which the log has nothing but bad records
    private int brokenParts;
    private long replayedRows;
    private volatile long rows;
    private volatile long rejects;

    /**
     * @param checkpointWriter null if none are to be made
     * @param awaitDisk gives whoever forces the log a moment; throws if the log cannot be forced any more
     */
    Sequencer(
            EventLog log,
            Recovery.Opened opened,
            CheckpointWriter checkpointWriter,
            Runnable awaitDisk,
            SabotConfig config,
            SpaceWait space) {
        this.log = log;
        this.appender = log.appender();
        this.application = opened.application();
        this.streams = opened.streams();
        this.config = config;
        this.space = space;
        this.awaitDisk = awaitDisk;
        this.isForced = config.durability() == SabotConfig.Durability.POWER;
        this.lastTimeNs = log.lastTimeNs();
        this.orderedTimeNs = lastTimeNs;
        this.rows = opened.sequencer().rows();
        this.rejects = opened.sequencer().rejects();
        this.producers = new ProducerIntake(appender, this::stamp, space, config.producerLimits(), durableSeq());
        producers.load(opened.sequencer().producers());
        this.checkpoints = new Checkpoints(
                application,
                streams,
                opened.checkpointer(),
                log,
                this::appendControl,
                this::state,
                this::awaitDurable,
                checkpointWriter,
                config);
    }

    /** What a checkpoint stores of the sequencer. */
    private SequencerState state() {
        return new SequencerState(rows, rejects, producers.save());
    }

    private FrameHeader appendControl(FrameType type, byte[] payload) {
        stamp();
        space.until(() -> appender.appendControl(fields, type, payload));
        return fields;
    }

    /** Up to where the log survives what the node's durability promises to survive. */
    private LongSupplier durableSeq() {
        return isForced ? log::durableSeq : log::lastSeq;
    }

    /** Rows taken, those of earlier runs counted too. Any thread. */
    long rows() {
        return rows;
    }

    /** Bad records, those of earlier runs counted too. Any thread. */
    long rejects() {
        return rejects;
    }

    /** Where the last frame's entry stands among those that were agreed upon, 0 if there is none. */
    long lastPosition() {
        return position;
    }

    /** Rows that {@link #replay} has read again. */
    long replayedRows() {
        return replayedRows;
    }

    // ---- the past ----

    /**
     * Gives the application every frame of the log from one on; streams learn how far their sources were read.
     *
     * @param fromSeq 1, or behind the checkpoint that the application was loaded from
     * @param formerSeq up to which internal topics are the work of an application that was replaced: they are left out
     */
    void replay(long fromSeq, long formerSeq) {
        if (isForced) {
            log.force(); // what a killed process had appended is perhaps not durable yet, and outputs follow from it
        }
        if (fromSeq == 1) {
            application.start();
        }
        long last = log.lastSeq();
        long rowsBefore = rows;
        try (LogReader reader = log.reader(fromSeq, log.symbols())) {
            replay(reader, last, formerSeq);
        }
        replayedRows = rows - rowsBefore;
        if (config.input() != null && last > 0) {
            try (LogReader reader = log.reader(last, log.symbols())) {
                if (reader.next()) {
                    at(
                            reader.header().clusterPosition(),
                            lastTimeNs,
                            reader.header().term());
                    barrierPosition =
                            Math.max(barrierPosition, reader.header().type() == FrameType.BARRIER ? position : 0);
                    if (reader.header().type() == FrameType.REJECT) {
                        brokenPosition = position;
                        brokenParts = reader.header().part() + 1;
                    }
                }
            }
        }
        application.endReplay(last, log.lastTimeNs());
        checkpoints.endReplay();
    }

    /**
     * Gives the application every frame that a reader has for now.
     *
     * @param last seq of the log's last, for progress
     * @throws StoppedException if the node is to stop
     */
    void replay(LogReader reader, long last, long formerSeq) {
        while (reader.next()) {
            if (config.isStopping().getAsBoolean()) {
                throw new StoppedException();
            }
            FrameHeader header = reader.header();
            producers.onLogged(reader);
            if (header.seq() > formerSeq || !isFormer(header)) {
                replay(reader, header);
            }
            checkpoints.afterReplayedFrame(header);
            config.listener().onReplay(header.seq(), last);
        }
    }

    Checkpoints checkpoints() {
        return checkpoints;
    }

    /** Rows that a query had made, which have an offset in the topic's outbox, or of a table that is gone. */
    private boolean isFormer(FrameHeader header) {
        Streams.Stream stream = streams.byId(header.streamId());
        if (header.streamId() == 0) {
            return false;
        }
        return stream == null || stream.isTopic && header.sourceOffset() != RecordReader.NO_OFFSET;
    }

    private void replay(LogReader reader, FrameHeader header) {
        Streams.Stream stream = streams.byId(header.streamId());
        rejects += ProducerIntake.rejectsCounted(header);
        switch (header.type()) {
            case DATA -> {
                if (stream == null) {
                    throw unknownStream(header);
                }
                EventBatch batch = reader.batch(stream.schema);
                batch.seq(header.seq());
                rows += batch.rows();
                stream.reached(header.sourceOffset());
                remember(stream, batch);
                application.onRows(stream.table, batch, header.seq(), header.timeNs());
            }
            case REJECT -> {
                if (stream != null) {
                    stream.reached(header.sourceOffset());
                }
            }
            case END -> {
                if (stream != null) {
                    stream.isEnded = true;
                    application.onEnd(stream.table, header.seq(), header.timeNs());
                }
            }
            case BARRIER -> {
                barrierPosition = header.clusterPosition();
                checkpoints.replayBarrier(header);
            }
            case STATE_HASH -> checkpoints.replayHash(reader.payload());
            default -> {
                // Schemas were read when the streams were made, and producers have seen their frames.
            }
        }
    }

    private static SabotException unknownStream(FrameHeader header) {
        return SabotException.configuration(
                "ENG-0103",
                "the log has rows of a table that the application does not declare (stream " + header.streamId()
                        + ", entry " + header.seq() + ")",
                "declare the table as it was, or choose another data directory");
    }

    /** Keeps the event time of the last row that has one: sources are merged by it when they go on. */
    private static void remember(Streams.Stream stream, EventBatch batch) {
        int column = stream.schema.eventTimeColumn();
        if (column == EventSchema.NO_COLUMN) {
            return;
        }
        Column time = batch.column(column);
        for (int row = batch.rows() - 1; row >= 0; row--) {
            if (!time.isNull(row)) {
                long value = time.storage() == Storage.INT64 ? time.getLong(row) : time.getInt(row);
                boolean isDate = stream.schema.column(column).type().kind() == TypeKind.DATE;
                stream.lastEventTimeNs = isDate ? value * Timestamps.NS_PER_DAY : value;
                return;
            }
        }
    }

    // ---- the present ----

    /** What comes next was agreed upon at this position and time. */
    void at(long newPosition, long timeNs, long newTerm) {
        position = newPosition;
        orderedTimeNs = timeNs;
        term = newTerm;
    }

    /** State is to be stored at the entry that was told last. */
    void barrier() {
        if (position > barrierPosition) { // else it was before the process ended
            barrierPosition = position;
            checkpoints.barrier(position);
        }
        release();
    }

    @Override
    public void onSlot(Slot slot, long ringSequence, boolean endOfBatch) {
        if (slot.sourceId() == 0) {
            return; // a slot of control only wakes the ring
        }
        Streams.Stream stream = streams.byId(slot.sourceId());
        switch (slot.kind()) {
            case DATA -> data(stream, slot);
            case REJECT -> reject(stream, slot);
            case END -> end(stream, slot);
            case BATCH -> numbered(stream, slot);
            case HELLO -> hello(stream, slot.hello());
            case CONTROL -> {
                // nothing is sent by it yet
            }
        }
    }

    /** Nothing will come any more; by the thread that has ended the ring's. */
    void finish() {
        awaitDurable();
        producers.reply();
    }

    /** As {@link #finish}, after it: state is stored. */
    void close() {
        checkpoints.close();
    }

    @Override
    public void onIdle(long nowNs) {
        release();
        checkpoints.onIdle();
    }

    private void data(Streams.Stream stream, Slot slot) {
        if (stream.isEnded) {
            throw SabotException.failed(
                    "ENG-0202",
                    "rows for '" + stream.table.name() + "' came after its end",
                    "end a table when everybody has appended what there is",
                    null);
        }
        declare(stream);
        describe(stream, slot);
        append(slot.batch());
        apply(stream, slot);
    }

    private void append(EventBatch batch) {
        try {
            appender.append(fields, batch);
        } catch (SabotException e) {
            space.retry(e, () -> appender.append(fields, batch));
        }
    }

    /** Rows that the log has as the frame last written. */
    private void apply(Streams.Stream stream, Slot slot) {
        EventBatch batch = slot.batch();
        rows += batch.rows();
        stream.reached(slot.sourceOffset()); // a checkpoint may follow
        remember(stream, batch);
        application.onRows(stream.table, batch, fields.seq(), fields.timeNs());
        release();
        config.listener().onFrame(stream.table.name(), batch.rows(), slot.handedInNs());
        checkpoints.afterFrame(lastTimeNs);
    }

    private void hello(Streams.Stream stream, ProducerHello hello) {
        declare(stream);
        producers.hello(hello, stream);
        release();
    }

    /** Bad records first, then what makes the batch count: its rows, or a word that there are none. */
    private void numbered(Streams.Stream stream, Slot slot) {
        NumberedBatch batch = slot.numbered();
        if (producers.isNew(batch, stream)) {
            declare(stream);
            List<Reject> bad = batch.rejects();
            // What broke off is given again: all nodes' logs have the same entries.
            for (int part = position == brokenPosition ? brokenParts : 0; part < bad.size(); part++) {
                describe(stream, slot, batch, part);
                reject(stream, bad.get(part));
            }
            describe(stream, slot, batch, bad.size());
            brokenPosition = NO_POSITION;
            rejects += bad.size(); // before: a checkpoint may follow the batch
            complete(stream, slot, batch);
        }
        release();
    }

    private void complete(Streams.Stream stream, Slot slot, NumberedBatch batch) {
        if (slot.batch().isEmpty()) {
            producers.writeEmpty(batch, fields);
            return;
        }
        append(slot.batch());
        producers.written(batch, fields);
        apply(stream, slot);
    }

    private void describe(Streams.Stream stream, Slot slot, NumberedBatch batch, int part) {
        describe(stream, slot);
        fields.producerId(batch.producerId())
                .producerEpoch(batch.epoch())
                .batchSequence(batch.sequence())
                .payloadCrc(batch.payloadCrc());
        if (!batch.rejects().isEmpty()) {
            fields.part(part, batch.rejects().size() + 1);
        }
    }

    /** Tells producers, and lets into outboxes, what is durable by now. */
    private void release() {
        producers.reply();
        if (isForced) {
            application.release();
            if (application.heldCount() > MAX_HELD) {
                awaitDurable();
            }
        }
    }

    /** Until nothing is held back. */
    private void awaitDurable() {
        while (application.heldCount() > 0) {
            awaitDisk.run();
            application.release();
        }
    }

    private void reject(Streams.Stream stream, Slot slot) {
        declare(stream);
        describe(stream, slot);
        reject(stream, slot.reject());
        stream.reached(slot.sourceOffset());
        rejects++;
    }

    /** Writes it with the fields as they are, if the table goes on after bad records. */
    private void reject(Streams.Stream stream, Reject reject) {
        String policy = stream.table.option("on-error", "dead_letter").toLowerCase(Locale.ROOT);
        if (policy.equals("fail")) {
            throw new SabotException(
                    ExitCode.BAD_DATA,
                    List.of(Problem.of(
                            "ENG-0201",
                            "bad record in " + Connectors.describe(stream.table) + place(reject) + ": "
                                    + reject.cause(),
                            "'on-error' = 'dead_letter' sets bad records aside and goes on")));
        }
        config.listener().onReject(stream.table.name(), Connectors.describe(stream.table), reject);
        boolean isKept = !policy.equals("skip");
        RejectedRecord record = new RejectedRecord(
                reject.offset(),
                reject.line(),
                (int) Math.min(Integer.MAX_VALUE, reject.lengthBytes()),
                reject.cause(),
                isKept ? reject.bytes() : new byte[0]);
        space.until(() -> appender.appendReject(fields, record));
    }

    /** The line is unknown when reading went on somewhere in the file. */
    private static String place(Reject reject) {
        String line = reject.line() > 0 ? ", line " + reject.line() : "";
        return reject.offset() == RecordReader.NO_OFFSET ? line : line + ", byte " + reject.offset();
    }

    private void end(Streams.Stream stream, Slot slot) {
        if (stream.isEnded) {
            return; // several appenders may say so
        }
        declare(stream);
        describe(stream, slot);
        space.until(() -> appender.appendEnd(fields));
        stream.isEnded = true;
        application.onEnd(stream.table, fields.seq(), fields.timeNs());
    }

    /** Writes the stream's shape before its first frame. */
    private void declare(Streams.Stream stream) {
        if (!stream.isDeclared) {
            stamp().streamId(stream.id()).schemaVersion(stream.schema.version());
            space.until(() -> appender.appendSchema(fields, stream.schema));
            stream.isDeclared = true;
        }
    }

    private FrameHeader stamp() {
        lastTimeNs =
                Math.max(lastTimeNs, config.input() == null ? config.clock().nowNs() : orderedTimeNs);
        return fields.clear()
                .seq(log.lastSeq() + 1)
                .timeNs(lastTimeNs)
                .clusterPosition(position)
                .term(term);
    }

    private void describe(Streams.Stream stream, Slot slot) {
        stamp().streamId(stream.id())
                .schemaVersion(stream.schema.version())
                .sourceId(slot.sourceId())
                .sourceOffset(slot.sourceOffset());
    }
}
