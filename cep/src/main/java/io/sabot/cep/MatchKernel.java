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

    /** Goes through a match anew. {@code isFinal} says which registers {@link #apply} is called with until the next call. */
    void begin(boolean isFinal);

    /** Maps the row of the bound batch to the variable. */
    void apply(int variable, int row, long registers);

    /**
     * Writes the measures.
     *
     * @param running registers of the rows up to the one shown
     * @param finals registers of all rows; as {@code running} unless {@link #readsFinal}
     */
    void emit(Match match, long running, long finals, EventBatch out, int outRow);
}
