package io.sabot.state.keyed;

import io.sabot.core.schema.EventSchema;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;

/**
 * What a {@link KeyedFunction} is opened with. State is declared now and never later; what it shows is always that of the
 * key whose row or timer is being worked on.
 */
public interface StateContext {
    /** Of the rows the function is given. */
    EventSchema input();

    /** Timers of the current key. */
    KeyTimers timers();

    ValueState value(String name, TimeToLive timeToLive);

    ListState list(String name, TimeToLive timeToLive);

    MapState map(String name, TimeToLive timeToLive);

    ReducingState reducingLongs(String name, LongBinaryOperator reduction, TimeToLive timeToLive);

    ReducingState reducingDoubles(String name, DoubleBinaryOperator reduction, TimeToLive timeToLive);

    <I, O> AggregatingState<I, O> aggregating(String name, Aggregation<I, O> aggregation, TimeToLive timeToLive);
}
