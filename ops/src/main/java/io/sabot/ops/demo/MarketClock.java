package io.sabot.ops.demo;

/**
 * Maps the time of the market to that of the wall, so that a day takes a minute. Set by the thread that feeds, read by
 * any.
 */
final class MarketClock {
    private final double marketNsPerNs;
    private volatile long openedNs;
    private long heldBackNs;

    /** @param dayNs how long a trading day takes */
    MarketClock(long dayNs) {
        this.marketNsPerNs = (double) MarketSpec.DAY_NS / dayNs;
    }

    void open(long nowNs) {
        openedNs = nowNs;
    }

    /** How long the market is open by the wall's clock, the time it was held back not counted. */
    long openForNs(long nowNs) {
        return nowNs - openedNs;
    }

    /** Time of the market at a {@link System#nanoTime()}. */
    long marketNs(long nowNs) {
        return MarketSpec.OPEN_NS + (long) ((nowNs - openedNs) * marketNsPerNs);
    }

    /** The {@link System#nanoTime()} at which something is due. */
    long dueNs(long marketNs) {
        return openedNs + (long) ((marketNs - MarketSpec.OPEN_NS) / marketNsPerNs);
    }

    /** The machine cannot follow: the market waits for it. */
    void holdBack(long ns) {
        heldBackNs += ns;
        openedNs += ns;
    }

    long heldBackNs() {
        return heldBackNs;
    }
}
