package io.sabot.cep.api;

import java.util.Objects;

/**
 * Which matches a match rules out. Except for {@link Mode#NO_SKIP}, a match comes out when no partial match that began
 * earlier is left, for that one might rule it out.
 *
 * @param name of the rows that {@link Mode#TO_FIRST} and {@link Mode#TO_LAST} skip to, else null
 */
public record AfterMatchSkip(Mode mode, String name) {
    /** The modes. */
    public enum Mode {
        /** None: every match comes out. */
        NO_SKIP,
        /** Others that begin with the same row. */
        TO_NEXT,
        /** Those that begin at or before its last row. */
        PAST_LAST,
        /** Those that begin before its first row of a name; none if it has no such row. */
        TO_FIRST,
        /** Those that begin before its last row of a name; none if it has no such row. */
        TO_LAST
    }

    public AfterMatchSkip {
        Objects.requireNonNull(mode);
    }

    public static AfterMatchSkip noSkip() {
        return new AfterMatchSkip(Mode.NO_SKIP, null);
    }

    public static AfterMatchSkip toNext() {
        return new AfterMatchSkip(Mode.TO_NEXT, null);
    }

    public static AfterMatchSkip pastLast() {
        return new AfterMatchSkip(Mode.PAST_LAST, null);
    }

    public static AfterMatchSkip toFirst(String name) {
        return new AfterMatchSkip(Mode.TO_FIRST, Objects.requireNonNull(name));
    }

    public static AfterMatchSkip toLast(String name) {
        return new AfterMatchSkip(Mode.TO_LAST, Objects.requireNonNull(name));
    }
}
