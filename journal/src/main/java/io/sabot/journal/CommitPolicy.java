package io.sabot.journal;

/**
 * When what was appended is forced.
 *
 * @param maxDelayNs the first frame of a group waits at most so long
 * @param maxBytes a group of so many bytes does not wait
 */
public record CommitPolicy(long maxDelayNs, long maxBytes) {
    /** Acknowledged means forced. */
    public static final CommitPolicy POWER = new CommitPolicy(1_000_000, 1 << 20);

    /** Acknowledged means appended; forced in the background. */
    public static final CommitPolicy PROCESS = new CommitPolicy(1_000_000_000, Long.MAX_VALUE);

    public CommitPolicy {
        if (maxDelayNs < 0 || maxBytes <= 0) {
            throw new IllegalArgumentException("delay " + maxDelayNs + " ns, " + maxBytes + " bytes");
        }
    }
}
