package io.sabot.perf;

import io.sabot.core.batch.Column;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.Position;
import io.sabot.core.batch.SymbolDictionary;
import io.sabot.core.memory.MemoryPool;
import io.sabot.journal.Outbox;

/** {@code A B+ C} as an automaton of three states a symbol. */
final class W1Ceiling implements Ceiling {
    /** The row before is part of a match, or there is none: it cannot be A. */
    private static final byte CONSUMED = 0;

    /** The row before can be A. */
    private static final byte READY = 1;

    private static final byte FALLING = 2;

    private final MemoryPool pool = MemoryPool.unbounded();
    private final EventBatch out = EventBatch.growable(pool);
    private Outbox outbox; // null: results are dropped
    private byte[] states;
    private double[] lastPrices;
    private long[] lastPositions;
    private double[] firstPrices;
    private long[] firstPositions;

    @Override
    public void open(SymbolDictionary symbols, Outbox newOutbox) {
        outbox = newOutbox;
        int count = symbols.size();
        states = new byte[count];
        lastPrices = new double[count];
        lastPositions = new long[count];
        firstPrices = new double[count];
        firstPositions = new long[count];
        out.layout(Workload.W1.output(), symbols, null, EventBatch.DEFAULT_ROWS);
    }

    @Override
    public void onBatch(EventBatch batch, long seq, long timeNs) {
        Column symbols = batch.column(0);
        Column prices = batch.column(2);
        int rows = batch.rows();
        for (int row = 0; row < rows; row++) {
            onRow(symbols.getSymbol(row), prices.getDouble(row), Position.of(seq, row));
        }
        if (!out.isEmpty()) {
            if (outbox != null) {
                outbox.append(out, seq, timeNs);
            }
            out.clear();
        }
    }

    private void onRow(int symbol, double price, long position) {
        double last = lastPrices[symbol];
        byte state = states[symbol];
        if (state == FALLING) {
            if (price > last) {
                emit(symbol, price, position);
                states[symbol] = CONSUMED;
            } else if (price == last) {
                states[symbol] = READY;
            }
        } else if (state == READY && price < last) {
            firstPrices[symbol] = last;
            firstPositions[symbol] = lastPositions[symbol];
            states[symbol] = FALLING;
        } else {
            states[symbol] = READY;
        }
        lastPrices[symbol] = price;
        lastPositions[symbol] = position;
    }

    private void emit(int symbol, double price, long position) {
        int row = out.nextRow();
        out.column(0).putSymbol(row, symbol);
        out.column(1).putDouble(row, firstPrices[symbol]);
        out.column(2).putDouble(row, lastPrices[symbol]);
        out.column(3).putDouble(row, price);
        out.positions(row, firstPositions[symbol], position);
        out.commitRow();
    }

    @Override
    public void onEnd(long seq, long timeNs) {
        outbox.end(seq, timeNs);
    }

    @Override
    public void close() {
        out.close();
        pool.close();
    }
}
