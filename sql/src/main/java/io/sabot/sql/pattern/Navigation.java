package io.sabot.sql.pattern;

import io.sabot.core.type.TypeKind;
import io.sabot.sql.type.Types;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;

/**
 * One value that a condition or measure takes from the rows matched so far: what a thread keeps in a register, or a
 * partition in its history.
 *
 * @param variables bit set of the variables whose rows count; {@link #UNIVERSAL} for all
 * @param offset rows to go on from the first, back from the last
 * @param physicalOffset rows of the partition to go back from the row found (PREV); negative: to go on (NEXT)
 * @param argument over one input row, behind whose columns stand its CLASSIFIER and the match's number; null for
 *     COUNT(*), MATCH_NUMBER and the like
 * @param readsClassifier whether the argument does
 * @param share which of the rows an aggregate takes
 * @param isFinal over all rows of the match, also where it is shown at an earlier row
 */
public record Navigation(
        Kind kind,
        long variables,
        int offset,
        int physicalOffset,
        RexNode argument,
        boolean readsClassifier,
        Share share,
        boolean isFinal,
        RelDataType type) {
    public static final long UNIVERSAL = -1L;

    /** How the value comes about. */
    public enum Kind {
        /** A row before or behind the current one of the partition, matched or not. */
        PHYSICAL,
        FIRST,
        LAST,
        COUNT,
        SUM,
        AVG,
        MIN,
        MAX,
        STDDEV_POP,
        STDDEV_SAMP,
        VAR_POP,
        VAR_SAMP,
        ARRAY_AGG,
        LISTAGG,
        MATCH_NUMBER,
        MATCH_ROWTIME,
        MATCH_STATUS
    }

    /**
     * Which rows an aggregate takes, and how.
     *
     * @param isDistinct of equal values only the first
     * @param filter rows for which this is true, over the same columns as the argument; null for all
     * @param order of the values, where it matters; empty for that of the rows
     * @param separator of LISTAGG, else null
     */
    public record Share(boolean isDistinct, RexNode filter, List<Key> order, String separator) {
        static final Share ALL = new Share(false, null, List.of(), null);
    }

    /** What an aggregate's values are ordered by, over the same columns as the argument. */
    public record Key(RexNode value, boolean isDescending, boolean isNullFirst) {}

    /** Whether the value belongs to a thread, as opposed to the partition or the match as a whole. */
    public boolean isRegister() {
        return switch (kind) {
            case PHYSICAL -> false;
            case MATCH_NUMBER, MATCH_ROWTIME, MATCH_STATUS -> false;
            default -> true;
        };
    }

    /** Whether it needs all rows of the match once more: no register of fixed size holds it. */
    public boolean needsPast() {
        return share.isDistinct() || isGathered() || physicalOffset != 0 && readsClassifier || hasMatchNumber();
    }

    /**
     * Whether what earlier and later rows of a match give can be kept apart and put together, and is then what all rows in
     * their order give: to the last bit, and without an overflow that only some of the rows have.
     */
    boolean canBeParted() {
        return switch (kind) {
            case FIRST, LAST -> offset == 0;
            case COUNT, MIN, MAX -> true;
            case SUM, AVG -> {
                TypeKind type = Types.of(argument.getType()).kind();
                yield type == TypeKind.INT || type == TypeKind.BIGINT;
            }
            default -> false;
        };
    }

    /** Whether the value is made of all the values, one by one. */
    public boolean isGathered() {
        return kind == Kind.ARRAY_AGG || kind == Kind.LISTAGG;
    }

    /** Whether the value depends on the number of the match. */
    public boolean readsMatchNumber() {
        return kind == Kind.MATCH_NUMBER || hasMatchNumber();
    }

    /** Whether the number stands inside: then the value is made when the match has one. */
    boolean hasMatchNumber() {
        return MatchNumber.isReadBy(argument)
                || MatchNumber.isReadBy(share.filter())
                || share.order().stream().anyMatch(key -> MatchNumber.isReadBy(key.value()));
    }

    /** Equality of what is kept, for a match's last row or an earlier one: Calcite's nodes compare by their text. */
    String registerKey() {
        return kind + "/" + variables + "/" + offset + "/" + physicalOffset + "/" + argument + "/" + share;
    }
}
