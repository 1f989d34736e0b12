package io.sabot.state.keyed;

/**
 * How {@link AggregatingState} adds up. The accumulator is raw memory, zeroed when new, which must mean "nothing yet".
 *
 * @param <I> what is added
 * @param <O> what comes out
 */
public interface Aggregation<I, O> {
    /** Bytes of an accumulator. */
    int accumulatorBytes();

    void add(I value, long accumulator);

    O result(long accumulator);
}
