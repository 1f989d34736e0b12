package io.sabot.sql.register;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Set;

/**
 * Values that were there before, for DISTINCT: lives as long as one question is being answered. One thread; boxes what it
 * is given.
 */
public final class SeenValues {
    private final Set<Object> values = new HashSet<>();

    public void clear() {
        values.clear();
    }

    /** @return whether the value is new */
    public boolean add(long value) {
        return values.add(value);
    }

    /** @return whether the value is new; zeros are one value, and so are all NaN */
    public boolean add(double value) {
        return values.add(value + 0.0);
    }

    /** @return whether the value is new */
    public boolean add(boolean value) {
        return values.add(value);
    }

    /** @return whether the value is new; the scale does not matter */
    public boolean add(BigDecimal value) {
        return values.add(value.stripTrailingZeros());
    }

    /** @return whether the value is new */
    public boolean add(String value) {
        return values.add(value);
    }
}
