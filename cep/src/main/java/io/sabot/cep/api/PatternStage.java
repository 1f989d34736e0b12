package io.sabot.cep.api;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One step of an {@link EventPattern}: rows under one name, or a group of stages, as often as it says.
 *
 * @param name of the rows; null for a group
 * @param group the stages of a group; empty unless it is one
 * @param contiguity to the row before; that of {@code notNext} and {@code notFollowedBy} is STRICT and RELAXED
 * @param isNot no row: none such may come
 * @param condition null if any row will do
 * @param min rows, or rounds of the group, at least 1
 * @param max {@link #UNBOUNDED} if there is no bound
 * @param isOptional it may also be left out
 * @param isGreedy a row that it can take is not left to what comes behind it
 * @param inner contiguity between its rows, or rounds
 * @param until ends an unbounded stage; null if nothing does
 * @param withinPreviousNs each of its rows comes less than this after the row before; 0 for any time
 */
public record PatternStage(
        String name,
        List<PatternStage> group,
        Contiguity contiguity,
        boolean isNot,
        EventCondition condition,
        int min,
        int max,
        boolean isOptional,
        boolean isGreedy,
        Contiguity inner,
        EventCondition until,
        long withinPreviousNs) {
    public static final int UNBOUNDED = -1;

    public PatternStage {
        group = List.copyOf(group);
    }

    static PatternStage one(String name, Contiguity contiguity) {
        return new PatternStage(
                name, List.of(), contiguity, false, null, 1, 1, false, false, Contiguity.RELAXED, null, 0);
    }

    static PatternStage not(String name, Contiguity contiguity) {
        return new PatternStage(
                name, List.of(), contiguity, true, null, 1, 1, false, false, Contiguity.RELAXED, null, 0);
    }

    static PatternStage group(List<PatternStage> stages, Contiguity contiguity) {
        return new PatternStage(null, stages, contiguity, false, null, 1, 1, false, false, Contiguity.RELAXED, null, 0);
    }

    public boolean isGroup() {
        return name == null;
    }

    public boolean isLoop() {
        return max != 1;
    }

    /** Whether no row is needed. */
    public boolean isNullable() {
        return isOptional || isNot || isGroup() && group.stream().allMatch(PatternStage::isNullable);
    }

    /** As the pattern's text says it. */
    String label() {
        return isGroup() ? "the group" : "'" + name + "'";
    }

    /** What it says, for people, conditions aside. */
    String text() {
        StringBuilder text =
                new StringBuilder(isNot ? "NOT " : "").append(contiguity).append(' ');
        if (isGroup()) {
            text.append(group.stream().map(PatternStage::text).collect(Collectors.joining(" ", "(", ")")));
        } else {
            text.append('\'').append(name).append('\'');
        }
        if (isLoop()) {
            text.append('{')
                    .append(min)
                    .append(',')
                    .append(max == UNBOUNDED ? "" : max)
                    .append("} ")
                    .append(inner);
        }
        text.append(isOptional ? " OPTIONAL" : "").append(isGreedy ? " GREEDY" : "");
        text.append(until == null ? "" : " UNTIL");
        return text.append(withinPreviousNs == 0 ? "" : " WITHIN " + Duration.ofNanos(withinPreviousNs))
                .toString();
    }

    private PatternStage with(
            EventCondition newCondition,
            int newMin,
            int newMax,
            boolean newOptional,
            boolean newGreedy,
            Contiguity newInner,
            EventCondition newUntil,
            long newWithinNs) {
        return new PatternStage(
                name,
                group,
                contiguity,
                isNot,
                newCondition,
                newMin,
                newMax,
                newOptional,
                newGreedy,
                newInner,
                newUntil,
                newWithinNs);
    }

    PatternStage condition(EventCondition newCondition) {
        return with(newCondition, min, max, isOptional, isGreedy, inner, until, withinPreviousNs);
    }

    PatternStage times(int newMin, int newMax) {
        return with(condition, newMin, newMax, isOptional, isGreedy, inner, until, withinPreviousNs);
    }

    PatternStage optional() {
        return with(condition, min, max, true, isGreedy, inner, until, withinPreviousNs);
    }

    PatternStage greedy() {
        return with(condition, min, max, isOptional, true, inner, until, withinPreviousNs);
    }

    PatternStage inner(Contiguity newInner) {
        return with(condition, min, max, isOptional, isGreedy, newInner, until, withinPreviousNs);
    }

    PatternStage until(EventCondition newUntil) {
        return with(condition, min, max, isOptional, isGreedy, inner, newUntil, withinPreviousNs);
    }

    PatternStage withinPrevious(long newWithinNs) {
        return with(condition, min, max, isOptional, isGreedy, inner, until, newWithinNs);
    }
}
