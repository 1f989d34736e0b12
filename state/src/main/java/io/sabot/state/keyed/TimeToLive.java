package io.sabot.state.keyed;

/**
 * How long an entry of keyed state lives after it was last used. Time is event time as the watermark tells it, so that
 * replay forgets what was forgotten; without watermarks nothing expires.
 *
 * @param durationNs from the last use on; {@link Long#MAX_VALUE} for ever
 * @param isReadAUse whether reading prolongs life as writing does
 */
public record TimeToLive(long durationNs, boolean isReadAUse) {
    /** Until it is removed. */
    public static final TimeToLive FOREVER = new TimeToLive(Long.MAX_VALUE, false);

    public TimeToLive {
        if (durationNs <= 0) {
            throw new IllegalArgumentException("a time to live of " + durationNs + " ns is not positive");
        }
    }

    public static TimeToLive afterWrite(long durationNs) {
        return new TimeToLive(durationNs, false);
    }

    public static TimeToLive afterReadOrWrite(long durationNs) {
        return new TimeToLive(durationNs, true);
    }

    public boolean isForever() {
        return durationNs == Long.MAX_VALUE;
    }

    /** First time at which what was last used then has expired. */
    long deadlineNs(long lastUsedNs) {
        long sum = lastUsedNs + durationNs;
        return lastUsedNs > 0 && sum < 0 ? Long.MAX_VALUE : sum;
    }
}
