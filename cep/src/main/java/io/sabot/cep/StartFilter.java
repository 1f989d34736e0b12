package io.sabot.cep;

import io.sabot.core.batch.EventBatch;

/**
 * Finds the rows of a batch that a match may begin with, by conditions that read nothing but the row. Every other row of a
 * partition without a match in progress is passed over.
 */
@FunctionalInterface
public interface StartFilter {
    /**
     * Keeps what may begin a match, in order.
     *
     * @param rows gets their numbers; has room for all
     * @return how many there are
     */
    int select(EventBatch batch, int[] selection, int count, int[] rows);
}
