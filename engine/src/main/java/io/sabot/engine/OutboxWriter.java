package io.sabot.engine;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.DeadLetters;
import io.sabot.core.operator.Input;
import io.sabot.core.operator.Operator;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.type.Storage;
import io.sabot.journal.Outbox;
import io.sabot.journal.OutboxSchema;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The end of the operators that write into one outbox. Rows of one query go straight in; where there are several queries
 * the rows of a frame are put in the order of what caused them first, then of the queries.
 *
 * <p>Owned by the sequencer's thread.
 */
final class OutboxWriter implements Operator {
    /** Of one query in a frame, usually: thousands may have some at once. */
    private static final int FEW_ROWS = 64;

    private final HeldOutputs outputs;
    private final Outbox outbox; // the outputs'
    private final DeadLetters refused; // not owned
    private final MemoryPool pool; // not owned
    private final boolean hasTexts;
    private final List<EventBatch> pending = new ArrayList<>(); // by query; null: no rows of this frame
    private final List<int[]> next = new ArrayList<>();
    private final BitSet waiting = new BitSet(); // queries with rows of this frame
    private final ArrayDeque<EventBatch> spare = new ArrayDeque<>();
    private EventBatch merged;
    private int inputs;
    private int endedInputs;
    private long seq;
    private long timeNs;
    private boolean isEnded;
    private long mutedThroughSeq = -1;

    /**
     * @param outputs owned from then on
     * @param refused for rows that are too large
     */
    OutboxWriter(HeldOutputs outputs, DeadLetters refused, MemoryPool pool) {
        this.outputs = outputs;
        this.refused = refused;
        this.outbox = outputs.outbox();
        this.pool = pool;
        this.hasTexts = outbox.schema().columns().stream().anyMatch(OutboxWriter::isOfAnyLength);
    }

    private static boolean isOfAnyLength(ColumnSpec column) {
        Storage storage = column.type().defaultStorage();
        return storage == Storage.VIEW128 || storage == Storage.SYMBOL32;
    }

    HeldOutputs outputs() {
        return outputs;
    }

    Outbox outbox() {
        return outbox;
    }

    boolean isEnded() {
        return isEnded;
    }

    /**
     * Results of frames up to this one are those of an application that was upgraded: what is in the outbox stays, nothing
     * is added or compared. Before the first frame, or behind {@link #load}: that the queries have ended is said then.
     */
    void mute(long throughSeq) {
        mutedThroughSeq = throughSeq;
        outbox.resumeAfter(outbox.lastOseqUpTo(throughSeq));
        if (isEnded) {
            outputs.end(throughSeq, 0); // the outbox knows the time of what it has
        }
    }

    /** Where one more query goes in. */
    Input addInput() {
        return new Input(this, inputs++);
    }

    /** Says which frame's results come now. */
    void begin(long newSeq, long newTimeNs) {
        seq = newSeq;
        timeNs = newTimeNs;
    }

    @Override
    public void onBatch(int input, EventBatch batch) {
        if (seq <= mutedThroughSeq) {
            return;
        }
        if (inputs == 1) {
            if (batch.selectedCount() > 0) {
                append(batch);
            }
            return;
        }
        while (pending.size() <= input) {
            pending.add(null);
            next.add(new int[1]);
        }
        for (int i = 0; i < batch.selectedCount(); i++) {
            keep(input, batch, batch.selection()[i]);
        }
    }

    private void append(EventBatch batch) {
        if (hasTexts && hasTooLarge(batch)) {
            appendFitting(batch);
        } else {
            outputs.append(batch, seq, timeNs);
        }
    }

    private boolean hasTooLarge(EventBatch batch) {
        int[] selection = batch.selection();
        int count = batch.selectedCount();
        for (int i = 0; i < count; i++) {
            if (outbox.bytesOf(batch, selection[i]) > Outbox.MAX_ROW_BYTES) {
                return true;
            }
        }
        return false;
    }

