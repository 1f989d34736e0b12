package io.sabot.ops.demo;

import io.sabot.engine.Sabot;
import io.sabot.ingest.ring.FlushMode;
import io.sabot.ingest.ring.RowAppender;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Plays a market into a running node: when each event is due, or as fast as they are taken. One thread. */
final class Feed implements Tape, AutoCloseable {
    private static final int BATCH_ROWS = 2_048;
    private static final long NAP_NS = 50_000L;
    private static final long MAX_LAG_NS = 100_000_000L;
    private static final int STEPS_PER_LOOK = 256;

    private final RowAppender trades;
    private final RowAppender orders;
    private final int[] symbols = new int[Companies.SYMBOLS.size()];
    private final int[] traders = new int[Companies.TRADERS];
    private final int[] actions = new int[Action.values().length];
    private final int buy;
    private final int sell;
    private volatile long marketNs = MarketSpec.OPEN_NS;

    Feed(Sabot sabot) {
        this.trades = sabot.appender("trades", FlushMode.MANUAL, BATCH_ROWS);
        this.orders = sabot.appender("orders", FlushMode.MANUAL, BATCH_ROWS);
        for (int i = 0; i < symbols.length; i++) {
            symbols[i] = trades.symbolId(Companies.SYMBOLS.get(i));
        }
        for (int i = 0; i < traders.length; i++) {
            traders[i] = orders.symbolId(Companies.trader(i));
        }
        for (Action action : Action.values()) {
            actions[action.ordinal()] = orders.symbolId(action.name());
        }
        this.buy = orders.symbolId(CsvTape.side(true));
        this.sell = orders.symbolId(CsvTape.side(false));
    }

    /** Time of the market. Any thread. */
    long marketNs() {
        return marketNs;
    }

    /** @param clock that says what is due; waits when nothing is */
    void play(Market market, MarketClock clock, BooleanSupplier isStopped) {
        clock.open(System.nanoTime());
        while (!market.isClosed() && !isStopped.getAsBoolean()) {
            long now = System.nanoTime();
            long lagNs = now - clock.dueNs(market.nextNs());
            if (lagNs > MAX_LAG_NS) {
                clock.holdBack(lagNs);
            }
            long dueNs = Math.min(clock.marketNs(now), MarketSpec.CLOSE_NS - 1);
            int steps = 0;
            while (market.nextNs() <= dueNs && steps < BATCH_ROWS) {
                market.step(this);
                steps++;
            }
            marketNs = dueNs;
            flush();
            if (steps < BATCH_ROWS) {
                LockSupport.parkNanos(NAP_NS);
            }
        }
    }

    /** As fast as it goes. */
    void rush(Market market, BooleanSupplier isStopped) {
        while (!market.isClosed() && !isStopped.getAsBoolean()) {
            for (int i = 0; i < STEPS_PER_LOOK && !market.isClosed(); i++) {
                market.step(this);
            }
            marketNs = Math.min(market.nextNs(), MarketSpec.CLOSE_NS);
        }
        flush();
    }

    private void flush() {
        trades.flush();
        orders.flush();
    }

    /** Says that there is nothing more to come. */
    void end() {
        trades.end();
        orders.end();
    }

    @Override
    public void order(int symbol, long timeNs, int trader, Action action, boolean isBuy, double price, int size) {
        orders.row()
                .symbol(symbols[symbol])
                .timestampNs(timeNs)
                .symbol(traders[trader])
                .symbol(actions[action.ordinal()])
                .symbol(isBuy ? buy : sell)
                .f64(price)
                .i32(size)
                .append();
    }

    @Override
    public void trade(int symbol, long timeNs, double price, int size, boolean isBuy) {
        trades.row()
                .symbol(symbols[symbol])
                .timestampNs(timeNs)
                .f64(price)
                .i32(size)
                .symbol(isBuy ? buy : sell)
                .append();
    }

    @Override
    public void close() {
        try (trades) {
            orders.close();
        }
    }
}
