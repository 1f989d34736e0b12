package io.sabot.ops.server.cluster;

import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Batches of trades that follow from a seed, and rules over them with every way out: asked for, a file, a database. */
final class Trades {
    static final String APPLICATION = "market";
    static final String TABLE = "trades";

    /** The sink that is a file, below a node's directory of files. */
    static final String FILE = "dips.csv";

    /** The sink that may be a table of a database, of all trades of more shares than {@link #KEPT_ABOVE}. */
    static final String KEPT = "kept";

    private static final int KEPT_ABOVE = 200;
    private static final int ROWS = 40;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");

    private Trades() {}

    /** @param options of the table {@link #KEPT}: WITH (…), or nothing */
    static String rules(String options) {
        return """
                CREATE TABLE trades (symbol VARCHAR, ts TIMESTAMP(3), price DOUBLE, shares INT,
                  WATERMARK FOR ts AS ts - INTERVAL '2' SECOND);

                CREATE TABLE dips (symbol VARCHAR, started TIMESTAMP(3), low DOUBLE, back DOUBLE, n BIGINT)
                  WITH ('connector' = 'file', 'path' = '%s');
                INSERT INTO dips SELECT * FROM trades MATCH_RECOGNIZE (
                  PARTITION BY symbol ORDER BY ts
                  MEASURES A.ts AS started, LAST(B.price) AS low, C.price AS back, COUNT(B.*) AS n
                  PATTERN (A B{2,} C)
                  DEFINE B AS B.price < PREV(B.price), C AS C.price > PREV(C.price));

                CREATE TABLE large (symbol VARCHAR, ts TIMESTAMP(3), shares INT,
                  WATERMARK FOR ts AS ts - INTERVAL '2' SECOND);
                INSERT INTO large SELECT symbol, ts, shares FROM trades WHERE shares > 500;
                CREATE TABLE blocks (symbol VARCHAR, ends TIMESTAMP(3), n BIGINT, largest INT);
                INSERT INTO blocks SELECT symbol, window_end, COUNT(*), MAX(shares)
                  FROM TABLE(TUMBLE(TABLE large, DESCRIPTOR(ts), INTERVAL '10' SECOND))
                  GROUP BY symbol, window_start, window_end;

                CREATE TABLE %s (symbol VARCHAR, ts TIMESTAMP(3), shares INT) %s;
                INSERT INTO %s SELECT symbol, ts, shares FROM trades WHERE shares > %d;
                """
                .formatted(FILE, KEPT, options, KEPT, KEPT_ABOVE);
    }

    static List<byte[]> batches(int count, long seed) {
        Random random = new Random(seed);
        double[] prices = {100, 200, 50};
        long timeMs = 0;
        List<byte[]> batches = new ArrayList<>();
        for (int batch = 0; batch < count; batch++) {
            StringBuilder text = new StringBuilder();
            for (int row = 0; row < ROWS; row++) {
                timeMs += random.nextInt(120);
                int symbol = random.nextInt(prices.length);
                prices[symbol] += random.nextInt(-8, 9) / 8.0;
                text.append("{\"symbol\":\"S")
                        .append(symbol)
                        .append("\",\"ts\":\"")
                        .append(LocalDateTime.of(2026, 1, 5, 9, 30)
                                .plusNanos(timeMs * 1_000_000)
                                .format(TIME))
                        .append("\",\"price\":")
                        .append(prices[symbol])
                        .append(",\"shares\":")
                        .append(random.nextInt(1000))
                        .append("}\n");
            }
            batches.add(text.toString().getBytes(StandardCharsets.UTF_8));
        }
        return batches;
    }
}
