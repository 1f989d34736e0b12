package io.sabot.ops.demo;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;

/**
 * One trading day.
 *
 * @param events wanted from open to close, orders and trades together; the market comes within a few percent of it
 */
record MarketSpec(long seed, long events) {
    /** 2026-03-02 09:30, a Monday, as nanoseconds since 1970. */
    static final long OPEN_NS =
            TimeUnit.SECONDS.toNanos(LocalDateTime.of(2026, 3, 2, 9, 30).toEpochSecond(ZoneOffset.UTC));

    static final long DAY_NS = TimeUnit.MINUTES.toNanos(390);
    static final long CLOSE_NS = OPEN_NS + DAY_NS;

    /** Below, a company is silent for minutes by nature, and an alert about silence means nothing. */
    static final long MIN_EVENTS = 400_000;

    MarketSpec {
        if (events < MIN_EVENTS) {
            throw new IllegalArgumentException(events + " events, at least " + MIN_EVENTS + " make a market");
        }
    }

    /** How much of the day is over, 0 to 1. */
    static double share(long timeNs) {
        return Math.min(1, Math.max(0, (timeNs - OPEN_NS) / (double) DAY_NS));
    }

    /** Activity at a time of day, 1 on average: high after the open and before the close. */
    static double activity(long timeNs) {
        double share = share(timeNs);
        return (0.75 + Math.exp(-share / 0.06) + 0.8 * Math.exp(-(1 - share) / 0.05)) / 0.85;
    }
}
