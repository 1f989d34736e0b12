-- A trading day of 32 invented companies, and six rules that watch it.

-- What comes in: every execution that is printed on the tape, and every message to the order book.

CREATE TABLE trades (
  symbol VARCHAR, ts TIMESTAMP(9), price DOUBLE, size INT, side VARCHAR,
  WATERMARK FOR ts AS ts
)${trades};

CREATE TABLE orders (
  symbol VARCHAR, ts TIMESTAMP(9), trader VARCHAR, action VARCHAR, side VARCHAR, price DOUBLE, size INT,
  WATERMARK FOR ts AS ts
)${orders};

-- What goes out.

CREATE TABLE flash_dips (
  symbol VARCHAR, ts TIMESTAMP(9), top DOUBLE, low DOUBLE, back DOUBLE, depth_bp DOUBLE,
  prints BIGINT, fall_ms BIGINT, total_ms BIGINT
)${flash_dips};

CREATE TABLE momentum (
  symbol VARCHAR, ts TIMESTAMP(9), first_price DOUBLE, last_price DOUBLE, rise_bp DOUBLE,
  prints BIGINT, volume BIGINT, run_ms BIGINT
)${momentum};

CREATE TABLE layering (
  symbol VARCHAR, ts TIMESTAMP(9), trader VARCHAR, side VARCHAR, layers BIGINT, layered BIGINT,
  filled INT, price DOUBLE, pulled_after_ms BIGINT
)${layering};

CREATE TABLE bursts (
  symbol VARCHAR, ts TIMESTAMP(9), started TIMESTAMP(9), prints BIGINT, volume BIGINT, move_bp DOUBLE
)${bursts};

CREATE TABLE stretched (
  symbol VARCHAR, ts TIMESTAMP(9), last_price DOUBLE, vwap DOUBLE, off_bp DOUBLE
)${stretched};

CREATE TABLE resumed (
  symbol VARCHAR, ts TIMESTAMP(9), silent_s BIGINT, price_before DOUBLE, price_after DOUBLE
)${resumed};

CREATE TABLE bars (
  symbol VARCHAR, ts TIMESTAMP(9), open DOUBLE, high DOUBLE, low DOUBLE, close DOUBLE, volume BIGINT
)${bars};

-- One query writes it, another reads it.
CREATE TABLE vwap (
  symbol VARCHAR, ts TIMESTAMP(9), last_price DOUBLE, vwap DOUBLE, off_bp DOUBLE,
  WATERMARK FOR ts AS ts
);

-- Bars of one minute, for the tape.

INSERT INTO bars
SELECT symbol, window_end, FIRST_VALUE(price), MAX(price), MIN(price), LAST_VALUE(price), SUM(size)
FROM TABLE(TUMBLE(TABLE trades, DESCRIPTOR(ts), INTERVAL '1' MINUTE))
GROUP BY symbol, window_start, window_end;

-- FLASH DIP: at least five falling prints in a row, 40 basis points down or more, and back within 8 seconds.

INSERT INTO flash_dips
SELECT symbol, ts, top, low, back, (top - low) / top * 10000, prints, fall_ms, total_ms
FROM trades MATCH_RECOGNIZE (
  PARTITION BY symbol ORDER BY ts
  MEASURES
    BACK.ts AS ts, TOP.price AS top, MIN(DIP.price) AS low, BACK.price AS back, COUNT(DIP.*) AS prints,
    TIMESTAMPDIFF(MILLISECOND, TOP.ts, LAST(FALL.ts)) AS fall_ms,
    TIMESTAMPDIFF(MILLISECOND, TOP.ts, BACK.ts) AS total_ms
  AFTER MATCH SKIP PAST LAST ROW
  PATTERN (TOP FALL{5,} LOW*? BACK) WITHIN INTERVAL '8' SECOND
  SUBSET DIP = (FALL, LOW)
  DEFINE
    FALL AS FALL.price < PREV(FALL.price),
    LOW AS LOW.price < TOP.price * 0.9985,
    BACK AS BACK.price >= TOP.price * 0.9985 AND MIN(DIP.price) <= TOP.price * 0.9960
);

-- MOMENTUM: six or more prints, each higher and none smaller than the one before, 15 basis points or more.

