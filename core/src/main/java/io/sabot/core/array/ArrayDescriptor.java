package io.sabot.core.array;

import io.sabot.core.batch.Decimals;
import io.sabot.core.type.SqlType;
import io.sabot.core.type.Storage;
import io.sabot.core.type.TypeKind;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of one ARRAY, as they lie in a {@link Storage#VIEW128} column: a column of its elements in little, little-endian
 * and without padding.
 *
 * <pre>
 *   0  number of elements (4)
 *   4  a bit per element, set if it is not NULL, in whole bytes
 *   …  the elements, as {@link Storage} lays out a column of them; VARCHAR is {@link Storage#VIEW128}. A NULL is zero
 *   …  what is longer than 12 bytes of VARCHAR and BINARY; their offsets begin here
 * </pre>
 *
 * Equal elements give equal bytes, save that zeros of DOUBLE have a sign.
 */
public final class ArrayDescriptor {
    public static final int COUNT = 0;
    public static final int VALIDITY = 4;

    /** A value that is no longer lies where its element does. */
    static final int INLINE_BYTES = 12;

    static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private ArrayDescriptor() {}

    /** How elements of a type lie. */
    public static Storage storage(SqlType element) {
        return element.kind() == TypeKind.VARCHAR ? Storage.VIEW128 : element.defaultStorage();
    }

    public static int dataOffset(int count) {
        return VALIDITY + ((count + 7) >>> 3);
    }

    static int heapOffset(int count, Storage storage) {
        return dataOffset(count) + storage.dataBytes(count);
    }

    // ---- reading what lies in an array of Java; elements are numbered from 0 ----

    public static int count(byte[] array) {
        return (int) INT.get(array, COUNT);
    }

    public static boolean isNull(byte[] array, int index) {
        assert index >= 0 && index < count(array);
        return (array[VALIDITY + (index >>> 3)] >>> (index & 7) & 1) == 0;
    }

    public static boolean getBoolean(byte[] array, int index) {
        return (array[dataOffset(count(array)) + (index >>> 3)] >>> (index & 7) & 1) != 0;
    }

    public static int getInt(byte[] array, int index) {
        return (int) INT.get(array, dataOffset(count(array)) + (index << 2));
    }

    public static long getLong(byte[] array, int index) {
        return (long) LONG.get(array, dataOffset(count(array)) + (index << 3));
    }

    public static double getDouble(byte[] array, int index) {
        return Double.longBitsToDouble(getLong(array, index));
    }

    /** The low 64 bits of a DECIMAL's digits: all of them where its precision is 18 or less. */
    public static long getDecimalLow(byte[] array, int index) {
        return (long) LONG.get(array, dataOffset(count(array)) + (index << 4));
    }

    public static BigDecimal getDecimal(byte[] array, int index, int scale) {
        int at = dataOffset(count(array)) + (index << 4);
        return Decimals.toBigDecimal((long) LONG.get(array, at), (long) LONG.get(array, at + 8), scale);
    }

    public static byte[] getBytes(byte[] array, int index) {
        int from = bytesOffset(array, index);
        return Arrays.copyOfRange(array, from, from + bytesLength(array, index));
    }

    public static String getString(byte[] array, int index) {
        return new String(array, bytesOffset(array, index), bytesLength(array, index), StandardCharsets.UTF_8);
    }

    private static int bytesLength(byte[] array, int index) {
        return (int) INT.get(array, dataOffset(count(array)) + (index << 4));
    }

    private static int bytesOffset(byte[] array, int index) {
        int count = count(array);
        int view = dataOffset(count) + (index << 4);
        return bytesLength(array, index) <= INLINE_BYTES
                ? view + 4
                : heapOffset(count, Storage.VIEW128) + (int) INT.get(array, view + 12);
    }
}
