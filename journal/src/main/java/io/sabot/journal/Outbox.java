package io.sabot.journal;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.schema.EventSchema;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The results of one query for one sink, each row with its gapless number (oseq, from 1) and the positions it came from.
 *
 * <p>Appending is idempotent: after a restart the log is replayed from a checkpoint, and rows that the outbox has already
 * are compared with what it has instead of being appended. A difference is an error (JRN-0301) that ends the
 * application: its outputs do not depend on the log alone.
 *
 * <p>Owned by the thread that appends; {@link #reader} and {@link #lastOseq} may be called from any. Strings are stored as
 * bytes, so readers need no dictionary.
 */
public final class Outbox implements AutoCloseable {
    private final String name;
    private final FrameStore store;
    private final EventSchema schema;
    private final FrameWriter writer;
    private final OutputCutter cutter;
    private final FrameHeader fields = FrameHeader.create();
    private final AtomicLong lastOseq;
    private final AtomicLong frames;
    private boolean hasSchema;
    private boolean isEnded;
    private long appliedOseq;
    private FrameReader replayed; // null: not comparing

    private Outbox(String name, FrameStore store, EventSchema schema, Scan scan) {
        this.name = name;
        this.store = store;
        this.schema = schema;
        this.writer = new FrameWriter(store, null, scan.checker);
        this.cutter = new OutputCutter(schema);
        this.lastOseq = new AtomicLong(scan.checker.lastOseq());
        this.frames = new AtomicLong(scan.checker.frames());
        this.hasSchema = scan.hasSchema;
        this.isEnded = scan.isEnded;
    }

    /** What is in the store when it is opened. */
    private static final class Scan {
        final FrameChecker checker = FrameChecker.fromStart(Numbering.OUTBOX, null);
        boolean hasSchema;
        boolean isEnded;

        void read(String name, FrameStore store, EventSchema schema) {
            try (FrameReader reader = new FrameReader(store.scan(), null, checker)) {
                while (reader.next()) {
                    FrameType type = reader.header().type();
                    isEnded |= type == FrameType.END;
                    if (type == FrameType.DDL) {
                        hasSchema = true;
                        checkSchema(name, reader.schema(), schema);
                    }
                }
            }
        }

        private static void checkSchema(String name, EventSchema stored, EventSchema wanted) {
            if (!stored.columns().equals(wanted.columns())) {
                throw JournalErrors.schemaChanged(
                        name, stored.columns().toString(), wanted.columns().toString());
            }
        }
    }

    static Outbox open(String name, FrameStore store, EventSchema sinkSchema) {
        EventSchema schema = OutboxSchema.of(sinkSchema);
        boolean isDone = false;
        try {
            Scan scan = new Scan();
            scan.read(name, store, schema);
            store.start(scan.checker);
            Outbox outbox = new Outbox(name, store, schema, scan);
            isDone = true;
            return outbox;
        } finally {
            if (!isDone) {
                store.close();
            }
        }
    }

    /** {@link OutboxSchema} of the sink's schema: what readers' batches have. */
    public EventSchema schema() {
        return schema;
    }

    /** Number of the last row in the outbox, 0 if there is none. */
    public long lastOseq() {
        return lastOseq.get();
    }

    /** Number of the last row that this run has appended or compared: what a checkpoint stores. */
    public long appliedOseq() {
        return appliedOseq;
    }

    /** Goes on from a checkpoint: the next row to be appended is number {@code oseq} + 1. Before the first append. */
    public void resumeAfter(long oseq) {
        if (oseq > lastOseq.getPlain() || replayed != null) {
            throw new IllegalArgumentException("cannot resume after output " + oseq + " of " + lastOseq);
        }
        appliedOseq = oseq;
    }

    /**
     * Appends the batch's selected rows, or compares them with what is there.
     *
     * @param inputSeq number of the log's frame that caused them; never goes back
     * @param timeNs logical time of that frame
     * @throws io.sabot.core.error.SabotException JRN-0301 not deterministic, JRN-0302 a row over the cap, JRN-0202 no space
     */
    public void append(EventBatch rows, long inputSeq, long timeNs) {
        long before = appliedOseq;
        boolean isDone = false;
        try {
            cut(rows, inputSeq, timeNs);
            isDone = true;
        } finally {
            if (!isDone) {
                // The same call may come again when there is space: what was written of it is compared then.
                appliedOseq = before;
                stopComparing();
            }
        }
    }

    private void cut(EventBatch rows, long inputSeq, long timeNs) {
        int[] selection = rows.selection();
        int count = rows.selectedCount();
        cutter.clear();
        for (int i = 0; i < count; i++) {
            int row = selection[i];
            if (!cutter.add(rows, row)) {
                flush(inputSeq, timeNs);
                if (!cutter.add(rows, row)) {
                    throw JournalErrors.rowTooBig(name, inputSeq, appliedOseq + 1, cutter.bytesOf(rows, row));
                }
            }
        }
        flush(inputSeq, timeNs);
    }

    private void flush(long inputSeq, long timeNs) {
        EventBatch frame = cutter.frame();
        if (frame.rows() > 0) {
            if (appliedOseq < lastOseq.getPlain()) {
                compare(inputSeq, frame.rows());
            } else {
                write(frame, inputSeq, timeNs);
            }
            appliedOseq += frame.rows();
            cutter.clear();
        }
    }

    private void write(EventBatch frame, long inputSeq, long timeNs) {
        if (isEnded) {
            throw notDeterministic(inputSeq, "the outbox ended with output " + lastOseq);
        }
        stopComparing();
        writeSchema(inputSeq, timeNs);
        writer.append(fieldsOf(inputSeq, timeNs), frame, FrameType.OUTPUT);
        lastOseq.lazySet(lastOseq.getPlain() + frame.rows());
        frames.lazySet(frames.getPlain() + 1);
    }

    /** Makes the outbox readable without its query; written with the first row, which sets the time. */
    private void writeSchema(long inputSeq, long timeNs) {
        if (!hasSchema) {
            writer.appendControl(fieldsOf(inputSeq, timeNs), FrameType.DDL, SchemaText.bytes(schema));
            frames.lazySet(frames.getPlain() + 1);
            hasSchema = true;
        }
    }

    private FrameHeader fieldsOf(long inputSeq, long timeNs) {
        return fields.clear()
                .seq(inputSeq)
                .timeNs(Math.max(timeNs, writer.lastTimeNs()))
                .streamId(schema.streamId())
                .schemaVersion(schema.version())
                .batchSequence(lastOseq.getPlain() + 1);
    }

    private void compare(long inputSeq, int rows) {
        if (replayed == null) {
            replayed = frameReader(appliedOseq);
        }
        FrameHeader stored;
        do {
            if (!replayed.next()) {
                throw notDeterministic(inputSeq, "the outbox has no such frame");
            }
            stored = replayed.header();
        } while (stored.type() != FrameType.OUTPUT);
        boolean isSame = stored.seq() == inputSeq
                && stored.batchSequence() == appliedOseq + 1
                && stored.rows() == rows
                && stored.bodyCrc() == cutter.bodyCrc();
        if (!isSame) {
            throw notDeterministic(
                    inputSeq,
                    "there are " + stored.rows() + " rows from output " + stored.batchSequence() + " of input frame "
                            + stored.seq() + ", replay gives " + rows + " rows"
                            + (stored.rows() == rows ? " with other values or positions" : ""));
        }
    }

    private RuntimeException notDeterministic(long inputSeq, String detail) {
        return JournalErrors.notDeterministic(name, inputSeq, appliedOseq + 1, detail);
    }

    private void stopComparing() {
        if (replayed != null) {
            replayed.close();
            replayed = null;
        }
    }

    /** No more rows will come. Idempotent, also over a restart. */
    public void end(long inputSeq, long timeNs) {
        if (appliedOseq < lastOseq.getPlain()) {
            throw notDeterministic(inputSeq, "replay ended, and the outbox has outputs up to " + lastOseq);
        }
        if (!isEnded) {
            stopComparing();
            writeSchema(inputSeq, timeNs);
            writer.appendControl(fieldsOf(inputSeq, timeNs), FrameType.END, new byte[0]);
            frames.lazySet(frames.getPlain() + 1);
            isEnded = true;
        }
    }

    /**
     * A cursor over the rows after {@code afterOseq}, for a thread of its own; closed by the caller before the outbox is.
     *
     * @param afterOseq at most {@link #lastOseq()}
     */
    public OutboxReader reader(long afterOseq) {
        if (afterOseq < 0 || afterOseq > lastOseq()) {
            throw JournalErrors.notThere(afterOseq, store.place());
        }
        return new OutboxReader(frameReader(afterOseq), schema, afterOseq);
    }

    /** Number of the last row caused by an entry of the log up to this one, 0 if there is none. */
    public long lastOseqUpTo(long inputSeq) {
        FrameHeader header = FrameHeader.view();
        long low = 1;
        long high = frames.get() + 1;
        long found = 0;
        while (low < high) {
            long middle = low + high >>> 1;
            try (FrameSource probe = store.source(middle)) {
                if (!probe.next()) {
                    throw JournalErrors.notThere(middle, store.place());
                }
                header.wrap(probe.address());
                if (header.seq() > inputSeq) {
                    high = middle;
                } else {
                    found = header.batchSequence() + header.rows() - 1;
                    low = middle + 1;
                }
            }
        }
        return found;
    }

    /** Starts with the frame that has the row after {@code oseq}. */
    private FrameReader frameReader(long oseq) {
        FrameHeader header = FrameHeader.view();
        long low = 1;
        long high = frames.get() + 1;
        long before = 0;
        while (low < high) {
            long middle = low + high >>> 1;
            try (FrameSource probe = store.source(middle)) {
                if (!probe.next()) {
                    throw JournalErrors.notThere(middle, store.place());
                }
                header.wrap(probe.address());
                long end = header.batchSequence() + header.rows() - 1;
                // The end stands behind all rows and must be seen by who has them all.
                if (end > oseq || header.type() == FrameType.END) {
                    high = middle;
                } else {
                    before = end;
                    low = middle + 1;
                }
            }
        }
        return new FrameReader(store.source(low), null, FrameChecker.afterOutput(before));
    }

    /** As {@link EventLog#force()}; returns the oseq up to which all rows are durable. */
    public long force() {
        long oseq = lastOseq();
        store.force();
        return oseq;
    }

    @Override
    public void close() {
        stopComparing();
        cutter.close();
        store.close();
    }
}
