package io.sabot.state;

/**
 * Figures of a {@link StateSpace}.
 *
 * @param usedBytes in pages, copies for a checkpoint that is being written included
 * @param takenBytes from the pool; free pages are kept for later
 * @param copiedPages because a checkpoint was being written, so far
 * @param copyNs spent on these copies
 * @param readBackPages after they had been evicted, so far
 * @param evictedPages so far
 */
public record StateUse(
        long usedBytes, long takenBytes, long copiedPages, long copyNs, long readBackPages, long evictedPages) {}
