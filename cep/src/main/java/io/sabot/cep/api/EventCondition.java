package io.sabot.cep.api;

/**
 * A condition as composed of what was declared.
 *
 * @param isIterative whether it may read the rows matched so far; if not it is given none
 */
public record EventCondition(IterativeCondition test, boolean isIterative) {
    static EventCondition of(RowCondition condition) {
        return new EventCondition((row, matched) -> condition.test(row), false);
    }

    static EventCondition of(IterativeCondition condition) {
        return new EventCondition(condition, true);
    }

    EventCondition and(EventCondition other) {
        IterativeCondition left = test;
        IterativeCondition right = other.test;
        return new EventCondition(
                (row, matched) -> left.test(row, matched) && right.test(row, matched),
                isIterative || other.isIterative);
    }

    EventCondition or(EventCondition other) {
        IterativeCondition left = test;
        IterativeCondition right = other.test;
        return new EventCondition(
                (row, matched) -> left.test(row, matched) || right.test(row, matched),
                isIterative || other.isIterative);
    }
}
