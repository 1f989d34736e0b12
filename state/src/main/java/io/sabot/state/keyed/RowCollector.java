package io.sabot.state.keyed;

import java.math.BigDecimal;

/**
 * Where a {@link KeyedFunction} writes its rows: values first, then {@link #emit()}. The current key's columns come first
 * in a row and are written already; the function's own columns are numbered from 0. What is not written is NULL. DATE is
 * written as an int, TIME, TIMESTAMP and INTERVAL as a long.
 *
 * <p>A method that does not fit the column's type throws {@link IllegalArgumentException}.
 */
public interface RowCollector {
    void putBoolean(int column, boolean value);

    void putInt(int column, int value);

    void putLong(int column, long value);

    void putDouble(int column, double value);

    /**
     * Rounded half up to the column's scale.
     *
     * @throws ArithmeticException if it has more digits than the column
     */
    void putDecimal(int column, BigDecimal value);

    void putString(int column, String value);

    /** @param address of UTF-8 or binary, in state or in a column */
    void putBytes(int column, long address, int length);

    /** Hands the row on. */
    void emit();
}