    /** Rows that no frame can hold are dead letters, whatever made them: the others go on. */
    private void appendFitting(EventBatch batch) {
        try (EventBatch fitting = empty(Math.max(1, batch.selectedCount()))) {
            for (int i = 0; i < batch.selectedCount(); i++) {
                int row = batch.selection()[i];
                long bytes = outbox.bytesOf(batch, row);
                if (bytes <= Outbox.MAX_ROW_BYTES) {
                    copy(batch, row, fitting);
                } else {
                    refused.refuse(
                            DeadLetters.Reason.LIMIT,
                            batch,
                            row,
                            "the result has " + bytes + " bytes, and a row may have " + Outbox.MAX_ROW_BYTES);
                }
            }
            if (fitting.rows() > 0) {
                outputs.append(fitting, seq, timeNs);
            }
        }
    }

    private void keep(int input, EventBatch batch, int row) {
        EventBatch kept = pending.get(input);
        if (kept == null) {
            kept = fresh(input);
        } else if (kept.isFull() && kept.rowCapacity() < EventBatch.MAX_ROWS) {
            kept = larger(input, kept);
        } else if (kept.isFull()) {
            // More rows in a frame than a batch holds: what is there goes out first.
            merge();
            kept = fresh(input);
        }
        copy(batch, row, kept);
    }

    private EventBatch fresh(int input) {
        EventBatch batch = spare.isEmpty() ? empty(FEW_ROWS) : spare.pop();
        pending.set(input, batch);
        waiting.set(input);
        return batch;
    }

    private EventBatch larger(int input, EventBatch full) {
        EventBatch batch = empty(EventBatch.MAX_ROWS);
        for (int row = 0; row < full.rows(); row++) {
            copy(full, row, batch);
        }
        full.clear();
        spare.push(full);
        pending.set(input, batch);
        return batch;
    }

    private EventBatch empty(int maxRows) {
        EventBatch batch = EventBatch.growable(pool);
        boolean[] isPlain = new boolean[outbox.schema().columnCount()];
        Arrays.fill(isPlain, true);
        batch.layout(outbox.schema(), null, isPlain, maxRows);
        return batch;
    }

    /** Copies the sink's columns; the outbox adds the positions. */
    private void copy(EventBatch from, int row, EventBatch to) {
        HeldOutputs.copyRow(from, row, to, OutboxSchema.sinkColumns(outbox.schema()));
    }

    /** The frame is done: what it caused goes out. */
    void commit() {
        if (inputs > 1) {
            merge();
        }
        if (endedInputs == inputs && !isEnded) {
            outputs.end(seq, timeNs);
            isEnded = true;
        }
    }

    private void merge() {
        if (waiting.isEmpty()) {
            return;
        }
        if (merged == null) {
            merged = empty(EventBatch.MAX_ROWS);
        }
        for (int input = nextInput(); input >= 0; input = nextInput()) {
            if (merged.isFull()) {
                hand();
            }
            copy(pending.get(input), next.get(input)[0]++, merged);
        }
        hand();
        for (int input = waiting.nextSetBit(0); input >= 0; input = waiting.nextSetBit(input + 1)) {
            EventBatch batch = pending.set(input, null);
            batch.clear();
            spare.push(batch);
            next.get(input)[0] = 0;
        }
        waiting.clear();
    }

    private void hand() {
        append(merged);
        merged.clear();
    }

    /** Query whose next row was caused first, or −1. */
    private int nextInput() {
        int best = -1;
        long bestPosition = 0;
        for (int i = waiting.nextSetBit(0); i >= 0; i = waiting.nextSetBit(i + 1)) {
            EventBatch batch = pending.get(i);
            int row = next.get(i)[0];
            if (row < batch.rows()) {
                long position = batch.position(row);
                if (best < 0 || position < bestPosition) {
                    best = i;
                    bestPosition = position;
                }
            }
        }
        return best;
    }

    @Override
    public void onWatermark(int input, long watermarkNs, long position) {}

    @Override
    public void onEnd(int input, long position) {
        endedInputs++;
    }

    @Override
    public void save(StateOutput out) {
        out.putLong(outbox.appliedOseq());
        out.putInt(endedInputs);
        out.putBoolean(isEnded);
    }

    @Override
    public void load(StateInput in) {
        OutboxState.resume(outbox, in.getLong());
        endedInputs = in.getInt();
        isEnded = in.getBoolean();
    }

    @Override
    public void close() {
        pending.forEach(batch -> {
            if (batch != null) {
                batch.close();
            }
        });
        spare.forEach(EventBatch::close);
        if (merged != null) {
            merged.close();
        }
        outputs.close();
    }
}
