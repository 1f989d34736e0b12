package io.sabot.sql.codegen;

import io.sabot.core.batch.EventBatch;

/** A condition over the rows of one schema. Owned by one thread: it remembers the columns it is bound to. */
public interface RowPredicate {
    /** Looks at the batch's columns; before the first {@link #select} of each batch or change of its layout. */
    void bind(EventBatch in);

    /**
     * Keeps the rows for which the condition is TRUE, in order.
     *
     * @param selection row numbers; the first {@code count} are meant
     * @param out may be {@code selection} itself
     * @return how many were written to {@code out}; rows that failed are not among them
     */
    int select(EventBatch in, int[] selection, int count, int[] out, RowErrors errors);
}
