package io.sabot.cep.api;

/**
 * The rows of a match, or of a partial one so far, in their order and by the names that the pattern gives them. Valid
 * inside the call it is given to only, as are the rows.
 */
public interface MatchedEvents {
    /** Rows in all. */
    int count();

    /** @param index from 0, in the order of the rows */
    EventRow row(int index);

    /** The name under which a row was taken. */
    String name(int index);

    /** Rows taken under a name: 0 if it was skipped. @throws IllegalArgumentException if the pattern has no such name */
    int count(String name);

    /**
     * @param index from 0 among the rows of this name
     * @throws IndexOutOfBoundsException if there are not so many
     */
    EventRow row(String name, int index);

    /** The first row of a name, which must have one. */
    default EventRow first(String name) {
        return row(name, 0);
    }

    /** The last row of a name, which must have one. */
    default EventRow last(String name) {
        return row(name, count(name) - 1);
    }
}
