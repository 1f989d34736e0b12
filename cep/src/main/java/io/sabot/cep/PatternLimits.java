package io.sabot.cep;

import io.sabot.cep.api.LimitPolicy;

/**
 * How much one query may have under way.
 *
 * @param partialMatches of one partition
 * @param groups of partial matches of one partition that differ in what is ahead of them: every row has to advance each
 * @param totalPartialMatches of all partitions, or {@link #NONE}
 * @param rows from the first row of a partial match to the newest, where rows are held; or {@link #NONE}
 * @param policy what happens beyond: partial matches are given up a start at a time, all that began with one row, so that a
 *     match which is found is the preferred one of its start
 */
public record PatternLimits(int partialMatches, int groups, long totalPartialMatches, long rows, LimitPolicy policy) {
    public static final long NONE = Long.MAX_VALUE;

    /** What one partition may have if nothing is said: every row has to advance each. */
    public static final int PARTIAL_MATCHES = 65_536;

    /** The same where starts share threads whatever they have seen: each takes room, about a hundred bytes. */
    public static final int SHARED_PARTIAL_MATCHES = 1 << 25;

    public PatternLimits {
        if (partialMatches < 1 || groups < 1 || totalPartialMatches < 1 || rows < 1) {
            throw new IllegalArgumentException("limits are positive");
        }
    }

    /** With as many groups as partial matches, but for {@link #SHARED_PARTIAL_MATCHES}. */
    public PatternLimits(int partialMatches, long totalPartialMatches, long rows, LimitPolicy policy) {
        this(
                partialMatches,
                partialMatches == SHARED_PARTIAL_MATCHES ? PARTIAL_MATCHES : partialMatches,
                totalPartialMatches,
                rows,
                policy);
    }

    /** Beyond which the query fails. */
    public static PatternLimits ofPartialMatches(int count) {
        return new PatternLimits(count, NONE, NONE, LimitPolicy.ERROR);
    }

    /** Whether something is counted that a checkpoint has to keep. */
    boolean areCounted() {
        return policy != LimitPolicy.ERROR || totalPartialMatches != NONE;
    }
}
