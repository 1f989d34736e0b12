package io.sabot.windows;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;

/**
 * The arithmetic of one query's aggregates over raw accumulators: generated per query, or written by hand in tests.
 *
 * <p>An accumulator is {@link #accumulatorBytes()} bytes at an address that is good for the one call only. All zeros is
 * a valid empty accumulator, and merging into an empty one must give an equal one.
 *
 * <p>Owned by the application's operator thread.
 */
public interface AggregateKernel {
    /** Size of one accumulator, a multiple of 8. */
    int accumulatorBytes();

    /** Whether a row may be one that not even an empty accumulator takes. */
    default boolean canRefuseRows() {
        return false;
    }

    /** Called once before rows of a batch are accumulated; the batch is valid until the operator's call returns. */
    void bind(EventBatch batch);

    /**
     * Adds a row of the bound batch. Rows of a pane come in arrival order, which need not be the order of time.
     *
     * @throws ArithmeticException if the row cannot be added; the accumulator is as before
     */
    void accumulate(long accumulator, int row);

    /**
     * Adds what {@code from} holds; {@code from} covers later time than {@code into}, stays as it is and will be used
     * again: what it owns elsewhere must be copied, not moved.
     *
     * @throws ArithmeticException if the two cannot be one; both are as before
     */
    void merge(long into, long from);

    /**
     * Writes the result columns, from {@code firstColumn} on, of a row that is not yet committed.
     *
     * @throws ArithmeticException if there is no result
     */
    void emit(long accumulator, EventBatch out, int row, int firstColumn);

    /** Gives back what the accumulator owns elsewhere, such as strings in a blob store. Called once per accumulator. */
    default void release(long accumulator) {}

    /** Writes what accumulators refer to and that is not in pages; see {@link io.sabot.core.operator.Operator#save}. */
    default void save(StateOutput out) {}

    /** Takes over what {@link #save} wrote. */
    default void load(StateInput in) {}
}
