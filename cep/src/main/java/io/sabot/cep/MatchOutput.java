package io.sabot.cep;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.EventTime;
import io.sabot.core.batch.RawMemory;
import io.sabot.core.batch.Watermarks;
import io.sabot.core.memory.MemoryBlock;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.DeadLetters;
import io.sabot.core.operator.Input;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import io.sabot.core.schema.EventSchema;
import io.sabot.state.KeyDecoder;
import io.sabot.state.KeyTable;
import java.util.Arrays;

/** Makes rows of decided matches: one of registers, or one or all of the rows that are held. */
final class MatchOutput implements AutoCloseable {
    private final PatternSpec spec;
    private final PatternSpec.Shown shown;
    private final PatternKernel kernel;
    private final KeyTable partitions; // not owned
    private final KeyDecoder keyDecoder;
    private final DeadLetters deadLetters;
    private final Input downstream;
    private final EventBatch out;
    private final boolean isTimed;
    private long handedOnNs = Watermarks.NONE;
    private final Match match = new Match();

    // Where rows are held; else null.
    private final HeldRows held; // not owned
    private final MatchKernel measures;
    private final MatchedRows matched;
    private final MemoryBlock registers;
    private final EventTime time; // of the window; null if rows have none

    MatchOutput(
            PatternSpec spec,
            PatternKernel kernel,
            MatchKernel measures,
            KeyTable partitions,
            KeyDecoder keyDecoder,
            HeldRows held,
            PathStore paths,
            MemoryPool pool,
            DeadLetters deadLetters,
            Input downstream) {
        this.spec = spec;
        this.shown = spec.rows().shown();
        this.kernel = kernel;
        this.measures = measures;
        this.partitions = partitions;
        this.keyDecoder = keyDecoder;
        this.held = held;
        this.deadLetters = deadLetters;
        this.downstream = downstream;
        this.matched = held == null ? null : new MatchedRows(paths, spec.program());
        this.registers = held == null ? null : pool.allocate(Math.max(8, 2L * measures.registerBytes()));
        boolean[] isPlain = new boolean[spec.output().columnCount()];
        Arrays.fill(isPlain, true);
        this.isTimed = spec.output().hasEventTime();
        this.out = EventBatch.growable(pool);
        out.layout(spec.output(), null, isPlain, EventBatch.DEFAULT_ROWS);
        boolean hasTime = held != null && spec.eventTimeColumn() != EventSchema.NO_COLUMN;
        this.time = hasTime ? new EventTime(spec.eventTimeColumn()) : null;
        if (held != null) {
            measures.bind(held.window());
        }
        if (time != null) {
            time.bind(held.window());
        }
    }

    void seq(long seq) {
        out.seq(seq);
    }

    // ---- what comes out ----

    /**
     * A match, or a partial match whose time has run out.
     *
     * @param position in the log of what decided it
     */
    void emit(int keyId, long partition, long kernelPart, long thread, long position) {
        long number = 0;
        if (ThreadDescriptor.state(thread) != PatternProgram.TIMED_OUT) {
            number = PartitionRecord.matches(partition) + 1;
            PartitionRecord.matches(partition, number);
        }
        match.wrap(keyId, kernelPart, thread, number);
        if (measures != null) {
            measures.seek(number);
        }
        long first = ThreadDescriptor.startPosition(thread);
        if (held == null) {
            int row = nextKeyRow(keyId, first, position);
            try {
                kernel.emit(match, out, row);
                out.commitRow();
            } catch (ArithmeticException e) {
                refuse(row, e.getMessage());
            }
        } else if (shown == PatternSpec.Shown.ONE_ROW) {
            emitOne(keyId, partition, thread, position);
        } else if (!match.isEmpty()) {
            emitAll(keyId, partition, thread, position);
        } else if (shown != PatternSpec.Shown.ALL_ROWS_OMIT_EMPTY) {
            matched.clear();
            begin(false);
            RawMemory.clearLongs(running(), 2 * measures.registerBytes());
            show(keyId, partition, ThreadDescriptor.startRow(thread), first, position);
        }
    }

    private int nextRow(long first, long position) {
        if (out.isFull()) {
            flush();
        }
        int row = out.nextRow();
        out.positions(row, first, position);
        if (isTimed) {
            (row == 0 ? out.ensureWatermarks() : out.watermarks())[row] = handedOnNs;
        }
        return row;
    }

    private int nextKeyRow(int keyId, long first, long position) {
        int row = nextRow(first, position);
        keyDecoder.decode(partitions.keyAddress(keyId), partitions.keyLength(keyId), out, row, 0);
        return row;
    }

