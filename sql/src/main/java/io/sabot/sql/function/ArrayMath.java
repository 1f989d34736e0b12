package io.sabot.sql.function;

import io.sabot.core.array.ArrayDescriptor;
import java.util.Arrays;

/** What generated code asks of arrays, see {@link ArrayDescriptor}. */
public final class ArrayMath {
    private ArrayMath() {}

    public static int cardinality(byte[] array) {
        return ArrayDescriptor.count(array);
    }

    /** Whether there is no such element, counted from 1, or it is NULL. */
    public static boolean isNull(byte[] array, long index) {
        return index < 1 || index > ArrayDescriptor.count(array) || ArrayDescriptor.isNull(array, (int) index - 1);
    }

    /** Of arrays whose elements have one type, other than DOUBLE. */
    public static boolean equal(byte[] a, byte[] b) {
        return Arrays.equals(a, b);
    }

    /** Of arrays of DOUBLE: as with the numbers themselves zeros are equal, and NaN is equal to none. */
    public static boolean equalDoubles(byte[] a, byte[] b) {
        int count = ArrayDescriptor.count(a);
        if (count != ArrayDescriptor.count(b)) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            boolean isNull = ArrayDescriptor.isNull(a, i);
            if (isNull != ArrayDescriptor.isNull(b, i)
                    || !isNull && ArrayDescriptor.getDouble(a, i) != ArrayDescriptor.getDouble(b, i)) {
                return false;
            }
        }
        return true;
    }
}
