package io.sabot.engine;

import java.util.Map;

/**
 * What a replay came to.
 *
 * @param entries log entries in the range
 * @param rows input rows that the application was given, those of the warm-up included
 * @param lastSeq last log entry looked at; 0 if there was none
 * @param hasMetEnd whether that was the end of the log, for the moment
 * @param outputs results in the range, by table
 * @param differences by table; empty if nothing was compared
 * @param unrecorded results of the log's last entry that the node has not recorded, as it is at work or was stopped there
 * @param elapsedNs from the first entry to the last, planning not included
 */
public record ReplayResult(
        long entries,
        long rows,
        long lastSeq,
        boolean hasMetEnd,
        Map<String, Long> outputs,
        Map<String, Count> differences,
        long unrecorded,
        long elapsedNs) {
    /** Rows of one table. */
    public record Count(long gained, long lost, long unchanged) {}

    public ReplayResult {
        outputs = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(outputs));
        differences = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(differences));
    }

    public long gained() {
        return differences.values().stream().mapToLong(Count::gained).sum();
    }

    public long lost() {
        return differences.values().stream().mapToLong(Count::lost).sum();
    }

    public long unchanged() {
        return differences.values().stream().mapToLong(Count::unchanged).sum();
    }

    /** Whether a comparison found something. */
    public boolean isDifferent() {
        return gained() + lost() > 0;
    }
}
