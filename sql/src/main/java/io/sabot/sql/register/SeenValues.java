package io.sabot.sql.register;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.agrona.collections.LongHashSet;

/**
 * Values that were there before, for DISTINCT: lives as long as one question is being answered. One thread; numbers
 * of 64 bits are not boxed.
 */
public final class SeenValues {
    private final Set<Object> values = new HashSet<>();
    private final LongHashSet numbers = new LongHashSet();

    public void clear() {
        if (!values.isEmpty()) {
            values.clear();
        }
        if (!numbers.isEmpty()) {
            numbers.clear();
        }
    }

    /** @return whether the value is new */
    public boolean add(long value) {
        return numbers.add(value);
    }

    /** @return whether the value is new; zeros are one value, and so are all NaN */
    public boolean add(double value) {
        return numbers.add(Double.doubleToLongBits(value + 0.0));
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

    /** @return whether the value is new */
    public boolean add(byte[] value) {
        return values.add(ByteBuffer.wrap(value));
    }

    /** @return whether it is the first NULL */
    public boolean addNull() {
        return values.add(null);
    }
}
