package io.sabot.cep.api;

/**
 * As {@link RowCondition}, and may look at the rows that the partial match has taken so far, of which the row asked about
 * is not one yet. Asked once for every partial match that waits for such a row.
 */
@FunctionalInterface
public interface IterativeCondition {
    /** Both are valid during the call only. */
    boolean test(EventRow row, MatchedEvents matched);
}
