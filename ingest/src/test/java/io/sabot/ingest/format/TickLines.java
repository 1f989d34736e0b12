package io.sabot.ingest.format;

import io.sabot.core.time.Timestamps;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Lines of symbol, timestamp, price, size. */
final class TickLines {
    private TickLines() {}

    static byte[] make(int rows, long seed) {
        Random random = new Random(seed);
        String[] symbols = {"AAPL", "MSFT", "GOOG", "BRK.B", "NVDA", "T"};
        StringBuilder text = new StringBuilder();
        long ns = 1_704_187_800_000_000_000L;
        for (int i = 0; i < rows; i++) {
            ns += random.nextInt(1_000_000) * 1000L;
            text.append(symbols[random.nextInt(symbols.length)]).append(',');
            Timestamps.appendTimestamp(text, ns).append(',');
            text.append(100 + random.nextInt(200))
                    .append('.')
                    .append(10 + random.nextInt(90))
                    .append(',');
            text.append(1 + random.nextInt(5000)).append('\n');
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
