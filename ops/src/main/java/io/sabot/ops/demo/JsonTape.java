package io.sabot.ops.demo;

import io.sabot.core.time.Timestamps;
import java.nio.charset.StandardCharsets;

/** Collects a market's rows as JSON lines, to be sent as batches. */
final class JsonTape implements Tape {
    private final StringBuilder trades = new StringBuilder();
    private final StringBuilder orders = new StringBuilder();
    private long rows;

    @Override
    public void order(int symbol, long timeNs, int trader, Action action, boolean isBuy, double price, int size) {
        start(orders, symbol, timeNs)
                .append("\",\"trader\":\"")
                .append(Companies.trader(trader))
                .append("\",\"action\":\"")
                .append(action);
        end(orders, isBuy, price, size);
    }

    @Override
    public void trade(int symbol, long timeNs, double price, int size, boolean isBuy) {
        end(start(trades, symbol, timeNs), isBuy, price, size);
    }

    private static StringBuilder start(StringBuilder to, int symbol, long timeNs) {
        to.append("{\"symbol\":\"").append(Companies.SYMBOLS.get(symbol)).append("\",\"ts\":\"");
        Timestamps.appendTimestamp(to, timeNs);
        return to;
    }

    private void end(StringBuilder to, boolean isBuy, double price, int size) {
        to.append("\",\"side\":\"").append(CsvTape.side(isBuy)).append("\",\"price\":");
        to.append(price).append(",\"size\":").append(size).append("}\n");
        rows++;
    }

    long rows() {
        return rows;
    }

    /** Characters of the table that has more. */
    int longest() {
        return Math.max(trades.length(), orders.length());
    }

    byte[] takeTrades() {
        return take(trades);
    }

    byte[] takeOrders() {
        return take(orders);
    }

    private static byte[] take(StringBuilder from) {
        byte[] bytes = from.toString().getBytes(StandardCharsets.UTF_8);
        from.setLength(0);
        return bytes;
    }
}
