package io.sabot.core.operator;

import io.sabot.core.batch.EventBatch;

/** Takes rows that a query could not use. Derived from the log: replay gives the same letters. */
public interface DeadLetters {
    enum Reason {
        LATE,
        EXPRESSION_FAILED,
        LIMIT
    }

    /** @param detail for people; for {@link Reason#LATE} what it was late for */
    void refuse(Reason reason, EventBatch batch, int row, String detail);
}
