package io.sabot.ingest;

/** What a record may be at most; beyond it is a dead letter. */
public record ReadLimits(int recordBytes, int fieldBytes, int nestingDepth, int numberChars) {
    public static final ReadLimits DEFAULT = new ReadLimits(1024 * 1024, 64 * 1024, 64, 128);

    public ReadLimits {
        if (recordBytes < 1 || fieldBytes < 1 || nestingDepth < 1 || numberChars < 1) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }
}
