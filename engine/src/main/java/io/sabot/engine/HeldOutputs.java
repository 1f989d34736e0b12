package io.sabot.engine;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.error.SabotException;
import io.sabot.core.memory.MemoryPool;
import io.sabot.journal.Outbox;
import io.sabot.journal.OutboxSchema;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * What goes into an outbox, held back until the input that caused it is durable. Where inputs are durable at once, as with
 * durability {@code process}, nothing is held or copied.
 *
 * <p>Owned by the sequencer's thread.
 */
final class HeldOutputs implements AutoCloseable {
    /** Everything is durable as soon as it is in the log. */
    static final LongSupplier AT_ONCE = () -> Long.MAX_VALUE;

    private final Outbox outbox;
    private final SpaceWait space; // not owned
    private final MemoryPool pool; // not owned
    private final LongSupplier durableSeq;
    private final Deque<Held> held = new ArrayDeque<>();
    private final Deque<EventBatch> spare = new ArrayDeque<>();
    private final boolean[] isPlain;

    /** @param rows null for the end */
    private record Held(EventBatch rows, long seq, long timeNs) {}

    /** @param outbox owned from then on */
    HeldOutputs(Outbox outbox, SpaceWait space, MemoryPool pool, LongSupplier durableSeq) {
        this.outbox = outbox;
        this.space = space;
        this.pool = pool;
        this.durableSeq = durableSeq;
        this.isPlain = new boolean[outbox.schema().columnCount()];
        Arrays.fill(isPlain, true);
    }

    Outbox outbox() {
        return outbox;
    }

    /** The batch's selected rows. */
    void append(EventBatch rows, long seq, long timeNs) {
        if (canPass(seq)) {
            write(rows, seq, timeNs);
        } else {
            held.add(new Held(copyOf(rows), seq, timeNs));
        }
    }

    void end(long seq, long timeNs) {
        if (canPass(seq)) {
            space.until(() -> outbox.end(seq, timeNs));
        } else {
            held.add(new Held(null, seq, timeNs));
        }
    }

    private boolean canPass(long seq) {
        return held.isEmpty() && seq <= durableSeq.getAsLong();
    }

    private void write(EventBatch rows, long seq, long timeNs) {
        try {
            outbox.append(rows, seq, timeNs);
        } catch (SabotException e) {
            space.retry(e, () -> outbox.append(rows, seq, timeNs));
        }
    }

    /** Batches held. */
    int size() {
        return held.size();
    }

    /** Writes what has become durable. */
    void release() {
        if (held.isEmpty()) {
            return;
        }
        long durable = durableSeq.getAsLong();
        while (!held.isEmpty() && held.peek().seq() <= durable) {
            Held next = held.peek();
            if (next.rows() == null) {
                space.until(() -> outbox.end(next.seq(), next.timeNs()));
            } else {
                write(next.rows(), next.seq(), next.timeNs());
                spare.push(next.rows());
            }
            held.remove(); // not before it is written: a failure must not lose it
        }
    }

    private EventBatch copyOf(EventBatch rows) {
        EventBatch copy = spare.isEmpty() ? EventBatch.growable(pool) : spare.pop();
        copy.layout(outbox.schema(), null, isPlain, Math.max(1, rows.selectedCount()));
        int[] selection = rows.selection();
        for (int i = 0; i < rows.selectedCount(); i++) {
            copyRow(rows, selection[i], copy, OutboxSchema.sinkColumns(outbox.schema()));
        }
        return copy;
    }

    /** The sink's columns and the positions, which the outbox makes columns of. */
    static void copyRow(EventBatch from, int row, EventBatch to, int columns) {
        int at = to.nextRow();
        for (int i = 0; i < columns; i++) {
            to.column(i).copyFrom(from.column(i), row, at);
        }
        to.positions(at, from.firstPosition(row), from.position(row));
        to.commitRow();
    }

    /** What is held was never promised to anybody. */
    @Override
    public void close() {
        held.forEach(one -> {
            if (one.rows() != null) {
                one.rows().close();
            }
        });
        held.clear();
        spare.forEach(EventBatch::close);
        spare.clear();
        outbox.close();
    }
}
