package io.sabot.core.time;

import java.time.Instant;

/**
 * Wall clock that is read once a second and carried on by the monotonic one in between, so that a reading allocates
 * nothing. May step with the wall clock, back too. One thread.
 */
final class SystemClock implements Clock {
    private static final long RESYNC_NS = 1_000_000_000L;

    private long wallNs;
    private long monotonicNs;
    private boolean isSynced;

    @Override
    public long nowNs() {
        long nowNs = System.nanoTime();
        if (!isSynced || nowNs - monotonicNs >= RESYNC_NS) {
            Instant wall = Instant.now();
            wallNs = wall.getEpochSecond() * 1_000_000_000L + wall.getNano();
            monotonicNs = nowNs;
            isSynced = true;
        }
        return wallNs + (nowNs - monotonicNs);
    }
}
