package io.sabot.sql.pattern;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;

/**
 * One value that a condition or measure takes from the rows matched so far: what a thread keeps in a register, or a
 * partition in its history.
 *
 * @param variables bit set of the variables whose rows count; {@link #UNIVERSAL} for all
 * @param offset rows to go on from the first, back from the last
 * @param physicalOffset rows of the partition to go back from the row found (PREV)
 * @param argument over one input row; null for COUNT(*), CLASSIFIER, MATCH_NUMBER and the times
 */
public record Navigation(
        Kind kind, long variables, int offset, int physicalOffset, RexNode argument, RelDataType type) {
    public static final long UNIVERSAL = -1L;

    /** How the value comes about. */
    public enum Kind {
        /** A row before the current one of the partition, matched or not. */
        HISTORY,
        FIRST,
        LAST,
        COUNT,
        SUM,
        AVG,
        MIN,
        MAX,
        CLASSIFIER,
        MATCH_NUMBER,
        MATCH_ROWTIME,
        MATCH_STATUS
    }

    /** Whether the value belongs to a thread, as opposed to the partition or the match as a whole. */
    public boolean isRegister() {
        return switch (kind) {
            case FIRST, LAST, COUNT, SUM, AVG, MIN, MAX, CLASSIFIER -> true;
            default -> false;
        };
    }

    /** Equality of what is kept: Calcite's nodes compare by their text. */
    String key() {
        return kind + "/" + variables + "/" + offset + "/" + physicalOffset + "/" + argument;
    }
}
