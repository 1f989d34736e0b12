package io.sabot.cep;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;

/**
 * What is particular to one query: its conditions, registers and measures. Generated from SQL, or hand-written in tests.
 * Used by the operator's thread only.
 *
 * <p>Addresses: {@code key} points at the kernel's own part of the partition's record, {@code thread} at the registers
 * of one partial match. Both are zeroed when new, which must mean "nothing yet". Registers that conditions can read come
 * first, so that two threads in one state have the same future if those bytes are equal.
 */
public interface PatternKernel {
    /** Bytes of a partition's own history (for PREV); a multiple of 8. */
    int keyBytes();

    /** Bytes of registers that conditions read; a multiple of 8. */
    int conditionRegisterBytes();

    /** Bytes of all registers; a multiple of 8. */
    int registerBytes();

    /** Called before rows of a batch are looked at. */
    void bind(EventBatch batch);

    /** Bit v is set if condition of variable v is true for the row, for all variables outside {@link #threadVariables}. */
    long rowMask(int row, long key);

    /** Variables whose condition reads a thread's registers. */
    long threadVariables();

    /** Condition of such a variable; the row has been applied to the thread already. */
    boolean test(int variable, int row, long key, long thread);

    /** Maps the row to the variable: updates the thread's registers. */
    void apply(int variable, int row, long key, long thread);

    /** Called for every row of the partition after it was matched: keeps what PREV will ask for. */
    void remember(int row, long key);

    /** Writes the partition columns and measures of a match. {@code matchNumber} counts from 1 in the partition. */
    void emit(Match match, EventBatch out, int outRow);

    /** Whether registers that only {@link #emit} reads can be put together of parts: see {@link #merge}. */
    default boolean canMerge() {
        return false;
    }

    /**
     * Adds to registers of a thread what was applied since, from zeroed registers on. Of registers that conditions read neither
     * is looked at. Cannot fail.
     *
     * @param into of earlier rows
     * @param later stays as it is
     */
    default void merge(long into, long later) {
        throw new UnsupportedOperationException();
    }

    /** The number of the match that is being sought, told before conditions are asked if it is known. */
    default void seek(long matchNumber) {}

    /**
     * Variables whose condition reads what cannot be kept in registers: before {@link #test}, {@link #clearPast} and then
     * {@link #remap} for every row of the thread, the candidate last.
     */
    default long pastVariables() {
        return 0;
    }

    /** @param variables of the thread's rows, the candidate's last; the array belongs to the caller */
    default void clearPast(long thread, int[] variables, int count) {}

    /** @param place of the row in the thread, from 0 */
    default void remap(int variable, int row, int place, long thread) {}

    /** Writes what registers refer to and that is not in pages; see {@link io.sabot.core.operator.Operator#save}. */
    default void save(StateOutput out) {}

    /** Takes over what {@link #save} wrote. */
    default void load(StateInput in) {}
}
