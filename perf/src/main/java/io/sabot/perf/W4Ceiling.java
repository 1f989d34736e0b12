package io.sabot.perf;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.Position;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.memory.MemoryPool;
import io.sabot.journal.Outbox;
import java.util.Arrays;

/** Sums per second and symbol, ten seconds of them in a circle. */
final class W4Ceiling implements Ceiling {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final int SECONDS = 10;
    private static final long NONE = Long.MIN_VALUE;

    private final MemoryPool pool = MemoryPool.unbounded();
    private final EventBatch out = EventBatch.growable(pool);
    private final double[][] turnover = new double[SECONDS][];
    private final long[][] volume = new long[SECONDS][];
    private Outbox outbox; // null: results are dropped
    private int symbolCount;
    private long second = NONE; // since 1970, the one that rows are added to
    private double[] turnovers;
    private long[] volumes;
    private long seq;
    private long timeNs;

    @Override
    public void open(SymbolDictionary symbols, Outbox newOutbox) {
        outbox = newOutbox;
        symbolCount = symbols.size();
        for (int i = 0; i < SECONDS; i++) {
            turnover[i] = new double[symbolCount];
            volume[i] = new long[symbolCount];
        }
        out.layout(Workload.W4.output(), symbols, null, EventBatch.DEFAULT_ROWS);
    }

    @Override
    public void onBatch(EventBatch batch, long newSeq, long newTimeNs) {
        seq = newSeq;
        timeNs = newTimeNs;
        Column symbols = batch.column(0);
        Column times = batch.column(1);
        Column prices = batch.column(2);
        Column sizes = batch.column(3);
        int rows = batch.rows();
        long nextSecondNs = second == NONE ? Long.MIN_VALUE : (second + 1) * SECOND_NS;
        for (int row = 0; row < rows; row++) {
            if (times.getLong(row) >= nextSecondNs) {
                moveTo(Math.floorDiv(times.getLong(row), SECOND_NS), Position.of(seq, row));
                nextSecondNs = (second + 1) * SECOND_NS;
            }
            int symbol = symbols.getSymbol(row);
            int size = sizes.getInt(row);
            turnovers[symbol] += prices.getDouble(row) * size;
            volumes[symbol] += size;
        }
        flush();
    }

    /** Closes the windows that end up to the beginning of a second. */
    private void moveTo(long newSecond, long position) {
        while (second != NONE && second < newSecond) {
            close(position);
            second++;
            clear();
        }
        second = newSecond;
        turnovers = turnover[(int) (second % SECONDS)];
        volumes = volume[(int) (second % SECONDS)];
    }

    private void clear() {
        Arrays.fill(turnover[(int) (second % SECONDS)], 0);
        Arrays.fill(volume[(int) (second % SECONDS)], 0);
    }

    /** Gives the window that ends with the current second. */
    private void close(long position) {
        long endNs = (second + 1) * SECOND_NS;
        for (int symbol = 0; symbol < symbolCount; symbol++) {
            double sum = 0;
            long weight = 0;
            for (int i = 0; i < SECONDS; i++) {
                sum += turnover[i][symbol];
                weight += volume[i][symbol];
            }
            if (weight > 0) {
                emit(symbol, endNs, sum / weight, position);
            }
        }
    }

    private void emit(int symbol, long endNs, double value, long position) {
        if (out.isFull()) {
            flush();
        }
        int row = out.nextRow();
        out.column(0).putSymbol(row, symbol);
        out.column(1).putLong(row, endNs);
        out.column(2).putDouble(row, value);
        out.positions(row, position, position);
        out.commitRow();
    }

    private void flush() {
        if (!out.isEmpty()) {
            if (outbox != null) {
                outbox.append(out, seq, timeNs);
            }
            out.clear();
        }
    }

    /** The windows that are open are given as they are. */
    @Override
    public void onEnd(long newSeq, long newTimeNs) {
        seq = newSeq;
        timeNs = newTimeNs;
        if (second != NONE) {
            moveTo(second + SECONDS, Position.of(seq, 0));
        }
        flush();
        outbox.end(seq, timeNs);
    }

    @Override
    public void close() {
        out.close();
        pool.close();
    }
}
