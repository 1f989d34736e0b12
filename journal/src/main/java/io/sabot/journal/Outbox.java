package io.sabot.journal;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.schema.EventSchema;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The results of one query for one sink, each row with its number (oseq, counted up from 1) and the positions it came from.
 *
 * <p>Appending is idempotent: after a restart the log is replayed from a checkpoint, and rows that the outbox has already
 * are compared with what it has instead of being appended. A difference is an error (JRN-0301) that ends the
 * application: its outputs do not depend on the log alone.
 *
 * <p>Numbers are given up when a crash took their inputs away: the rows were perhaps seen by a sink, and no other row may
 * have their numbers. A frame GENERATION_START says where numbering goes on; who counts rows must not expect the next one.
 * {@link #appliedOseq} and {@link #lastOseq} stand at the last number that was given up once the rows before are applied.
 * Rows whose files were trimmed are taken on trust when replay gives them again.
 *
 * <p>Owned by the thread that appends; {@link #reader} and {@link #lastOseq} may be called from any. Strings are stored as
 * bytes, so readers need no dictionary.
 */
public final class Outbox implements AutoCloseable {
    /** Of one row, in a frame of its own. */
    public static final long MAX_ROW_BYTES = FrameDescriptor.MAX_BODY_BYTES;

    private final String name;
    private final FrameStore store;
    private final EventSchema schema;
    private final FrameWriter writer;
    private final OutputCutter cutter;
    private final FrameHeader fields = FrameHeader.create();
    private final AtomicLong lastOseq;
    private final AtomicLong frames;
    private final OutboxLimits limits;
    private final OseqGaps gaps;
    private final LogCut cut;
    private boolean hasSchema;
    private boolean isEnded;
    private long appliedOseq;
    private FrameReader replayed; // null: not comparing

    private volatile long trimmedOseq;

    private Outbox(
            String name, FrameStore store, EventSchema schema, OutboxLimits limits, OseqGaps gaps, Recovery recovery) {
        this.name = name;
        this.store = store;
        this.schema = schema;
        this.limits = limits;
        this.gaps = gaps;
        this.cut = recovery.cut();
        this.writer = new FrameWriter(store, null, Numbering.OUTBOX, recovery.end());
        this.cutter = new OutputCutter(schema);
        this.lastOseq = new AtomicLong(recovery.end().oseq());
        this.frames = new AtomicLong(recovery.end().frames());
        this.trimmedOseq = store.beginning().oseq();
    }

    static Outbox open(String name, FrameStore store, EventSchema sinkSchema, OutboxLimits limits, LogPoint point) {
        EventSchema schema = OutboxSchema.of(sinkSchema);
        boolean isDone = false;
        try {
            LogPoint usable = point != null && point.seq() <= limits.logEndSeq() && store.fits(point) ? point : null;
            OseqGaps gaps = OseqGaps.parse(store.trimmedGaps());
            OutboxScan scan = new OutboxScan(name, schema, limits, gaps);
            Recovery recovery = scan.run(store, usable);
            Outbox outbox = new Outbox(name, store, schema, limits, gaps, recovery);
            outbox.hasSchema = scan.hasSchema();
            outbox.isEnded = scan.isEnded();
            outbox.begin(recovery.end());
            isDone = true;
            return outbox;
        } finally {
            if (!isDone) {
                store.close();
            }
        }
    }

    private void begin(ChainEnd end) {
        if (store.nextOseq() > end.oseq() + 1) {
            giveUp(store.nextOseq() - 1, end.seq(), end.timeNs());
        }
        appliedOseq = gaps.skip(0);
    }

    /** No row will have a number up to this one. */
    private void giveUp(long oseq, long inputSeq, long timeNs) {
        long before = lastOseq.getPlain();
        FrameHeader mark = fieldsOf(inputSeq, timeNs).batchSequence(oseq + 1);
        writer.appendControl(mark, FrameType.GENERATION_START, new byte[0]);
        frames.lazySet(frames.getPlain() + 1);
        store.force(frames.getPlain()); // without it, replay would give later rows numbers that sinks have seen
        hasSchema = false; // the frame may be the first of a file
        gaps.add(before, oseq);
        lastOseq.lazySet(oseq);
        appliedOseq = gaps.skip(appliedOseq);
    }

    /** {@link OutboxSchema} of the sink's schema: what readers' batches have. */
    public EventSchema schema() {
        return schema;
    }

    /** Number of the last row in the outbox, or the last that was given up; 0 if there is none. */
    public long lastOseq() {
        return lastOseq.get();
    }

    /** Number of the last row that this run has appended or compared: what a checkpoint stores. */
    public long appliedOseq() {
        return appliedOseq;
    }

    /** Number of the first row that is kept; 1 if nothing was trimmed. Any thread. */
    public long firstOseq() {
        return trimmedOseq + 1;
    }

    /** What was dropped when the outbox was opened; null if nothing was. Its seq is that of an input. */
    public LogCut cut() {
        return cut;
    }

    /**
     * From where the outbox can be opened later without what is before, for a checkpoint; null while replay is compared,
     * because the outbox is further than what was applied. Null too as long as there are rows before given-up numbers:
     * who opens it without them does not learn of the gaps.
     */
    public LogPoint point() {
        return appliedOseq == lastOseq.getPlain() && !gaps.hasAfter(trimmedOseq)
                ? LogPoint.of(writer.end(frames.getPlain(), appliedOseq), store.lastPlace())
                : null;
    }

    /** False if a checkpoint at this row cannot be gone on from: the outbox has lost the row or given it up. */
    public boolean canResumeAfter(long oseq) {
        return oseq <= lastOseq.getPlain() && !gaps.isInside(oseq);
    }

    /** Goes on from a checkpoint: the next row to be appended is the one after {@code oseq}. Before the first append. */
    public void resumeAfter(long oseq) {
        if (!canResumeAfter(oseq) || replayed != null) {
            throw new IllegalArgumentException("cannot resume after output " + oseq + " of " + lastOseq);
        }
        appliedOseq = gaps.skip(oseq);
    }

    /** What a row takes in a frame; {@link #append} refuses those of more than {@link #MAX_ROW_BYTES}. Owner's thread. */
    public long bytesOf(EventBatch rows, int row) {
        return cutter.bytesOf(rows, row);
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
                appliedOseq = gaps.skip(before);
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
            if (appliedOseq < trimmedOseq) {
                skipTrimmed(inputSeq, frame.rows());
            } else if (appliedOseq < lastOseq.getPlain()) {
                compare(inputSeq, frame.rows());
            } else {
                write(frame, inputSeq, timeNs);
            }
            appliedOseq = gaps.skip(appliedOseq + frame.rows());
            cutter.clear();
        }
    }

    private void skipTrimmed(long inputSeq, int rows) {
        if (appliedOseq + rows > trimmedOseq) {
            throw notDeterministic(inputSeq, "what is kept begins after output " + trimmedOseq + ", inside its rows");
        }
    }

    private void write(EventBatch frame, long inputSeq, long timeNs) {
        if (isEnded) {
            throw notDeterministic(inputSeq, "the outbox ended with output " + lastOseq);
        }
        stopComparing();
        giveUpUnknown(inputSeq, timeNs);
        writeSchema(inputSeq, timeNs);
        writer.append(fieldsOf(inputSeq, timeNs), frame, FrameType.OUTPUT);
        lastOseq.lazySet(lastOseq.getPlain() + frame.rows());
        frames.lazySet(frames.getPlain() + 1);
    }

    /** Replay has given all that the log has, and a sink has seen more: rows of inputs that were lost. */
    private void giveUpUnknown(long inputSeq, long timeNs) {
        if (inputSeq > limits.logEndSeq() && isLostForSinks()) {
            giveUp(limits.sinkRecordedOseq(), inputSeq, timeNs);
        }
    }

    /** Whether sinks have rows that will not be made again. */
    private boolean isLostForSinks() {
        return !limits.isRepeated() && lastOseq.getPlain() < limits.sinkRecordedOseq();
    }

    /**
     * Replay has given all that the log has. To be called before anything is added to the log: if a sink has seen more
     * rows, their inputs were lost, and their numbers are given up here. Later nobody could tell these inputs from new ones.
     *
     * @param lastSeq of the log
     * @param timeNs logical time of that entry
     */
    public void endReplay(long lastSeq, long timeNs) {
        boolean isAllApplied = appliedOseq == lastOseq.getPlain();
        if (isAllApplied && !isEnded && isLostForSinks()) {
            stopComparing();
            giveUp(limits.sinkRecordedOseq(), lastSeq, timeNs);
        }
    }

    /** Makes each file readable without the query and the files before; written with a row, which sets the time. */
    private void writeSchema(long inputSeq, long timeNs) {
        if (!hasSchema || store.beginsFile(Math.max(timeNs, writer.lastTimeNs()))) {
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
                .batchSequence(lastOseq.getPlain() + 1)
                .sourceOffset(frames.getPlain() + 1);
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
            giveUpUnknown(inputSeq, timeNs);
            writeSchema(inputSeq, timeNs);
            writer.appendControl(fieldsOf(inputSeq, timeNs), FrameType.END, new byte[0]);
            frames.lazySet(frames.getPlain() + 1);
            isEnded = true;
        }
    }

    /**
     * A cursor over the rows after {@code afterOseq}, for a thread of its own; closed by the caller before the outbox is.
     *
     * @param afterOseq from {@link #firstOseq()} - 1 to {@link #lastOseq()}, or what the sinks had recorded
     * @throws io.sabot.core.error.SabotException JRN-0204 if there is no such row, JRN-0207 if it was trimmed
     */
    public OutboxReader reader(long afterOseq) {
        if (afterOseq < 0 || afterOseq > Math.max(lastOseq(), limits.sinkRecordedOseq())) {
            throw JournalErrors.notThere(afterOseq, store.place());
        }
        if (afterOseq < trimmedOseq) {
            throw JournalErrors.trimmed("output", afterOseq + 1, trimmedOseq + 1, store.place());
        }
        return new OutboxReader(frameReader(afterOseq), schema, afterOseq);
    }

    /** Number of the last row caused by an entry of the log up to this one; the last that was trimmed if there is none. */
    public long lastOseqUpTo(long inputSeq) {
        FrameHeader header = FrameHeader.view();
        long low = store.beginning().frames() + 1;
        long high = frames.get() + 1;
        long found = store.beginning().oseq();
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
        long before = store.beginning().oseq();
        FrameHeader header = FrameHeader.view();
        long low = store.beginning().frames() + 1;
        long high = frames.get() + 1;
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

    /**
     * Gives up whole files, all of whose rows are before a number; never the newest one. Readers that have not come to
     * the new {@link #firstOseq()} must not be used any more. Outbox's thread.
     *
     * @return the new first number
     */
    public long trim(long beforeOseq) {
        long ordinal;
        try (FrameReader first = frameReader(Math.min(Math.max(beforeOseq - 1, trimmedOseq), lastOseq.getPlain()))) {
            ordinal = first.next() ? Numbering.OUTBOX.ordinal(first.header()) : frames.getPlain();
        }
        store.trim(ordinal, null, gaps.text());
        trimmedOseq = store.beginning().oseq();
        return firstOseq();
    }

    /** As {@link EventLog#force()}; returns the oseq up to which all rows are durable. */
    public long force() {
        long oseq = lastOseq();
        long ordinal = frames.get();
        store.force(ordinal);
        return oseq;
    }

    @Override
    public void close() {
        stopComparing();
        cutter.close();
        store.close();
    }
}
