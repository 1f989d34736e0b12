package io.sabot.cep;

import io.sabot.cep.api.MatchFunction;
import io.sabot.core.batch.EventBatch;
import io.sabot.core.error.SabotException;
import io.sabot.core.memory.MemoryPool;
import io.sabot.core.operator.DeadLetters;
import io.sabot.core.operator.Input;
import io.sabot.core.operator.StateInput;
import io.sabot.core.operator.StateOutput;
import io.sabot.core.schema.EventSchema;
import io.sabot.state.keyed.CollectedRows;
import java.util.stream.IntStream;

/** Has a user's function make rows of matches. */
final class EventMatchOutput extends CollectedRows {
    private final MatchFunction function;
    private final PathRows match; // not owned
    private final DeadLetters deadLetters; // not owned
    private final int[] required; // columns that are not nullable
    private long matches;

    EventMatchOutput(
            EventSchema output,
            MatchFunction function,
            PathRows match,
            MemoryPool pool,
            DeadLetters deadLetters,
            Input downstream) {
        super(output, 0, pool, downstream);
        this.function = function;
        this.match = match;
        this.deadLetters = deadLetters;
        this.required = IntStream.range(0, output.columnCount())
                .filter(i -> !output.column(i).type().nullable())
                .toArray();
    }

    /**
     * A match, or a partial one whose time has run out.
     *
     * @param triggerPosition in the log of what decided it
     */
    void emit(long thread, long watermarkBeforeNs, long triggerPosition) {
        begin(watermarkBeforeNs, ThreadDescriptor.startPosition(thread), triggerPosition);
        boolean isTimedOut = ThreadDescriptor.state(thread) == PatternProgram.TIMED_OUT;
        matches += isTimedOut ? 0 : 1;
        match.bind(thread, isTimedOut ? 0 : matches, isTimedOut);
        try {
            function.select(match, this);
        } catch (SabotException e) {
            throw e;
        } catch (RuntimeException e) {
            refuse(deadLetters, EventPatternOperator.detail(e));
        }
        abandon();
    }

    @Override
    protected void check(EventBatch batch, int row) {
        for (int i : required) {
            if (batch.column(i).isNull(row)) {
                throw new IllegalStateException(
                        "'" + batch.schema().column(i).name() + "' is NOT NULL, and was not written");
            }
        }
    }

    @Override
    public void save(StateOutput state) {
        super.save(state);
        state.putLong(matches);
    }

    @Override
    public void load(StateInput state) {
        super.load(state);
        matches = state.getLong();
    }
}
