package io.sabot.journal;

/**
 * What an outbox must agree with when it is opened, because log and sinks may have been left in other states by a crash.
 *
 * @param logEndSeq last seq of the log: rows of later inputs are dropped, their inputs are gone. {@link #NO_END}: the
 *     log is not asked
 * @param sinkRecordedOseq greatest number that any sink has recorded as applied, 0 if none has; a number up to this is
 *     not used for another row
 * @param isRepeated whether inputs that the log has lost come again, as they were, and so do the rows that they cause: these
 *     have the numbers then that they had
 */
public record OutboxLimits(long logEndSeq, long sinkRecordedOseq, boolean isRepeated) {
    public static final long NO_END = Long.MAX_VALUE;
    public static final OutboxLimits NONE = new OutboxLimits(NO_END, 0);

    /** Inputs that are lost do not come again. */
    public OutboxLimits(long logEndSeq, long sinkRecordedOseq) {
        this(logEndSeq, sinkRecordedOseq, false);
    }

    public OutboxLimits {
        if (logEndSeq < 0 || sinkRecordedOseq < 0) {
            throw new IllegalArgumentException("log end " + logEndSeq + ", recorded " + sinkRecordedOseq);
        }
    }
}
