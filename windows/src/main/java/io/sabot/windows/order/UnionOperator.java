package io.sabot.windows.order;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.Position;
import io.sabot.core.batch.Watermarks;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.Input;
import io.sabot.core.operator.Operator;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import io.sabot.core.schema.EventSchema;
import java.util.Arrays;

/**
 * UNION ALL: rows of all inputs as they arrive. Its watermark is the least of those inputs that have not ended: an input
 * that never had a watermark holds all time back until it ends.
 *
 * <p>Owned by the application's operator thread.
 */
public final class UnionOperator implements Operator {
    private final String name;
    private final Input downstream; // not owned
    private final RowOutput output;

    /** Per input; an ended one is at {@link Watermarks#END}. */
    private final long[] watermarksNs;

    private final boolean[] hasEnded;
    private int open;
    private long watermarkNs = Watermarks.NONE;
    private long lastPosition = Position.NONE;

    /**
     * @param name of the query, for errors
     * @param schema of the output; the inputs' columns are of the same types
     * @param inputs their numbers are 0 to {@code inputs} - 1
     * @param pool for the output batch
     */
    public UnionOperator(String name, EventSchema schema, int inputs, MemoryPool pool, Input downstream) {
        this.name = name;
        this.downstream = downstream;
        this.output = new RowOutput(schema, pool, downstream);
        this.watermarksNs = new long[inputs];
        Arrays.fill(watermarksNs, Watermarks.NONE);
        this.hasEnded = new boolean[inputs];
        this.open = inputs;
    }

    @Override
    public void onBatch(int input, EventBatch batch) {
        checkOpen(input);
        output.layoutAs(batch, watermarkNs);
        long othersNs = leastOfOthers(input);
        int count = batch.selectedCount();
        int from = 0;
        while (from < count) {
            int copied = Math.min(output.room(), count - from);
            copy(batch, from, copied, input, othersNs);
            from += copied;
        }
        if (batch.rows() > 0) {
            advance(input, batch.watermarkAfterNs(), batch.position(batch.rows() - 1));
        }
    }

    private void copy(EventBatch batch, int from, int count, int input, long othersNs) {
        EventBatch out = output.batch();
        int[] selection = batch.selection();
        int first = out.nextRow();
        for (int column = 0; column < out.columnCount(); column++) {
            Column source = batch.column(column);
            Column target = out.column(column);
            for (int i = 0; i < count; i++) {
                target.copyFrom(source, selection[from + i], first + i);
            }
        }
        boolean hasWatermarks = batch.watermarkAfterNs() != Watermarks.NONE;
        long ownNs = watermarksNs[input];
        for (int i = 0; i < count; i++) {
            int row = selection[from + i];
            ownNs = hasWatermarks ? Math.max(ownNs, batch.watermarks()[row]) : ownNs;
            watermarkNs = Math.max(watermarkNs, Math.min(ownNs, othersNs));
            output.describe(first + i, batch.firstPosition(row), batch.position(row), watermarkNs);
        }
        output.commit(count);
    }

    private long leastOfOthers(int input) {
        long least = Watermarks.END;
        for (int i = 0; i < watermarksNs.length; i++) {
            least = i == input ? least : Math.min(least, watermarksNs[i]);
        }
        return least;
    }

    private void advance(int input, long inputNs, long position) {
        watermarksNs[input] = Math.max(watermarksNs[input], inputNs);
        watermarkNs = Math.max(watermarkNs, Math.min(watermarksNs[input], leastOfOthers(input)));
        lastPosition = position;
    }

    @Override
    public void onWatermark(int input, long inputNs, long position) {
        checkOpen(input);
        advance(input, inputNs, position);
        flush();
    }

    @Override
    public void onEnd(int input, long position) {
        checkOpen(input);
        hasEnded[input] = true;
        open--;
        if (open == 0) {
            output.handOnRows(watermarkNs);
            downstream.onEnd(position);
        } else {
            advance(input, Watermarks.END, position);
            flush();
        }
    }

    private void checkOpen(int input) {
        if (hasEnded[input]) {
            throw new IllegalStateException(name + ": input " + input + " goes on after its end");
        }
    }

    @Override
    public void flush() {
        output.flush(watermarkNs, lastPosition);
    }

    @Override
    public void save(StateOutput out) {
        for (int i = 0; i < watermarksNs.length; i++) {
            out.putLong(watermarksNs[i]);
            out.putBoolean(hasEnded[i]);
        }
        out.putLong(watermarkNs);
        out.putLong(lastPosition);
        output.save(out);
    }

    @Override
    public void load(StateInput in) {
        open = 0;
        for (int i = 0; i < watermarksNs.length; i++) {
            watermarksNs[i] = in.getLong();
            hasEnded[i] = in.getBoolean();
            open += hasEnded[i] ? 0 : 1;
        }
        watermarkNs = in.getLong();
        lastPosition = in.getLong();
        output.load(in);
    }

    @Override
    public void close() {
        output.close();
    }
}
