package io.sabot.ops.demo;

import io.sabot.engine.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The latest bar of every company, for a line of tape. Written by the sinks' thread, read by another. */
final class Quotes {
    private static final int ON_A_LINE = 6;

    private static final class Quote {
        private final String symbol;
        private final double open;
        private double last;

        private Quote(String symbol, double open) {
            this.symbol = symbol;
            this.open = open;
        }

        private double change() {
            return (last / open - 1) * 100;
        }
    }

    private final Map<String, Quote> quotes = new LinkedHashMap<>();
    private long timeNs;

    synchronized void bar(Row row) {
        double open = row.f64("open");
        Quote quote = quotes.computeIfAbsent(row.string("symbol"), symbol -> new Quote(symbol, open));
        quote.last = row.f64("close");
        timeNs = row.i64("ts");
    }

    /** Those that have moved most since the open; null if there was no trade yet. */
    synchronized String line(Style style) {
        if (quotes.isEmpty()) {
            return null;
        }
        List<Quote> movers = new ArrayList<>(quotes.values());
        movers.sort(Comparator.comparingDouble((Quote quote) -> -Math.abs(quote.change())));
        StringBuilder line = new StringBuilder(style.dim(Alert.clock(timeNs) + "  TAPE     "));
        for (Quote quote : movers.subList(0, Math.min(ON_A_LINE, movers.size()))) {
            String change =
                    String.format(Locale.ROOT, "%s%.1f %%", quote.change() < 0 ? "▼" : "▲", Math.abs(quote.change()));
            line.append("  ").append(quote.symbol).append(' ');
            line.append(String.format(Locale.ROOT, "%.2f", quote.last)).append(' ');
            line.append(style.signed(quote.change(), change));
        }
        return line.toString();
    }
}
