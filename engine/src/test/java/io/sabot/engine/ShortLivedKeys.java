package io.sabot.engine;

import io.sabot.ingest.ring.FlushMode;
import io.sabot.ingest.ring.RowAppender;

/** Rows of keys of which each comes three times within a moment, and never again. */
final class ShortLivedKeys implements AutoCloseable {
    /** Sessions, windows on a grid, and a pattern that remembers nothing of a key when it is over. */
    static final String RULES =
            """
            CREATE TABLE events (k BIGINT, ts TIMESTAMP(9), price DOUBLE, WATERMARK FOR ts AS ts);
            CREATE TABLE sessions (k BIGINT, n BIGINT, top DOUBLE);
            INSERT INTO sessions SELECT k, COUNT(*), MAX(price)
              FROM TABLE(SESSION(TABLE events PARTITION BY k, DESCRIPTOR(ts), INTERVAL '0.1' SECOND))
              GROUP BY k, window_start, window_end;
            CREATE TABLE seconds (k BIGINT, n BIGINT);
            INSERT INTO seconds SELECT k, COUNT(*)
              FROM TABLE(TUMBLE(TABLE events, DESCRIPTOR(ts), INTERVAL '1' SECOND))
              GROUP BY k, window_start, window_end;
            CREATE TABLE pairs (k BIGINT, low DOUBLE, high DOUBLE);
            INSERT INTO pairs SELECT * FROM events MATCH_RECOGNIZE (
              PARTITION BY k ORDER BY ts
              MEASURES A.price AS low, B.price AS high
              AFTER MATCH SKIP PAST LAST ROW
              PATTERN (A B) WITHIN INTERVAL '1' SECOND
              DEFINE A AS A.price < 500, B AS B.price >= 500);
            """;

    static final int ROWS_PER_KEY = 3;

    private static final int[] KEYS_BACK = {0, 500, 1500};
    private static final long ROW_NS = 10_000;

    private final RowAppender events;
    private long rows;

    ShortLivedKeys(Sabot sabot) {
        this.events = sabot.appender("events", FlushMode.MANUAL, 1000);
    }

    long rows() {
        return rows;
    }

    void append(long count) {
        for (long i = 0; i < count; i++, rows++) {
            long key = rows / ROWS_PER_KEY - KEYS_BACK[(int) (rows % ROWS_PER_KEY)];
            row(key, rows * ROW_NS, rows * 7919 % 1000);
        }
        events.flush();
    }

    /** A row so much later that whatever can end has ended. */
    void pass() {
        row(0, rows * ROW_NS + 60_000_000_000L, 0);
        events.flush();
    }

    private void row(long key, long timeNs, double price) {
        events.row().i64(key).timestampNs(timeNs).f64(price).append();
    }

    @Override
    public void close() {
        events.close();
    }
}
