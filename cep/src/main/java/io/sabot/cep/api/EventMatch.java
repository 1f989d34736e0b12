package io.sabot.cep.api;

/** A match, or a partial one whose time has run out. Valid inside the call it is given to only. */
public interface EventMatch extends MatchedEvents {
    /** From 1, in the order in which the pattern's matches come out; 0 for a partial one. */
    long number();

    /** Whether it is a partial match whose time has run out; only patterns that ask for those are given them. */
    boolean isTimedOut();

    /** Event time of the first row, ns; 0 if rows have none. */
    long startTimeNs();

    /** Event time of the last row, ns; 0 if rows have none. */
    long endTimeNs();
}
