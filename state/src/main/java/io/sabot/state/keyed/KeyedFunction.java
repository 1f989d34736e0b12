package io.sabot.state.keyed;

/**
 * A user's function over rows partitioned by key. It must be a function of its rows, timers and state alone: no clock, no
 * randomness, no I/O and no fields that change, since replay has to come to the same rows.
 *
 * <p>Called by the one thread that owns the application.
 */
public interface KeyedFunction {
    /** Called once, before anything else: here state is declared. */
    void open(StateContext context);

    /** @param row valid during the call only */
    void onRow(RowView row, RowCollector out);

    /** A timer of the current key is due. Timers fire in the order of deadlines, equal ones in that of the keys' bytes. */
    default void onTimer(long deadlineNs, RowCollector out) {}
}
