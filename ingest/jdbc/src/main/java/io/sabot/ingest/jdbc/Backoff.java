package io.sabot.ingest.jdbc;

/** How long to wait before trying again: twice as long each time, up to a limit. */
record Backoff(long firstNs, long maxNs) {
    static final Backoff USUAL = new Backoff(100_000_000L, 5_000_000_000L);

    /** @param attempts that have failed, from 1 */
    long waitNs(int attempts) {
        int doublings = Math.min(attempts - 1, 30);
        return Math.min(firstNs << doublings, maxNs);
    }
}
