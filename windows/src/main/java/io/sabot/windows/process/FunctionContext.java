package io.sabot.windows.process;

import io.sabot.core.schema.EventSchema;
import io.sabot.state.keyed.AggregatingState;
import io.sabot.state.keyed.Aggregation;
import io.sabot.state.keyed.KeyTimers;
import io.sabot.state.keyed.KeyedStates;
import io.sabot.state.keyed.ListState;
import io.sabot.state.keyed.MapState;
import io.sabot.state.keyed.ReducingState;
import io.sabot.state.keyed.StateContext;
import io.sabot.state.keyed.TimeToLive;
import io.sabot.state.keyed.ValueState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;

/** Declares a function's state, and remembers what was declared. */
final class FunctionContext implements StateContext {
    private final KeyedStates states; // not owned
    private final KeyTimers timers; // not owned
    private final EventSchema input;
    private final List<FunctionState.Declared> declared = new ArrayList<>();
    private boolean hasTimers;

    FunctionContext(KeyedStates states, KeyTimers timers, EventSchema input) {
        this.states = states;
        this.timers = timers;
        this.input = input;
    }

    FunctionState declared() {
        return new FunctionState(declared, hasTimers);
    }

    @Override
    public EventSchema input() {
        return input;
    }

    @Override
    public KeyTimers timers() {
        hasTimers = true;
        return timers;
    }

    @Override
    public ValueState value(String name, TimeToLive timeToLive) {
        return states.value(own("value", name, timeToLive), timeToLive);
    }

    @Override
    public ListState list(String name, TimeToLive timeToLive) {
        return states.list(own("list", name, timeToLive), timeToLive);
    }

    @Override
    public MapState map(String name, TimeToLive timeToLive) {
        return states.map(own("map", name, timeToLive), timeToLive);
    }

    @Override
    public ReducingState reducingLongs(String name, LongBinaryOperator reduction, TimeToLive timeToLive) {
        return states.reducingLongs(own("reduced number", name, timeToLive), reduction, timeToLive);
    }

    @Override
    public ReducingState reducingDoubles(String name, DoubleBinaryOperator reduction, TimeToLive timeToLive) {
        return states.reducingDoubles(own("reduced number", name, timeToLive), reduction, timeToLive);
    }

    @Override
    public <I, O> AggregatingState<I, O> aggregating(
            String name, Aggregation<I, O> aggregation, TimeToLive timeToLive) {
        return states.aggregating(own("accumulator", name, timeToLive), aggregation, timeToLive);
    }

    /** Apart from the names of what the operator itself keeps. */
    private String own(String kind, String name, TimeToLive timeToLive) {
        if (declared.stream().anyMatch(state -> state.name().equals(name))) {
            throw new IllegalArgumentException("state '" + name + "' is declared twice");
        }
        declared.add(new FunctionState.Declared(kind, name, timeToLive));
        return "function." + name;
    }
}