    private void emitOne(int keyId, long partition, long thread, long position) {
        int row = nextKeyRow(keyId, ThreadDescriptor.startPosition(thread), position);
        try {
            apply(keyId, partition, thread, false, running());
            measures.emit(match, running(), running(), out, row);
            out.commitRow();
        } catch (ArithmeticException e) {
            refuse(row, e.getMessage());
        }
    }

    private void emitAll(int keyId, long partition, long thread, long position) {
        long first = ThreadDescriptor.startPosition(thread);
        try {
            if (measures.readsFinal()) {
                apply(keyId, partition, thread, true, finals());
            }
            matched.read(thread);
            begin(false);
            RawMemory.clearLongs(running(), measures.registerBytes());
            for (int i = 0; i < matched.count(); i++) {
                long row = ThreadDescriptor.startRow(thread) + i;
                int state = matched.state(i);
                int index = held.indexOf(keyId, partition, row);
                measures.apply(matched.variables()[i], index, i, running());
                if (!spec.program().isExcluded(state)) {
                    show(keyId, partition, row, first, position);
                }
            }
        } catch (ArithmeticException e) {
            refuse(nextRow(first, position), e.getMessage());
        }
    }

    private void begin(boolean isFinal) {
        measures.begin(isFinal, matched.variables(), matched.count());
    }

    /** Goes through the match's rows. */
    private void apply(int keyId, long partition, long thread, boolean isFinal, long into) {
        matched.read(thread);
        begin(isFinal);
        RawMemory.clearLongs(into, measures.registerBytes());
        for (int i = 0; i < matched.count(); i++) {
            int index = held.indexOf(keyId, partition, ThreadDescriptor.startRow(thread) + i);
            measures.apply(matched.variables()[i], index, i, into);
        }
    }

    private void show(int keyId, long partition, long row, long first, long position) {
        int outRow = nextRow(first, position);
        copyColumns(keyId, partition, row, outRow);
        if (time != null) {
            int index = held.indexOf(keyId, partition, row);
            match.shownAt(time.isNull(index) ? 0 : time.ns(index));
        }
        try {
            measures.emit(match, running(), measures.readsFinal() ? finals() : running(), out, outRow);
            out.commitRow();
        } catch (ArithmeticException e) {
            refuse(outRow, e.getMessage());
        }
    }

    private void copyColumns(int keyId, long partition, long row, int outRow) {
        EventBatch window = held.window();
        int index = held.indexOf(keyId, partition, row);
        int[] source = spec.rows().source();
        for (int i = 0; i < source.length; i++) {
            if (source[i] != PatternSpec.Rows.MEASURE) {
                out.column(i).copyFrom(window.column(source[i]), index, outRow);
            }
        }
    }

    /** A row that is in no match. */
    void unmatched(int keyId, long partition, long row, long position) {
        int index = held.indexOf(keyId, partition, row);
        int outRow = nextRow(held.window().position(index), position);
        copyColumns(keyId, partition, row, outRow);
        clearMeasures(outRow);
        out.commitRow();
    }

    private void clearMeasures(int row) {
        int[] source = spec.rows().source();
        for (int i = 0; i < spec.output().columnCount(); i++) {
            boolean isMeasure =
                    source == null ? i >= spec.partitionColumns().length : source[i] == PatternSpec.Rows.MEASURE;
            if (isMeasure) {
                out.column(i).setNull(row);
            }
        }
    }

    /** A match whose measures cannot be computed becomes a dead letter: the row of output without measures. */
    private void refuse(int row, String detail) {
        clearMeasures(row);
        deadLetters.refuse(DeadLetters.Reason.EXPRESSION_FAILED, out, row, detail);
        out.abandonRow();
    }

    private long running() {
        return registers.address();
    }

    private long finals() {
        return registers.address() + measures.registerBytes();
    }

    /** Hands on what there is, of which time goes on no further. */
    void flush() {
        if (!out.isEmpty()) {
            long seq = out.seq();
            if (isTimed) {
                out.watermarkAfterNs(handedOnNs);
            }
            downstream.onBatch(out);
            out.clear();
            out.seq(seq);
        }
    }

    /** Hands on what there is with the watermark, or the watermark alone if it is news. */
    void flush(long watermarkNs, long position) {
        boolean isNews = watermarkNs > handedOnNs;
        handedOnNs = Math.max(handedOnNs, watermarkNs);
        if (!out.isEmpty()) {
            flush();
        } else if (isNews) {
            downstream.onWatermark(watermarkNs, position);
        }
    }

    void save(StateOutput state) {
        assert out.isEmpty();
        state.putLong(out.seq());
        state.putLong(handedOnNs);
    }

    void load(StateInput state) {
        out.seq(state.getLong());
        handedOnNs = state.getLong();
    }

    @Override
    public void close() {
        out.close();
        if (registers != null) {
            registers.close();
        }
    }
}
