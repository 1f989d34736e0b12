package io.sabot.windows.process;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.batch.Position;
import io.sabot.core.batch.Watermarks;
import io.sabot.core.error.SabotException;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.DeadLetters;
import io.sabot.core.operator.Input;
import io.sabot.core.operator.Operator;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import io.sabot.state.StateSpace;
import io.sabot.state.keyed.KeyedFunction;
import io.sabot.state.keyed.KeyedStates;
import io.sabot.state.keyed.RowView;

/**
 * Runs a {@link KeyedFunction}. Before a row is given to it, timers due at or before the row's watermark fire, those of
 * rows that a filter has taken away too. At the end of the input the timers left fire in order.
 *
 * <p>A row or timer at which the function throws becomes a dead letter; rows it had emitted and state it had written stay.
 * Only a {@link SabotException}, such as that of a state budget that is used up, stops the application. Rows are not
 * refused for being late: the function sees the watermark.
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
        function.open(new FunctionContext(states, timers, spec.input()));
        states.keys(); // nothing is declared after this, so that a checkpoint finds the same parts
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
        output.begin(watermarkNs, batch.position(row), batch.position(row));
        view.wrap(batch, row);
        try {
            function.onRow(view, output);
        } catch (SabotException e) {
            throw e;
        } catch (RuntimeException e) {
            deadLetters.refuse(DeadLetters.Reason.EXPRESSION_FAILED, batch, row, detail(e));
        }
        output.abandon();
    }

    private void advance(long newWatermarkNs, long position) {
        if (newWatermarkNs <= watermarkNs) {
            return;
        }
        if (timers.hasDue(newWatermarkNs)) {
            output.begin(watermarkNs, position, position);
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
        } catch (SabotException e) {
            throw e;
        } catch (RuntimeException e) {
            output.refuse(deadLetters, detail(e));
        }
    }

    private static String detail(RuntimeException e) {
        return e instanceof ArithmeticException ? e.getMessage() : e.toString();
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
        output.begin(watermarkNs, position, position);
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
