package io.sabot.core.operator;

import io.sabot.core.batch.EventBatch;
import io.sabot.core.error.SabotException;

/** Takes rows that a query could not use. Derived from the log: replay gives the same letters. */
public interface DeadLetters {
    enum Reason {
        LATE,
        EXPRESSION_FAILED,
        LIMIT
    }

    /** @param detail for people; for {@link Reason#LATE} what it was late for */
    void refuse(Reason reason, EventBatch batch, int row, String detail);

    /**
     * The query cannot go on with the rows it has. Where this returns, it was noted, and what the frame causes elsewhere is
     * finished first; the operator takes no more rows.
     */
    default void fail(SabotException failure) {
        throw failure;
    }
}
