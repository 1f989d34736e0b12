package io.sabot.journal;

import java.util.concurrent.atomic.AtomicLong;
import net.openhft.chronicle.core.time.TimeProvider;

/**
 * The queue's clock: logical time of the frame being appended. It decides which file a frame goes to, so a wall clock
 * that is set back cannot put a frame before its predecessor. Set by the appender's thread.
 */
final class LogicalTime implements TimeProvider {
    private final AtomicLong timeMs = new AtomicLong();

    void setNs(long timeNs) {
        if (timeNs < 0) {
            throw new IllegalArgumentException("logical time before 1970: " + timeNs);
        }
        timeMs.lazySet(timeNs / 1_000_000);
    }

    @Override
    public long currentTimeMillis() {
        return timeMs.get();
    }
}
