package io.sabot.cep.api;

import io.sabot.state.keyed.RowCollector;

/**
 * Makes rows of a match: none, one or many. Columns are those of the table that the rows are for, numbered from 0.
 *
 * <p>A function of the match alone: no clock, no randomness, no I/O and nothing that changes. After a crash the node goes
 * on from a checkpoint and calls it again for matches that it was called for before; the rows come out once all the same,
 * because an outbox knows which it has. What has effects outside — a mail, an order — therefore belongs behind the
 * outbox: in what subscribes to the table or reads it, where rows have numbers that tell a repetition. That is also why
 * there is no other way to be told of matches: a plain callback would be called again on every replay.
 */
@FunctionalInterface
public interface MatchFunction {
    /**
     * If it throws, the match becomes a dead letter; rows it had emitted stay.
     *
     * @param match valid during the call only
     */
    void select(EventMatch match, RowCollector out);
}
