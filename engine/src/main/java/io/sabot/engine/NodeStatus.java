package io.sabot.engine;

import io.sabot.core.error.Problem;
import io.sabot.state.StateUse;
import java.util.List;

/**
 * Figures of a node, each read for itself while it goes on.
 *
 * @param rows in the log, those of earlier runs too
 * @param rejects bad records in the log
 * @param deadLetters rows that queries could not use
 * @param lastSeq of the log
 * @param durableSeq up to where the log was forced
 * @param logTimeNs logical time of the last entry
 * @param usedSlots of the ring, waiting for the engine
 * @param nativeBytes outside of the heap, without files that are mapped
 */
public record NodeStatus(
        long rows,
        long rejects,
        long deadLetters,
        long lastSeq,
        long durableSeq,
        long logTimeNs,
        int usedSlots,
        int slots,
        StateUse state,
        long nativeBytes,
        List<SinkStatus> sinks) {
    /**
     * One sink.
     *
     * @param lastOutput number of the last result there is
     * @param written number of the last that the sink was given
     * @param refused results that its target will never take
     * @param outage why it cannot be reached, or null
     */
    public record SinkStatus(String name, long lastOutput, long written, long refused, Problem outage) {}
}
