package io.sabot.cep;

import io.sabot.core.schema.EventSchema;

/**
 * A pattern query as compiled.
 *
 * @param skipVariables bit set of the variables to skip to, for {@link SkipMode#TO_VARIABLE}
 * @param skipsToFirst to the first of their rows, else to the last
 * @param partitionColumns of the input; empty for one partition
 * @param eventTimeColumn of the input, stored as INT64 or INT32; {@link EventSchema#NO_COLUMN} if rows have no time (then no WITHIN)
 * @param withinNs a row belongs to a match if its time is less than this after the first row's; {@link #NO_WITHIN}
 * @param emitsInOrderOfStart matches of one partition come out in the order of their first rows although later ones may
 *     complete earlier: MATCH_NUMBER is read, so that a partition's count is kept for good; the order matters for {@link
 *     SkipMode#TO_NEXT_ROW} only
 * @param maxThreads partial matches one partition may hold
 */
public record PatternSpec(
        String queryName,
        PatternProgram program,
        SkipMode skipMode,
        long skipVariables,
        boolean skipsToFirst,
        int[] partitionColumns,
        int eventTimeColumn,
        long withinNs,
        boolean emitsInOrderOfStart,
        int maxThreads,
        EventSchema output) {
    public static final long NO_WITHIN = 0;
    public static final int DEFAULT_MAX_THREADS = 65_536;

    public PatternSpec {
        if (withinNs < 0 || withinNs != NO_WITHIN && eventTimeColumn == EventSchema.NO_COLUMN) {
            throw new IllegalArgumentException("WITHIN needs a positive interval and event time");
        }
    }

    /** Where to look for the next match after one was found. */
    public enum SkipMode {
        PAST_LAST_ROW,
        TO_NEXT_ROW,
        /** To a row of given variables. */
        TO_VARIABLE
    }
}
