package io.sabot.state.keyed;

import io.sabot.core.schema.ColumnSpec;
import io.sabot.core.schema.EventSchema;
import java.util.List;

/**
 * A user's function over rows partitioned by key. It must be a function of its rows, timers and state alone: no clock, no
 * randomness, no I/O and no fields that change, since replay has to come to the same rows.
 *
 * <p>Called by the one thread that owns the application. For SQL the class is public with a public constructor without
 * parameters, and is declared by CREATE FUNCTION; every place that calls it has an instance of its own, and planning has
 * others.
 */
public interface KeyedFunction {
    /**
     * The function's own columns; in what comes out they follow the key's. Every one of them may be NULL. Called when a
     * query is planned, before or without {@link #open}.
     *
     * @param input names and types of the rows the function will be given; which column is event time is not known yet
     */
    List<ColumnSpec> columns(EventSchema input);

    /**
     * Which of {@link #columns} is the event time of what comes out, for windows and patterns behind the function: a
     * TIMESTAMP, DATE or BIGINT. The watermark goes through unchanged, so a row whose time is before the watermark it was
     * written under is late there. {@link EventSchema#NO_COLUMN} if there is none.
     */
    default int eventTimeColumn() {
        return EventSchema.NO_COLUMN;
    }

    /** Called once, before rows and timers: here state is declared. */
    void open(StateContext context);

    /** @param row valid during the call only */
    void onRow(RowView row, RowCollector out);

    /** A timer of the current key is due. Timers fire in the order of deadlines, equal ones in that of the keys' bytes. */
    default void onTimer(long deadlineNs, RowCollector out) {}
}
