package io.sabot.sql.register;

import io.sabot.core.array.ArrayBuilder;
import io.sabot.core.type.SqlType;
import io.sabot.sql.codegen.JavaTypes;
import io.sabot.sql.function.Text;
import java.math.BigDecimal;
import java.util.Arrays;

/** Values of one type, one behind the other, NULL among them. They are added as what Java has them in generated code. */
public final class ValueList {
    private final SqlType type;
    private final boolean isObject;
    private long[] numbers = {};
    private Object[] objects = {};
    private boolean[] nulls = new boolean[16];
    private int count;

    ValueList(SqlType type) {
        this.type = type;
        this.isObject = switch (JavaTypes.of(type)) {
            case "boolean", "int", "long", "double" -> false;
            default -> true;
        };
    }

    int count() {
        return count;
    }

    void clear() {
        if (isObject) {
            Arrays.fill(objects, 0, Math.min(count, objects.length), null);
        }
        count = 0;
    }

    private int next(boolean isNull) {
        if (count == nulls.length) {
            nulls = Arrays.copyOf(nulls, 2 * count);
        }
        if (isObject && objects.length < nulls.length) {
            objects = Arrays.copyOf(objects, nulls.length);
        } else if (!isObject && numbers.length < nulls.length) {
            numbers = Arrays.copyOf(numbers, nulls.length);
        }
        nulls[count] = isNull;
        return count++;
    }

    public void addNull() {
        next(true);
    }

    public void add(boolean value) {
        int at = next(false);
        numbers[at] = value ? 1 : 0;
    }

    public void add(long value) {
        int at = next(false);
        numbers[at] = value;
    }

    public void add(double value) {
        int at = next(false);
        numbers[at] = Double.doubleToRawLongBits(value);
    }

    public void add(BigDecimal value) {
        int at = next(false);
        objects[at] = value;
    }

    public void add(String value) {
        int at = next(false);
        objects[at] = value;
    }

    public void add(byte[] value) {
        int at = next(false);
        objects[at] = value;
    }

    boolean isNull(int index) {
        return nulls[index];
    }

    String text(int index) {
        return (String) objects[index];
    }

    /** Order of two that are not NULL, as ORDER BY has it. */
    int compare(int a, int b) {
        return switch (JavaTypes.of(type)) {
            case "double" ->
                // plus zero: zeros are equal, whatever their sign
                Double.compare(Double.longBitsToDouble(numbers[a]) + 0.0, Double.longBitsToDouble(numbers[b]) + 0.0);
            case "String" -> Text.compare((String) objects[a], (String) objects[b]);
            case "byte[]" -> Arrays.compareUnsigned((byte[]) objects[a], (byte[]) objects[b]);
            case "java.math.BigDecimal" -> ((BigDecimal) objects[a]).compareTo((BigDecimal) objects[b]);
            default -> Long.compare(numbers[a], numbers[b]);
        };
    }

    void addTo(ArrayBuilder array, int index) {
        if (nulls[index]) {
            array.addNull();
            return;
        }
        switch (type.kind()) {
            case BOOLEAN -> array.addBoolean(numbers[index] != 0);
            case INT, DATE -> array.addInt((int) numbers[index]);
            case BIGINT, TIME, TIMESTAMP, INTERVAL -> array.addLong(numbers[index]);
            case DOUBLE -> array.addDouble(Double.longBitsToDouble(numbers[index]));
            case DECIMAL -> {
                if (isObject) {
                    array.addDecimal((BigDecimal) objects[index]);
                } else {
                    array.addDecimal(numbers[index], numbers[index] >> (Long.SIZE - 1));
                }
            }
            case VARCHAR -> array.addString((String) objects[index]);
            case BINARY -> array.addBytes((byte[]) objects[index]);
            case ARRAY -> throw new IllegalStateException("an array of arrays");
        }
    }
}
