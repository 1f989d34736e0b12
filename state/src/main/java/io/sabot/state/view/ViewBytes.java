package io.sabot.state.view;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Bytes of a key or a row, little-endian, in an array that grows and is used again. One thread. */
final class ViewBytes {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] array = new byte[256];
    private int length;

    /** Changes when it grows. */
    byte[] array() {
        return array;
    }

    int length() {
        return length;
    }

    /** Sets the length; bytes from {@code zeroFrom} on are 0. */
    void reset(int newLength, int zeroFrom) {
        ensure(newLength);
        Arrays.fill(array, zeroFrom, newLength, (byte) 0);
        length = newLength;
    }

    void length(int newLength) {
        ensure(newLength);
        length = newLength;
    }

    private void ensure(int bytes) {
        if (array.length < bytes) {
            array = Arrays.copyOf(array, Math.max(bytes, array.length * 2));
        }
    }

    long getLong(int at) {
        return (long) LONG.get(array, at);
    }

    int getInt(int at) {
        return (int) INT.get(array, at);
    }

    void setLong(int at, long value) {
        LONG.set(array, at, value);
    }

    void setInt(int at, int value) {
        INT.set(array, at, value);
    }

    void addByte(int value) {
        ensure(length + 1);
        array[length++] = (byte) value;
    }

    void addInt(int value) {
        ensure(length + 4);
        INT.set(array, length, value);
        length += 4;
    }

    void addLong(long value) {
        ensure(length + 8);
        LONG.set(array, length, value);
        length += 8;
    }

    /**
     * Makes room at the end.
     *
     * @return where it begins
     */
    int extend(int bytes) {
        ensure(length + bytes);
        int at = length;
        length += bytes;
        return at;
    }

    long hash() {
        return XxHash64.hash(array, 0, length, 0);
    }
}
