package io.sabot.windows.process;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.Position;
import io.sabot.core.batch.Watermarks;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.DeadLetters;
import io.sabot.core.operator.Input;
import io.sabot.core.operator.Operator;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import io.sabot.core.schema.EventSchema;
import io.sabot.state.StateSpace;
import io.sabot.state.keyed.AggregatingState;
import io.sabot.state.keyed.Aggregation;
import io.sabot.state.keyed.KeyTimers;
import io.sabot.state.keyed.KeyedFunction;
import io.sabot.state.keyed.KeyedStates;
import io.sabot.state.keyed.ListState;
import io.sabot.state.keyed.MapState;
import io.sabot.state.keyed.ReducingState;
import io.sabot.state.keyed.RowView;
import io.sabot.state.keyed.StateContext;
import io.sabot.state.keyed.TimeToLive;
import io.sabot.state.keyed.ValueState;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;

/**
 * Runs a {@link KeyedFunction}. Before a row is given to it, timers due at or before the row's watermark fire, those of
 * rows that a filter has taken away too. At the end of the input the timers left fire in order.
 *
 * <p>A row or timer at which the function throws {@link ArithmeticException} becomes a dead letter; rows it had emitted and
 * state it had written stay. Rows are not refused for being late: the function sees the watermark.
 *
 * <p>Owned by the application's operator thread.
 */
public final class KeyedProcessOperator implements Operator {
    private final KeyedFunction function;
    private final DeadLetters deadLetters; // not owned
    private final KeyedStates states;
    private final EventTimers timers;
    private final ProcessOutput output;
    private final RowView view = new RowView();

    private long watermarkNs = Watermarks.NONE;
    private long lastPosition = Position.NONE;

    /**
     * @param space where state is kept; outlives the operator
     * @param pool for the output batch
     */
    public KeyedProcessOperator(
            KeyedProcessSpec spec,
            KeyedFunction function,
            StateSpace space,
            MemoryPool pool,
            DeadLetters deadLetters,
            Input downstream) {
        this.function = function;
        this.deadLetters = deadLetters;
        this.states = new KeyedStates(space, spec.queryName(), spec.keyColumns(), pool);
        this.timers = new EventTimers(states, space, spec.queryName());
        this.output = new ProcessOutput(spec, states, pool, downstream);
        function.open(new Context(states, timers, spec.input()));
        states.keys(); // nothing is declared after this, so that a checkpoint finds the same parts
    }

    private record Context(KeyedStates states, KeyTimers timers, EventSchema input) implements StateContext {
        @Override
        public ValueState value(String name, TimeToLive timeToLive) {
            return states.value(own(name), timeToLive);
        }

        @Override
        public ListState list(String name, TimeToLive timeToLive) {
            return states.list(own(name), timeToLive);
        }

        @Override
        public MapState map(String name, TimeToLive timeToLive) {
            return states.map(own(name), timeToLive);
        }

        @Override
        public ReducingState reducingLongs(String name, LongBinaryOperator reduction, TimeToLive timeToLive) {
            return states.reducingLongs(own(name), reduction, timeToLive);
        }

        @Override
        public ReducingState reducingDoubles(String name, DoubleBinaryOperator reduction, TimeToLive timeToLive) {
            return states.reducingDoubles(own(name), reduction, timeToLive);
        }

        @Override
        public <I, O> AggregatingState<I, O> aggregating(
                String name, Aggregation<I, O> aggregation, TimeToLive timeToLive) {
            return states.aggregating(own(name), aggregation, timeToLive);
        }

        /** Apart from the names of what the operator itself keeps. */
        private static String own(String name) {
            return "function." + name;
        }
    }

    @Override
    public void onBatch(int input, EventBatch batch) {
        output.seq(batch.seq(), watermarkNs);
        boolean hasWatermarks = batch.watermarkAfterNs() != Watermarks.NONE;
        int[] selection = batch.selection();
        int selected = batch.selectedCount();
        int rows = hasWatermarks ? batch.rows() : 0;
        int next = 0;
        for (int row = 0; row < rows; row++) {
            advance(batch.watermarks()[row], batch.position(row));
            if (next < selected && selection[next] == row) {
                onRow(batch, row);
                next++;
            }
        }
        while (next < selected) {
            onRow(batch, selection[next++]);
        }
        if (batch.rows() > 0) {
            lastPosition = batch.position(batch.rows() - 1);
        }
        advance(batch.watermarkAfterNs(), lastPosition);
        states.sweep();
    }

    private void onRow(EventBatch batch, int row) {
        states.selectKeyOf(batch, row);
        output.begin(watermarkNs, batch.position(row));
        view.wrap(batch, row);
        try {
            function.onRow(view, output);
        } catch (ArithmeticException e) {
            deadLetters.refuse(DeadLetters.Reason.EXPRESSION_FAILED, batch, row, e.getMessage());
        }
        output.abandon();
    }

    private void advance(long newWatermarkNs, long position) {
        if (newWatermarkNs <= watermarkNs) {
            return;
        }
        if (timers.hasDue(newWatermarkNs)) {
            output.begin(watermarkNs, position);
            while (timers.hasDue(newWatermarkNs)) {
                fireNext();
            }
        }
        watermarkNs = newWatermarkNs;
        states.nowNs(newWatermarkNs);
    }

    private void fireNext() {
        long deadlineNs = timers.nextDeadlineNs();
        states.nowNs(deadlineNs);
        int[] due = timers.takeNext();
        int count = timers.dueCount();
        for (int i = 0; i < count; i++) {
            states.selectKey(due[i]);
            onTimer(deadlineNs);
        }
    }

    private void onTimer(long deadlineNs) {
        try {
            function.onTimer(deadlineNs, output);
            output.abandon();
        } catch (ArithmeticException e) {
            output.refuse(deadLetters, e.getMessage());
        }
    }

    @Override
    public void onWatermark(int input, long newWatermarkNs, long position) {
        output.seq(Position.seq(position), watermarkNs);
        advance(newWatermarkNs, position);
        states.sweep();
        lastPosition = position;
        flush();
    }

    @Override
    public void onEnd(int input, long position) {
        output.seq(Position.seq(position), watermarkNs);
        output.begin(watermarkNs, position);
        timers.endSetting();
        while (timers.hasDue(Long.MAX_VALUE)) {
            fireNext();
        }
        timers.clear();
        states.clear();
        output.onEnd(watermarkNs, position);
    }

    @Override
    public void flush() {
        output.flush(watermarkNs, lastPosition);
    }

    @Override
    public void save(StateOutput out) {
        out.putLong(watermarkNs);
        out.putLong(lastPosition);
        states.save(out);
        output.save(out);
    }

    @Override
    public void load(StateInput in) {
        watermarkNs = in.getLong();
        lastPosition = in.getLong();
        states.load(in);
        output.load(in);
    }

    @Override
    public void close() {
        states.close();
        output.close();
    }
}
