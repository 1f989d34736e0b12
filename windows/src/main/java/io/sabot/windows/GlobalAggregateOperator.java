package io.sabot.windows;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.Position;
import io.sabot.state.KeyTable;
import org.agrona.UnsafeApi;

/**
 * GROUP BY without windows over bounded input: an accumulator a key, decided at the end.
 *
 * <pre>
 *  key record: 16 long first position, none if every row was refused | 24 accumulator
 * </pre>
 */
final class GlobalAggregateOperator extends AggregateOperator {
    private static final int FIRST_POSITION = KeyTable.HEADER_BYTES;
    private static final int ACCUMULATOR = FIRST_POSITION + 8;

    private final boolean emitsEmpty;
    private final boolean hasKeyColumns;
    private int[] due = new int[16];

    GlobalAggregateOperator(AggregateContext context) {
        super(context, 8 + context.kernel().accumulatorBytes());
        this.emitsEmpty = context.spec().emitsEmptyGlobal();
        this.hasKeyColumns = context.spec().keyColumns().length > 0;
    }

    @Override
    long deadlineNs() {
        return Long.MAX_VALUE;
    }

    @Override
    void bind(EventBatch batch) {}

    @Override
    int accumulate(EventBatch batch, int from, int endRow, long deadlineNs) {
        int[] selection = batch.selection();
        int count = batch.selectedCount();
        int i = from;
        for (; i < count && selection[i] < endRow; i++) {
            int row = selection[i];
            int known = keys.size();
            int key = keys.keyOf(batch, row);
            long record = keys.addressForWrite(key);
            if (keys.size() != known) {
                UnsafeApi.putLong(record + FIRST_POSITION, Position.NONE);
                keys.markActive(key);
            }
            if (accumulate(record + ACCUMULATOR, batch, row)
                    && UnsafeApi.getLong(record + FIRST_POSITION) == Position.NONE) {
                UnsafeApi.putLong(record + FIRST_POSITION, batch.firstPosition(row));
            }
        }
        return i;
    }

    @Override
    void fireUntil(long newWatermarkNs) {
        // Only the end decides.
    }

    @Override
    void fireAll() {
        int count = keys.size();
        if (emitsEmpty && !hasKeyColumns && (count == 0 || isEmpty(0))) {
            output.emitWithoutKey(emptyScratch(), Position.NONE);
            return;
        }
        if (due.length < count) {
            due = new int[count];
        }
        // No key ever leaves, so ids are 0 … count − 1.
        for (int key = 0; key < count; key++) {
            due[key] = key;
        }
        keys.sort(due, count);
        for (int i = 0; i < count; i++) {
            long record = keys.addressForWrite(due[i]);
            if (!isEmpty(due[i])) {
                output.emitGlobal(due[i], record + ACCUMULATOR, UnsafeApi.getLong(record + FIRST_POSITION));
            }
            kernel.release(record + ACCUMULATOR);
        }
    }

    private boolean isEmpty(int key) {
        return UnsafeApi.getLong(keys.address(key) + FIRST_POSITION) == Position.NONE;
    }
}
