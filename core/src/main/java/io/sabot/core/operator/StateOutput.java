package io.sabot.core.operator;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a checkpoint stores besides pages: the few numbers that an operator keeps in fields. {@link StateInput} reads them
 * back in the same order. Little-endian.
 *
 * <p>Owned by the application's operator thread.
 */
public final class StateOutput {
    private byte[] bytes = new byte[1024];
    private int size;

    /** Names what follows, so that a reader which expects something else finds out here. */
    public void putSection(String name) {
        putText(name);
    }

    public void putLong(long value) {
        ensure(Long.BYTES);
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    public void putInt(int value) {
        ensure(Integer.BYTES);
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    public void putBoolean(boolean value) {
        ensure(1);
        bytes[size++] = (byte) (value ? 1 : 0);
    }

    public void putText(String text) {
        putBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** With their length. */
    public void putBytes(byte[] value) {
        putInt(value.length);
        ensure(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
    }

    private void ensure(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
        }
    }

    /** Bytes put so far. */
    public int size() {
        return size;
    }

    /** A copy of what was put. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }
}
