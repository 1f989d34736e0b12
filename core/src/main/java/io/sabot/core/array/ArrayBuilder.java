package io.sabot.core.array;

import io.sabot.core.type.SqlType;
import io.sabot.core.type.Storage;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Makes the bytes of arrays, see {@link ArrayDescriptor}, element by element. One thread. */
public final class ArrayBuilder {
    private final SqlType element;
    private final Storage storage;
    private byte[] bytes = new byte[64];
    private int count;
    private int added;
    private int data;
    private int heap;
    private int end;

    public ArrayBuilder(SqlType element) {
        this.element = element;
        this.storage = ArrayDescriptor.storage(element);
    }

    /** Begins an array of so many elements; all are to be added, in their order. */
    public ArrayBuilder begin(int newCount) {
        count = newCount;
        added = 0;
        data = ArrayDescriptor.dataOffset(newCount);
        heap = ArrayDescriptor.heapOffset(newCount, storage);
        end = heap;
        if (bytes.length < heap) {
            bytes = new byte[heap];
        } else {
            Arrays.fill(bytes, 0, heap, (byte) 0);
        }
        ArrayDescriptor.INT.set(bytes, ArrayDescriptor.COUNT, newCount);
        return this;
    }

    public void addNull() {
        assert added < count;
        added++;
    }

    /** Where the next element lies. */
    private int present() {
        assert added < count;
        bytes[ArrayDescriptor.VALIDITY + (added >>> 3)] |= (byte) (1 << (added & 7));
        return data + storage.widthBytes() * added;
    }

    public void addBoolean(boolean value) {
        present();
        bytes[data + (added >>> 3)] |= (byte) ((value ? 1 : 0) << (added & 7));
        added++;
    }

    /** INT and DATE. */
    public void addInt(int value) {
        ArrayDescriptor.INT.set(bytes, present(), value);
        added++;
    }

    /** BIGINT, TIME, TIMESTAMP and INTERVAL. */
    public void addLong(long value) {
        ArrayDescriptor.LONG.set(bytes, present(), value);
        added++;
    }

    public void addDouble(double value) {
        addLong(Double.doubleToRawLongBits(value));
    }

    /** The digits of a DECIMAL of the element's scale. */
    public void addDecimal(long low, long high) {
        int at = present();
        ArrayDescriptor.LONG.set(bytes, at, low);
        ArrayDescriptor.LONG.set(bytes, at + 8, high);
        added++;
    }

    /** @param value of the element's scale */
    public void addDecimal(BigDecimal value) {
        assert value.scale() == element.scale();
        BigInteger unscaled = value.unscaledValue();
        addDecimal(unscaled.longValue(), unscaled.shiftRight(Long.SIZE).longValue());
    }

    public void addString(String value) {
        addBytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /** VARCHAR as UTF-8, and BINARY. */
    public void addBytes(byte[] value) {
        int view = present();
        int target = view + 4;
        if (value.length > ArrayDescriptor.INLINE_BYTES) {
            target = end;
            end = Math.addExact(end, value.length);
            if (end > bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.max(end, Math.min(bytes.length * 2L, 1 << 30)));
            }
            System.arraycopy(value, 0, bytes, view + 4, 4);
            ArrayDescriptor.INT.set(bytes, view + 12, target - heap);
        }
        ArrayDescriptor.INT.set(bytes, view, value.length);
        System.arraycopy(value, 0, bytes, target, value.length);
        added++;
    }

    /** What {@link #begin} and the elements gave: a copy. */
    public byte[] toBytes() {
        assert added == count;
        return Arrays.copyOf(bytes, end);
    }

    /** An array of objects as {@link ArrayValues#toList} gives them. */
    public byte[] of(List<?> values) {
        begin(values.size());
        values.forEach(this::add);
        return toBytes();
    }

    private void add(Object value) {
        if (value == null) {
            addNull();
            return;
        }
        switch (element.kind()) {
            case BOOLEAN -> addBoolean((Boolean) value);
            case INT, DATE -> addInt((Integer) value);
            case BIGINT, TIME, TIMESTAMP, INTERVAL -> addLong((Long) value);
            case DOUBLE -> addDouble((Double) value);
            case DECIMAL -> addDecimal((BigDecimal) value);
            case VARCHAR -> addString((String) value);
            case BINARY -> {
                byte[] copy = new byte[((ByteBuffer) value).remaining()];
                ((ByteBuffer) value).duplicate().get(copy);
                addBytes(copy);
            }
            case ARRAY -> throw new IllegalArgumentException("an array of arrays");
        }
    }
}
