package io.sabot.windows;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import org.agrona.UnsafeApi;

/**
 * Aggregates for tests that tell in which order they were fed: values 1 to 9 become the digits of a number. Checks that
 * every accumulator is released once and not touched afterwards.
 *
 * <pre>
 *  accumulator: 0 long state | 8 long count | 16 long digits | 24 long 10 to the power of count | 32 double sum of tenths
 * </pre>
 */
final class TraceKernel implements AggregateKernel {
    private static final long USED = 1;
    private static final long RELEASED = 2;

    private final int valueColumn;
    private int live;
    private Column values;

    TraceKernel(int valueColumn) {
        this.valueColumn = valueColumn;
    }

    int live() {
        return live;
    }

    static long trace(Iterable<Long> values) {
        long digits = 0;
        for (long value : values) {
            digits = digits * 10 + value;
        }
        return digits;
    }

    @Override
    public int accumulatorBytes() {
        return 40;
    }

    @Override
    public void bind(EventBatch batch) {
        values = batch.column(valueColumn);
    }

    private void use(long accumulator) {
        long state = UnsafeApi.getLong(accumulator);
        if (state == RELEASED) {
            throw new IllegalStateException("released accumulator used");
        }
        if (state != USED) {
            UnsafeApi.putLong(accumulator, USED);
            UnsafeApi.putLong(accumulator + 24, 1);
            live++;
        }
    }

    @Override
    public void accumulate(long accumulator, int row) {
        use(accumulator);
        add(accumulator, 1, values.getLong(row), 10, values.getLong(row) * 0.1);
    }

    private static void add(long accumulator, long count, long digits, long power, double sum) {
        UnsafeApi.putLong(accumulator + 8, UnsafeApi.getLong(accumulator + 8) + count);
        UnsafeApi.putLong(accumulator + 16, UnsafeApi.getLong(accumulator + 16) * power + digits);
        UnsafeApi.putLong(accumulator + 24, UnsafeApi.getLong(accumulator + 24) * power);
        UnsafeApi.putDouble(accumulator + 32, UnsafeApi.getDouble(accumulator + 32) + sum);
    }

    @Override
    public void merge(long into, long from) {
        if (UnsafeApi.getLong(from) != USED) {
            throw new IllegalStateException("nothing to merge from");
        }
        use(into);
        add(
                into,
                UnsafeApi.getLong(from + 8),
                UnsafeApi.getLong(from + 16),
                UnsafeApi.getLong(from + 24),
                UnsafeApi.getDouble(from + 32));
    }

    @Override
    public void emit(long accumulator, EventBatch out, int row, int firstColumn) {
        if (UnsafeApi.getLong(accumulator) == RELEASED) {
            throw new IllegalStateException("released accumulator used");
        }
        out.column(firstColumn).putLong(row, UnsafeApi.getLong(accumulator + 8));
        out.column(firstColumn + 1).putLong(row, UnsafeApi.getLong(accumulator + 16));
        out.column(firstColumn + 2).putDouble(row, UnsafeApi.getDouble(accumulator + 32));
    }

    @Override
    public void release(long accumulator) {
        if (UnsafeApi.getLong(accumulator) == RELEASED) {
            throw new IllegalStateException("accumulator released twice");
        }
        if (UnsafeApi.getLong(accumulator) == USED) {
            live--;
            UnsafeApi.putLong(accumulator, RELEASED);
        }
    }
}
