package io.sabot.cep;

import io.sabot.core.batch.EventBatch;

/**
 * Measures of matches whose rows are held: the match is gone through once more, row by row, when it is emitted. Used by
 * the operator's thread only.
 *
 * <p>Registers as those of a {@link PatternKernel}; they live as long as one match is being emitted.
 */
public interface MatchKernel {
    /** Bytes of registers; a multiple of 8. */
    int registerBytes();

    /** Whether measures shown at a row read the rows behind it: then {@code finals} must be ready. */
    boolean readsFinal();

    /** The batch that held rows are read into: called once. */
    void bind(EventBatch rows);

    /** The number of the match that is gone through next; 0 for one whose time has run out. */
    default void seek(long matchNumber) {}

    /**
     * Goes through a match anew.
     *
     * @param match its number and whether it ran out of time can be asked for
     * @param isFinal whether {@link #apply} is called for the registers of all rows, until the next call of this
     * @param variables of the match's rows; the array belongs to the caller and stays as it is meanwhile
     */
    void begin(boolean isFinal, int[] variables, int count);

    /**
     * Maps the row of the bound batch to the variable.
     *
     * @param place of the row in the match, from 0
     */
    void apply(int variable, int row, int place, long registers);

    /**
     * Writes the measures.
     *
     * @param running registers of the rows up to the one shown
     * @param finals registers of all rows; as {@code running} unless {@link #readsFinal}
     */
    void emit(Match match, long running, long finals, EventBatch out, int outRow);
}