INSERT INTO momentum
SELECT symbol, ts, first_price, last_price, (last_price / first_price - 1) * 10000, prints, volume, run_ms
FROM trades MATCH_RECOGNIZE (
  PARTITION BY symbol ORDER BY ts
  MEASURES
    LAST(UP.ts) AS ts, CALM.price AS first_price, LAST(UP.price) AS last_price,
    COUNT(UP.*) AS prints, SUM(UP.size) AS volume,
    TIMESTAMPDIFF(MILLISECOND, CALM.ts, LAST(UP.ts)) AS run_ms
  AFTER MATCH SKIP PAST LAST ROW
  PATTERN (CALM UP{6,}) WITHIN INTERVAL '3' SECOND
  DEFINE UP AS UP.price > PREV(UP.price) AND UP.size >= PREV(UP.size)
)
WHERE last_price >= first_price * 1.0015;

-- LAYERING: one trader shows three or more large orders on one side, trades on the other,
-- and pulls the large ones within 200 milliseconds.

INSERT INTO layering
SELECT symbol, ts, trader, side, layers, layered, filled, price, pulled_after_ms
FROM orders MATCH_RECOGNIZE (
  PARTITION BY symbol, trader ORDER BY ts
  MEASURES
    PULLED.ts AS ts, LAST(BIG.side) AS side, COUNT(BIG.*) AS layers, SUM(BIG.size) AS layered,
    HIT.size AS filled, HIT.price AS price,
    TIMESTAMPDIFF(MILLISECOND, LAST(BIG.ts), PULLED.ts) AS pulled_after_ms
  AFTER MATCH SKIP PAST LAST ROW
  PATTERN (BIG{3,} HIT PULLED) WITHIN INTERVAL '1' SECOND
  DEFINE
    BIG AS BIG.action = 'NEW' AND BIG.size >= 5000 AND BIG.side = FIRST(BIG.side),
    HIT AS HIT.action = 'FILL' AND HIT.side <> LAST(BIG.side),
    PULLED AS PULLED.action = 'CANCEL' AND PULLED.size >= 5000
      AND PULLED.ts < LAST(BIG.ts) + INTERVAL '0.2' SECOND
);

-- BURST: 50 prints or more of one symbol without a pause of 20 milliseconds.

INSERT INTO bursts
SELECT symbol, window_end, window_start, COUNT(*), SUM(size),
  (LAST_VALUE(price) / FIRST_VALUE(price) - 1) * 10000
FROM TABLE(SESSION(TABLE trades PARTITION BY symbol, DESCRIPTOR(ts), INTERVAL '0.02' SECOND))
GROUP BY symbol, window_start, window_end
HAVING COUNT(*) >= 50;

-- STRETCHED: the last price leaves the volume-weighted average of five minutes: from 40 basis points or less to 80.

INSERT INTO vwap
SELECT symbol, window_end, LAST_VALUE(price), SUM(price * size) / SUM(size),
  (LAST_VALUE(price) / (SUM(price * size) / SUM(size)) - 1) * 10000
FROM TABLE(HOP(TABLE trades, DESCRIPTOR(ts), INTERVAL '10' SECOND, INTERVAL '5' MINUTE))
GROUP BY symbol, window_start, window_end;

INSERT INTO stretched
SELECT symbol, ts, last_price, vwap, off_bp
FROM vwap MATCH_RECOGNIZE (
  PARTITION BY symbol ORDER BY ts
  MEASURES FAR.ts AS ts, FAR.last_price AS last_price, FAR.vwap AS vwap, FAR.off_bp AS off_bp
  AFTER MATCH SKIP PAST LAST ROW
  PATTERN (NEAR AWAY* FAR) WITHIN INTERVAL '10' MINUTE
  DEFINE
    NEAR AS ABS(NEAR.off_bp) < 40,
    AWAY AS ABS(AWAY.off_bp) >= 40 AND ABS(AWAY.off_bp) < 80,
    FAR AS ABS(FAR.off_bp) >= 80
);

-- RESUMED: nothing for four minutes, then a print.

INSERT INTO resumed
SELECT symbol, ts, silent_s, price_before, price_after
FROM trades MATCH_RECOGNIZE (
  PARTITION BY symbol ORDER BY ts
  MEASURES
    BACK.ts AS ts, TIMESTAMPDIFF(SECOND, PREV(BACK.ts), BACK.ts) AS silent_s,
    PREV(BACK.price) AS price_before, BACK.price AS price_after
  PATTERN (BACK)
  DEFINE BACK AS BACK.ts >= PREV(BACK.ts) + INTERVAL '4' MINUTE
);
