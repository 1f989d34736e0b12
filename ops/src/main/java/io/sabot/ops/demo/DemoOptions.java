package io.sabot.ops.demo;

import java.nio.file.Path;

/**
 * What the demonstration shall do.
 *
 * @param seconds that the trading day takes
 * @param rate events a second, on average over the day
 * @param isQuick whether events come as fast as they are taken, and nothing waits for a clock
 * @param events of a quick day
 * @param directory to keep the data in; null for one that goes away
 */
record DemoOptions(int seconds, long rate, long seed, boolean isQuick, long events, Path directory) {
    DemoOptions withRate(long newRate) {
        return new DemoOptions(seconds, newRate, seed, isQuick, events, directory);
    }

    MarketSpec market() {
        return new MarketSpec(seed, isQuick ? events : Math.max(MarketSpec.MIN_EVENTS, rate * seconds));
    }
}
