package io.sabot.state.keyed;

/** Timers of the current key, in event time. A key has at most one timer of a deadline. */
public interface KeyTimers {
    /**
     * Has {@link KeyedFunction#onTimer} called once the watermark reaches the deadline; at the earliest when time goes on,
     * never within this call. Set at the end of the input, it is not called any more.
     */
    void set(long deadlineNs);

    /** Takes a timer back; nothing happens if there is none. */
    void cancel(long deadlineNs);

    /** The watermark; while a timer fires, its deadline. */
    long nowNs();
}
