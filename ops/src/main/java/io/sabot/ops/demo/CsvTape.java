package io.sabot.ops.demo;

import io.sabot.core.time.Timestamps;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a market into trades.csv and orders.csv. */
final class CsvTape implements Tape, AutoCloseable {
    static final String TRADES = "trades.csv";
    static final String ORDERS = "orders.csv";

    private final BufferedWriter trades;
    private final BufferedWriter orders;
    private final StringBuilder line = new StringBuilder();
    private long rows;

    CsvTape(Path directory) throws IOException {
        trades = Files.newBufferedWriter(directory.resolve(TRADES));
        orders = Files.newBufferedWriter(directory.resolve(ORDERS));
        trades.write("symbol,ts,price,size,side\n");
        orders.write("symbol,ts,trader,action,side,price,size\n");
    }

    long rows() {
        return rows;
    }

    @Override
    public void order(int symbol, long timeNs, int trader, Action action, boolean isBuy, double price, int size) {
        start(symbol, timeNs)
                .append(Companies.trader(trader))
                .append(',')
                .append(action)
                .append(',');
        line.append(side(isBuy))
                .append(',')
                .append(price)
                .append(',')
                .append(size)
                .append('\n');
        write(orders);
    }

    @Override
    public void trade(int symbol, long timeNs, double price, int size, boolean isBuy) {
        start(symbol, timeNs)
                .append(price)
                .append(',')
                .append(size)
                .append(',')
                .append(side(isBuy))
                .append('\n');
        write(trades);
    }

    static String side(boolean isBuy) {
        return isBuy ? "BUY" : "SELL";
    }

    private StringBuilder start(int symbol, long timeNs) {
        line.setLength(0);
        line.append(Companies.SYMBOLS.get(symbol)).append(',');
        Timestamps.appendTimestamp(line, timeNs);
        return line.append(',');
    }

    private void write(BufferedWriter out) {
        try {
            out.append(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        rows++;
    }

    @Override
    public void close() throws IOException {
        try (trades) {
            orders.close();
        }
    }
}
