package io.sabot.windows.order;

/**
 * One key of ORDER BY.
 *
 * @param column index in the rows that are sorted
 * @param areNullsFirst whatever the direction
 */
public record OrderKey(int column, boolean isDescending, boolean areNullsFirst) {}
