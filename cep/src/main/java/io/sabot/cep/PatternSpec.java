package io.sabot.cep;

import io.sabot.core.schema.EventSchema;

/**
 * A pattern query as compiled.
 *
 * @param partitionColumns of the input; empty for one partition
 * @param eventTimeColumn of the input, stored as INT64 or INT32; {@link EventSchema#NO_COLUMN} if rows have no time (then no WITHIN)
 * @param withinNs a row belongs to a match if its time is less than this after the first row's; {@link #NO_WITHIN}
 * @param showsTimeouts a partial match that has run out of time gives a row as well
 * @param emitsInOrderOfStart matches of one partition come out in the order of their first rows although later ones may
 *     complete earlier: MATCH_NUMBER is read, so that a partition's count is kept for good; the order matters for {@link
 *     SkipMode#TO_NEXT_ROW} only
 * @param limits of what may be under way
 */
public record PatternSpec(
        String queryName,
        PatternProgram program,
        Skip skip,
        int[] partitionColumns,
        int eventTimeColumn,
        long withinNs,
        boolean showsTimeouts,
        boolean emitsInOrderOfStart,
        Rows rows,
        PatternLimits limits,
        EventSchema output) {
    public static final long NO_WITHIN = 0;

    public PatternSpec {
        if (withinNs < 0 || withinNs != NO_WITHIN && eventTimeColumn == EventSchema.NO_COLUMN) {
            throw new IllegalArgumentException("WITHIN needs a positive interval and event time");
        }
    }

    /**
     * Whether a start may come to a match of its own although an earlier one is under way with the same future: then both are
     * followed, and may share what they have in common.
     */
    public static boolean areStartsFollowed(Skip skip, long withinNs) {
        return skip.mode() == SkipMode.TO_NEXT_ROW || skip.mode() == SkipMode.PAST_LAST_ROW && withinNs != NO_WITHIN;
    }

    /** Where to look for the next match after one was found. */
    public enum SkipMode {
        PAST_LAST_ROW,
        TO_NEXT_ROW,
        /** To a row of given variables. */
        TO_VARIABLE
    }

    /**
     * AFTER MATCH SKIP.
     *
     * @param variables bit set of the variables to skip to, for {@link SkipMode#TO_VARIABLE}
     * @param isToFirst to the first of their rows, else to the last
     * @param name of the variable or the subset, for people; null if there is none or it is not known
     */
    public record Skip(SkipMode mode, long variables, boolean isToFirst, String name) {
        public Skip(SkipMode mode, long variables, boolean isToFirst) {
            this(mode, variables, isToFirst, null);
        }

        public static Skip pastLastRow() {
            return new Skip(SkipMode.PAST_LAST_ROW, 0, false);
        }

        public static Skip toNextRow() {
            return new Skip(SkipMode.TO_NEXT_ROW, 0, false);
        }
    }

    /** What comes out for a match. */
    public enum Shown {
        ONE_ROW,
        /** Its rows, or the row at which an empty one was found. */
        ALL_ROWS,
        /** Its rows. */
        ALL_ROWS_OMIT_EMPTY,
        /** Its rows, the row of an empty one, and rows that are in no match. */
        ALL_ROWS_WITH_UNMATCHED;

        public boolean isAllRows() {
            return this != ONE_ROW;
        }
    }

    /**
     * What comes out, and which rows must be kept for it.
     *
     * @param input the input's columns if rows are held until matches over them are decided, else null
     * @param source per output column the input's that it repeats, or {@link #MEASURE}; null for {@link Shown#ONE_ROW}
     * @param behind rows before a row that its values may depend on (PREV), where rows are held
     * @param ahead rows behind a row that must be there before it can be looked at (NEXT)
     * @param isOneByOne the search for a match begins when the one before it has ended: conditions read MATCH_NUMBER
     * @param isFromWindow conditions are asked about held rows rather than rows of the batch
     */
    public record Rows(
            Shown shown,
            EventSchema input,
            int[] source,
            int behind,
            int ahead,
            boolean isOneByOne,
            boolean isFromWindow) {
        public static final int MEASURE = -1;

        public Rows {
            if (input == null && (shown.isAllRows() || isFromWindow) || !isFromWindow && (ahead > 0 || isOneByOne)) {
                throw new IllegalArgumentException("rows must be held");
            }
        }

        /** One row per match, made of registers. */
        public static Rows one() {
            return new Rows(Shown.ONE_ROW, null, null, 0, 0, false, false);
        }

        boolean areHeld() {
            return input != null;
        }
    }
}
