package io.sabot.cep.api;

/**
 * What a row must be like. A function of the row alone: no clock, no randomness, no I/O and nothing that changes, since
 * replay has to come to the same matches. How often it is asked is not said.
 */
@FunctionalInterface
public interface RowCondition {
    /** @param row valid during the call only */
    boolean test(EventRow row);
}
