package io.sabot.sql.codegen;

import io.sabot.core.batch.EventBatch;

/** Expressions over the rows of one schema. Owned by one thread: it remembers the columns it is bound to. */
public interface RowProjector {
    /** Looks at the batch's columns; before the first {@link #project} of each batch or change of its layout. */
    void bind(EventBatch in);

    /**
     * Writes one row behind those that {@code out} has for each selected row that does not fail, in order, and commits
     * it. Columns of {@code out} are the expressions, by position; a computed VARCHAR wants plain storage, a column
     * that is passed through wants the dictionary of its source. {@code out} must have room for {@code count} rows.
     *
     * @param projected receives for each row written the number of the row it was made from; may be {@code selection}
     * @return how many rows were written
     */
    int project(EventBatch in, int[] selection, int count, EventBatch out, int[] projected, RowErrors errors);
}
